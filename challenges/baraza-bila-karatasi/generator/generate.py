#!/usr/bin/env python3
"""Makes data/ anew, or checks that data/ is what the seed makes.

    python3 generator/generate.py            write data/
    python3 generator/generate.py --check    compare; exit 1 on any difference
    python3 generator/generate.py --seed 7 --out /tmp/other
"""

import argparse
import filecmp
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from catalogue import cases  # noqa: E402

PACKAGE = Path(__file__).resolve().parent.parent
SEED = 20230210


def text(value, pretty):
    if pretty:
        return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n"


def write(seed, out):
    for folder, given, answer in cases(seed):
        target = out / folder
        target.mkdir(parents=True)
        pretty = folder.startswith("public/")
        (target / "in").write_bytes(text(given, pretty).encode("utf-8"))
        (target / "ans").write_bytes(text(answer, pretty).encode("utf-8"))


def differences(made, kept):
    names = {p.relative_to(made) for p in made.rglob("*") if p.is_file()}
    names |= {p.relative_to(kept) for p in kept.rglob("*") if p.is_file()}
    for name in sorted(names):
        if not (made / name).is_file():
            yield "not made by the generator: %s" % name
        elif not (kept / name).is_file():
            yield "missing: %s" % name
        elif not filecmp.cmp(made / name, kept / name, shallow=False):
            yield "different: %s" % name


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--out", type=Path, default=PACKAGE / "data")
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    if not chosen.check:
        shutil.rmtree(chosen.out, ignore_errors=True)
        write(chosen.seed, chosen.out)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "data"
        write(chosen.seed, made)
        found = list(differences(made, chosen.out))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Amri: minutes na verify / The commands: minutes and verify."""

import json
import sys

from .minutes import write_minutes
from .register import check_register

COMMANDS = {"minutes": write_minutes, "verify": check_register}


def main(arguments):
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write("matumizi / usage: ./run minutes|verify < input.json\n")
        return 2
    given = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    answer = COMMANDS[arguments[0]](given)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
    return 0

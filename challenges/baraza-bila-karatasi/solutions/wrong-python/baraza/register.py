"""Rejista: mnyororo wa SHA-256 / The register: a chain of SHA-256."""

import hashlib
import json
import re

KEYS = sorted((
    "number", "meeting", "item", "motion", "text", "outcome", "yes", "no", "abstain",
    "supersedes", "previous", "hash"))
TEXTS = ("meeting", "item", "motion", "text")
COUNTS = ("yes", "no", "abstain")
HEX = re.compile(r"[0-9a-f]{64}\Z")
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(entry):
    """SHA-256 ya umbo sanifu bila uga `hash` / of the canonical form without `hash`."""
    bare = {key: entry[key] for key in entry if key != "hash"}
    return hashlib.sha256(ENCODER.encode(bare).encode("utf-8")).hexdigest()


def whole(value, least):
    return type(value) is int and value >= least


def hexadecimal(value):
    return isinstance(value, str) and HEX.match(value) is not None


def sound(entry):
    if not isinstance(entry, dict) or sorted(entry) != KEYS:
        return False
    if not whole(entry["number"], 1) or entry["outcome"] not in ("carried", "lost"):
        return False
    if not all(isinstance(entry[key], str) for key in TEXTS):
        return False
    if not all(whole(entry[key], 0) for key in COUNTS):
        return False
    if entry["supersedes"] is not None and not whole(entry["supersedes"], 1):
        return False
    return hexadecimal(entry["previous"]) and hexadecimal(entry["hash"])


def out_of_place(entries, place, expected):
    """Namba si iliyotarajiwa / the number is not the expected one."""
    entry = entries[place]
    if entry["number"] < expected:
        for other in entries[:place]:
            if other["hash"] == entry["hash"]:
                return "duplicated"
        return "number-reused"
    return "missing"


def fault(entries, place, number, link, replaced):
    entry = entries[place]
    if not sound(entry):
        return "malformed"
    if seal(entry) != entry["hash"]:
        return "content-changed"
    if entry["number"] != number + 1:
        return out_of_place(entries, place, number + 1)
    if entry["previous"] != link:
        return "link-broken"
    target = entry["supersedes"]
    if target is not None and (target >= entry["number"] or target in replaced):
        return "bad-reference"
    return None


def head_fault(head, start, number, link, count):
    if head is None:
        return None, None
    if number < head["number"]:
        return count + 1, "truncated"
    if number > head["number"]:
        return max(1, head["number"] - start + 1), "appended"
    if link != head["hash"]:
        return max(1, count), "head-mismatch"
    return None, None


def check_register(given):
    entries = given["entries"]
    start, link = given["start"]["number"], given["start"]["hash"]
    number, replaced = start, set()
    place, kind = None, None
    for index, entry in enumerate(entries):
        kind = fault(entries, index, number, link, replaced)
        if kind is not None:
            place = index + 1
            break
        number, link = entry["number"], entry["hash"]
        if entry["supersedes"] is not None:
            replaced.add(entry["supersedes"])
    else:
        place, kind = head_fault(given["head"], start, number, link, len(entries))
    return {
        "format": "verdict/1", "intact": kind is None, "entries": len(entries),
        "first_broken": place, "kind": kind}

"""Registers, and every way in which they are tampered with."""

import copy

from model import ZERO, entry_hash, minutes
from world import World


def long_register(dice, label, sittings):
    """Entries of several meetings on one chain."""
    entries, head = [], {"number": 0, "hash": ZERO}
    for number in range(1, sittings + 1):
        meeting = World(
            dice, "%s/%d" % (label, number), items=(2, 3), motions=(2, 3), revote=30, odd_text=60,
            orders={"revotes": {"max": 2, "mover": "any"}}).build()
        meeting["register"] = head
        answer = minutes(meeting)
        entries += answer["register"]
        head = answer["head"]
    return entries


def reseal(entries, index):
    """Computes links and hashes again from `index` on, as a forger with time would."""
    for place in range(index, len(entries)):
        if place > 0:
            entries[place]["previous"] = entries[place - 1]["hash"]
        entries[place]["hash"] = entry_hash(entries[place])


def packed(entries, head, start=None):
    return {
        "format": "register/1", "start": start or {"number": 0, "hash": ZERO},
        "entries": entries, "head": head}


def tampered(dice, label, kind):
    entries = long_register(dice, label, dice.between(2, 3))
    start = None
    head = {"number": entries[-1]["number"], "hash": entries[-1]["hash"]}
    place = dice.between(2, len(entries) - 3)
    if kind.startswith("later-"):
        cut = dice.between(1, 2)
        start = {"number": entries[cut - 1]["number"], "hash": entries[cut - 1]["hash"]}
        entries, place, kind = entries[cut:], max(1, place - cut), kind[len("later-"):]
    if kind.endswith("-no-head"):
        head, kind = None, kind[:-len("-no-head")]
    entries = copy.deepcopy(entries)
    WAYS[kind](dice, entries, place)
    if kind == "empty":
        head = {"number": 0, "hash": ZERO}
    return packed(entries, head, start)


def intact(dice, entries, place):
    pass


def empty(dice, entries, place):
    entries.clear()


def vote_changed(dice, entries, place):
    entries[place]["yes"] += 1


def text_changed(dice, entries, place):
    entries[place]["text"] += " "


def number_changed(dice, entries, place):
    entries[place]["number"] += 1


def one_resealed(dice, entries, place):
    """The forger repairs the changed entry's own hash, but not the next link."""
    entries[place]["outcome"] = "lost" if entries[place]["outcome"] == "carried" else "carried"
    entries[place]["hash"] = entry_hash(entries[place])


def all_resealed(dice, entries, place):
    entries[place]["text"] = entries[place]["text"].upper() + "!"
    reseal(entries, place)


def removed(dice, entries, place):
    del entries[place]


def swapped(dice, entries, place):
    entries[place], entries[place + 1] = entries[place + 1], entries[place]


def duplicated(dice, entries, place):
    entries.insert(place + 1, copy.deepcopy(entries[place]))


def inserted(dice, entries, place):
    forged = copy.deepcopy(entries[place])
    forged["motion"], forged["text"], forged["supersedes"] = "H50", "Kuongeza posho", None
    forged["previous"] = entries[place - 1]["hash"]
    forged["hash"] = entry_hash(forged)
    entries.insert(place, forged)


def truncated(dice, entries, place):
    del entries[len(entries) - dice.between(1, 2):]


def appended(dice, entries, place):
    forged = copy.deepcopy(entries[-1])
    forged["number"] += 1
    forged["text"], forged["supersedes"] = "Kuongeza posho", None
    entries.append(forged)
    reseal(entries, len(entries) - 1)


def bad_reference(dice, entries, place):
    entries[place]["supersedes"] = entries[place]["number"] + 1
    reseal(entries, place)


def self_reference(dice, entries, place):
    entries[place]["supersedes"] = entries[place]["number"]
    reseal(entries, place)


def twice_superseded(dice, entries, place):
    target = entries[0]["number"]
    entries[place]["supersedes"] = target
    entries[place + 1]["supersedes"] = target
    for entry in entries[:place]:
        entry["supersedes"] = None
    reseal(entries, 0)


def field_missing(dice, entries, place):
    del entries[place]["abstain"]


def field_extra(dice, entries, place):
    entries[place]["remark"] = None
    entries[place]["hash"] = entry_hash(entries[place])


def number_as_text(dice, entries, place):
    entries[place]["yes"] = str(entries[place]["yes"])
    entries[place]["hash"] = entry_hash(entries[place])


def capital_hash(dice, entries, place):
    entries[place]["hash"] = entries[place]["hash"].upper()


def two_wounds(dice, entries, place):
    """Two kinds in one register: only the first entry counts."""
    del entries[place + 1]
    entries[place]["no"] += 1


WAYS = {
    "intact": intact, "empty": empty, "vote-changed": vote_changed, "text-changed": text_changed,
    "number-changed": number_changed, "one-resealed": one_resealed, "all-resealed": all_resealed,
    "removed": removed, "swapped": swapped, "duplicated": duplicated, "inserted": inserted,
    "truncated": truncated, "appended": appended, "bad-reference": bad_reference,
    "self-reference": self_reference, "twice-superseded": twice_superseded, "field-missing": field_missing,
    "field-extra": field_extra, "number-as-text": number_as_text, "capital-hash": capital_hash,
    "two-wounds": two_wounds,
}

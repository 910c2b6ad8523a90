"""The large sitting: many motions, many votes, many comings and goings; far over 300 KB."""

from model import ZERO
from world import clock, orders, people
import names

ITEMS, MOTIONS, VOTES, STAYS, VOTERS = 30, 780, 7600, 2400, 160


def meeting(dice):
    fixed = {
        "quorum": {"numerator": 1, "denominator": 3, "rounding": "up"}, "quorum_lost": "continue",
        "double_vote": "none", "acting_chair": True, "seconder_required": False,
        "revotes": {"max": 2, "mover": "any"}}
    rows = people(dice, VOTERS)
    voters = [m["id"] for m in rows if m["role"] != "officer"]
    made = {
        "format": "meeting/1",
        "meeting": {"id": "T/SYN/M/KUBWA", "council": dice.pick(names.COUNCILS), "date": "2026-02-27"},
        "standing_orders": orders(dice, fixed), "register": {"number": 0, "hash": ZERO},
        "members": rows,
        "agenda": [
            {"id": "A%d" % n, "title": dice.pick(names.ITEMS), "time": clock(480 + 20 * n)} for n in range(1, ITEMS + 1)],
        "attendance": stays(dice, voters),
        "interests": [{"member": dice.pick(voters), "item": "A%d" % dice.between(1, ITEMS)} for _ in range(120)],
        "motions": [motion(dice, n, voters) for n in range(1, MOTIONS + 1)], "votes": [],
    }
    for _ in range(VOTES):
        made["votes"].append({
            "motion": "H%d" % dice.between(1, MOTIONS), "member": dice.pick(voters),
            "choice": dice.pick(["yes", "no"])})
    return made


def stays(dice, voters):
    rows = []
    for member in voters:
        minute = 470 + dice.below(40)
        for _ in range(STAYS // VOTERS):
            end = minute + dice.between(15, 30)
            rows.append({"member": member, "from": clock(minute), "to": clock(end)})
            minute = end + dice.between(8, 30)
    return dice.shuffled(rows)


def motion(dice, number, voters):
    item = 1 + (number - 1) * ITEMS // MOTIONS
    return {
        "id": "H%d" % number, "item": "A%d" % item,
        "time": clock(480 + 20 * item + 1 + dice.below(18)), "text": dice.pick(names.MOTIONS),
        "majority": dice.pick(["simple", "absolute", "two-thirds"]), "mover": dice.pick(voters),
        "seconder": None, "revote_of": "H%d" % (number - 7) if number % 11 == 0 else None,
        "casting": None,
    }

"""Kanuni za kudumu / The standing orders, as plain functions of numbers."""

import math


def quorum(voters, rule):
    times, parts = voters * rule["numerator"], rule["denominator"]
    if rule["rounding"] == "more-than":
        return times // parts + 1
    whole, rest = divmod(times, parts)
    if rule["rounding"] == "up" and rest:
        whole += 1
    return max(whole, 1)


def two_thirds(base, rounding):
    share = base * 0.67
    return max(1, {"up": math.ceil, "nearest": round, "down": math.floor}[rounding](share))


def needed(majority, orders, yes, against, able, voters):
    """Kura za ndiyo zinazohitajika; None kwa wingi wa kawaida / needed yes votes; None for simple."""
    if majority == "absolute":
        return voters // 2 + 1
    if majority == "two-thirds":
        base = {"cast": yes + against, "present": able, "members": voters}
        return two_thirds(base[orders["two_thirds"]["of"]], orders["two_thirds"]["rounding"])
    return None


def outcome(motion, orders, tally, able, voters, presiding):
    """(matokeo, sababu, zinazohitajika, kura ya turufu?) / (outcome, reason, needed, by casting vote?)"""
    yes, no = tally["yes"], tally["no"]
    if yes == 0 and no == 0:
        return "lost", "no-votes", None, False
    against = no + tally["abstain"] if orders["abstentions"] == "against" else no
    goal = needed(motion["majority"], orders, yes, against, able, voters)
    if goal is None and yes == against:
        return tie(motion["casting"], orders, presiding)
    passed = yes > against if goal is None else yes >= goal
    return ("carried", "majority", goal, False) if passed else ("lost", "majority-not-reached", goal, False)


def tie(casting, orders, presiding):
    if casting is None or not orders["casting_vote"]:
        return "lost", "tie", None, False
    if casting["choice"] not in ("yes", "no"):
        return "lost", "casting-invalid", None, False
    return ("carried" if casting["choice"] == "yes" else "lost"), "casting-vote", None, True


def revote_fault(motion, orders, standing):
    """`standing`: maamuzi yaliyopita kwa hoja / earlier decisions by motion."""
    former = standing.get(motion["revote_of"])
    if former is None:
        return "revote-unknown"
    if former["superseded"]:
        return "revote-superseded"
    if former["revotes"] >= orders["revotes"]["max"]:
        return "revote-limit"
    if orders["revotes"]["mover"] == "prevailing" and motion["mover"] not in former["winners"]:
        return "revote-mover"
    return None

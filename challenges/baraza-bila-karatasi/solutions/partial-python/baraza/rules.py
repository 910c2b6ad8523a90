"""Kanuni za kudumu / The standing orders, as plain functions of numbers."""


def quorum(voters, rule):
    times, parts = voters * rule["numerator"], rule["denominator"]
    if rule["rounding"] == "more-than":
        return times // parts + 1
    whole, rest = divmod(times, parts)
    if rule["rounding"] == "up" and rest:
        whole += 1
    return max(whole, 1)


def two_thirds(base, rounding):
    whole, rest = divmod(2 * base, 3)
    if rounding == "up" and rest:
        whole += 1
    if rounding == "nearest" and rest == 2:
        whole += 1
    return max(whole, 1)


def needed(majority, orders, yes, against, able, voters):
    """Kura za ndiyo zinazohitajika; None kwa wingi wa kawaida / needed yes votes; None for simple."""
    if majority == "absolute":
        return voters // 2 + 1
    if majority == "two-thirds":
        base = {"cast": yes + against, "present": able, "members": voters}
        return two_thirds(base[orders["two_thirds"]["of"]], orders["two_thirds"]["rounding"])
    return None


def outcome(motion, orders, tally, able, voters):
    """(matokeo, sababu, zinazohitajika) / (outcome, reason, needed). Kura ya turufu bado / no casting vote yet."""
    yes, no = tally["yes"], tally["no"]
    if yes == 0 and no == 0:
        return "lost", "no-votes", None
    against = no + tally["abstain"] if orders["abstentions"] == "against" else no
    goal = needed(motion["majority"], orders, yes, against, able, voters)
    if goal is None and yes == against:
        return "lost", "tie", None
    passed = yes > against if goal is None else yes >= goal
    return ("carried", "majority", goal) if passed else ("lost", "majority-not-reached", goal)

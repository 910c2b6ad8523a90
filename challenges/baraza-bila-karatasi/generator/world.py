"""Random meetings. A profile says which rules a meeting is about; the rest stays calm."""

from model import ZERO, Council
import names

CALM = {
    "voters": (7, 11), "items": (2, 3), "motions": (1, 3), "odd_text": 30,
    "edge": 0,        # percent of moments whose attendance is steered to the quorum
    "unrest": 20,     # percent of other moments at which somebody comes or goes
    "recusal": 0,     # percent of members per item who declare an interest
    "invalid": 0,     # percent of votes spoiled in some way
    "kinds": ("simple",), "tie": 0, "casting": 0, "revote": 0, "order": 0, "orders": {},
    "abstain": 12,    # percent of votes
}


def clock(minute):
    return "%02d:%02d" % (minute // 60, minute % 60)


def orders(dice, fixed):
    chosen = {
        "quorum": {
            "numerator": 1, "denominator": 2, "rounding": dice.pick(["up", "down", "more-than"])},
        "recused_count": dice.chance(50),
        "quorum_lost": dice.pick(["continue", "close-item"]),
        "acting_chair": dice.chance(50),
        "presiding_votes": dice.chance(70),
        "casting_vote": dice.chance(60),
        "seconder_required": dice.chance(60),
        "double_vote": dice.pick(["first", "none"]),
        "abstentions": dice.pick(["ignored", "against"]),
        "two_thirds": {
            "of": dice.pick(["cast", "present", "members"]),
            "rounding": dice.pick(["up", "nearest", "down"])},
        "revotes": {"max": dice.between(1, 2), "mover": dice.pick(["prevailing", "any"])},
    }
    share = dice.pick([(1, 2), (1, 2), (1, 3), (2, 3), (3, 5)])
    chosen["quorum"]["numerator"], chosen["quorum"]["denominator"] = share
    for key, value in fixed.items():
        chosen[key] = dict(chosen[key], **value) if isinstance(value, dict) else value
    return chosen


def people(dice, voters):
    roles = ["chair", "deputy"] + ["councillor"] * (voters - 2) + ["officer"] * dice.between(1, 2)
    roles = dice.shuffled(roles) if dice.chance(50) else roles
    rows = []
    for index, role in enumerate(roles, start=1):
        name = dice.pick(names.FIRST) + " " + dice.pick(names.LAST)
        rows.append({"id": "T/SYN/D/%03d" % index, "name": name, "role": role})
    return rows


def past(dice):
    """The end of the register before this meeting; often there is none."""
    if dice.chance(40):
        return {"number": 0, "hash": ZERO}
    return {"number": dice.between(1, 400), "hash": "".join("%016x" % dice.next() for _ in range(4))}


class World:
    def __init__(self, dice, label, **profile):
        self.dice = dice
        self.p = dict(CALM, **profile)
        self.minute = 9 * 60
        self.meeting = {
            "format": "meeting/1",
            "meeting": {"id": label, "council": dice.pick(names.COUNCILS), "date": "2026-02-%02d" % dice.between(2, 27)},
            "standing_orders": orders(dice, self.p["orders"]),
            "register": past(dice),
            "members": people(dice, dice.between(*self.p["voters"])),
            "agenda": [], "attendance": [], "interests": [], "motions": [], "votes": [],
        }
        self.council = Council(self.meeting)
        self.present = list(self.council.voters)
        self.since = {}

    def build(self):
        for member in self.council.voters:
            self.since[member] = self.minute - 30
        for number in range(1, self.dice.between(*self.p["items"]) + 1):
            self.item("A%d" % number)
        self.close()
        return self.meeting

    # Attendance: members come and go exactly at a moment or a minute before it.

    def close(self):
        for member in sorted(self.since):
            self.stay(member, self.since[member], None)
        for row in self.meeting["members"]:
            if row["role"] == "officer":
                self.stay(row["id"], 8 * 60 + 15, None)
        self.meeting["attendance"] = self.dice.shuffled(self.meeting["attendance"])

    def stay(self, member, start, end):
        self.meeting["attendance"].append({
            "member": member, "from": clock(start), "to": None if end is None else clock(end)})

    def leave(self, member, minute):
        start = self.since.pop(member)
        self.present.remove(member)
        if start < minute:
            self.stay(member, start, minute)

    def arrive(self, member, minute):
        self.since[member] = minute
        self.present = [m for m in self.council.voters if m in self.since]

    def moment(self, item):
        """Moves the clock and the people; returns the time as text."""
        self.minute += self.dice.between(4, 15)
        recused = self.council.recused_in(item)
        if self.dice.chance(self.p["edge"]):
            wanted = max(0, self.council.quorum_required() + self.dice.pick([-1, 0, 0, 1]))
            if not self.council.orders["recused_count"]:
                wanted += sum(1 for m in self.present if m in recused)
        elif self.dice.chance(self.p["unrest"]):
            wanted = len(self.present) + self.dice.pick([-1, 1])
        else:
            wanted = max(len(self.present), self.council.quorum_required() + 2)
        wanted = min(wanted, self.council.size())
        while len(self.present) > wanted:
            self.leave(self.dice.pick(self.present), self.minute - self.dice.below(2))
        while len(self.present) < wanted:
            away = [m for m in self.council.voters if m not in self.since]
            self.arrive(self.dice.pick(away), self.minute - self.dice.below(2))
        return clock(self.minute)

    # Business.

    def item(self, item):
        for member in self.council.voters:
            if self.dice.chance(self.p["recusal"]):
                self.meeting["interests"].append({"member": member, "item": item})
                self.council.recusals.setdefault(item, set()).add(member)
        if self.p["recusal"] and self.dice.chance(30):
            for row in self.meeting["members"]:
                if row["role"] == "officer":
                    self.meeting["interests"].append({"member": row["id"], "item": item})
        if self.meeting["interests"] and self.dice.chance(15):
            self.meeting["interests"].append(dict(self.meeting["interests"][-1]))
        time = self.moment(item)
        self.meeting["agenda"].append({"id": item, "title": self.dice.pick(names.ITEMS), "time": time})
        for _ in range(self.dice.between(*self.p["motions"])):
            self.motion(item)

    def motion(self, item):
        dice, earlier = self.dice, self.meeting["motions"]
        time = self.moment(item)
        recused = self.council.recused_in(item)
        able = [m for m in self.present if m not in recused]
        again = dice.pick(earlier)["id"] if earlier and dice.chance(self.p["revote"]) else None
        if again is not None and dice.chance(10):
            again = "H99"
        presiding = self.council.presiding(able)
        row = {
            "id": "H%d" % (len(earlier) + 1), "item": item, "time": time,
            "text": dice.pick(names.MOTIONS) + (dice.pick(names.ODD) if dice.chance(self.p["odd_text"]) else ""),
            "majority": dice.pick(self.p["kinds"]), "revote_of": again, "casting": None,
            **self.movers(able),
        }
        if dice.chance(self.p["casting"]):
            row["casting"] = {"member": self.caster(presiding), "choice": dice.pick(["yes", "no", "yes", "no", "abstain"])}
        earlier.append(row)
        self.ballot(row, able, presiding)

    def movers(self, able):
        dice, voters = self.dice, self.council.voters
        mover = dice.pick(able or voters)
        others = [m for m in able if m != mover] or voters
        seconder = dice.pick(others)
        if dice.chance(self.p["order"]):
            mover, seconder = dice.pick([
                (mover, mover), (mover, None), (mover, dice.pick(voters)), (dice.pick(voters), seconder),
                (self.meeting["members"][-1]["id"], seconder)])
        if not self.council.orders["seconder_required"] and dice.chance(50):
            seconder = None
        return {"mover": mover, "seconder": seconder}

    def caster(self, presiding):
        chairs = [m["id"] for m in self.meeting["members"] if m["role"] in ("chair", "deputy")]
        if presiding is None or self.dice.chance(30):
            return self.dice.pick(chairs)
        return presiding

    def ballot(self, motion, able, presiding):
        dice = self.dice
        voters = [m for m in dice.shuffled(able) if m != presiding or self.council.orders["presiding_votes"]]
        lean, votes = dice.between(30, 75), []
        tie = dice.chance(self.p["tie"])
        against = self.council.orders["abstentions"] == "against"
        for place, member in enumerate(voters):
            if tie and not (len(voters) % 2 and place == len(voters) - 1):
                choice = "yes" if place % 2 == 0 else dice.pick(["no", "abstain"]) if against and place > 1 else "no"
            elif tie:
                if against:
                    continue
                choice = "abstain"
            else:
                choice = "abstain" if dice.chance(self.p["abstain"]) else "yes" if dice.chance(lean) else "no"
            votes.append((member, choice))
        for member, choice in votes:
            self.vote(motion["id"], member, choice)
            if dice.chance(self.p["invalid"]):
                self.spoil(motion["id"], member)

    def vote(self, motion, member, choice):
        self.meeting["votes"].append({"motion": motion, "member": member, "choice": choice})

    def spoil(self, motion, member):
        dice, voters = self.dice, self.council.voters
        kind = dice.below(7)
        if kind == 0:
            self.vote(motion, member, dice.pick(["yes", "no", "abstain"]))
        elif kind == 1:
            self.vote(motion, dice.pick(voters), dice.pick(["yes", "no"]))
        elif kind == 2:
            self.vote(motion, "T/SYN/D/%03d" % dice.between(80, 99), "yes")
        elif kind == 3:
            self.vote(motion, self.meeting["members"][-1]["id"], "yes")
        elif kind == 4:
            self.vote(motion, member, dice.pick(["YES", "ndiyo", ""]))
        elif kind == 5:
            self.vote("H%d" % dice.between(70, 99), member, "no")
        else:
            away = [m for m in voters if m not in self.present] or voters
            self.vote(motion, dice.pick(away), "yes")


def seen(minutes):
    """Every reason code of the minutes, and marks for edges that have no code."""
    marks = set()
    required = minutes["quorum_required"]
    for item in minutes["items"]:
        if not item["opened"]:
            marks.add("not-opened")
        if item["counted"] == required:
            marks.add("opened-at-edge")
        if len(item["present"]) != item["counted"]:
            marks.add("recused-not-counted")
            if item["counted"] < required <= len(item["present"]):
                marks.add("recusal-breaks-quorum")
        for motion in item["motions"]:
            marks.add(motion["reason"])
            marks.add(motion["outcome"] + ":" + motion["reason"])
            marks.update(vote["reason"] for vote in motion["invalid_votes"])
            if motion["needed"] is not None and motion["yes"] == motion["needed"]:
                marks.add("needed-exactly")
            if motion["needed"] is not None and motion["yes"] == motion["needed"] - 1:
                marks.add("one-short")
            if motion["supersedes"] is not None:
                marks.add("superseded")
    if minutes["stray_votes"]:
        marks.add("stray")
    return marks

"""Muhtasari: ajenda moja baada ya nyingine / The minutes: one agenda item after another."""

from . import rules
from .register import seal


class Room:
    """Nani yupo ukumbini saa fulani / Who is in the room at a time (all stays are read for every question)."""

    def __init__(self, meeting):
        voting = ("chair", "deputy", "councillor")
        self.role = {m["id"]: m["role"] for m in meeting["members"]}
        self.voters = [m["id"] for m in meeting["members"] if m["role"] in voting]
        self.known = set(self.voters)
        self.attendance = meeting["attendance"]
        self.declared = {}
        for row in meeting["interests"]:
            if row["member"] in self.known:
                self.declared.setdefault(row["item"], set()).add(row["member"])

    def is_present(self, member, time):
        found = False
        for row in self.attendance:
            if row["member"] == member and row["from"] <= time and (row["to"] is None or time < row["to"]):
                found = True
        return found

    def present(self, time):
        return [m for m in self.voters if self.is_present(m, time)]

    def recused(self, item):
        return self.declared.get(item, frozenset())

    def leader(self, able, acting):
        by_role = {}
        for member in able:
            by_role.setdefault(self.role[member], member)
        first = able[0] if able and acting else None
        return by_role.get("chair") or by_role.get("deputy") or first


class Clerk:
    def __init__(self, meeting):
        self.meeting, self.orders = meeting, meeting["standing_orders"]
        self.room = Room(meeting)
        self.quorum = rules.quorum(len(self.room.voters), self.orders["quorum"])
        self.number, self.link = meeting["register"]["number"], meeting["register"]["hash"]
        self.entries, self.standing = [], {}
        known = [motion["id"] for motion in meeting["motions"]]
        self.stray = [n + 1 for n, vote in enumerate(meeting["votes"]) if vote["motion"] not in known]

    def counted(self, present, item):
        if self.orders["recused_count"]:
            return len(present)
        recused = self.room.recused(item)
        return sum(m not in recused for m in present)

    def write(self):
        items = [self.write_item(item) for item in self.meeting["agenda"]]
        return {
            "format": "minutes/1", "meeting": self.meeting["meeting"]["id"],
            "voting_members": len(self.room.voters), "quorum_required": self.quorum,
            "items": items, "stray_votes": self.stray, "register": self.entries,
            "head": {"number": self.number, "hash": self.link}}

    def write_item(self, item):
        present = self.room.present(item["time"])
        recused = self.room.recused(item["id"])
        counted = self.counted(present, item["id"])
        barrier = None if counted >= self.quorum else "item-not-opened"
        rows = []
        for motion in [m for m in self.meeting["motions"] if m["item"] == item["id"]]:
            row = self.write_motion(motion, barrier)
            if row["reason"] == "quorum-lost" and self.orders["quorum_lost"] == "close-item":
                barrier = "item-closed"
            rows.append(row)
        return {
            "id": item["id"], "opened": counted >= self.quorum, "present": present,
            "recused": [m for m in self.room.voters if m in recused],
            "counted": counted, "motions": rows}

    def write_motion(self, motion, barrier):
        row = {
            "id": motion["id"], "outcome": "not-put", "reason": barrier, "presiding": None,
            "counted": 0, "able": 0, "yes": 0, "no": 0, "abstain": 0, "needed": None,
            "invalid_votes": [], "supersedes": None, "number": None}
        if barrier is not None:
            return row
        present = self.room.present(motion["time"])
        recused = self.room.recused(motion["item"])
        able = [m for m in present if m not in recused]
        row["counted"], row["able"] = self.counted(present, motion["item"]), len(able)
        if row["counted"] < self.quorum:
            row["reason"] = "quorum-lost"
            return row
        row["presiding"] = self.room.leader(able, self.orders["acting_chair"])
        if row["presiding"] is None:
            row["reason"] = "no-presiding"
            return row
        row["reason"] = self.out_of_order(motion, set(able))
        if row["reason"] is not None:
            row["outcome"] = "out-of-order"
        else:
            self.put_to_vote(motion, row, set(present), set(able))
        return row

    def out_of_order(self, motion, able):
        mover, seconder = motion["mover"], motion["seconder"]
        if mover not in able:
            return "mover-not-able"
        if self.orders["seconder_required"]:
            if seconder is None:
                return "no-seconder"
            if seconder == mover:
                return "seconder-is-mover"
            if seconder not in able:
                return "seconder-not-able"
        if motion["revote_of"] is None:
            return None
        return rules.revote_fault(motion, self.orders, self.standing)

    def put_to_vote(self, motion, row, present, able):
        valid = self.read_votes(motion, row, present, able)
        for choice in valid.values():
            row[choice] += 1
        row["outcome"], row["reason"], row["needed"], by_casting = rules.outcome(
            motion, self.orders, row, len(able), len(self.room.voters), row["presiding"])
        decision = {"revotes": 0, "superseded": False}
        if motion["revote_of"] is not None:
            former = self.standing[motion["revote_of"]]
            former["superseded"] = True
            decision["revotes"] = former["revotes"] + 1
            row["supersedes"] = former["number"]
        side = "yes" if row["outcome"] == "carried" else "no"
        decision["winners"] = {m for m, choice in valid.items() if choice == side}
        if by_casting:
            decision["winners"].add(row["presiding"])
        self.enter(motion, row)
        decision["number"] = row["number"]
        self.standing[motion["id"]] = decision

    def read_votes(self, motion, row, present, able):
        """Kura halali kwa mjumbe / The valid choice by member."""
        passed, choices = [], {}
        for vote in [v for v in self.meeting["votes"] if v["motion"] == motion["id"]]:
            reason = self.invalid(vote, row["presiding"], present, able)
            passed.append((vote["member"], vote["choice"], reason))
            if reason is None:
                choices.setdefault(vote["member"], []).append(vote["choice"])
        strict, valid = self.orders["double_vote"] == "none", {}
        for member, choice, reason in passed:
            if reason is None and len(choices[member]) > 1 and (strict or member in valid):
                reason = "double-vote"
            if reason is None:
                valid[member] = choice
            else:
                row["invalid_votes"].append({"member": member, "reason": reason})
        return valid

    def invalid(self, vote, presiding, present, able):
        member = vote["member"]
        if member not in self.room.role:
            return "unknown-member"
        if member not in self.room.known:
            return "not-voter"
        if member not in present:
            return "absent"
        if member not in able:
            return "recused"
        if member == presiding and not self.orders["presiding_votes"]:
            return "presiding"
        if vote["choice"] not in ("yes", "no", "abstain"):
            return "bad-choice"
        return None

    def enter(self, motion, row):
        self.number += 1
        entry = {
            "number": self.number, "meeting": self.meeting["meeting"]["id"],
            "item": motion["item"], "motion": motion["id"], "text": motion["text"],
            "outcome": row["outcome"], "yes": row["yes"], "no": row["no"],
            "abstain": row["abstain"], "supersedes": row["supersedes"], "previous": self.link}
        self.link = entry["hash"] = seal(entry)
        row["number"] = self.number
        self.entries.append(entry)


def write_minutes(meeting):
    return Clerk(meeting).write()

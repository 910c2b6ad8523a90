"""The model answers: the rules of the statement, one small function per rule.

This file is written for reading beside the statement, section by section. It is
not a solution that a team would hand in, and no solution is built from it.
"""

import hashlib
import json

ZERO = "0" * 64
VOTING_ROLES = ("chair", "deputy", "councillor")
CHOICES = ("yes", "no", "abstain")
DECIDED = ("carried", "lost")


# Canonical form and hash chain (statement, "Register").

def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(entry):
    body = {key: value for key, value in entry.items() if key != "hash"}
    return hashlib.sha256(canonical(body).encode("utf-8")).hexdigest()


# The council and the clock.

class Council:
    """Everything that can be asked about the meeting without looking at a vote."""

    def __init__(self, meeting):
        self.orders = meeting["standing_orders"]
        self.members = {m["id"]: m for m in meeting["members"]}
        self.voters = [m["id"] for m in meeting["members"] if m["role"] in VOTING_ROLES]
        self.voter_set = set(self.voters)
        self.stays = {}
        for row in meeting["attendance"]:
            self.stays.setdefault(row["member"], []).append((row["from"], row["to"]))
        self.recusals = {}
        for row in meeting["interests"]:
            if row["member"] in self.voter_set:
                self.recusals.setdefault(row["item"], set()).add(row["member"])

    def size(self):
        return len(self.voters)

    def quorum_required(self):
        rule = self.orders["quorum"]
        share, whole = self.size() * rule["numerator"], rule["denominator"]
        if rule["rounding"] == "up":
            return max(1, (share + whole - 1) // whole)
        if rule["rounding"] == "down":
            return max(1, share // whole)
        return share // whole + 1

    def is_present(self, member, time):
        return any(
            start <= time and (end is None or time < end)
            for start, end in self.stays.get(member, ())
        )

    def present_at(self, time):
        return [m for m in self.voters if self.is_present(m, time)]

    def recused_in(self, item):
        return self.recusals.get(item, set())

    def quorum_count(self, present, item):
        if self.orders["recused_count"]:
            return len(present)
        return sum(1 for m in present if m not in self.recused_in(item))

    def presiding(self, able):
        for role in ("chair", "deputy"):
            for member in able:
                if self.members[member]["role"] == role:
                    return member
        if self.orders["acting_chair"] and able:
            return able[0]
        return None


# Votes on one motion.

def sift_votes(council, motion, votes, able, present, presiding):
    """Splits the votes into one valid choice per member and the invalid ones, in list order."""
    able, present = set(able), set(present)
    reasons = [vote_reason(council, vote, able, present, presiding) for vote in votes]
    times_voted = {}
    for vote, reason in zip(votes, reasons):
        if reason is None:
            times_voted[vote["member"]] = times_voted.get(vote["member"], 0) + 1
    valid, invalid = {}, []
    for vote, reason in zip(votes, reasons):
        member = vote["member"]
        if reason is None and times_voted[member] > 1:
            if council.orders["double_vote"] == "none" or member in valid:
                reason = "double-vote"
        if reason is None:
            valid[member] = vote["choice"]
        else:
            invalid.append({"member": member, "reason": reason})
    return valid, invalid


def vote_reason(council, vote, able, present, presiding):
    member = vote["member"]
    if member not in council.members:
        return "unknown-member"
    if member not in council.voter_set:
        return "not-voter"
    if member not in present:
        return "absent"
    if member not in able:
        return "recused"
    if member == presiding and not council.orders["presiding_votes"]:
        return "presiding"
    if vote["choice"] not in CHOICES:
        return "bad-choice"
    return None


# Majorities.

def two_thirds_needed(council, yes, against, able):
    rule = council.orders["two_thirds"]
    base = {"cast": yes + against, "present": len(able), "members": council.size()}[rule["of"]]
    if rule["rounding"] == "up":
        needed = (2 * base + 2) // 3
    elif rule["rounding"] == "down":
        needed = 2 * base // 3
    else:
        needed = (4 * base + 3) // 6
    return max(1, needed)


def decide(council, motion, count, able, presiding):
    """Outcome, reason, needed, and the member whose casting vote decided (or None)."""
    yes, no = count["yes"], count["no"]
    if yes + no == 0:
        return "lost", "no-votes", None, None
    against = no + (count["abstain"] if council.orders["abstentions"] == "against" else 0)
    if motion["majority"] == "simple":
        if yes == against:
            return break_tie(council, motion, presiding)
        return ("carried", "majority", None, None) if yes > against else ("lost", "majority-not-reached", None, None)
    if motion["majority"] == "absolute":
        needed = council.size() // 2 + 1
    else:
        needed = two_thirds_needed(council, yes, against, able)
    if yes >= needed:
        return "carried", "majority", needed, None
    return "lost", "majority-not-reached", needed, None


def break_tie(council, motion, presiding):
    casting = motion["casting"]
    if not council.orders["casting_vote"] or casting is None:
        return "lost", "tie", None, None
    if casting["member"] != presiding or casting["choice"] not in ("yes", "no"):
        return "lost", "casting-invalid", None, None
    outcome = "carried" if casting["choice"] == "yes" else "lost"
    return outcome, "casting-vote", None, casting["member"]


# Re-votes.

class Decision:
    def __init__(self, outcome, valid, caster, casting_choice, number, revotes):
        self.outcome = outcome
        self.number = number
        self.revotes = revotes
        self.superseded = False
        winning = "yes" if outcome == "carried" else "no"
        self.prevailing = {m for m, choice in valid.items() if choice == winning}
        if caster is not None and casting_choice == winning:
            self.prevailing.add(caster)


def revote_reason(council, motion, decisions):
    earlier = decisions.get(motion["revote_of"])
    if earlier is None:
        return "revote-unknown"
    if earlier.superseded:
        return "revote-superseded"
    if earlier.revotes >= council.orders["revotes"]["max"]:
        return "revote-limit"
    if council.orders["revotes"]["mover"] == "prevailing" and motion["mover"] not in earlier.prevailing:
        return "revote-mover"
    return None


# The meeting.

class Sitting:
    """Goes through the agenda once and keeps what later motions need."""

    def __init__(self, meeting):
        self.meeting = meeting
        self.council = Council(meeting)
        self.decisions = {}
        self.register = []
        self.number = meeting["register"]["number"]
        self.hash = meeting["register"]["hash"]
        self.motions, self.votes = {}, {}
        for motion in meeting["motions"]:
            self.motions.setdefault(motion["item"], []).append(motion)
            self.votes[motion["id"]] = []
        self.stray = []
        for position, vote in enumerate(meeting["votes"], start=1):
            if vote["motion"] in self.votes:
                self.votes[vote["motion"]].append(vote)
            else:
                self.stray.append(position)

    def minutes(self):
        items = [self.item(item) for item in self.meeting["agenda"]]
        return {
            "format": "minutes/1",
            "meeting": self.meeting["meeting"]["id"],
            "voting_members": self.council.size(),
            "quorum_required": self.council.quorum_required(),
            "items": items,
            "stray_votes": self.stray,
            "register": self.register,
            "head": {"number": self.number, "hash": self.hash},
        }

    def item(self, item):
        council = self.council
        present = council.present_at(item["time"])
        counted = council.quorum_count(present, item["id"])
        opened = counted >= council.quorum_required()
        state = {"opened": opened, "closed": False}
        recused = council.recused_in(item["id"])
        return {
            "id": item["id"],
            "opened": opened,
            "present": present,
            "recused": [m for m in council.voters if m in recused],
            "counted": counted,
            "motions": [self.motion(m, state) for m in self.motions.get(item["id"], [])],
        }

    def motion(self, motion, state):
        row = {
            "id": motion["id"], "outcome": "not-put", "reason": None, "presiding": None,
            "counted": 0, "able": 0, "yes": 0, "no": 0, "abstain": 0, "needed": None,
            "invalid_votes": [], "supersedes": None, "number": None,
        }
        if not state["opened"]:
            row["reason"] = "item-not-opened"
            return row
        if state["closed"]:
            row["reason"] = "item-closed"
            return row
        council = self.council
        present = council.present_at(motion["time"])
        recused = council.recused_in(motion["item"])
        able = [m for m in present if m not in recused]
        row["counted"] = council.quorum_count(present, motion["item"])
        row["able"] = len(able)
        if row["counted"] < council.quorum_required():
            row["reason"] = "quorum-lost"
            state["closed"] = council.orders["quorum_lost"] == "close-item"
            return row
        presiding = council.presiding(able)
        if presiding is None:
            row["reason"] = "no-presiding"
            return row
        row["presiding"] = presiding
        reason = self.order_reason(motion, able)
        if reason is not None:
            row["outcome"], row["reason"] = "out-of-order", reason
            return row
        self.put(motion, row, present, able)
        return row

    def order_reason(self, motion, able):
        if motion["mover"] not in able:
            return "mover-not-able"
        if self.council.orders["seconder_required"]:
            if motion["seconder"] is None:
                return "no-seconder"
            if motion["seconder"] == motion["mover"]:
                return "seconder-is-mover"
            if motion["seconder"] not in able:
                return "seconder-not-able"
        if motion["revote_of"] is not None:
            return revote_reason(self.council, motion, self.decisions)
        return None

    def put(self, motion, row, present, able):
        votes = self.votes[motion["id"]]
        valid, row["invalid_votes"] = sift_votes(
            self.council, motion, votes, able, present, row["presiding"])
        for choice in CHOICES:
            row[choice] = sum(1 for c in valid.values() if c == choice)
        row["outcome"], row["reason"], row["needed"], caster = decide(
            self.council, motion, row, able, row["presiding"])
        revotes = 0
        if motion["revote_of"] is not None:
            earlier = self.decisions[motion["revote_of"]]
            earlier.superseded = True
            revotes = earlier.revotes + 1
            row["supersedes"] = earlier.number
        self.enter(motion, row)
        casting_choice = motion["casting"]["choice"] if caster else None
        self.decisions[motion["id"]] = Decision(
            row["outcome"], valid, caster, casting_choice, row["number"], revotes)

    def enter(self, motion, row):
        self.number += 1
        entry = {
            "number": self.number, "meeting": self.meeting["meeting"]["id"],
            "item": motion["item"], "motion": motion["id"], "text": motion["text"],
            "outcome": row["outcome"], "yes": row["yes"], "no": row["no"],
            "abstain": row["abstain"], "supersedes": row["supersedes"], "previous": self.hash,
        }
        self.hash = entry["hash"] = entry_hash(entry)
        row["number"] = self.number
        self.register.append(entry)


def minutes(meeting):
    return Sitting(meeting).minutes()


# Verifying a register.

FIELDS = {
    "number", "meeting", "item", "motion", "text", "outcome",
    "yes", "no", "abstain", "supersedes", "previous", "hash",
}


def is_whole(value, least):
    return type(value) is int and value >= least


def is_hash(value):
    return type(value) is str and len(value) == 64 and all(c in "0123456789abcdef" for c in value)


def well_formed(entry):
    return (
        type(entry) is dict and set(entry) == FIELDS
        and is_whole(entry["number"], 1)
        and all(type(entry[f]) is str for f in ("meeting", "item", "motion", "text"))
        and entry["outcome"] in DECIDED
        and all(is_whole(entry[f], 0) for f in ("yes", "no", "abstain"))
        and (entry["supersedes"] is None or is_whole(entry["supersedes"], 1))
        and is_hash(entry["previous"]) and is_hash(entry["hash"])
    )


def entry_kind(entries, index, expected, previous, superseded):
    entry = entries[index]
    if not well_formed(entry):
        return "malformed"
    if entry_hash(entry) != entry["hash"]:
        return "content-changed"
    if entry["number"] < expected:
        copies = (e.get("hash") for e in entries[:index] if type(e) is dict)
        return "duplicated" if entry["hash"] in copies else "number-reused"
    if entry["number"] > expected:
        later = (e.get("number") for e in entries[index + 1:] if type(e) is dict)
        return "reordered" if any(type(n) is int and n == expected for n in later) else "missing"
    if entry["previous"] != previous:
        return "link-broken"
    if entry["supersedes"] is not None:
        if entry["supersedes"] >= entry["number"] or entry["supersedes"] in superseded:
            return "bad-reference"
    return None


def verify(register):
    entries, head = register["entries"], register["head"]
    number, previous = register["start"]["number"], register["start"]["hash"]
    superseded = set()

    def broken(position, kind):
        return {"format": "verdict/1", "intact": False, "entries": len(entries),
                "first_broken": position, "kind": kind}

    for index, entry in enumerate(entries):
        kind = entry_kind(entries, index, number + 1, previous, superseded)
        if kind is not None:
            return broken(index + 1, kind)
        number, previous = entry["number"], entry["hash"]
        if entry["supersedes"] is not None:
            superseded.add(entry["supersedes"])
    if head is not None:
        if number < head["number"]:
            return broken(len(entries) + 1, "truncated")
        if number > head["number"]:
            return broken(max(1, head["number"] - register["start"]["number"] + 1), "appended")
        if previous != head["hash"]:
            return broken(max(1, len(entries)), "head-mismatch")
    return {"format": "verdict/1", "intact": True, "entries": len(entries),
            "first_broken": None, "kind": None}

"""Which cases exist, by class. A case is made again and again until it shows what it must show."""

import example
import size
import tampering
from model import minutes, verify
from prng import Dice
from world import World, seen

QUORUM = {"edge": 75, "motions": (2, 3)}
RECUSAL = {"recusal": 30, "edge": 40, "kinds": ("simple", "two-thirds"), "invalid": 4}
VOTES = {"invalid": 22, "unrest": 35}
MAJORITY = {"kinds": ("simple", "absolute", "two-thirds"), "motions": (2, 4), "unrest": 40, "abstain": 30}
CASTING = {"tie": 75, "casting": 80, "unrest": 30, "recusal": 12, "motions": (2, 3)}
REVOTE = {"revote": 65, "motions": (2, 4), "items": (2, 3)}
MIXED = {
    "voters": (9, 13), "items": (4, 5), "motions": (2, 4), "edge": 30, "unrest": 30, "recusal": 12,
    "invalid": 8, "kinds": ("simple", "simple", "absolute", "two-thirds"), "tie": 30, "casting": 50,
    "revote": 30, "order": 12}
FEW = {"voters": (3, 5), "motions": (3, 4), "abstain": 50}
SMALL = {"items": (1, 2), "motions": (1, 2), "voters": (5, 7)}


def rounding(way):
    return {"quorum": {"rounding": way}}


def thirds(of, way):
    return {"two_thirds": {"of": of, "rounding": way}}


# (folder, profile, what the answer must show)
PUBLIC = [
    ("quorum/1", dict(QUORUM, **SMALL, orders=rounding("up")), {"not-opened", "opened-at-edge", "item-not-opened"}),
    ("quorum/2", dict(QUORUM, items=(2, 2), voters=(6, 7), orders=dict(rounding("more-than"), quorum_lost="close-item")), {"quorum-lost", "item-closed", "opened-at-edge"}),
    ("recusal/1", dict(RECUSAL, **SMALL, orders={"recused_count": False}), {"recusal-breaks-quorum", "recused"}),
    ("votes/1", dict(VOTES, **SMALL, orders={"double_vote": "none"}), {"double-vote", "absent", "unknown-member", "stray"}),
    ("majority/1", dict(MAJORITY, items=(2, 2), voters=(6, 8), orders=thirds("present", "up")), {"needed-exactly", "one-short", "majority"}),
    ("casting/1", dict(CASTING, items=(2, 2), voters=(5, 7), orders={"casting_vote": True}), {"casting-vote", "casting-invalid"}),
    ("revote/1", dict(REVOTE, items=(2, 2), voters=(5, 7), orders={"revotes": {"max": 1, "mover": "prevailing"}}), {"superseded", "revote-limit", "revote-mover"}),
]

HIDDEN = {
    "quorum": (QUORUM, [
        (rounding("up"), {"opened-at-edge", "quorum-lost"}),
        (rounding("down"), {"opened-at-edge", "quorum-lost"}),
        (rounding("more-than"), {"opened-at-edge", "quorum-lost"}),
        (dict(rounding("up"), quorum_lost="close-item"), {"item-closed", "not-opened"}),
        ({"quorum": {"numerator": 1, "denominator": 10, "rounding": "down"}, "quorum_lost": "continue"}, {"quorum-lost", "not-opened"}),
        (dict(rounding("more-than"), quorum_lost="close-item"), {"item-closed", "not-opened"}),
        ({"quorum": {"numerator": 2, "denominator": 3, "rounding": "up"}}, {"quorum-lost", "opened-at-edge", "not-opened"}),
        ({"acting_chair": False}, {"no-presiding", "quorum-lost"}),
    ]),
    "recusal": (RECUSAL, [
        ({"recused_count": False}, {"recusal-breaks-quorum", "recused"}),
        ({"recused_count": False, "quorum_lost": "close-item"}, {"recusal-breaks-quorum", "item-closed"}),
        ({"recused_count": True}, {"recused", "quorum-lost"}),
        ({"recused_count": True, "acting_chair": False}, {"no-presiding"}),
        (dict(thirds("present", "up"), recused_count=True), {"needed-exactly", "recused"}),
    ]),
    "votes": (VOTES, [
        ({"double_vote": "first"}, {"double-vote", "absent", "stray"}),
        ({"double_vote": "none"}, {"double-vote", "absent", "not-voter"}),
        ({"presiding_votes": False}, {"presiding", "unknown-member"}),
        ({"double_vote": "none"}, {"double-vote", "bad-choice", "stray"}),
        ({"double_vote": "first", "presiding_votes": False}, {"double-vote", "presiding", "bad-choice", "not-voter"}),
    ]),
    "majority": (MAJORITY, [
        (thirds("cast", "up"), {"needed-exactly", "one-short"}),
        (thirds("present", "nearest"), {"needed-exactly", "one-short"}),
        (thirds("members", "down"), {"needed-exactly", "one-short"}),
        (dict(thirds("cast", "up"), abstentions="against"), {"needed-exactly", "one-short"}),
        (dict(thirds("cast", "down"), abstentions="ignored"), {"needed-exactly", "least-needed"}, FEW),
    ]),
    "casting": (CASTING, [
        ({"casting_vote": True, "abstentions": "ignored"}, {"carried:casting-vote", "casting-invalid"}),
        ({"casting_vote": True, "abstentions": "against"}, {"carried:casting-vote", "lost:casting-vote"}),
        ({"casting_vote": False}, {"tie"}),
        ({"casting_vote": True, "presiding_votes": False}, {"carried:casting-vote", "casting-invalid"}),
        ({"casting_vote": True, "acting_chair": True}, {"carried:casting-vote", "lost:casting-vote", "tie"}),
        ({"casting_vote": True, "acting_chair": False}, {"casting-vote", "casting-invalid", "tie"}),
        ({"casting_vote": True, "abstentions": "against", "presiding_votes": False}, {"casting-invalid", "casting-vote"}),
        ({"casting_vote": True, "recused_count": True}, {"casting-vote", "casting-invalid", "recused-casting"}),
    ]),
    "revote": (REVOTE, [
        ({"revotes": {"max": 1, "mover": "prevailing"}}, {"superseded", "revote-limit"}),
        ({"revotes": {"max": 2, "mover": "prevailing"}}, {"superseded", "revote-mover"}),
        ({"revotes": {"max": 1, "mover": "any"}}, {"superseded", "revote-superseded"}),
        ({"revotes": {"max": 2, "mover": "any"}}, {"superseded", "revote-limit"}),
        ({"revotes": {"max": 2, "mover": "prevailing"}}, {"superseded", "revote-unknown"}),
        ({"revotes": {"max": 0, "mover": "any"}}, {"revote-limit"}),
        ({"revotes": {"max": 1, "mover": "prevailing"}, "abstentions": "against"}, {"revote-mover", "superseded"}),
        ({"revotes": {"max": 3, "mover": "prevailing"}}, {"superseded", "revote-mover", "revote-superseded"}),
    ]),
    "mixed": (MIXED, [
        ({"seconder_required": True, "presiding_votes": False, "casting_vote": True, "revotes": {"max": 2, "mover": "prevailing"}}, {"seconder-is-mover", "caster-moves"}),
        ({"seconder_required": True}, {"no-seconder", "mover-away"}),
        ({"seconder_required": True, "casting_vote": True}, {"seconder-not-able", "casting-vote"}),
        ({"recused_count": False}, {"recusal-breaks-quorum", "superseded", "double-vote"}),
        ({"quorum_lost": "close-item", "casting_vote": True}, {"item-closed", "casting-vote", "superseded"}),
        ({"double_vote": "none"}, {"double-vote", "no-votes"}),
    ]),
}

TAMPER = [
    "intact", "later-intact", "empty", "vote-changed", "later-text-changed", "number-changed",
    "one-resealed", "all-resealed", "all-resealed-no-head", "removed", "later-swapped",
    "duplicated", "inserted", "truncated", "appended", "later-appended", "bad-reference",
    "self-reference", "twice-superseded",
    "field-missing", "field-extra", "number-as-text", "capital-hash", "two-wounds",
]

TRIES = 20000


def searched(seed, name, profile, must):
    """The first world of this name's stream whose answer shows everything in `must`."""
    for attempt in range(TRIES):
        dice = Dice.named(seed, "%s#%d" % (name, attempt))
        world = World(dice, "T/SYN/M/%06d" % dice.below(1000000), **profile)
        meeting = world.build()
        answer = minutes(meeting)
        if must <= marks(meeting, answer):
            return meeting, answer
    raise SystemExit("no world shows %s for %s" % (sorted(must), name))


def marks(meeting, answer):
    found = seen(answer)
    rows = {row["id"]: row for item in answer["items"] for row in item["motions"]}
    recused = {item["id"]: set(item["recused"]) for item in answer["items"]}
    voters = {m["id"] for m in meeting["members"] if m["role"] != "officer"}
    by_id = {m["id"]: m for m in meeting["motions"]}
    for item in answer["items"]:
        for row in item["motions"]:
            motion = by_id[row["id"]]
            casting = motion["casting"]
            if row["reason"] == "mover-not-able" and motion["mover"] in voters:
                found.add("mover-away")
            if motion["majority"] == "two-thirds" and row["needed"] == 1 and (row["yes"], row["no"]) == (0, 1):
                found.add("least-needed")
            if row["supersedes"] is not None and rows[motion["revote_of"]]["reason"] == "casting-vote":
                if by_id[motion["revote_of"]]["casting"]["member"] == motion["mover"]:
                    found.add("caster-moves")
            if row["reason"] == "casting-invalid" and casting["member"] in recused[item["id"]]:
                found.add("recused-casting")
    return found


def cases(seed):
    """Yields (folder below data/, input, answer)."""
    sample = example.meeting()
    yield "public/example/1", sample, minutes(sample)
    for name, profile, must in PUBLIC:
        yield ("public/" + name,) + searched(seed, "public/" + name, profile, must)
    for number, kind in enumerate(["intact", "vote-changed"], start=1):
        register = tampering.tampered(Dice.named(seed, "public/register/%d" % number), "T/SYN/M/R", kind)
        yield "public/register/%d" % number, register, verify(register)
    for family, (profile, variants) in HIDDEN.items():
        for number, (orders, must, *more) in enumerate(variants, start=1):
            name = "hidden/%s/%d" % (family, number)
            yield (name,) + searched(seed, name, {**profile, "orders": orders, **dict(*more)}, must)
    for kind in TAMPER:
        name = "hidden/tamper/" + kind
        register = tampering.tampered(Dice.named(seed, name), "T/SYN/M/R", kind)
        yield name, register, verify(register)
    large = size.meeting(Dice.named(seed, "hidden/size/1"))
    yield "hidden/size/1", large, minutes(large)

"""The worked example of the statement. Change it only together with both statements."""

from model import ZERO


def vote(motion, member, choice):
    return {"motion": motion, "member": member, "choice": choice}


def motion(number, item, time, text, **more):
    row = {
        "id": "H%d" % number, "item": item, "time": time, "text": text, "majority": "simple",
        "mover": "D2", "seconder": "D3", "revote_of": None, "casting": None}
    row.update(more)
    return row


def meeting():
    members = [
        ("D1", "Asha Mlimani", "chair"), ("D2", "Juma Mtoni", "deputy"), ("D3", "Neema Bondeni", "councillor"),
        ("D4", "Salum Ziwani", "councillor"), ("D5", "Pendo Nyikani", "councillor"), ("D6", "Omari Kisiwani", "officer")]
    stays = [
        ("D1", "08:50", None), ("D2", "08:55", None), ("D3", "09:00", None), ("D4", "09:00", "10:20"),
        ("D5", "09:05", "09:50"), ("D6", "08:30", None)]
    return {
        "format": "meeting/1",
        "meeting": {"id": "T/SYN/M/1", "council": "Halmashauri ya Wilaya ya Mfano Kaskazini", "date": "2026-02-10"},
        "standing_orders": {
            "quorum": {"numerator": 1, "denominator": 2, "rounding": "up"},
            "recused_count": False, "quorum_lost": "close-item", "acting_chair": False,
            "presiding_votes": True, "casting_vote": True, "seconder_required": True,
            "double_vote": "first", "abstentions": "ignored",
            "two_thirds": {"of": "cast", "rounding": "up"},
            "revotes": {"max": 1, "mover": "prevailing"}},
        "register": {"number": 0, "hash": ZERO},
        "members": [{"id": i, "name": n, "role": r} for i, n, r in members],
        "agenda": [
            {"id": "A1", "title": "Maji vijijini", "time": "09:00"},
            {"id": "A2", "title": "Barabara za kata", "time": "10:00"}],
        "attendance": [{"member": m, "from": a, "to": b} for m, a, b in stays],
        "interests": [{"member": "D4", "item": "A2"}],
        "motions": [
            motion(1, "A1", "09:10", "Kutenga fedha za kisima", casting={"member": "D1", "choice": "yes"}),
            motion(2, "A1", "09:40", "Kutenga fedha za kisima (kura ya marudio)", revote_of="H1", mover="D1"),
            motion(3, "A2", "10:10", "Kuidhinisha zabuni ya barabara", majority="two-thirds"),
            motion(4, "A2", "10:30", "Kuahirisha \"stendi\" – awamu ya 2", mover="D3", seconder="D3")],
        "votes": [
            vote("H1", "D1", "yes"), vote("H1", "D2", "yes"), vote("H1", "D3", "no"), vote("H1", "D4", "no"),
            vote("H1", "D5", "abstain"), vote("H1", "D6", "yes"),
            vote("H2", "D1", "yes"), vote("H2", "D2", "no"), vote("H2", "D3", "no"), vote("H2", "D3", "yes"),
            vote("H2", "D5", "no"),
            vote("H3", "D1", "yes"), vote("H3", "D2", "yes"), vote("H3", "D3", "no"), vote("H3", "D4", "yes"),
            vote("H3", "D5", "no"), vote("H9", "D1", "yes")],
    }

//! The sitting: the agenda from top to bottom, and the register that grows with it.

use crate::chain::{seal, Head};
use crate::council::{minute, string, Council, Role};
use crate::json::Json;
use crate::tally::{Ballot, Choice, Decision, Floor};
use std::collections::{HashMap, HashSet};

struct Past {
    number: i64,
    revotes: i64,
    superseded: bool,
    winners: HashSet<usize>,
}

struct Sitting<'a> {
    id: String,
    orders: &'a Json,
    council: Council,
    quorum: i64,
    votes: HashMap<&'a str, Vec<&'a Json>>,
    past: HashMap<String, Past>,
    register: Vec<Json>,
    head: Head,
}

/// What a motion brings when it stops before the vote.
struct Stop {
    outcome: &'static str,
    reason: &'static str,
}

const fn not_put(reason: &'static str) -> Stop {
    Stop {
        outcome: "not-put",
        reason,
    }
}

const fn out_of_order(reason: &'static str) -> Stop {
    Stop {
        outcome: "out-of-order",
        reason,
    }
}

fn quorum(size: i64, rule: &Json) -> i64 {
    let share = size * rule.get("numerator").int().unwrap_or(1);
    let parts = rule.get("denominator").int().unwrap_or(1).max(1);
    match rule.get("rounding").text() {
        Some("up") => ((share + parts - 1) / parts).max(1),
        Some("down") => (share / parts).max(1),
        _ => share / parts + 1,
    }
}

pub fn minutes(meeting: &Json) -> Result<Json, String> {
    let mut motions: HashMap<&str, Vec<&Json>> = HashMap::new();
    let mut votes: HashMap<&str, Vec<&Json>> = HashMap::new();
    for motion in meeting.get("motions").list() {
        motions
            .entry(motion.get("item").text().unwrap_or_default())
            .or_default()
            .push(motion);
        votes.insert(motion.get("id").text().unwrap_or_default(), Vec::new());
    }
    let mut stray: Vec<i64> = Vec::new();
    for (place, vote) in (1..).zip(meeting.get("votes").list()) {
        match votes.get_mut(vote.get("motion").text().unwrap_or_default()) {
            Some(pile) => pile.push(vote),
            None => stray.push(place),
        }
    }
    let (council, orders) = (Council::read(meeting)?, meeting.get("standing_orders"));
    let quorum = quorum(council.size(), orders.get("quorum"));
    let id = string(meeting.get("meeting").get("id"))?;
    let head = Head::read(meeting.get("register"));
    let mut sitting = Sitting {
        id,
        orders,
        council,
        quorum,
        votes,
        past: HashMap::new(),
        register: vec![],
        head,
    };
    let mut items = Vec::new();
    for item in meeting.get("agenda").list() {
        let of_item = motions.get(item.get("id").text().unwrap_or_default());
        items.push(sitting.item(item, of_item.map_or(&[], Vec::as_slice))?);
    }
    Ok(sitting.finish(items, stray))
}

impl<'a> Sitting<'a> {
    fn finish(self, items: Vec<Json>, stray: Vec<i64>) -> Json {
        Json::map([
            ("format", "minutes/1".into()),
            ("meeting", self.id.as_str().into()),
            ("voting_members", self.council.size().into()),
            ("quorum_required", self.quorum.into()),
            ("items", items.into()),
            ("stray_votes", stray.into()),
            ("head", self.head.json()),
            ("register", self.register.into()),
        ])
    }

    fn count(&self, now: usize, item: &str) -> i64 {
        let recused_too = self.orders.get("recused_count").is_true();
        self.council
            .voters(|m| m.is_here(now) && (recused_too || !m.is_recused(item)))
            .len() as i64
    }

    fn item(&mut self, item: &Json, motions: &[&'a Json]) -> Result<Json, String> {
        let (id, now) = (string(item.get("id"))?, minute(item.get("time"))?);
        let counted = self.count(now, &id);
        let mut gate = if counted < self.quorum {
            Some("item-not-opened")
        } else {
            None
        };
        let (opened, mut rows) = (gate.is_none(), Vec::new());
        for motion in motions {
            let (row, lost) = self.motion(motion, gate)?;
            rows.push(row);
            if lost && self.orders.get("quorum_lost").text() == Some("close-item") {
                gate = Some("item-closed");
            }
        }
        let present = self.council.voters(|m| m.is_here(now));
        let recused = self.council.voters(|m| m.is_recused(&id));
        Ok(Json::map([
            ("id", id.as_str().into()),
            ("opened", opened.into()),
            ("present", self.council.ids(&present).into()),
            ("recused", self.council.ids(&recused).into()),
            ("counted", counted.into()),
            ("motions", rows.into()),
        ]))
    }

    /// The motion's row, and whether the quorum was lost at it.
    fn motion(
        &mut self,
        motion: &'a Json,
        gate: Option<&'static str>,
    ) -> Result<(Json, bool), String> {
        let mut row = Row::default();
        let stop = match gate {
            Some(reason) => Some(not_put(reason)),
            None => self.take(motion, &mut row)?,
        };
        if let Some(stop) = &stop {
            (row.outcome, row.reason) = (stop.outcome, stop.reason);
        }
        let lost = row.reason == "quorum-lost";
        Ok((row.json(motion, &self.council), lost))
    }

    fn take(&mut self, motion: &'a Json, row: &mut Row) -> Result<Option<Stop>, String> {
        let (item, now) = (
            motion.get("item").text().unwrap_or_default(),
            minute(motion.get("time"))?,
        );
        let able = self
            .council
            .voters(|m| m.is_here(now) && !m.is_recused(item));
        (row.counted, row.able) = (self.count(now, item), able.len() as i64);
        if row.counted < self.quorum {
            return Ok(Some(not_put("quorum-lost")));
        }
        let Some(presiding) = self.presiding(&able) else {
            return Ok(Some(not_put("no-presiding")));
        };
        row.presiding = Some(presiding);
        if let Some(reason) = self.refuse(motion, &able) {
            return Ok(Some(out_of_order(reason)));
        }
        let id = motion.get("id").text().unwrap_or_default();
        let votes = self.votes.remove(id).unwrap_or_default();
        let floor = Floor {
            council: &self.council,
            orders: self.orders,
            minute: now,
            item,
            able: row.able,
            presiding,
        };
        row.ballot = floor.collect(&votes);
        let decision = floor.decide(motion, &row.ballot);
        self.record(motion, row, decision);
        Ok(None)
    }

    fn presiding(&self, able: &[usize]) -> Option<usize> {
        let with = |role| {
            able.iter()
                .copied()
                .find(|place| self.council.members[*place].role == role)
        };
        let acting = if self.orders.get("acting_chair").is_true() {
            able.first().copied()
        } else {
            None
        };
        with(Role::Chair).or_else(|| with(Role::Deputy)).or(acting)
    }

    fn refuse(&self, motion: &Json, able: &[usize]) -> Option<&'static str> {
        let who = |key| motion.get(key).text().and_then(|id| self.council.find(id));
        let is_able = |place: Option<usize>| place.is_some_and(|place| able.contains(&place));
        let mover = who("mover");
        if !is_able(mover) {
            return Some("mover-not-able");
        }
        if self.orders.get("seconder_required").is_true() {
            if *motion.get("seconder") == Json::Null {
                return Some("no-seconder");
            }
            if who("seconder") == mover {
                return Some("seconder-is-mover");
            }
            if !is_able(who("seconder")) {
                return Some("seconder-not-able");
            }
        }
        self.refuse_again(motion.get("revote_of").text()?, mover?)
    }

    fn refuse_again(&self, earlier: &str, mover: usize) -> Option<&'static str> {
        let rule = self.orders.get("revotes");
        let Some(past) = self.past.get(earlier) else {
            return Some("revote-unknown");
        };
        if past.superseded {
            Some("revote-superseded")
        } else if past.revotes >= rule.get("max").int().unwrap_or(0) {
            Some("revote-limit")
        } else if rule.get("mover").text() == Some("prevailing") && !past.winners.contains(&mover) {
            Some("revote-mover")
        } else {
            None
        }
    }

    fn record(&mut self, motion: &Json, row: &mut Row, decision: Decision) {
        let side = if decision.carried {
            Choice::Yes
        } else {
            Choice::No
        };
        let winners = row
            .ballot
            .valid
            .iter()
            .filter(|(_, choice)| **choice == side)
            .map(|(place, _)| *place);
        let mut past = Past {
            number: self.head.number + 1,
            revotes: 0,
            superseded: false,
            winners: winners.chain(decision.caster).collect(),
        };
        if let Some(earlier) = motion
            .get("revote_of")
            .text()
            .and_then(|id| self.past.get_mut(id))
        {
            earlier.superseded = true;
            past.revotes = earlier.revotes + 1;
            row.supersedes = Some(earlier.number);
        }
        (row.outcome, row.reason, row.needed) =
            (decision.outcome(), decision.reason, decision.needed);
        row.number = Some(past.number);
        self.enter(motion, row, past.number);
        self.past.insert(
            motion.get("id").text().unwrap_or_default().to_string(),
            past,
        );
    }

    fn enter(&mut self, motion: &Json, row: &Row, number: i64) {
        let mut entry = Json::map([
            ("number", number.into()),
            ("meeting", self.id.as_str().into()),
            ("item", motion.get("item").clone()),
            ("motion", motion.get("id").clone()),
            ("text", motion.get("text").clone()),
            ("outcome", row.outcome.into()),
            ("yes", row.ballot.count(Choice::Yes).into()),
            ("no", row.ballot.count(Choice::No).into()),
            ("abstain", row.ballot.count(Choice::Abstain).into()),
            ("supersedes", row.supersedes.into()),
            ("previous", self.head.hash.as_str().into()),
        ]);
        self.head = Head {
            number,
            hash: seal(&entry),
        };
        if let Json::Map(fields) = &mut entry {
            fields.insert("hash".to_string(), self.head.hash.as_str().into());
        }
        self.register.push(entry);
    }
}

#[derive(Default)]
struct Row {
    outcome: &'static str,
    reason: &'static str,
    presiding: Option<usize>,
    counted: i64,
    able: i64,
    ballot: Ballot,
    needed: Option<i64>,
    supersedes: Option<i64>,
    number: Option<i64>,
}

impl Row {
    fn json(&self, motion: &Json, council: &Council) -> Json {
        let invalid = |(member, reason): &(String, &'static str)| {
            Json::map([
                ("member", member.as_str().into()),
                ("reason", (*reason).into()),
            ])
        };
        Json::map([
            ("id", motion.get("id").clone()),
            ("outcome", self.outcome.into()),
            ("reason", self.reason.into()),
            (
                "presiding",
                self.presiding
                    .map(|place| council.members[place].id.as_str())
                    .into(),
            ),
            ("counted", self.counted.into()),
            ("able", self.able.into()),
            ("yes", self.ballot.count(Choice::Yes).into()),
            ("no", self.ballot.count(Choice::No).into()),
            ("abstain", self.ballot.count(Choice::Abstain).into()),
            ("needed", self.needed.into()),
            (
                "invalid_votes",
                Json::List(self.ballot.invalid.iter().map(invalid).collect()),
            ),
            ("supersedes", self.supersedes.into()),
            ("number", self.number.into()),
        ])
    }
}

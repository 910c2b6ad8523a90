//! Counting: which votes are valid, and what they decide.

use crate::council::Council;
use crate::json::Json;
use std::collections::{HashMap, HashSet};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Yes,
    No,
    Abstain,
}

impl Choice {
    pub fn read(value: &Json) -> Option<Choice> {
        match value.text()? {
            "yes" => Some(Choice::Yes),
            "no" => Some(Choice::No),
            "abstain" => Some(Choice::Abstain),
            _ => None,
        }
    }
}

/// The people around one motion.
pub struct Floor<'a> {
    pub council: &'a Council,
    pub orders: &'a Json,
    pub minute: usize,
    pub item: &'a str,
    pub able: i64,
    pub presiding: usize,
}

#[derive(Default)]
pub struct Ballot {
    pub valid: HashMap<usize, Choice>,
    pub invalid: Vec<(String, &'static str)>,
}

impl Ballot {
    pub fn count(&self, choice: Choice) -> i64 {
        self.valid.values().filter(|c| **c == choice).count() as i64
    }
}

impl Floor<'_> {
    fn check(&self, vote: &Json) -> Result<(usize, Choice), &'static str> {
        let id = vote.get("member").text().unwrap_or_default();
        let place = self.council.find(id).ok_or("unknown-member")?;
        let member = &self.council.members[place];
        if !member.votes() {
            Err("not-voter")
        } else if !member.is_here(self.minute) {
            Err("absent")
        } else if member.is_recused(self.item) {
            Err("recused")
        } else if place == self.presiding && !self.orders.get("presiding_votes").is_true() {
            Err("presiding")
        } else {
            Choice::read(vote.get("choice"))
                .map(|choice| (place, choice))
                .ok_or("bad-choice")
        }
    }

    pub fn collect(&self, votes: &[&Json]) -> Ballot {
        let checked: Vec<_> = votes.iter().map(|vote| self.check(vote)).collect();
        let (mut once, mut twice) = (HashSet::new(), HashSet::new());
        for (place, _) in checked.iter().flatten() {
            if !once.insert(*place) {
                twice.insert(*place);
            }
        }
        if self.orders.get("double_vote").text() == Some("first") {
            twice.clear();
        }
        let mut ballot = Ballot::default();
        for (vote, result) in votes.iter().zip(checked) {
            let reason = match result {
                Ok((place, _)) if twice.contains(&place) || ballot.valid.contains_key(&place) => {
                    "double-vote"
                }
                Ok((place, choice)) => {
                    ballot.valid.insert(place, choice);
                    continue;
                }
                Err(reason) => reason,
            };
            ballot.invalid.push((
                vote.get("member").text().unwrap_or_default().to_string(),
                reason,
            ));
        }
        ballot
    }

    pub fn decide(&self, motion: &Json, ballot: &Ballot) -> Decision {
        let (yes, no) = (ballot.count(Choice::Yes), ballot.count(Choice::No));
        if yes + no == 0 {
            return Decision::plain(false, "no-votes", None);
        }
        let abstentions_count = self.orders.get("abstentions").text() == Some("against");
        let against = if abstentions_count {
            no + ballot.count(Choice::Abstain)
        } else {
            no
        };
        let needed = match motion.get("majority").text() {
            Some("absolute") => self.council.size() / 2 + 1,
            Some("two-thirds") => self.two_thirds(yes + against),
            _ if yes == against => return self.tie(motion),
            _ => return Decision::by_majority(yes > against, None),
        };
        Decision::by_majority(yes >= needed, Some(needed))
    }

    fn two_thirds(&self, cast: i64) -> i64 {
        let rule = self.orders.get("two_thirds");
        let base = match rule.get("of").text() {
            Some("cast") => cast,
            Some("present") => self.able,
            _ => self.council.size(),
        };
        let extra = match rule.get("rounding").text() {
            Some("up") => 2,
            Some("nearest") => 1,
            _ => 0,
        };
        ((2 * base + extra) / 3).max(1)
    }

    fn tie(&self, motion: &Json) -> Decision {
        let casting = motion.get("casting");
        if *casting == Json::Null || !self.orders.get("casting_vote").is_true() {
            return Decision::plain(false, "tie", None);
        }
        let who = casting
            .get("member")
            .text()
            .and_then(|id| self.council.find(id));
        match Choice::read(casting.get("choice")) {
            Some(choice) if choice != Choice::Abstain && who == Some(self.presiding) => Decision {
                caster: who,
                ..Decision::plain(choice == Choice::Yes, "casting-vote", None)
            },
            _ => Decision::plain(false, "casting-invalid", None),
        }
    }
}

pub struct Decision {
    pub carried: bool,
    pub reason: &'static str,
    pub needed: Option<i64>,
    pub caster: Option<usize>,
}

impl Decision {
    fn plain(carried: bool, reason: &'static str, needed: Option<i64>) -> Decision {
        Decision {
            carried,
            reason,
            needed,
            caster: None,
        }
    }

    fn by_majority(carried: bool, needed: Option<i64>) -> Decision {
        Decision::plain(
            carried,
            if carried {
                "majority"
            } else {
                "majority-not-reached"
            },
            needed,
        )
    }

    pub fn outcome(&self) -> &'static str {
        if self.carried {
            "carried"
        } else {
            "lost"
        }
    }
}

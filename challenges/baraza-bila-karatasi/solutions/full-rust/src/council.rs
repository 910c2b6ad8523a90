//! The council as numbers: every member is a place in the list, every time a minute of the day.

use crate::json::Json;
use std::collections::{HashMap, HashSet};

pub const DAY: usize = 24 * 60;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Chair,
    Deputy,
    Councillor,
    Officer,
}

pub struct Member {
    pub id: String,
    pub role: Role,
    /// One flag per minute of the day.
    here: Vec<bool>,
    recused: HashSet<String>,
}

impl Member {
    pub fn votes(&self) -> bool {
        self.role != Role::Officer
    }

    pub fn is_here(&self, minute: usize) -> bool {
        self.here.get(minute).copied().unwrap_or(false)
    }

    pub fn is_recused(&self, item: &str) -> bool {
        self.recused.contains(item)
    }
}

pub struct Council {
    pub members: Vec<Member>,
    pub place: HashMap<String, usize>,
}

pub fn string(value: &Json) -> Result<String, String> {
    value
        .text()
        .map(str::to_string)
        .ok_or_else(|| "expected a string".to_string())
}

pub fn minute(value: &Json) -> Result<usize, String> {
    let text = value.text().ok_or("expected a time")?;
    let (hours, minutes) = text.split_once(':').ok_or("expected HH:MM")?;
    let hours: usize = hours.parse().map_err(|_| "bad hour")?;
    let minutes: usize = minutes.parse().map_err(|_| "bad minute")?;
    Ok(hours * 60 + minutes)
}

impl Council {
    pub fn read(meeting: &Json) -> Result<Council, String> {
        let mut council = Council {
            members: Vec::new(),
            place: HashMap::new(),
        };
        for row in meeting.get("members").list() {
            let role = match row.get("role").text() {
                Some("chair") => Role::Chair,
                Some("deputy") => Role::Deputy,
                Some("councillor") => Role::Councillor,
                _ => Role::Officer,
            };
            let id = string(row.get("id"))?;
            council.place.insert(id.clone(), council.members.len());
            council.members.push(Member {
                id,
                role,
                here: vec![false; DAY],
                recused: HashSet::new(),
            });
        }
        council.read_stays(meeting)?;
        council.read_interests(meeting)?;
        Ok(council)
    }

    fn read_stays(&mut self, meeting: &Json) -> Result<(), String> {
        for row in meeting.get("attendance").list() {
            let from = minute(row.get("from"))?.min(DAY);
            let to = if *row.get("to") == Json::Null {
                DAY
            } else {
                minute(row.get("to"))?.min(DAY)
            };
            if let Some(member) = self.find_mut(row.get("member")) {
                for flag in member.here.iter_mut().take(to).skip(from) {
                    *flag = true;
                }
            }
        }
        Ok(())
    }

    fn read_interests(&mut self, meeting: &Json) -> Result<(), String> {
        for row in meeting.get("interests").list() {
            let item = string(row.get("item"))?;
            if let Some(member) = self.find_mut(row.get("member")) {
                member.recused.insert(item);
            }
        }
        Ok(())
    }

    fn find_mut(&mut self, id: &Json) -> Option<&mut Member> {
        let place = *self.place.get(id.text()?)?;
        self.members.get_mut(place)
    }

    pub fn find(&self, id: &str) -> Option<usize> {
        self.place.get(id).copied()
    }

    pub fn ids(&self, places: &[usize]) -> Vec<Json> {
        places
            .iter()
            .map(|place| Json::Text(self.members[*place].id.clone()))
            .collect()
    }

    pub fn size(&self) -> i64 {
        self.members.iter().filter(|m| m.votes()).count() as i64
    }

    /// Voting members that satisfy `keep`, in the order of the list.
    pub fn voters(&self, keep: impl Fn(&Member) -> bool) -> Vec<usize> {
        let wanted =
            |(place, member): (usize, &Member)| (member.votes() && keep(member)).then_some(place);
        self.members.iter().enumerate().filter_map(wanted).collect()
    }
}

//! Runs tables of awkward repositories: each is taken or refused as its line says, never with a fault, and what is
//! refused leaves no trace.
use super::forge::Forge;
use super::post::{Push, Refs, push};
use crate::harness::{Actor, House};

/// Where the pushes of these tests go.
const PATH: &str = "/git/wazi/blue/jumla.git";

/// One repository.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) make: fn(&mut Forge) -> Push,
    pub(super) wanted: Wanted,
}

/// What becomes of it.
pub(super) enum Wanted {
    /// A submission, with a receipt.
    Submitted,
    /// Kept, and no submission.
    Kept,
    /// Gone, and no submission.
    Deleted,
    /// Refused in these words, among others.
    Refused(&'static str),
}

/// Pushes each case to one repository.
pub(super) fn run(cases: &[Case]) {
    let house = House::on_sqlite();
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let mut seen = Seen::by(&ada);
    let failed: Vec<String> = cases
        .iter()
        .filter_map(|case| one(&house, &ada, (case, &mut seen)).err())
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {}:\n{}",
        failed.len(),
        cases.len(),
        failed.join("\n")
    );
}

/// What there is: refs and submissions.
struct Seen {
    refs: Refs,
    submissions: usize,
}

impl Seen {
    fn by(ada: &Actor) -> Self {
        let list = ada.get("/v1/submissions?limit=100").is(200);
        Self {
            refs: Refs::of(ada, PATH),
            submissions: list["items"].as_array().unwrap().len(),
        }
    }
}

/// What went otherwise than it should.
fn one(house: &House, ada: &Actor, (case, seen): (&Case, &mut Seen)) -> Result<(), String> {
    let mut forge = Forge::new();
    let sent = (case.make)(&mut forge);
    let told = push(ada, PATH, sent.body(&seen.refs));
    let before = std::mem::replace(seen, Seen::by(ada));
    let (before, after, added) = (
        before.refs,
        seen.refs.clone(),
        seen.submissions - before.submissions,
    );
    let taken = || {
        let mut refs = sent.refs.iter();
        refs.all(|(new, name)| after.at(name).as_deref() == Some(new)) && told.contains("unpack ok")
    };
    let right = match case.wanted {
        Wanted::Submitted => taken() && added == 1 && told.contains("ubunifu-receipt:"),
        Wanted::Kept => taken() && added == 0,
        Wanted::Deleted => {
            let mut refs = sent.refs.iter();
            refs.all(|(_, name)| after.at(name).is_none() && before.at(name).is_some()) && added == 0
        }
        Wanted::Refused(words) => {
            let is_said = told.contains(words) && told.contains("ubunifu-problem:");
            is_said && !told.contains("server.fault") && after == before && added == 0
        }
    };
    if right && leaves_nothing(house) {
        return Ok(());
    }
    Err(format!("--- {}: {added} submissions, {told}", case.name))
}

/// Quarantines and desks are gone once the answer is there.
fn leaves_nothing(house: &House) -> bool {
    let pushes = house.data().join("pushes");
    let desks = std::fs::read_dir(pushes).unwrap().count();
    desks == 0 && !any_quarantine(&house.data().join("git"))
}

fn any_quarantine(folder: &std::path::Path) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let is_one = entry.file_name().to_string_lossy().starts_with("tmp_objdir");
        is_one || (entry.path().is_dir() && any_quarantine(&entry.path()))
    })
}

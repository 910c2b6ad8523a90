//! Receiving a push: git takes the pack, the hook looks at it, and what became `main` is a submission.
use std::path::PathBuf;

use judge::package::SubmissionRules;
use tokio::sync::mpsc::Sender;
use wire::{AccountId, Attempts, SignedReceipt, TeamId, Timestamp};

use super::admission::Admission;
use super::desk::{self, ARRIVED, Desk, Order};
use super::rules::{Broken, Rules, Verdict, Why};
use super::told::told;
use super::{accept, attempts, receipt, seal, upkeep};
use crate::app::App;
use crate::challenge::Version;
use crate::error::{Code, Error, Line, Result};
use crate::event::Event;
use crate::git::{Body, MAIN, Received, Report, Tail, Trouble};

/// How a push ended; the end of git's answer is still to be written.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) tail: Tail,
    pub(crate) what: What,
}

/// What a push was.
#[derive(Debug)]
pub(crate) enum What {
    /// A submission, and whether it is a new one.
    Submitted {
        receipt: Box<SignedReceipt>,
        fresh: bool,
        /// What is used of the team's attempts, this one included.
        attempts: Attempts,
    },
    /// It was refused, or our fault came between.
    Refused(Error),
    /// Branches alone, or no push at all but a client's first knock.
    Nothing,
}

/// Who pushes what.
pub(super) struct Party<'a> {
    pub(super) account: AccountId,
    pub(super) team: TeamId,
    pub(super) version: &'a Version,
    pub(super) rules: &'a SubmissionRules,
    pub(super) event: &'a Event,
    /// When it was handed in, if not over the network.
    pub(super) handed_in: Option<Timestamp>,
    /// When everything was there, if that was before the push begins.
    pub(super) arrived_at: Option<Timestamp>,
}

/// What the hook has to know of a push into `repository`.
pub(super) async fn order(app: &App, party: Party<'_>, repository: PathBuf) -> Result<Order> {
    let db = app.db().read();
    let challenge = party.version.challenge.clone();
    let key = (party.team, challenge.as_str());
    let mut term = seal::term(db, party.event, key).await?;
    term.received_at = party.handed_in;
    Ok(Order {
        team: party.team,
        account: party.account,
        version: party.version.id,
        repository,
        rules: Rules::from(party.rules),
        term,
        arrived_at: party.arrived_at,
        tally: attempts::tally(db, attempts::allowed(party.event), key).await?,
        challenge,
    })
}

/// Receives a push into an admitted repository. People's lines go to `out` as they come.
pub(crate) async fn receive(
    app: &App,
    admission: &Admission,
    body: Body,
    out: &Sender<Vec<u8>>,
) -> Result<Ending> {
    let repository = admission.repository(app).await?;
    let party = Party {
        account: admission.account.id,
        team: admission.team.id,
        version: &admission.version,
        rules: &admission.package.manifest.submission,
        event: &admission.event,
        handed_in: None,
        arrived_at: None,
    };
    run(app, &order(app, party, repository).await?, body, out).await
}

/// Receives what `order` allows.
pub(super) async fn run(app: &App, order: &Order, body: Body, out: &Sender<Vec<u8>>) -> Result<Ending> {
    let desk = Desk::open(&app.folder("pushes"), order)?;
    order.arrived_at.map_or(Ok(()), |at| desk.arrived(at))?;
    let received = {
        let order = crate::git::Order {
            repository: &order.repository,
            folder: desk.folder(),
            arrived: ARRIVED,
            largest: order.rules.largest_pack(),
            largest_file: order.rules.largest_file(),
            errors: desk.keeper()?,
        };
        app.git()?.receive(order, body, out).await?
    };
    let what = conclude(app, order, &desk, &received).await;
    // After a fault of ours the desk stays, for the sweep to end what was begun.
    if !matches!(&what, What::Refused(error) if error.code() == Code::ServerFault) {
        desk.clear()?;
    }
    upkeep::after(app, order);
    let tail = received.tail;
    Ok(Ending { tail, what })
}

async fn conclude(app: &App, order: &Order, desk: &Desk, received: &Received) -> What {
    let report = received.tail.report();
    let verdict = desk::verdict(desk.folder());
    if let Some(Verdict::Accepted { commit: Some(commit) }) = &verdict
        && report.updated.iter().any(|name| name == MAIN)
    {
        let at = desk::received_at(desk.folder()).unwrap_or_else(|| app.now());
        return submitted(app, order, (commit, at))
            .await
            .unwrap_or_else(What::Refused);
    }
    // Git's own reason comes first: the hook is asked even about what git will not take.
    match (&received.trouble, verdict) {
        (Some(trouble), _) => troubled(order, trouble),
        (None, Some(Verdict::Accepted { .. })) if report.refused.is_empty() => What::Nothing,
        // The look at it was done; only the ref could not be changed: a teammate was faster.
        (None, Some(Verdict::Accepted { .. })) => What::Refused(Code::SubmissionOvertaken.into()),
        (None, Some(Verdict::Early)) => {
            What::Refused(Error::new(Code::EventClosed).with("event", &order.term.event))
        }
        (None, Some(Verdict::Late)) => {
            What::Refused(Error::new(Code::SubmissionLate).with("challenge", &order.challenge))
        }
        (None, Some(Verdict::Spent { attempts })) => {
            What::Refused(attempts::refused_for(&order.challenge, &attempts))
        }
        (None, Some(Verdict::Branch { name, why })) => What::Refused(branch(&name, why)),
        (None, Some(Verdict::Policy { findings })) => What::Refused(policy(order, findings)),
        (None, Some(Verdict::Begun)) => unread(order),
        (None, None) => without_verdict(&report),
    }
}

async fn submitted(app: &App, order: &Order, (commit, at): (&str, Timestamp)) -> Result<What> {
    let (row, fresh) = accept(app, order, commit, at).await?;
    let key = (order.team, order.challenge.as_str());
    let attempts = match &order.tally {
        Some(tally) => attempts::used(app.db().read(), tally.allowed(), key, app.now()).await?,
        None => Attempts::default(),
    };
    let receipt = Box::new(receipt(app, row).await?);
    Ok(What::Submitted {
        receipt,
        fresh,
        attempts,
    })
}

fn branch(name: &str, why: Why) -> Error {
    let error = Error::new(Code::SubmissionBranch).with("branch", name);
    let error = error.with_sentence("rule", why.sentence());
    match why {
        // What git says in the place of a name is no name.
        Why::NoBranch if !name.starts_with("refs/") => error,
        why => error.next(why.next_step()),
    }
}

fn policy(order: &Order, findings: Vec<Broken>) -> Error {
    let error = Error::new(Code::SubmissionPolicy).with("challenge", &order.challenge);
    findings.into_iter().fold(error, |error, broken| {
        error.line(Line {
            place: broken.place,
            key: broken.key,
            values: broken.values,
        })
    })
}

/// The hook came to no end.
fn unread(order: &Order) -> What {
    tracing::warn!(repository = %order.repository.display(), "a push could not be looked at to its end");
    What::Refused(policy(order, vec![Broken::new("submission-unread")]))
}

/// Git did not take it.
fn troubled(order: &Order, trouble: &Trouble) -> What {
    What::Refused(match trouble {
        Trouble::Large => {
            let limit = judge::policy::human(order.rules.largest_pack());
            Error::new(Code::RequestTooLarge).with("limit", limit)
        }
        Trouble::Busy => Code::ServerBusy.into(),
        trouble => policy(order, vec![told(trouble)]),
    })
}

/// The hook was not asked, or could not answer.
fn without_verdict(report: &Report) -> What {
    match report.refused.first() {
        None => What::Nothing,
        Some(reason) if reason.contains("hook") => {
            What::Refused(Error::fault(format_args!("the hook gave no verdict: {reason}")))
        }
        Some(reason) => What::Refused(branch(reason, Why::NoBranch)),
    }
}

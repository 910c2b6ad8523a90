//! Receiving a push: git takes the pack, the hook looks at it, and what became `main` is a submission.
use tokio::sync::mpsc::Sender;
use wire::SignedReceipt;

use super::admission::Admission;
use super::desk::{self, Desk, Order};
use super::rules::{Broken, Rules, Verdict, Why};
use super::{accept, receipt};
use crate::app::App;
use crate::error::{Code, Error, Line, Result};
use crate::git::{Body, MAIN, Received, Report, Tail};

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
    },
    /// It was refused, or our fault came between.
    Refused(Error),
    /// Branches alone, or no push at all but a client's first knock.
    Nothing,
}

/// Receives a push into an admitted repository. People's lines go to `out` as they come.
pub(crate) async fn receive(
    app: &App,
    admission: &Admission,
    body: Body,
    out: &Sender<Vec<u8>>,
) -> Result<Ending> {
    let repository = admission.repository(app).await?;
    let order = Order {
        team: admission.team.id,
        account: admission.account.id,
        challenge: admission.version.challenge.clone(),
        version: admission.version.id,
        repository,
        rules: Rules::from(&admission.package.manifest.submission),
    };
    let desk = Desk::open(&app.folder("pushes"), &order)?;
    let received = {
        let order = crate::git::Order {
            repository: &order.repository,
            folder: desk.folder(),
            largest: order.rules.largest_pack(),
        };
        app.git()?.receive(order, body, out).await?
    };
    let what = conclude(app, &order, &desk, &received).await;
    // After a fault of ours the desk stays, for the sweep to end what was begun.
    if !matches!(&what, What::Refused(error) if error.code() == Code::ServerFault) {
        desk.clear()?;
    }
    let tail = received.tail;
    Ok(Ending { tail, what })
}

async fn conclude(app: &App, order: &Order, desk: &Desk, received: &Received) -> What {
    let report = received.tail.report();
    match desk::verdict(desk.folder()) {
        Some(Verdict::Accepted { commit: Some(commit) })
            if report.updated.iter().any(|name| name == MAIN) =>
        {
            submitted(app, order, &commit).await.unwrap_or_else(What::Refused)
        }
        Some(Verdict::Accepted { .. }) if report.refused.is_empty() => What::Nothing,
        // The look at it was done; only the ref could not be changed: a teammate was faster.
        Some(Verdict::Accepted { .. }) => What::Refused(Code::SubmissionOvertaken.into()),
        Some(Verdict::Branch { name, why }) => What::Refused(branch(&name, why)),
        Some(Verdict::Policy { findings }) => What::Refused(policy(order, findings)),
        None => without_verdict(order, &report, received.too_large),
    }
}

async fn submitted(app: &App, order: &Order, commit: &str) -> Result<What> {
    let (row, fresh) = accept(app, order, commit, app.now()).await?;
    let receipt = Box::new(receipt(app, row).await?);
    Ok(What::Submitted { receipt, fresh })
}

fn branch(name: &str, why: Why) -> Error {
    let error = Error::new(Code::SubmissionBranch).with("branch", name);
    error.with_sentence("rule", why.sentence())
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

/// The hook was not asked, or could not answer.
fn without_verdict(order: &Order, report: &Report, too_large: bool) -> What {
    let limit = judge::policy::human(order.rules.largest_pack());
    match (report.refused.first(), report.unpacked) {
        (None, _) => What::Nothing,
        (Some(_), false) if too_large => {
            What::Refused(Error::new(Code::RequestTooLarge).with("limit", limit))
        }
        (Some(_), false) => {
            let broken = Broken {
                place: String::new(),
                key: "submission-unpack".to_owned(),
                values: Vec::new(),
            };
            What::Refused(policy(order, vec![broken]))
        }
        (Some(reason), true) if reason.contains("hook") => {
            What::Refused(Error::fault(format_args!("the hook gave no verdict: {reason}")))
        }
        (Some(reason), true) => What::Refused(branch(reason, Why::NoBranch)),
    }
}

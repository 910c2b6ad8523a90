//! `admin rejudge`: have submissions judged again, compare, and decide.
use clap::{Args, Subcommand};
use wire::{
    JudgingSummary, NewRejudging, RejudgingDetails, RejudgingId, RejudgingItem, SubmissionId, TeamId,
};

use crate::app::App;
use crate::config::{Place, language};
use crate::error::Result;
use crate::paging::Window;
use crate::rejudging::{self, Decision};

/// Rejudgings, or items of one, shown at once.
const MOST: usize = 1000;

/// Verbs about rejudgings.
#[derive(Debug, Subcommand)]
pub(super) enum Rejudge {
    /// Have submissions judged again beside what counts, and print the id of the rejudging
    Start {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        asked: Asked,
    },
    /// List the rejudgings, newest first
    List {
        #[command(flatten)]
        place: Place,
        /// As one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Compare old and new, submission by submission
    Show {
        #[command(flatten)]
        place: Place,
        /// Id of the rejudging
        id: RejudgingId,
        /// Those alone that changed
        #[arg(long)]
        changed: bool,
        /// As one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Let the new judgings count
    Apply {
        #[command(flatten)]
        place: Place,
        /// Id of the rejudging
        id: RejudgingId,
    },
    /// Let the new judgings count for nothing
    Drop {
        #[command(flatten)]
        place: Place,
        /// Id of the rejudging
        id: RejudgingId,
    },
}

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Why, for those who decide
    #[arg(long)]
    reason: String,
    /// Short name of the event
    #[arg(long, value_name = "SLUG")]
    event: Option<String>,
    /// Submissions to this challenge alone
    #[arg(long, value_name = "ID")]
    challenge: Option<String>,
    /// Received for this version of the challenge alone
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// Of this team alone
    #[arg(long, value_name = "ID")]
    team: Option<TeamId>,
    /// This submission alone
    #[arg(long, value_name = "ID")]
    submission: Option<SubmissionId>,
    /// Judge against this version, not against the one each was received for
    #[arg(long, value_name = "VERSION")]
    against: Option<String>,
}

impl From<Asked> for NewRejudging {
    fn from(asked: Asked) -> Self {
        Self {
            reason: asked.reason,
            event: asked.event,
            challenge: asked.challenge,
            version: asked.version,
            team: asked.team,
            submission: asked.submission,
            against: asked.against,
        }
    }
}

/// Carries out a verb; what it prints.
pub(super) async fn run(verb: Rejudge) -> Result<String> {
    match verb {
        Rejudge::Start { place, asked } => start(&super::open(&place).await?, asked.into()).await,
        Rejudge::List { place, json } => list(&super::open(&place).await?, json).await,
        Rejudge::Show {
            place,
            id,
            changed,
            json,
        } => show(&super::open(&place).await?, (id, changed), json).await,
        Rejudge::Apply { place, id } => decide(&super::open(&place).await?, id, Decision::Apply).await,
        Rejudge::Drop { place, id } => decide(&super::open(&place).await?, id, Decision::Drop).await,
    }
}

async fn start(app: &App, asked: NewRejudging) -> Result<String> {
    let row = rejudging::create(app, &asked, None).await?;
    rejudging::finish(app, row.id).await?;
    Ok(row.id.to_string())
}

async fn list(app: &App, json: bool) -> Result<String> {
    let window = Window {
        after: None,
        limit: MOST,
    };
    let db = app.db().read();
    let mut all = Vec::new();
    for row in rejudging::list(db, &window).await?.items {
        all.push(rejudging::details(db, row).await?);
    }
    if json {
        return Ok(serde_json::to_string_pretty(&all)?);
    }
    let lines: Vec<String> = all.iter().map(head).collect();
    Ok(match lines.is_empty() {
        true => text("admin-rejudgings-none", &[]),
        false => lines.join("\n"),
    })
}

async fn show(app: &App, (id, changed): (RejudgingId, bool), json: bool) -> Result<String> {
    let db = app.db().read();
    let details = rejudging::details(db, rejudging::find(db, id).await?).await?;
    let mut window = Window {
        after: None,
        limit: MOST,
    };
    let mut items = Vec::new();
    loop {
        let part = rejudging::items(db, (id, changed), &window).await?;
        items.extend(rejudging::item_details(db, part.items).await?);
        window.after = part.next;
        if window.after.is_none() {
            break;
        }
    }
    if json {
        let document = serde_json::json!({ "rejudging": details, "items": items });
        return Ok(serde_json::to_string_pretty(&document)?);
    }
    let lines = std::iter::once(head(&details)).chain(items.iter().map(line));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

async fn decide(app: &App, id: RejudgingId, decision: Decision) -> Result<String> {
    rejudging::decide(app, (id, None), decision).await?;
    rejudging::finish(app, id).await?;
    let db = app.db().read();
    let details = rejudging::details(db, rejudging::find(db, id).await?).await?;
    Ok(head(&details))
}

fn head(details: &RejudgingDetails) -> String {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let (id, state) = (
        details.id.to_string(),
        format!("rejudging-{}", details.state.word()),
    );
    let count = details.count;
    text(
        "admin-rejudging",
        &[
            ("id", id.as_str().into()),
            ("state", text(&state, &[]).as_str().into()),
            ("reason", details.asked.reason.as_str().into()),
            ("count", number(count.submissions).into()),
            ("judged", number(count.judged).into()),
            ("changed", number(count.changed).into()),
            ("better", number(count.better).into()),
            ("worse", number(count.worse).into()),
        ],
    )
}

/// Old beside new; `*` before what changed.
fn line(item: &RejudgingItem) -> String {
    let mark = if item.changed == Some(true) { '*' } else { ' ' };
    let after = item.after.as_ref().map_or_else(|| "-".to_owned(), side);
    format!(
        "{mark} {} {} {} {} -> {after}",
        item.submission,
        item.challenge,
        item.team.slug,
        side(&item.before)
    )
}

fn side(judging: &JudgingSummary) -> String {
    let verdict = text(&format!("verdict-{}", judging.verdict), &[]);
    format!(
        "{verdict} {}/{} ({})",
        judging.points, judging.max, judging.version
    )
}

fn text(key: &str, values: &[(&str, locales::Value<'_>)]) -> String {
    locales::text(language().tag(), key, values)
}

//! `admin queue` and `admin workers`: what waits, what was given up, who works.
use clap::{Args, Subcommand};
use wire::{LetterId, StoppedLetter, Timestamp, WorkerDetails};

use crate::app::App;
use crate::config::{Place, language};
use crate::error::Result;
use crate::judging::office;
use crate::paging::Window;

/// Letters shown at once.
const MOST: usize = 1000;

/// Verbs about the queue.
#[derive(Debug, Subcommand)]
pub(super) enum Queue {
    /// Tell how the queue stands, and list the letters that were given up
    List {
        #[command(flatten)]
        place: Place,
        /// As one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Have letters tried again that were given up, and print their number
    Retry {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Which {
    /// Id of a letter, as `admin queue list` shows it
    letter: Option<LetterId>,
    /// All of them
    #[arg(long)]
    all: bool,
}

/// Carries out a verb; what it prints.
pub(super) async fn run(queue: Queue) -> Result<String> {
    match queue {
        Queue::List { place, json } => list(&super::open(&place).await?, json).await,
        Queue::Retry { place, which } => {
            let app = super::open(&place).await?;
            match which.letter {
                Some(id) => office::retry(&app, id).await.map(|()| "1".to_owned()),
                None => office::retry_all(&app).await.map(|count| count.to_string()),
            }
        }
    }
}

async fn list(app: &App, json: bool) -> Result<String> {
    let window = Window {
        after: None,
        limit: MOST,
    };
    let summary = office::summary(app).await?;
    let stopped = office::stopped(app, &window).await?.items;
    if json {
        let document = serde_json::json!({ "queue": summary, "stopped": stopped });
        return Ok(serde_json::to_string_pretty(&document)?);
    }
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut lines = vec![text(
        "admin-queue",
        &[
            ("waiting", number(summary.waiting).into()),
            ("held", number(summary.held).into()),
            ("stopped", number(summary.stopped).into()),
            ("places", i64::from(summary.wait.places).into()),
            ("faults", number(summary.faults_day).into()),
        ],
    )];
    lines.extend(stopped.iter().map(line));
    if !stopped.is_empty() {
        lines.push(text("admin-queue.hint", &[]));
    }
    Ok(lines.join("\n"))
}

fn line(letter: &StoppedLetter) -> String {
    let (id, submission) = (letter.id.to_string(), letter.submission.to_string());
    let hosts = letter.failed_on.join(", ");
    text(
        "admin-letter",
        &[
            ("letter", id.as_str().into()),
            ("submission", submission.as_str().into()),
            ("team", letter.team.name.as_str().into()),
            ("challenge", letter.challenge.as_str().into()),
            ("attempts", i64::from(letter.attempts).into()),
            ("hosts", hosts.as_str().into()),
            ("fault", letter.fault.as_deref().unwrap_or("-").into()),
        ],
    )
}

/// Who works, one line each.
pub(super) async fn workers(place: &Place, json: bool) -> Result<String> {
    let app = super::open(place).await?;
    let all = office::workers(&app).await?;
    if json {
        return Ok(serde_json::to_string_pretty(&all)?);
    }
    if all.is_empty() {
        return Ok(text("admin-workers-none", &[]));
    }
    let lines: Vec<String> = all.iter().map(|worker| worker_line(worker, app.now())).collect();
    Ok(lines.join("\n"))
}

fn worker_line(worker: &WorkerDetails, now: Timestamp) -> String {
    let ago = |at: Timestamp| now.0.saturating_sub(at.0).max(0) / 1000;
    let tasks: Vec<String> = worker
        .tasks
        .iter()
        .map(|task| task.submission.to_string())
        .collect();
    let doing = match tasks.is_empty() {
        true => text("admin-worker-idle", &[]),
        false => tasks.join(", "),
    };
    let key = if worker.alive {
        "admin-worker"
    } else {
        "admin-worker-silent"
    };
    text(
        key,
        &[
            ("name", worker.name.as_str().into()),
            ("host", worker.host.as_str().into()),
            ("process", worker.process.into()),
            ("places", i64::from(worker.places).into()),
            ("minutes", (ago(worker.since) / 60).into()),
            ("seconds", ago(worker.beat_at).into()),
            ("doing", doing.as_str().into()),
        ],
    )
}

fn text(key: &str, values: &[(&str, locales::Value<'_>)]) -> String {
    locales::text(language().tag(), key, values)
}

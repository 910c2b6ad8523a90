//! What a waiting `git push` hears of its judging: a line for each thing that happens, in the student's language,
//! until it is over or the server has waited long enough. Hanging up changes nothing.
use std::time::Duration;

use tokio::sync::mpsc::{Sender, channel};
use tokio::time::{Instant, timeout};
use wire::{Language, Progress, SubmissionId, Verdict};

use crate::app::App;
use crate::error::Result;
use crate::git::Tail;
use crate::{judging, submission};

/// Events that wait for a slow client.
const WAITING: usize = 16;
/// A quiet connection is closed by someone on the way; an empty packet at this pace keeps it.
const QUIET: Duration = Duration::from_secs(5);

/// Tells `out` what happens to `id`, at most for `patience`. True when the last word was said.
pub(super) async fn follow(
    app: &App,
    (id, patience): (SubmissionId, Duration),
    language: Language,
    out: &Sender<Vec<u8>>,
) -> Result<bool> {
    let row = submission::find(app.db().read(), id).await?;
    let (tell, mut news) = channel(WAITING);
    let watching = tokio::spawn(judging::watch(app.clone(), row, 0, tell));
    let end = Instant::now() + patience;
    let mut over = false;
    while !over {
        let left = end.saturating_duration_since(Instant::now());
        let packet = match timeout(QUIET.min(left), news.recv()).await {
            Ok(None) => break,
            Err(_) if left.is_zero() => break,
            Err(_) => Tail::keep_alive(),
            Ok(Some(news)) => {
                over = matches!(news.progress, Progress::Finished { .. } | Progress::Stopped);
                Tail::say(&line(&news.progress, language))
            }
        };
        if out.send(packet).await.is_err() {
            break;
        }
    }
    watching.abort();
    Ok(over)
}

/// The line for `progress`. Pure.
fn line(progress: &Progress, language: Language) -> String {
    let text = |key: &str, values: &[(&str, locales::Value<'_>)]| locales::text(language.tag(), key, values);
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let word = |verdict: &Verdict| text(&format!("verdict-{verdict}"), &[]);
    match progress {
        Progress::Queued { ahead, wait } => {
            let place = text("push-queued", &[("ahead", number(*ahead).into())]);
            let wait = wait.and_then(|wait| wait.sentence()).map(|(key, from, to)| {
                let values = [("from", i64::from(from).into()), ("to", i64::from(to).into())];
                text(key, &values)
            });
            place + &wait.map(|wait| format!(", {wait}")).unwrap_or_default()
        }
        Progress::Started { checks } => text("push-started", &[("count", i64::from(*checks).into())]),
        Progress::Reused { submission } => {
            let id = submission.to_string();
            text("push-reused", &[("submission", (&id).into())])
        }
        Progress::Built { verdict } => text("push-built", &[("verdict", (&word(verdict)).into())]),
        Progress::Checked {
            title,
            verdict,
            done,
            checks,
            ..
        } => {
            let mark = if verdict.is_accepted() { "✓" } else { "✗" };
            let title: String = title.text(language).chars().filter(|c| !c.is_control()).collect();
            format!("  {mark} {title}: {} ({done}/{checks})", word(verdict))
        }
        Progress::Finished {
            verdict,
            points,
            max,
            rank,
        } => {
            let (verdict, points, max) = (word(verdict), points.to_string(), max.to_string());
            let values = [
                ("verdict", (&verdict).into()),
                ("points", (&points).into()),
                ("max", (&max).into()),
            ];
            let rank = rank.map(|rank| text("push-rank", &[("rank", number(rank).into())]));
            text("push-finished", &values) + &rank.map(|rank| format!(" {rank}")).unwrap_or_default()
        }
        Progress::Retrying { attempts } => text("push-retrying", &[("count", i64::from(*attempts).into())]),
        Progress::Stopped => text("push-stopped", &[]),
    }
}

#[cfg(test)]
mod tests {
    use wire::{Language, Localized, Points, Progress, Verdict};

    use super::line;

    #[test]
    fn everything_that_happens_has_a_line_in_both_languages() {
        let all = [
            Progress::Queued { ahead: 3, wait: None },
            Progress::Started { checks: 2 },
            Progress::Reused {
                submission: wire::SubmissionId::fresh(),
            },
            Progress::Built {
                verdict: Verdict::BuildFailed,
            },
            Progress::Checked {
                id: "a".into(),
                title: Localized::both("Jumla\n", "Sum\u{1b}[2J"),
                verdict: Verdict::Accepted,
                done: 1,
                checks: 2,
            },
            Progress::Finished {
                verdict: Verdict::Accepted,
                points: Points::whole(7),
                max: Points::whole(9),
                rank: Some(4),
            },
            Progress::Retrying { attempts: 2 },
            Progress::Stopped,
        ];
        for progress in &all {
            let [sw, en] = [Language::Sw, Language::En].map(|language| line(progress, language));
            assert!(!sw.is_empty() && sw != en, "{sw} {en}");
            assert!(
                !sw.contains(['\n', '\u{1b}']) && !en.contains(['\n', '\u{1b}']),
                "{en:?}"
            );
        }
        assert_eq!(
            line(&all[5], Language::En),
            "Judged: accepted, 7/9 points. Rank: 4"
        );
        let wait = wire::Wait {
            places: 2,
            from: Some(130),
            to: Some(290),
        };
        let queued = Progress::Queued {
            ahead: 3,
            wait: Some(wait),
        };
        assert_eq!(
            line(&queued, Language::En),
            "Waiting in the queue, 3 before it, about 2 to 5 min"
        );
        assert!(line(&queued, Language::Sw).ends_with("takriban dakika 2 hadi 5"));
    }
}

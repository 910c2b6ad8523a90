//! The same content again: the report of the earlier submission counts for it too. Nothing new could come of another
//! run but luck, and nobody shall have a second draw of that.
use judge::score::FORMULA;
use wire::{JudgingId, Report};

use super::case::identity;
use super::{Brief, rules, store};
use crate::db::ConnectionTrait;
use crate::error::Result;
use crate::submission::{self, Submission};

/// A report that counts again.
#[derive(Debug)]
pub(super) struct Earlier {
    pub(super) judging: JudgingId,
    pub(super) report: Report,
}

/// The report of the first submission of the team with the same tree and version that was judged on a runtime of
/// this digest; `None` when there is none.
pub(super) async fn earlier(
    db: &impl ConnectionTrait,
    row: &Submission,
    runtime: &str,
) -> Result<Option<Earlier>> {
    let equal = submission::with_equal_tree(db, row).await?;
    let judgings = store::counting(db, equal.iter().map(|other| other.id).collect()).await?;
    for other in &equal {
        let Some(judging) = judgings.get(&other.id) else {
            continue;
        };
        let Some(whole) = store::by_id(db, judging.id).await? else {
            continue;
        };
        let report: Report = serde_json::from_value(whole.report)?;
        if rules::counts_again(row, (judging, &report), (runtime, FORMULA)) {
            return Ok(Some(again(row, other, judging, report)));
        }
    }
    Ok(None)
}

/// The same report about another submission.
fn again(row: &Submission, other: &Submission, judging: &Brief, report: Report) -> Earlier {
    let identity = identity(row);
    Earlier {
        judging: judging.reused_id.unwrap_or(judging.id),
        report: Report {
            reused: report.reused.or(Some(other.id)),
            submission: identity.submission,
            commit: identity.commit,
            tree: identity.tree,
            received_at: identity.received_at,
            ..report
        },
    }
}

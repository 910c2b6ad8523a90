//! Submissions: who may push, what a push must be, and the immutable row that stands for one. Writes
//! `submission`, `seal`, and a letter to [`crate::judging`].
mod admission;
pub(crate) mod attempts;
mod declared;
mod desk;
mod examine;
mod reception;
mod rules;
mod told;
mod store;
mod sweep;
mod bundle;
pub(crate) mod seal;
mod upkeep;

use std::collections::HashMap;

use judge::package::declarations::Answers;
use tokio::task::spawn_blocking;
use wire::{
    ChallengeRef, ChallengeVersionId, EventId, Receipt, SignedReceipt, SubmissionId, TeamId, Timestamp,
};

pub(crate) use crate::entity::submission::Model as Submission;
pub(crate) use admission::{Address, Admission, admit, repository};
pub(crate) use examine::examine;
pub(crate) use reception::{Ending, What, receive};
pub(crate) use sweep::{settle, sweep};

use crate::account::Account;
use crate::app::App;
use crate::challenge::Version;
use crate::db::ConnectionTrait;
use crate::error::{Code, Error, Result};
use crate::paging::{Part, Window};
use crate::queue::{self, NewLetter};
use crate::{challenge, git, team};
use desk::Order;

/// Letters of this kind say that a submission is to be judged.
pub(crate) const TO_JUDGE: &str = "judge";

/// How the refs begin that keep what was submitted, whatever becomes of the branches.
const KEPT: &str = "refs/submissions/";

/// Takes `commit` as a submission: row and letter in one transaction. The same commit is taken once; the second
/// time the first row is given back, with `false`.
async fn accept(app: &App, order: &Order, commit: &str, arrived_at: Timestamp) -> Result<(Submission, bool)> {
    accept_as(app, (order, SubmissionId::fresh()), commit, arrived_at).await
}

/// The same under an id that was chosen already.
async fn accept_as(
    app: &App,
    (order, id): (&Order, SubmissionId),
    commit: &str,
    arrived_at: Timestamp,
) -> Result<(Submission, bool)> {
    let key = (order.team, order.challenge.as_str(), commit);
    if let Some(row) = store::by_commit(app.db().read(), key).await? {
        return Ok((row, false));
    }
    let received_at = seal::counts_from(app.db().read(), key, (&order.term, arrived_at)).await?;
    let (tree, answers) = keep(order, id, commit).await?;
    let asked = !order.rules.declare().is_empty();
    let row = Submission {
        id,
        team_id: order.team,
        account_id: order.account,
        challenge: order.challenge.clone(),
        version_id: order.version,
        commit: commit.to_owned(),
        tree,
        received_at,
        arrived_at,
        declarations: asked.then(|| serde_json::to_value(answers)).transpose()?,
    };
    let earlier = store::count_of(app.db().read(), order.team).await?;
    let tx = app.db().begin().await?;
    if !store::insert_unless_there(&tx, row.clone()).await? {
        tx.rollback().await?;
        let row = store::by_commit(app.db().read(), key).await?;
        return Ok((row.ok_or(Code::ServerFault)?, false));
    }
    let letter = NewLetter {
        kind: TO_JUDGE,
        subject: id.0,
        submission: id,
        team: order.team,
        earlier,
        now: app.now(),
    };
    queue::post(&tx, letter).await?;
    tx.commit().await?;
    app.bell().ring();
    tracing::info!(submission.id = %id, team.id = %order.team, challenge = order.challenge, "submission accepted");
    Ok((row, true))
}

/// The ref that keeps a submission's commit for ever. Nobody outside sees it.
fn git_ref(id: SubmissionId) -> String {
    format!("{KEPT}{id}")
}

/// Before the row: a ref too many does no harm, a row without its commit would. Gives what the commit holds: its
/// tree, and what the team declares in it.
async fn keep(order: &Order, id: SubmissionId, commit: &str) -> Result<(String, Answers)> {
    let (repository, commit) = (order.repository.clone(), commit.to_owned());
    let asked = order.rules.declare().to_owned();
    spawn_blocking(move || {
        git::keep(&repository, &git_ref(id), &commit)?;
        let answers = declared::answers(&repository, &commit, &asked)?;
        Ok((git::tree_of(&repository, &commit)?, answers))
    })
    .await?
}

/// The submission with this id; whoever asks is ours.
pub(crate) async fn find(db: &impl ConnectionTrait, id: SubmissionId) -> Result<Submission> {
    let found = store::by_id(db, id).await?;
    found.ok_or_else(|| Code::SubmissionNotFound.into())
}

/// The submissions with these ids, in no order.
pub(crate) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<SubmissionId>) -> Result<Vec<Submission>> {
    store::by_ids(db, ids).await
}

/// The first submissions of the same team with the content and version of `row`, made before it.
pub(crate) async fn with_equal_tree(db: &impl ConnectionTrait, row: &Submission) -> Result<Vec<Submission>> {
    /// Looked at; one that was judged is among the first.
    const SOME: u64 = 5;
    store::with_equal_tree(db, (row, SOME)).await
}

/// Every submission of `team` to `challenge`, oldest first.
pub(crate) async fn of_team(
    db: &impl ConnectionTrait,
    team: TeamId,
    challenge: &str,
) -> Result<Vec<Submission>> {
    store::of_team(db, (team, challenge)).await
}

/// Submissions of an event; what is named narrows them down.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) event: EventId,
    pub(crate) challenge: Option<String>,
    pub(crate) version: Option<ChallengeVersionId>,
    pub(crate) team: Option<TeamId>,
    pub(crate) submission: Option<SubmissionId>,
}

/// At most `most` submissions in `scope`, those after `after`, oldest first.
pub(crate) async fn in_scope(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (after, most): (Option<SubmissionId>, u64),
) -> Result<Vec<Submission>> {
    store::in_scope(db, scope, (after, most)).await
}

/// The submission with this id, if `account` may see its team; to all others it does not exist.
pub(crate) async fn seen_by(
    db: &impl ConnectionTrait,
    account: &Account,
    id: SubmissionId,
) -> Result<Submission> {
    let row = find(db, id).await?;
    match team::seen_by(db, account, row.team_id).await {
        Ok(_) => Ok(row),
        Err(error) if error.code() == Code::TeamNotFound => Err(Code::SubmissionNotFound.into()),
        Err(error) => Err(error),
    }
}

/// Whether `account`, who may see the submission, may also read what the judge says of it: its team, and operators.
pub(crate) async fn may_read_report(
    db: &impl ConnectionTrait,
    account: &Account,
    row: &Submission,
) -> Result<bool> {
    let member = team::member(db, row.team_id, account.id).await?.is_some();
    Ok(rules::may_read_report(account.role, member))
}

/// What the teams declare in `rows`, as far as `account` may read it: whoever may read the report.
pub(crate) async fn declarations(
    db: &impl ConnectionTrait,
    account: &Account,
    rows: &[Submission],
) -> Result<HashMap<SubmissionId, Answers>> {
    let own = team::own(db, account.id).await?;
    let mut found = HashMap::new();
    for row in rows {
        let member = own.iter().any(|team| team.id == row.team_id);
        if rules::may_read_report(account.role, member) {
            found.extend(declared::of(row)?.map(|answers| (row.id, answers)));
        }
    }
    Ok(found)
}

/// Which submissions are wanted: of these teams, of this challenge, of this commit.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) teams: Vec<TeamId>,
    pub(crate) challenge: Option<String>,
    pub(crate) commit: Option<String>,
}

/// Submissions, newest first.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    window: &Window<SubmissionId>,
) -> Result<Part<Submission, SubmissionId>> {
    let rows = store::list(db, wanted, window).await?;
    Ok(window.cut(rows, |last| last.id))
}

/// Receipts of `rows`, in the order given; teams and versions are fetched for all at once.
pub(crate) async fn receipts(db: &impl ConnectionTrait, rows: Vec<Submission>) -> Result<Vec<Receipt>> {
    let teams = team::with_ids(db, rows.iter().map(|row| row.team_id).collect()).await?;
    let refs = team::refs(db, &teams).await?;
    let teams: HashMap<_, _> = refs.into_iter().map(|team| (team.id, team)).collect();
    let versions = challenge::versions(db, rows.iter().map(|row| row.version_id).collect()).await?;
    let versions: HashMap<_, _> = versions.into_iter().map(|v| (v.id, reference(v))).collect();
    let receipt = |row: Submission| {
        let known = teams.get(&row.team_id).zip(versions.get(&row.version_id));
        let (team, challenge) = known.ok_or_else(|| Error::fault("a submission without team"))?;
        Ok(Receipt {
            submission: row.id,
            team: team.clone(),
            challenge: challenge.clone(),
            commit: row.commit,
            tree: row.tree,
            received_at: row.received_at,
        })
    };
    rows.into_iter().map(receipt).collect()
}

/// The receipt of `row` with the server's signature.
pub(crate) async fn receipt(app: &App, row: Submission) -> Result<SignedReceipt> {
    let receipt = receipts(app.db().read(), vec![row]).await?.pop();
    let receipt = receipt.ok_or_else(|| Error::fault("a submission without receipt"))?;
    app.notary()?.sign(receipt)
}

/// What a submission is judged against.
fn reference(version: Version) -> ChallengeRef {
    ChallengeRef {
        id: version.challenge,
        uuid: version.challenge_uuid,
        version: version.version,
        hash: version.hash,
    }
}

#[cfg(test)]
mod tests;

//! Queries of this room.
use std::collections::HashMap;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use wire::{ChallengeVersionId, JudgingId, Points, SubmissionId, Timestamp};

use crate::entity::judging::{self, Column};
use crate::entity::progress;
use crate::error::Result;
use crate::hub::Told;

/// A judging without its report, which is long.
#[derive(Debug, Clone, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "judging::Entity")]
pub(crate) struct Brief {
    pub(crate) id: JudgingId,
    pub(crate) submission_id: SubmissionId,
    pub(crate) version_id: ChallengeVersionId,
    pub(crate) verdict: String,
    pub(crate) points: Points,
    pub(crate) max_points: Points,
    pub(crate) finished_at: Timestamp,
    pub(crate) counts_from: Option<Timestamp>,
    pub(crate) reused_id: Option<JudgingId>,
}

/// The judging that counts of each of `submissions` that has one.
pub(super) async fn counting(
    db: &impl ConnectionTrait,
    submissions: Vec<SubmissionId>,
) -> Result<HashMap<SubmissionId, Brief>> {
    let rows = judging::Entity::find()
        .filter(Column::SubmissionId.is_in(submissions))
        .filter(Column::CountsFrom.is_not_null())
        .order_by_asc(Column::CountsFrom)
        .order_by_asc(Column::Id)
        .into_partial_model::<Brief>()
        .all(db)
        .await?;
    // Later ones replace earlier ones.
    Ok(rows.into_iter().map(|row| (row.submission_id, row)).collect())
}

/// Every judging of `submission`, newest first.
pub(super) async fn all_of(
    db: &impl ConnectionTrait,
    (submission, most): (SubmissionId, u64),
) -> Result<Vec<Brief>> {
    let query = judging::Entity::find().filter(Column::SubmissionId.eq(submission));
    let query = query.order_by_desc(Column::Id).limit(most);
    Ok(query.into_partial_model::<Brief>().all(db).await?)
}

pub(super) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<JudgingId>) -> Result<Vec<Brief>> {
    let query = judging::Entity::find().filter(Column::Id.is_in(ids));
    Ok(query.into_partial_model::<Brief>().all(db).await?)
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: JudgingId) -> Result<Option<judging::Model>> {
    Ok(judging::Entity::find_by_id(id).one(db).await?)
}

/// Makes judgings count that never did.
pub(super) async fn count_from(
    tx: &impl ConnectionTrait,
    ids: Vec<JudgingId>,
    moment: Timestamp,
) -> Result<()> {
    judging::Entity::update_many()
        .filter(Column::Id.is_in(ids))
        .filter(Column::CountsFrom.is_null())
        .col_expr(Column::CountsFrom, Expr::value(moment))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn insert(db: &impl ConnectionTrait, row: judging::Model) -> Result<()> {
    judging::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// How long each of the newest judgings took for which something was run, in milliseconds.
pub(super) async fn recent_times(db: &impl ConnectionTrait, most: u64) -> Result<Vec<i64>> {
    let times: Vec<(Timestamp, Timestamp)> = judging::Entity::find()
        .select_only()
        .column(Column::StartedAt)
        .column(Column::FinishedAt)
        .filter(Column::ReusedId.is_null())
        .order_by_desc(Column::FinishedAt)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(times
        .into_iter()
        .map(|(start, end)| end.0.saturating_sub(start.0))
        .collect())
}

/// What was told of `submission` after event `after`, in order.
pub(super) async fn told(
    db: &impl ConnectionTrait,
    submission: SubmissionId,
    after: i64,
) -> Result<Vec<progress::Model>> {
    Ok(progress::Entity::find()
        .filter(progress::Column::SubmissionId.eq(submission))
        .filter(progress::Column::Number.gt(after))
        .order_by_asc(progress::Column::Number)
        .all(db)
        .await?)
}

/// Number of the last event of `submission`.
pub(super) async fn last_told(db: &impl ConnectionTrait, submission: SubmissionId) -> Result<Option<i64>> {
    Ok(progress::Entity::find()
        .select_only()
        .column(progress::Column::Number)
        .filter(progress::Column::SubmissionId.eq(submission))
        .order_by_desc(progress::Column::Number)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?)
}

/// Writes events down; those that are there already stay as they are.
pub(super) async fn tell(
    tx: &impl ConnectionTrait,
    (submission, now): (SubmissionId, Timestamp),
    events: Vec<Told>,
) -> Result<()> {
    let rows: Result<Vec<_>> = events
        .into_iter()
        .map(|told| {
            let row = progress::Model {
                submission_id: submission,
                number: told.number,
                event: serde_json::to_value(&told.progress)?,
                said_at: now,
            };
            Ok(row.into_active_model())
        })
        .collect();
    let key = [progress::Column::SubmissionId, progress::Column::Number];
    progress::Entity::insert_many(rows?)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Forgets what was told before `moment`.
pub(super) async fn forget(tx: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let old = progress::Entity::delete_many().filter(progress::Column::SaidAt.lt(moment));
    Ok(old.exec(tx).await?.rows_affected)
}

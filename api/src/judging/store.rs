//! Queries of this room.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use wire::SubmissionId;

use crate::entity::judging::{self, Column};
use crate::error::Result;

/// The newest judging of each of `submissions` that has one.
pub(super) async fn newest(
    db: &impl ConnectionTrait,
    submissions: Vec<SubmissionId>,
) -> Result<HashMap<SubmissionId, judging::Model>> {
    let rows = judging::Entity::find()
        .filter(Column::SubmissionId.is_in(submissions))
        .order_by_asc(Column::FinishedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    // Later ones replace earlier ones.
    Ok(rows.into_iter().map(|row| (row.submission_id, row)).collect())
}

pub(super) async fn insert(db: &impl ConnectionTrait, row: judging::Model) -> Result<()> {
    judging::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

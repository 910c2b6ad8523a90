//! Queries of this room.
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use wire::{EventId, Points, TeamId, Timestamp};

use super::{Line, Place};
use crate::db;
use crate::entity::{challenge_version, event_challenge, score, standing};
use crate::error::Result;
use crate::paging::Window;

/// Makes the row unless it is there, and holds it until the transaction ends.
pub(super) async fn lock_standing(tx: &impl ConnectionTrait, empty: standing::Model) -> Result<()> {
    let team = empty.team_id;
    db::insert_unless(tx, empty.into_active_model(), [standing::Column::TeamId]).await?;
    let row = standing::Entity::find_by_id(team).lock(LockType::Update);
    row.one(tx).await?;
    Ok(())
}

pub(super) async fn scores(tx: &impl ConnectionTrait, team: TeamId) -> Result<Vec<score::Model>> {
    let query = score::Entity::find().filter(score::Column::TeamId.eq(team));
    Ok(query.all(tx).await?)
}

pub(super) async fn insert_score(tx: &impl ConnectionTrait, row: score::Model) -> Result<()> {
    score::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(super) async fn replace_score(tx: &impl ConnectionTrait, row: score::Model) -> Result<()> {
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

pub(super) async fn delete_score(tx: &impl ConnectionTrait, team: TeamId, challenge: &str) -> Result<()> {
    score::Entity::delete_by_id((team, challenge.to_owned()))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn delete_standing(tx: &impl ConnectionTrait, team: TeamId) -> Result<()> {
    standing::Entity::delete_by_id(team).exec(tx).await?;
    Ok(())
}

pub(super) async fn set_standing(
    tx: &impl ConnectionTrait,
    team: TeamId,
    (points, reached_at): (Points, Timestamp),
) -> Result<()> {
    standing::Entity::update_many()
        .filter(standing::Column::TeamId.eq(team))
        .col_expr(standing::Column::Points, Expr::value(points))
        .col_expr(standing::Column::ReachedAt, Expr::value(reached_at))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn standing(db: &impl ConnectionTrait, team: TeamId) -> Result<Option<standing::Model>> {
    Ok(standing::Entity::find_by_id(team).one(db).await?)
}

/// How many teams of the event stand before `row`.
pub(super) async fn better(db: &impl ConnectionTrait, row: &standing::Model) -> Result<u64> {
    use standing::Column;
    let earlier = Condition::all()
        .add(Column::Points.eq(row.points))
        .add(Column::ReachedAt.lt(row.reached_at));
    let before = Condition::any().add(Column::Points.gt(row.points)).add(earlier);
    Ok(standing::Entity::find()
        .filter(Column::EventId.eq(row.event_id))
        .filter(before)
        .count(db)
        .await?)
}

/// Points of every challenge that `event` lists.
pub(super) async fn listed_points(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Points>> {
    let versions: Vec<uuid::Uuid> = event_challenge::Entity::find()
        .select_only()
        .column(event_challenge::Column::VersionId)
        .filter(event_challenge::Column::EventId.eq(event))
        .into_tuple()
        .all(db)
        .await?;
    let points: Vec<i32> = challenge_version::Entity::find()
        .select_only()
        .column(challenge_version::Column::MaxPoints)
        .filter(challenge_version::Column::Id.is_in(versions))
        .into_tuple()
        .all(db)
        .await?;
    Ok(points.into_iter().map(Points).collect())
}

macro_rules! page {
    ($entity:ident, $query:expr, $window:expr, $db:expr) => {{
        use $entity::Column;
        let mut query = $query;
        if let Some(place) = &$window.after {
            query = query.filter(after(place, Column::Points, Column::ReachedAt, Column::TeamId));
        }
        let rows = query
            .order_by_desc(Column::Points)
            .order_by_asc(Column::ReachedAt)
            .order_by_asc(Column::TeamId)
            .limit($window.rows())
            .all($db)
            .await?;
        let line = |row: $entity::Model| Line {
            team: row.team_id,
            points: row.points,
            reached_at: row.reached_at,
        };
        Ok(rows.into_iter().map(line).collect())
    }};
}

/// The lines of an event's board, in the order of its index.
pub(super) async fn of_event(
    db: &impl ConnectionTrait,
    event: EventId,
    window: &Window<Place>,
) -> Result<Vec<Line>> {
    let query = standing::Entity::find().filter(standing::Column::EventId.eq(event));
    page!(standing, query, window, db)
}

/// The lines of a challenge's board, in the order of its index.
pub(super) async fn of_challenge(
    db: &impl ConnectionTrait,
    (event, challenge): (EventId, &str),
    window: &Window<Place>,
) -> Result<Vec<Line>> {
    let query = score::Entity::find()
        .filter(score::Column::EventId.eq(event))
        .filter(score::Column::Challenge.eq(challenge));
    page!(score, query, window, db)
}

/// Everything behind `place`. The first condition alone bounds the index range.
fn after<C: ColumnTrait>(place: &Place, points: C, reached_at: C, team: C) -> Condition {
    let (at, moment) = (Points(place.points), Timestamp(place.reached_at));
    let later = Condition::any().add(reached_at.gt(moment)).add(
        Condition::all()
            .add(reached_at.eq(moment))
            .add(team.gt(place.team)),
    );
    Condition::all().add(points.lte(at)).add(
        Condition::any()
            .add(points.lt(at))
            .add(Condition::all().add(points.eq(at)).add(later)),
    )
}

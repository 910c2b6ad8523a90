//! Sets larger than a step, and steps that two take at once.
use sea_orm::{EntityTrait, IntoActiveModel};
use wire::{
    JudgingId, Keep, NewRejudging, OrganizationKind, Points, RejudgingCount, Role, SubmissionId, Timestamp,
};

use super::*;
use crate::challenge::Version;
use crate::entity::{judging, submission};
use crate::queue;
use crate::scoreboard::{self, Entry};
use crate::submission::Submission;
use crate::team::Team;
use crate::testing::House;

struct Fixture {
    house: House,
    team: Team,
    leader: AccountId,
    version: Version,
}

impl Fixture {
    /// `count` submissions, each judged with ten points.
    async fn with(count: i64) -> Self {
        let house = House::open().await;
        let owner = house.organization("ega", OrganizationKind::Institution).await;
        let school = house.organization("udsm", OrganizationKind::University).await;
        let author = house.member(&owner, "Neema", Role::Author).await;
        let version = house.challenge(&owner, &author, "moja").await;
        let leader = house.member(&school, "Asha", Role::Student).await;
        let team = house.team(&leader, "Simba").await.unwrap();
        let fixture = Self {
            house,
            team,
            leader: leader.id,
            version,
        };
        for n in 0..count {
            fixture.submission(n).await;
        }
        fixture
    }

    async fn submission(&self, at: i64) {
        let row = Submission {
            id: SubmissionId::fresh(),
            team_id: self.team.id,
            account_id: self.leader,
            challenge: "moja".to_owned(),
            version_id: self.version.id,
            commit: format!("{at:040}"),
            tree: format!("{at:040}"),
            received_at: Timestamp(at),
            arrived_at: Timestamp(at),
            declarations: None,
        };
        let tx = self.house.app.db().begin().await.unwrap();
        let insert = submission::Entity::insert(row.clone().into_active_model());
        insert.exec_without_returning(&tx).await.unwrap();
        self.judging(&tx, row.id, (10, Some(Timestamp(at)))).await;
        let entry = Entry {
            event: self.team.event_id,
            submission: &row,
            points: Points::whole(10),
            keep: Keep::Best,
        };
        scoreboard::record(&tx, entry).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn judging(
        &self,
        tx: &impl ConnectionTrait,
        id: SubmissionId,
        (points, counts_from): (i32, Option<Timestamp>),
    ) -> JudgingId {
        let row = judging::Model {
            id: JudgingId::fresh(),
            submission_id: id,
            version_id: self.version.id,
            verdict: "wrong-answer".to_owned(),
            points: Points::whole(points),
            max_points: Points::whole(50),
            worker: "w".to_owned(),
            report: serde_json::Value::Null,
            started_at: Timestamp(0),
            finished_at: Timestamp(0),
            counts_from,
            reused_id: None,
        };
        let id = row.id;
        let insert = judging::Entity::insert(row.into_active_model());
        insert.exec_without_returning(tx).await.unwrap();
        id
    }

    async fn begins(&self) -> RejudgingId {
        let new = NewRejudging {
            reason: "wrong data".to_owned(),
            ..NewRejudging::default()
        };
        create(&self.house.app, &new, None).await.unwrap().id
    }

    /// Every item is judged again, with `points`.
    async fn judged(&self, id: RejudgingId, points: i32) {
        let window = Window {
            after: None,
            limit: 10_000,
        };
        let all = items(self.house.app.db().read(), (id, false), &window)
            .await
            .unwrap();
        let tx = self.house.app.db().begin().await.unwrap();
        for item in &all.items {
            let after = self.judging(&tx, item.submission_id, (points, None)).await;
            let gain = points * 100 - 1000;
            store::set_after(&tx, (item.id, after), (gain != 0, gain))
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn count(&self, id: RejudgingId) -> RejudgingCount {
        store::count(self.house.app.db().read(), id).await.unwrap()
    }

    async fn state(&self, id: RejudgingId) -> RejudgingState {
        state(&find(self.house.app.db().read(), id).await.unwrap()).unwrap()
    }

    async fn points(&self) -> i32 {
        let event = crate::event::current(self.house.app.db().read()).await.unwrap();
        let window = Window {
            after: None,
            limit: 5,
        };
        let board = scoreboard::board(self.house.app.db().read(), &event, None, &window).await;
        board.unwrap().items[0].points.0 / 100
    }

    async fn letters(&self) -> u64 {
        let census = queue::census(self.house.app.db().read(), (TO_REJUDGE, Timestamp(i64::MAX)));
        census.await.unwrap().waiting
    }
}

#[tokio::test]
async fn a_large_set_is_collected_applied_and_counts() {
    let fixture = Fixture::with(230).await;
    let app = &fixture.house.app;
    let id = fixture.begins().await;
    // Two who fill at once fill it once.
    let (one, two) = tokio::join!(finish(app, id), finish(app, id));
    one.and(two).unwrap();
    assert_eq!(fixture.state(id).await, RejudgingState::Open);
    assert_eq!(
        (fixture.count(id).await.submissions, fixture.letters().await),
        (230, 230)
    );
    let early = decide(app, (id, None), Decision::Apply).await.unwrap_err();
    assert_eq!(early.code(), Code::RejudgingUnfinished);
    fixture.judged(id, 4).await;
    assert_eq!(fixture.points().await, 10, "nothing counts before it is applied");
    decide(app, (id, Some(fixture.leader)), Decision::Apply)
        .await
        .unwrap();
    go_on(app).await.unwrap();
    assert_eq!(fixture.state(id).await, RejudgingState::Applied);
    assert_eq!(fixture.points().await, 4, "a best result may become less");
    let count = fixture.count(id).await;
    assert_eq!(
        (count.judged, count.changed, count.better, count.worse),
        (230, 230, 0, 230)
    );
    let again = decide(app, (id, None), Decision::Drop).await.unwrap_err();
    assert_eq!(again.code(), Code::RejudgingDecided);

    // Applied later counts over applied earlier.
    let second = fixture.begins().await;
    finish(app, second).await.unwrap();
    fixture.judged(second, 7).await;
    decide(app, (second, None), Decision::Apply).await.unwrap();
    finish(app, second).await.unwrap();
    assert_eq!(fixture.points().await, 7);
}

/// Each is compared with what counted when it began; the board follows what counts now.
#[tokio::test]
async fn sets_that_overlap_leave_the_board_right() {
    let fixture = Fixture::with(1).await;
    let app = &fixture.house.app;
    let (first, second) = (fixture.begins().await, fixture.begins().await);
    for (id, points) in [(first, 4), (second, 10)] {
        finish(app, id).await.unwrap();
        fixture.judged(id, points).await;
    }
    for (id, points) in [(first, 4), (second, 10)] {
        decide(app, (id, None), Decision::Apply).await.unwrap();
        finish(app, id).await.unwrap();
        assert_eq!(fixture.points().await, points);
    }
}

#[tokio::test]
async fn a_dropped_set_leaves_no_letter_and_changes_nothing() {
    let fixture = Fixture::with(130).await;
    let app = &fixture.house.app;
    let id = fixture.begins().await;
    finish(app, id).await.unwrap();
    fixture.judged(id, 40).await;
    let other = fixture.begins().await;
    finish(app, other).await.unwrap();
    assert_eq!(fixture.letters().await, 260);
    decide(app, (other, None), Decision::Drop).await.unwrap();
    go_on(app).await.unwrap();
    assert_eq!(
        (fixture.state(other).await, fixture.letters().await),
        (RejudgingState::Dropped, 130)
    );
    decide(app, (id, None), Decision::Drop).await.unwrap();
    finish(app, id).await.unwrap();
    assert_eq!(
        (fixture.state(id).await, fixture.points().await),
        (RejudgingState::Dropped, 10)
    );
}

#[tokio::test]
async fn what_is_unknown_is_told() {
    let fixture = Fixture::with(1).await;
    let app = &fixture.house.app;
    let new = |change: fn(&mut NewRejudging)| {
        let mut new = NewRejudging {
            reason: "x".to_owned(),
            ..NewRejudging::default()
        };
        change(&mut new);
        new
    };
    let cases = [
        (new(|n| n.reason.clear()), Code::ValueInvalid),
        (new(|n| n.event = Some("none".into())), Code::EventNotFound),
        (new(|n| n.team = Some(wire::TeamId::fresh())), Code::TeamNotFound),
        (
            new(|n| n.submission = Some(SubmissionId::fresh())),
            Code::SubmissionNotFound,
        ),
        (new(|n| n.version = Some("1.0.0".into())), Code::ValueInvalid),
        (
            new(|n| (n.challenge, n.against) = (Some("moja".into()), Some("9.0.0".into()))),
            Code::ChallengeVersionNotFound,
        ),
    ];
    for (new, code) in cases {
        assert_eq!(create(app, &new, None).await.unwrap_err().code(), code, "{new:?}");
    }
}

/// Where nothing else was ever judged, a judging beside what counts must not be taken for the one that does.
#[tokio::test]
async fn a_trial_alone_counts_for_nothing() {
    let fixture = Fixture::with(1).await;
    let db = fixture.house.app.db().read();
    let window = Window {
        after: None,
        limit: 1,
    };
    let id = fixture.begins().await;
    finish(&fixture.house.app, id).await.unwrap();
    let item = items(db, (id, false), &window)
        .await
        .unwrap()
        .items
        .pop()
        .unwrap();
    let tx = fixture.house.app.db().begin().await.unwrap();
    use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
    judging::Entity::update_many()
        .filter(judging::Column::SubmissionId.eq(item.submission_id))
        .col_expr(judging::Column::CountsFrom, Expr::value(None::<i64>))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let counting = crate::judging::counting(db, vec![item.submission_id])
        .await
        .unwrap();
    assert!(counting.is_empty(), "{counting:?}");
}

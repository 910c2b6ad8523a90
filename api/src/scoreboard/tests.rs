//! Boards on a real database.
use wire::{ChallengeVersionId, OrganizationKind, Role, SubmissionId};

use super::*;
use crate::entity::submission;
use crate::event;
use crate::testing::House;

struct Fixture {
    house: House,
    event: Event,
    teams: Vec<(team::Team, wire::AccountId)>,
    version: ChallengeVersionId,
}

impl Fixture {
    async fn open(teams: &[&str]) -> Self {
        let house = House::open().await;
        let owner = house.organization("ega", OrganizationKind::Institution).await;
        let school = house.organization("udsm", OrganizationKind::University).await;
        let author = house.member(&owner, "Neema", Role::Author).await;
        let version = house.challenge(&owner, &author, "moja").await.id;
        house.challenge(&owner, &author, "mbili").await;
        let mut made = Vec::new();
        for name in teams {
            let leader = house.member(&school, name, Role::Student).await;
            made.push((house.team(&leader, name).await.unwrap(), leader.id));
        }
        let event = event::current(house.app.db().read()).await.unwrap();
        Self {
            house,
            event,
            teams: made,
            version,
        }
    }

    async fn result(&self, team: usize, challenge: &str, (points, at): (i32, i64)) {
        let (team, account) = &self.teams[team];
        let row = Submission {
            id: SubmissionId::fresh(),
            team_id: team.id,
            account_id: *account,
            challenge: challenge.to_owned(),
            version_id: self.version,
            commit: SubmissionId::fresh().to_string(),
            tree: String::new(),
            received_at: Timestamp(at),
            arrived_at: Timestamp(at),
            declarations: None,
        };
        let tx = self.house.app.db().begin().await.unwrap();
        use sea_orm::{EntityTrait, IntoActiveModel};
        let insert = submission::Entity::insert(row.clone().into_active_model());
        insert.exec_without_returning(&tx).await.unwrap();
        let entry = Entry {
            event: self.event.id,
            submission: &row,
            points: Points::whole(points),
            keep: Keep::Best,
        };
        record(&tx, entry).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn lines(&self, challenge: Option<&str>, limit: usize) -> Vec<(u64, String, i32)> {
        let mut lines = Vec::new();
        let mut after = None;
        loop {
            let window = Window { after, limit };
            let db = self.house.app.db().read();
            let part = board(db, &self.event, challenge, &window).await.unwrap();
            lines.extend(
                part.items
                    .into_iter()
                    .map(|row| (row.rank, row.team, row.points.0 / 100)),
            );
            after = part.next;
            if after.is_none() {
                return lines;
            }
        }
    }
}

fn line(rank: u64, team: &str, points: i32) -> (u64, String, i32) {
    (rank, team.to_owned(), points)
}

#[tokio::test]
async fn the_best_of_each_challenge_counts_and_the_sum_ranks() {
    let fixture = Fixture::open(&["simba", "yanga"]).await;
    fixture.result(0, "moja", (30, 10)).await;
    fixture.result(0, "moja", (20, 20)).await;
    fixture.result(1, "moja", (20, 5)).await;
    assert_eq!(
        fixture.lines(None, 9).await,
        [line(1, "simba", 30), line(2, "yanga", 20)]
    );
    fixture.result(1, "mbili", (40, 30)).await;
    assert_eq!(
        fixture.lines(None, 9).await,
        [line(1, "yanga", 60), line(2, "simba", 30)]
    );
    assert_eq!(
        fixture.lines(Some("moja"), 9).await,
        [line(1, "simba", 30), line(2, "yanga", 20)]
    );
    assert_eq!(fixture.lines(Some("mbili"), 9).await, [line(1, "yanga", 40)]);
    let db = fixture.house.app.db().read();
    assert_eq!(rank(db, fixture.teams[0].0.id).await.unwrap(), Some(2));
    assert_eq!(
        frame(db, &fixture.event, None).await.unwrap().max,
        Points::whole(100)
    );
    assert!(frame(db, &fixture.event, Some("tatu")).await.is_err());
}

#[tokio::test]
async fn pages_of_every_size_make_the_same_board() {
    let names = ["a1", "b2", "c3", "d4", "e5", "f6"];
    let fixture = Fixture::open(&names).await;
    for (team, (points, at)) in [(9, 4), (7, 1), (9, 2), (7, 1), (0, 3), (7, 9)]
        .into_iter()
        .enumerate()
    {
        fixture.result(team, "moja", (points, at)).await;
    }
    let whole = fixture.lines(None, 100).await;
    let ranks: Vec<_> = whole.iter().map(|(rank, ..)| *rank).collect();
    assert_eq!(ranks, [1, 2, 3, 3, 5, 6]);
    for limit in 1..=6 {
        assert_eq!(fixture.lines(None, limit).await, whole, "pages of {limit}");
        assert_eq!(
            fixture.lines(Some("moja"), limit).await,
            whole,
            "pages of {limit}"
        );
    }
}

//! Teams and invitations on a real database.
use wire::{AcceptInvitation, NewInvitation, OrganizationKind, Role};

use super::*;
use crate::testing::House;

async fn students(house: &House, count: usize) -> Vec<Account> {
    let home = house.organization("udsm", OrganizationKind::University).await;
    let mut students = Vec::new();
    for n in 0..count {
        students.push(house.member(&home, &format!("Student {n}"), Role::Student).await);
    }
    students
}

async fn invitation(house: &House, by: &Account, team: &Team, uses: u32) -> String {
    let tx = house.app.db().begin().await.unwrap();
    let new = NewInvitation { uses: Some(uses) };
    let made = invite(&tx, by, team.id, (&new, house.app.now())).await.unwrap();
    tx.commit().await.unwrap();
    made.code
}

/// Accepts as `by`, or as somebody new; rolled back when refused, as the front does it.
async fn accepts(house: &House, code: &str, by: Option<&Account>, now: Timestamp) -> Result<()> {
    let accepted = AcceptInvitation {
        code: code.to_owned(),
        name: Some("Mgeni".to_owned()),
    };
    let tx = house.app.db().begin().await?;
    accept(&tx, by, &accepted, now).await?;
    Ok(tx.commit().await?)
}

#[tokio::test]
async fn one_team_per_student_and_no_team_half_made() {
    let house = House::open().await;
    let students = students(&house, 2).await;
    house.team(&students[0], "Simba").await.unwrap();
    let second = house.team(&students[0], "Chui").await.unwrap_err();
    assert_eq!(second.code(), Code::TeamAlreadyMember);
    let event = event::current(house.app.db().read()).await.unwrap();
    assert!(by_slug(house.app.db().read(), event.id, "chui").await.is_err());
    let namesake = house.team(&students[1], "Simba").await.unwrap();
    assert_eq!(namesake.slug, "simba-2");
}

#[tokio::test]
async fn of_two_who_take_the_last_use_one_wins() {
    let house = House::open().await;
    let students = students(&house, 3).await;
    let team = house.team(&students[0], "Simba").await.unwrap();
    let code = invitation(&house, &students[0], &team, 1).await;
    let now = house.app.now();
    let (one, two) = tokio::join!(
        accepts(&house, &code, Some(&students[1]), now),
        accepts(&house, &code, Some(&students[2]), now)
    );
    assert!(one.is_ok() != two.is_ok());
    let refused = one.and(two).unwrap_err();
    assert_eq!(refused.code(), Code::InvitationInvalid);
}

#[tokio::test]
async fn a_refused_guest_uses_nothing_up() {
    let house = House::open().await;
    let students = students(&house, 2).await;
    let team = house.team(&students[0], "Simba").await.unwrap();
    house.team(&students[1], "Chui").await.unwrap();
    let code = invitation(&house, &students[0], &team, 1).await;
    let now = house.app.now();
    let taken = accepts(&house, &code, Some(&students[1]), now).await.unwrap_err();
    assert_eq!(taken.code(), Code::TeamAlreadyMember);
    let late = accepts(&house, &code, None, now.plus(8 * 24 * 3600 * 1000)).await;
    assert_eq!(late.unwrap_err().code(), Code::InvitationInvalid);
    accepts(&house, &code, None, now).await.unwrap();
}

#[tokio::test]
async fn a_team_has_six_members_at_most() {
    let house = House::open().await;
    let leader = students(&house, 1).await.remove(0);
    let team = house.team(&leader, "Simba").await.unwrap();
    let code = invitation(&house, &leader, &team, 20).await;
    for _ in 1..6 {
        accepts(&house, &code, None, house.app.now()).await.unwrap();
    }
    let seventh = accepts(&house, &code, None, house.app.now()).await.unwrap_err();
    assert_eq!(seventh.code(), Code::TeamFull);
    let shown = details(house.app.db().read(), vec![team])
        .await
        .unwrap()
        .remove(0);
    assert_eq!(shown.members.len(), 6);
    assert_eq!(shown.organization.as_deref(), Some("udsm"));
    assert_eq!(shown.team.event, "wazi");
}

#[tokio::test]
async fn whoever_joined_first_leads_after_the_leader() {
    let house = House::open().await;
    let students = students(&house, 3).await;
    let team = house.team(&students[0], "Simba").await.unwrap();
    let code = invitation(&house, &students[0], &team, 2).await;
    let now = house.app.now();
    accepts(&house, &code, Some(&students[2]), now).await.unwrap();
    accepts(&house, &code, Some(&students[1]), now.plus(1))
        .await
        .unwrap();
    let tx = house.app.db().begin().await.unwrap();
    leave(&tx, students[0].id, team.id).await.unwrap();
    tx.commit().await.unwrap();
    let db = house.app.db().read();
    let shown = details(db, vec![team.clone()]).await.unwrap().remove(0);
    let leaders: Vec<_> = shown.members.iter().filter(|member| member.leader).collect();
    assert_eq!(leaders[0].account, students[2].id);
    assert_eq!(leaders.len(), 1);
    let gone = seen_by(db, &students[0], team.id).await.unwrap_err();
    assert_eq!(gone.code(), Code::TeamNotFound);
}

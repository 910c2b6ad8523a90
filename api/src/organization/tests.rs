//! Organizations and their accounts, on a real database.
use wire::Role;

use super::*;
use crate::testing::House;

#[tokio::test]
async fn a_short_name_is_taken_once() {
    let house = House::open().await;
    house.organization("udsm", OrganizationKind::University).await;
    let again = NewOrganization {
        slug: "udsm".to_owned(),
        name: "Another".to_owned(),
        kind: OrganizationKind::Partner,
    };
    let tx = house.app.db().begin().await.unwrap();
    let error = create(&tx, &again, house.app.now()).await.unwrap_err();
    assert_eq!(error.code(), Code::OrganizationSlugTaken);
    // The transaction goes on: the refusal was no database error.
    assert_eq!(find(&tx, "udsm").await.unwrap().name, "UDSM");
}

#[tokio::test]
async fn a_list_is_read_in_parts_without_gaps() {
    let house = House::open().await;
    for slug in ["cc", "aa", "dd", "bb", "ee"] {
        house.organization(slug, OrganizationKind::Partner).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let part = list(house.app.db().read(), &Window { after, limit: 2 })
            .await
            .unwrap();
        seen.extend(part.items.into_iter().map(|row| row.slug));
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["aa", "bb", "cc", "dd", "ee"]);
}

#[tokio::test]
async fn a_member_is_known_by_the_token_it_was_given() {
    let house = House::open().await;
    let home = house.organization("ega", OrganizationKind::Institution).await;
    let author = house.member(&home, "  Neema ", Role::Author).await;
    assert_eq!(
        (author.name.as_str(), author.role, author.organization),
        ("Neema", Role::Author, Some(home.id))
    );
    let unknown = account::authenticate(house.app.db().read(), "ubu_0", house.app.now()).await;
    assert_eq!(unknown.unwrap_err().code(), Code::AuthInvalid);
}

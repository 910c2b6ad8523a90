//! The event that every installation has.
use wire::EventState;

use super::*;
use crate::testing::House;

#[tokio::test]
async fn the_open_event_is_opened_once_however_often_it_is_asked_for() {
    let house = House::open().await;
    let first = current(house.app.db().read()).await.unwrap();
    for _ in 0..2 {
        let tx = house.app.db().begin().await.unwrap();
        seed(&tx, house.app.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    let window = Window {
        after: None,
        limit: 10,
    };
    let all = list(house.app.db().read(), &window).await.unwrap();
    assert_eq!(all.items, std::slice::from_ref(&first));
    let shown = details(&first, house.app.now()).unwrap();
    assert_eq!((shown.state, shown.closes_at), (EventState::Open, None));
    assert_eq!(
        shown.title,
        Localized::both("Changamoto za wazi", "Open challenges")
    );
}

#[tokio::test]
async fn a_term_is_changed_in_part_and_never_turned_around() {
    let house = House::open().await;
    let tx = house.app.db().begin().await.unwrap();
    let end = house.app.now().plus(5000);
    let term = Term {
        closes_at: Some(end),
        ..Term::default()
    };
    let changed = change(&tx, DEFAULT, term).await.unwrap();
    assert_eq!(grace_until(&changed), Some(end.plus(GRACE)));
    let shorter = Term {
        grace: Some(7),
        ..Term::default()
    };
    change(&tx, DEFAULT, shorter).await.unwrap();
    assert_eq!(grace_until(&current(&tx).await.unwrap()), Some(end.plus(7)));
    let turned = Term {
        opens_at: Some(end),
        ..Term::default()
    };
    assert_eq!(
        change(&tx, DEFAULT, turned).await.unwrap_err().code(),
        Code::ValueInvalid
    );
}

#[tokio::test]
async fn an_unknown_event_is_named_in_the_error() {
    let house = House::open().await;
    let error = find(house.app.db().read(), "mwezi").await.unwrap_err();
    assert_eq!(error.code(), Code::EventNotFound);
    let (sentence, _) = error.words(wire::Language::En);
    assert_eq!(sentence, "There is no event with the short name mwezi.");
}

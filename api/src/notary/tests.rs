//! Keys are kept, alone and for good; what is signed can be checked by anyone.
use std::os::unix::fs::PermissionsExt;

use ring::signature::{ED25519, KeyPair, UnparsedPublicKey};
use uuid::Uuid;
use wire::{ChallengeRef, Receipt, SubmissionId, TeamId, TeamRef, Timestamp};

use super::Notary;

fn receipt() -> Receipt {
    Receipt {
        submission: SubmissionId::fresh(),
        team: TeamRef {
            id: TeamId::fresh(),
            event: "wazi".into(),
            slug: "chui".into(),
            name: "Chui".into(),
        },
        challenge: ChallengeRef {
            id: "jumla".into(),
            uuid: Uuid::nil(),
            version: "1.0.0".into(),
            hash: "ab".repeat(32),
        },
        commit: "c".repeat(40),
        tree: "d".repeat(40),
        received_at: Timestamp(1_790_000_000_000),
    }
}

#[test]
fn a_key_is_made_once_and_is_for_the_server_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = Notary::place(folder.path());
    let ids: Vec<_> = std::thread::scope(|scope| {
        let open = || Notary::open(&path).unwrap().id;
        let all: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0] && id.len() == 16), "{ids:?}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let permissions = std::fs::metadata(&path).unwrap().permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    let error = Notary::open(&path).unwrap_err();
    assert!(error.context().unwrap().contains("chmod 600"));
}

#[test]
fn a_broken_key_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = Notary::place(folder.path());
    Notary::open(&path).unwrap();
    for text in ["", "ab", "zz".repeat(32).as_str(), "ab".repeat(33).as_str()] {
        std::fs::write(&path, text).unwrap();
        assert!(Notary::open(&path).is_err(), "{text}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn every_word_of_a_receipt_is_signed() {
    let folder = tempfile::tempdir().unwrap();
    let notary = Notary::open(&Notary::place(folder.path())).unwrap();
    let signed = notary.sign(receipt()).unwrap();
    let document = serde_json::to_value(&signed).unwrap();
    let public = notary.pair.public_key().as_ref().to_vec();
    let signature = hex::decode(&signed.signature.value).unwrap();
    let holds = |document: &serde_json::Value| {
        let statement = wire::signed_statement(document).unwrap();
        let key = UnparsedPublicKey::new(&ED25519, &public);
        key.verify(statement.as_bytes(), &signature).is_ok()
    };
    assert!(holds(&document));
    for (place, value) in [
        ("/received_at", "2026-01-01T00:00:00.000Z"),
        ("/team/name", "Simba"),
        ("/commit", "0"),
    ] {
        let mut changed = document.clone();
        *changed.pointer_mut(place).unwrap() = value.into();
        assert!(!holds(&changed), "{place}");
    }
    let mut more = document.clone();
    more["points"] = 100.into();
    assert!(!holds(&more));
}

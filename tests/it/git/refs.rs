//! Refs that must not be taken.
use git2::Oid;

use super::awkward::{Case, Wanted, run};
use super::forge::Forge;
use super::post::{FEATURES, Push};

#[test]
fn refs_that_are_not_for_teams_are_refused() {
    run(CASES);
}

/// A good commit for the ref `name`.
fn to(forge: &mut Forge, name: &[u8]) -> Push {
    let tree = forge.with(&[]);
    Push::to(name, forge.commit(tree), forge.pack())
}

macro_rules! cases {
    ($($name:literal, $make:expr, $wanted:expr;)+) => {
        &[$(Case { name: $name, make: $make, wanted: $wanted },)+]
    };
}

const CASES: &[Case] = cases![
    "a tag", |f| to(f, b"refs/tags/v1"), Wanted::Refused("only branches");
    "our own refs", |f| to(f, b"refs/submissions/0"), Wanted::Refused("was not taken");
    "a ref that climbs", |f| to(f, b"refs/heads/../../config"), Wanted::Refused("was not taken");
    "HEAD", |f| to(f, b"HEAD"), Wanted::Refused("was not taken");
    "a ref that ends like a lock", |f| to(f, b"refs/heads/main.lock"), Wanted::Refused("was not taken");
    "a branch that is not UTF-8", |f| to(f, b"refs/heads/\xff"), Wanted::Refused("every computer shows");
    "a branch that turns the writing round", |f| to(f, "refs/heads/a\u{202e}b".as_bytes()), Wanted::Refused("every computer shows");
    "a branch of 240 characters", |f| to(f, format!("refs/heads/{}", "b".repeat(240)).as_bytes()), Wanted::Refused("every computer shows");
    "a commit that was never sent", |_| {
        Push::main(Oid::from_bytes(&[7; 20]).unwrap(), super::pack::Pack::of(0).sealed())
    }, Wanted::Refused("Objects are missing");
    "names by sha256", |f| {
        let tree = f.with(&[]);
        let commit = f.commit(tree);
        Push {
            refs: vec![(format!("{commit}{}", "0".repeat(24)), b"refs/heads/main".to_vec())],
            features: "report-status side-band-64k object-format=sha256",
            ..Push::main(commit, f.pack())
        }
    }, Wanted::Refused("takes sha1 alone");
    "more branches than one push may name", |f| {
        let tree = f.with(&[]);
        let commit = f.commit(tree).to_string();
        let refs = (0..101).map(|n| (commit.clone(), format!("refs/heads/{n}").into_bytes()));
        Push { refs: refs.collect(), before: Vec::new(), features: FEATURES, pack: f.pack() }
    }, Wanted::Refused("more than 100 branches");
    "more branches than a repository may have", |f| {
        let tree = f.with(&[]);
        let commit = f.commit(tree).to_string();
        let refs = (0..21).map(|n| (commit.clone(), format!("refs/heads/{n}").into_bytes()));
        Push { refs: refs.collect(), before: Vec::new(), features: FEATURES, pack: f.pack() }
    }, Wanted::Refused("at most 20 branches");
    "a history that was cut off", |f| {
        let tree = f.with(&[]);
        let commit = f.commit_of(tree, &[Oid::from_bytes(&[7; 20]).unwrap()], "x");
        Push { before: vec![format!("shallow {commit}")], ..Push::main(commit, f.pack()) }
    }, Wanted::Refused("cut off by a shallow clone");
    "a branch", |f| to(f, b"refs/heads/idea"), Wanted::Kept;
    "the branch is deleted again", |_| Push {
        features: "report-status side-band-64k delete-refs",
        ..Push::to(b"refs/heads/idea", Oid::ZERO_SHA1, Vec::new())
    }, Wanted::Deleted;
    "main", |f| to(f, b"refs/heads/main"), Wanted::Submitted;
    "main is deleted", |_| Push {
        features: "report-status side-band-64k delete-refs",
        ..Push::to(b"refs/heads/main", Oid::ZERO_SHA1, Vec::new())
    }, Wanted::Refused("main is not deleted");
];

//! The real git in all its ways: versions of the protocol, sizes of the body, thin packs, shallow clones, force.
use std::path::{Path, PathBuf};

use crate::harness::{Actor, House, jumla, remote};

fn team() -> (House, Actor, String) {
    let house = House::on_sqlite();
    house.with_jumla();
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let url = ada.repository("blue", "jumla");
    (house, ada, url)
}

/// Bytes that cannot be squeezed, others for each `seed`.
pub(super) fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).flatten().take(size).collect()
}

fn head(ada: &Actor, work: &Path) -> String {
    ada.git(work, &["rev-parse", "HEAD"]).ok().trim().to_owned()
}

/// Where `main` is for everyone.
fn main_at(ada: &Actor, url: &str) -> String {
    let told = ada.git(&ada.home, &["ls-remote", url, "refs/heads/main"]).ok();
    told.split_whitespace().next().unwrap_or_default().to_owned()
}

fn changed(ada: &Actor, work: &Path, name: &str, content: &[u8]) -> String {
    std::fs::write(work.join(name), content).unwrap();
    ada.commit(work, name);
    head(ada, work)
}

fn cloned(ada: &Actor, arguments: &[&str], name: &str) -> PathBuf {
    ada.git(&ada.home, &[&["clone", "--quiet"], arguments, &[name]].concat())
        .ok();
    ada.home.join(name)
}

#[test]
fn every_protocol_and_every_size_of_body_arrives() {
    let (_house, ada, url) = team();
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    for version in ["0", "1", "2"] {
        let version = format!("protocol.version={version}");
        // Above the second of these sizes git sends in pieces, after a knock.
        for (n, buffer) in ["http.postBuffer=1048576", "http.postBuffer=65536"]
            .iter()
            .enumerate()
        {
            let content = noise(u64::try_from(n).unwrap() + 1, 300_000);
            let commit = changed(&ada, &work, "noise", &[version.as_bytes(), &content].concat());
            let pushed = ada.git(&work, &["-c", &version, "-c", buffer, "push", &url, "HEAD:main"]);
            assert_eq!(pushed.status, 0, "{version} {buffer}: {pushed:?}");
            let receipt = remote(&pushed.stderr, "ubunifu-receipt:").expect("a receipt");
            assert_eq!(receipt["commit"].as_str(), Some(commit.as_str()));
        }
        let copy = cloned(&ada, &["-c", &version, &url], &version);
        assert_eq!(head(&ada, &copy), head(&ada, &work));
        let newer = changed(&ada, &work, "small", version.as_bytes());
        ada.git(&work, &["push", "--quiet", &url, "HEAD:main"]).ok();
        ada.git(&copy, &["-c", &version, "fetch", "--quiet"]).ok();
        assert_eq!(ada.git(&copy, &["rev-parse", "origin/main"]).ok().trim(), newer);
    }
}

#[test]
fn a_long_talk_about_what_is_there_is_squeezed_and_understood() {
    let (_house, ada, url) = team();
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    ada.git(&work, &["push", "--quiet", &url, "HEAD:main"]).ok();
    let copy = cloned(&ada, &[&url], "copy");
    // So many commits of its own that it must tell of in packets longer than git leaves unsqueezed.
    for n in 0..60 {
        ada.commit(&copy, &n.to_string());
    }
    let newer = changed(&ada, &work, "news", b"x");
    ada.git(&work, &["push", "--quiet", &url, "HEAD:main"]).ok();
    let mut traced = ada.git(&copy, &["-c", "trace2.eventTarget=", "fetch", "--quiet"]);
    assert_eq!(traced.status, 0, "{traced:?}");
    assert_eq!(ada.git(&copy, &["rev-parse", "origin/main"]).ok().trim(), newer);
    traced = ada.git(&copy, &["push", &url, "HEAD:refs/heads/mine"]);
    assert_eq!(traced.status, 0, "{traced:?}");
}

#[test]
fn thin_packs_and_shallow_clones_are_pushed_back() {
    let (_house, ada, url) = team();
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    let large = noise(1, 400_000);
    changed(&ada, &work, "data", &large);
    ada.git(&work, &["push", "--quiet", &url, "HEAD:main"]).ok();
    // The pack of the second push holds the difference alone; its other half is on the server.
    changed(&ada, &work, "data", &[&large[..], b"more"].concat());
    let pushed = ada.git(&work, &["push", "--thin", "--progress", &url, "HEAD:main"]);
    assert!(
        pushed.stderr.contains("(delta 1)") || pushed.stderr.contains("(delta 2)"),
        "{pushed:?}"
    );
    assert_eq!(main_at(&ada, &url), head(&ada, &work));

    let shallow = cloned(&ada, &["--depth", "1", &url], "shallow");
    let commit = changed(&ada, &shallow, "from-shallow", b"x");
    ada.git(&shallow, &["push", "--quiet", &url, "HEAD:main"]).ok();
    assert_eq!(main_at(&ada, &url), commit);
    ada.git(&shallow, &["fetch", "--quiet", "--unshallow"]).ok();
}

#[test]
fn a_cut_off_history_from_elsewhere_is_refused_with_the_way_out() {
    let (_house, ada, url) = team();
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    changed(&ada, &work, "second", b"x");
    let other = format!("file://{}", work.display());
    let shallow = cloned(&ada, &["--depth", "1", &other], "shallow");
    let pushed = ada.git(&shallow, &["push", &url, "HEAD:main"]).fails(1);
    let problem = remote(&pushed, "ubunifu-problem:").unwrap_or_else(|| panic!("{pushed}"));
    assert!(
        problem["hints"].to_string().contains("git fetch --unshallow"),
        "{problem}"
    );
    assert_eq!(main_at(&ada, &url), "");
}

#[test]
fn branches_are_shared_and_replaced_and_old_submissions_stay() {
    let (house, ada, url) = team();
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    let first = head(&ada, &work);
    ada.git(
        &work,
        &["push", "--quiet", &url, "HEAD:main", "HEAD:refs/heads/idea"],
    )
    .ok();
    ada.git(&work, &["commit", "--quiet", "--amend", "--message", "anew"])
        .ok();
    let refused = ada.git(&work, &["push", &url, "HEAD:main"]).fails(1);
    assert!(refused.contains("rejected"), "{refused}");
    ada.git(
        &work,
        &[
            "push",
            "--quiet",
            "--force",
            "--atomic",
            &url,
            "HEAD:main",
            ":idea",
        ],
    )
    .ok();
    assert_eq!(main_at(&ada, &url), head(&ada, &work));
    assert_eq!(house.count("submission"), 2);
    assert!(!ada.git(&work, &["ls-remote", &url]).ok().contains("idea"));
    // The first submission is no branch any more, and is not lost.
    let kept = house.data().join("git");
    let kept = std::fs::read_dir(kept)
        .unwrap()
        .flatten()
        .next()
        .unwrap()
        .path()
        .join("jumla.git");
    let kind = ada
        .git(&kept, &["-c", "safe.directory=*", "cat-file", "-t", &first])
        .ok();
    assert_eq!(kind.trim(), "commit");
    let refs = ada
        .git(
            &kept,
            &["-c", "safe.directory=*", "for-each-ref", "refs/submissions"],
        )
        .ok();
    assert!(refs.contains(&first) && refs.lines().count() == 2, "{refs}");
}

#[test]
fn a_repository_of_the_other_kind_of_names_is_refused() {
    let (_house, ada, url) = team();
    let folder = ada.home.join("other");
    ada.git(&ada.home, &["init", "--quiet", "--object-format=sha256", "other"])
        .ok();
    ada.commit(&folder, "x");
    let told = ada.git(&folder, &["push", &url, "HEAD:main"]);
    // Git before 2.42 does not understand an empty repository of another kind, and stops by itself.
    let by_itself = told.status == 128 && told.stderr.contains("protocol error");
    assert!(
        by_itself || (told.status == 1 && told.stderr.contains("hash algorithm")),
        "{told:?}"
    );
}

/// A git that was killed while it changed a branch leaves its lock; nobody is shut out by it for long.
#[test]
fn a_lock_that_a_killed_git_left_goes() {
    let (house, ada, url) = team();
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    ada.git(&work, &["push", &url, "HEAD:refs/heads/idea"]).ok();
    let teams = std::fs::read_dir(house.data().join("git")).unwrap();
    let repository = teams
        .map(|team| team.unwrap().path())
        .next()
        .unwrap()
        .join("jumla.git");
    for name in ["refs/heads/main.lock", "packed-refs.lock"] {
        let lock = std::fs::File::create(repository.join(name)).unwrap();
        let long_ago = lock.metadata().unwrap().modified().unwrap() - std::time::Duration::from_secs(120);
        lock.set_modified(long_ago).unwrap();
    }
    ada.pushes(&work, "blue", "jumla");
    let fresh = repository.join("refs/heads/idea.lock");
    std::fs::write(&fresh, "").unwrap();
    changed(&ada, &work, "more", b"more");
    ada.git(&work, &["push", &url, "HEAD:refs/heads/idea"]).fails(1);
    assert!(fresh.exists(), "somebody may be at work there");
}

//! Feedback folders, right and hostile.
use std::fs;

use super::{Feedback, read};
use crate::score::Score;

fn left(files: &[(&str, &[u8])]) -> Result<Feedback, String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    read(folder.path(), &["sw".to_owned(), "en".to_owned()])
}

#[test]
fn an_empty_folder_says_nothing() {
    assert_eq!(left(&[("other", b"x")]), Ok(Feedback::default()));
}

#[test]
fn a_language_has_its_own_words_or_those_for_all() {
    let found = left(&[
        ("score.txt", b" 0.25\n"),
        ("teammessage.txt", b"try n=0\n"),
        ("teammessage.sw.txt", b"jaribu n=0\n"),
        ("judgemessage.txt", b"case 7, \x1b[2J secret"),
    ]);
    let found = found.unwrap();
    assert_eq!(found.score, Score::parse("0.25"));
    let message = found.message.unwrap().0;
    assert_eq!(
        (message["sw"].as_str(), message["en"].as_str()),
        ("jaribu n=0", "try n=0")
    );
    assert_eq!(found.note.as_deref(), Some("case 7, \\u{1b}[2J secret"));
}

#[test]
fn long_texts_are_cut() {
    let found = left(&[
        ("teammessage.txt", &[b'x'; 1 << 20]),
        ("judgemessage.txt", &[0xff; 1 << 20]),
    ])
    .unwrap();
    assert_eq!(found.message.unwrap().0["sw"].chars().count(), super::MESSAGE + 1);
    assert_eq!(found.note.unwrap().chars().count(), super::NOTE + 1);
}

#[test]
fn what_is_no_score_is_an_error() {
    for bad in ["", "1.1", "-0.1", "nan", "inf", "half", "0,5", "0x1"] {
        assert!(left(&[("score.txt", bad.as_bytes())]).is_err(), "{bad}");
    }
}

#[test]
fn links_and_folders_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("teammessage.txt")).unwrap();
    assert!(read(folder.path(), &[]).is_err());
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("score.txt")).unwrap();
    assert!(read(folder.path(), &[]).is_err());
}

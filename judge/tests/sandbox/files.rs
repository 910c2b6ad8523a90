//! What a run sees of files, what it may write, and what is kept of it.
use std::fs;
use std::os::unix::fs::PermissionsExt;

use judge::sandbox::Ending;

use crate::house::{shell, text, tree};

#[test]
fn layers_merge_with_the_first_on_top_and_stay_as_they_were() {
    let top = tree(&[("a", "top\n"), ("sub/x", "x\n")]);
    let bottom = tree(&[("a", "bottom\n"), ("b", "b\n"), ("sub/y", "y\n")]);
    let outcome = shell(
        "cat a b sub/x sub/y; echo changed > a; rm b sub/y; rm -r sub; mkdir sub; echo new > sub/z; ls sub",
    )
    .layer(top.path())
    .layer(bottom.path())
    .run();
    assert_eq!(
        text(&outcome.stdout),
        "top\nb\nx\ny\nz\n",
        "{}",
        text(&outcome.stderr)
    );
    assert_eq!(fs::read_to_string(top.path().join("a")).unwrap(), "top\n");
    assert_eq!(fs::read_to_string(bottom.path().join("sub/y")).unwrap(), "y\n");
    assert!(!top.path().join("sub/z").exists());
}

#[test]
fn a_kept_tree_holds_files_folders_and_links_alone() {
    let team = tree(&[("src/main", "one\n")]);
    let kept = tempfile::tempdir().unwrap();
    let script = "echo two > src/made; echo '#!/bin/sh' > tool; chmod 4777 tool; ln -s /etc/shadow link; mkfifo pipe; \
        python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'; mkdir locked; echo x > locked/in; \
        chmod 0 locked/in locked; sleep 100 & exit 0";
    let outcome = shell(script).layer(team.path()).keep(kept.path()).run();
    assert_eq!(outcome.ending, Ending::Exited(0), "{}", text(&outcome.stderr));
    let at = |name: &str| kept.path().join(name);
    assert_eq!(fs::read_to_string(at("src/main")).unwrap(), "one\n");
    assert_eq!(fs::read_to_string(at("src/made")).unwrap(), "two\n");
    assert_eq!(fs::read_to_string(at("locked/in")).unwrap(), "x\n");
    assert_eq!(fs::read_link(at("link")).unwrap().to_str(), Some("/etc/shadow"));
    let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o7777;
    assert_eq!(
        (mode("tool"), mode("src/main"), mode("locked")),
        (0o755, 0o644, 0o755)
    );
    assert!(!at("pipe").exists() && !at("socket").exists());
    let again = shell("cat src/made locked/in; ./tool; echo three > src/made; cat src/made")
        .layer(kept.path())
        .run();
    assert_eq!(text(&again.stdout), "two\nx\nthree\n", "{}", text(&again.stderr));
}

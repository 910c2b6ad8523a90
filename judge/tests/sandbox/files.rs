//! What a run sees of files, what it may write, and what is kept of it.
use std::fs;
use std::os::unix::fs::PermissionsExt;

use judge::sandbox::Ending;
use wire::Limit;

use crate::house::{python, seconds, shell, text, tree};

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

#[test]
fn a_tree_that_would_fill_the_host_is_not_kept() {
    let tricks = [
        (
            "many links to one file",
            "head -c 8M /dev/zero > x; for i in 1 2 3 4 5 6; do ln x x$i; done",
        ),
        ("holes", "for i in 1 2 3; do truncate -s 20M hole$i; done"),
        (
            "depth",
            "python3 -c 'import os\nfor i in range(200): os.mkdir(\"d\"); os.chdir(\"d\")'",
        ),
    ];
    for (what, script) in tricks {
        let kept = tempfile::tempdir().unwrap();
        let outcome = shell(script).keep(kept.path()).run();
        assert_eq!(
            outcome.ending,
            Ending::Limited(Limit::Disk),
            "{what}: {}",
            text(&outcome.stderr)
        );
    }
}

#[test]
fn a_tree_of_a_failed_run_is_not_kept() {
    for script in ["touch x; exit 1", "touch x; kill -9 $$", "touch x; sleep 9"] {
        let kept = tempfile::tempdir().unwrap();
        shell(script)
            .keep(kept.path())
            .limits(|limits| limits.wall = seconds(0.3))
            .run();
        assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 0, "{script}");
    }
}

#[test]
fn links_in_a_tree_lead_nowhere_outside() {
    let secret = tree(&[("secret", "of the host\n")]);
    let kept = tempfile::tempdir().unwrap();
    let outside = secret.path().display();
    let script = format!(
        "ln -s {outside} folder; ln -s {outside}/secret file; ln -s /proc/self/root/etc up; ln -s ../../../.. away; ln -s loop loop"
    );
    assert_eq!(shell(&script).keep(kept.path()).run().ending, Ending::Exited(0));
    assert!(
        fs::read_dir(kept.path())
            .unwrap()
            .flatten()
            .all(|entry| entry.file_type().unwrap().is_symlink())
    );
    let outcome = shell("cat folder/secret file away/secret 2>/dev/null; ls up/shadow 2>/dev/null")
        .layer(kept.path())
        .run();
    assert_eq!(text(&outcome.stdout), "");
}

#[test]
fn names_need_not_be_text() {
    let kept = tempfile::tempdir().unwrap();
    let script = "
import os
for name in (b'\\xff\\xfe', b'new\\nline', b'-rf', b'a' * 255):
    open(name, 'w').write('x')";
    assert_eq!(python(script).keep(kept.path()).run().ending, Ending::Exited(0));
    let names: Vec<_> = fs::read_dir(kept.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(names.len(), 4);
    let read = shell("cat -- *").layer(kept.path()).run();
    assert_eq!(text(&read.stdout), "xxxx", "{}", text(&read.stderr));
    assert!(names.iter().any(|name| name.as_encoded_bytes() == b"\xff\xfe"));
}

#[test]
fn output_may_be_opened_by_name() {
    let outcome = shell("echo jambo > /dev/stdout; echo mambo > /proc/self/fd/2").run();
    assert_eq!(
        (text(&outcome.stdout), text(&outcome.stderr)),
        ("jambo\n".into(), "mambo\n".into())
    );
}

#[test]
fn what_stands_where_a_kept_folder_should_be_is_not_followed() {
    let tricks = [
        "ln -s /etc out",
        "ln -s /proc/self/root out",
        "echo x > out",
        "mkfifo out",
        "true",
        "mkdir out && mv out gone && ln -s gone out",
    ];
    for script in tricks {
        let kept = tempfile::tempdir().unwrap();
        let outcome = shell(script).keep_from(kept.path(), "out").run();
        assert_eq!(
            outcome.ending,
            Ending::Exited(0),
            "{script}: {}",
            text(&outcome.stderr)
        );
        assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 0, "{script}");
    }
    let kept = tempfile::tempdir().unwrap();
    shell("mkdir -p out/in; ln -s ../../../etc out/up; ln /work/out/in/x out/hard 2>/dev/null; echo x > out/in/x; echo y > beside")
        .keep_from(kept.path(), "out")
        .run();
    assert_eq!(fs::read_to_string(kept.path().join("in/x")).unwrap(), "x\n");
    assert!(kept.path().join("up").is_symlink() && !kept.path().join("beside").exists());
}

#[test]
fn a_hard_link_to_a_file_below_does_not_reach_it() {
    let (team, case) = (tree(&[("main", "one\n")]), tree(&[("given", "data\n")]));
    let script =
        "ln main other && echo two > other; ln given mine && echo changed >> mine; chmod 777 mine; cat main";
    let outcome = shell(script).layer(case.path()).layer(team.path()).run();
    assert_eq!(outcome.ending, Ending::Exited(0), "{}", text(&outcome.stderr));
    assert_eq!(fs::read_to_string(team.path().join("main")).unwrap(), "one\n");
    let given = case.path().join("given");
    assert_eq!(fs::read_to_string(&given).unwrap(), "data\n");
    assert_eq!(fs::metadata(given).unwrap().permissions().mode() & 0o777, 0o644);
}

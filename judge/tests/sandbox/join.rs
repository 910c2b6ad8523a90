//! Two boxes whose programs read what the other writes.
use judge::sandbox::{Ending, Joined};
use wire::Limit;

use crate::house::{command, joined, python, seconds, shell, text};

#[test]
fn what_one_writes_the_other_reads() {
    let ping = shell("echo moja; read reply; echo \"$reply\" >&2");
    let pong = shell("read line; echo \"$line tena\"");
    let Joined {
        outcomes: [one, other],
        ..
    } = joined(&ping, &pong);
    assert_eq!((one.ending, other.ending), (Ending::Exited(0), Ending::Exited(0)));
    assert_eq!(text(&one.stderr), "moja tena\n");
    assert_eq!((one.stdout, other.stdout), (vec![], vec![]));
}

#[test]
fn the_end_of_one_is_the_end_of_the_other_s_input() {
    let reader = shell("cat > /dev/null; exit 4");
    for _ in 0..10 {
        let Joined {
            outcomes: [one, other],
            first,
        } = joined(&reader, &shell("exit 3"));
        assert_eq!(
            (one.ending, other.ending, first),
            (Ending::Exited(4), Ending::Exited(3), 1)
        );
    }
}

#[test]
fn nobody_dies_of_a_broken_pipe() {
    let writer = shell("head -c 5000000 /dev/zero && echo done >&2");
    let Joined {
        outcomes: [one, _],
        first,
    } = joined(&writer, &command(&["true"]));
    assert_eq!(
        (one.ending, text(&one.stderr), first),
        (Ending::Exited(0), "done\n".into(), 1)
    );
}

#[test]
fn each_has_limits_of_its_own() {
    let waits = |wall| shell("read line").limits(|limits| limits.wall = seconds(wall));
    let Joined {
        outcomes: [one, other],
        first,
    } = joined(&waits(8.0), &waits(0.5));
    assert_eq!((other.ending, first), (Ending::Limited(Limit::Wall), 1));
    assert_eq!(one.ending, Ending::Exited(1), "its input ended");
    let Joined {
        outcomes: [one, other],
        ..
    } = joined(&python("x = b'x' * (1 << 30)"), &command(&["no-such-program"]));
    assert_eq!(
        (one.ending, other.ending),
        (Ending::Limited(Limit::Memory), Ending::NotStarted)
    );
}

#[test]
fn the_boxes_share_nothing_but_the_pipes() {
    let hides =
        shell("echo siri > /tmp/left; echo siri > /dev/shm/left; echo siri > left; echo go; read end");
    let looks = shell("read go; cat /tmp/left /dev/shm/left left; ls -l /proc/self/fd >&2");
    let Joined {
        outcomes: [_, other], ..
    } = joined(&hides, &looks);
    let seen = text(&other.stderr);
    assert!(!seen.contains("siri") && !seen.contains("pipes"), "{seen}");
    assert_eq!(other.ending, Ending::Exited(0));
}

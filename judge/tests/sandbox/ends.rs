//! How runs end, and what is told of it.
use judge::sandbox::Ending;
use wire::Limit;

use crate::house::{command, python, seconds, shell, text, tree};

#[test]
fn an_exit_status_a_signal_and_a_failed_start_are_told_apart() {
    assert_eq!(command(&["true"]).run().ending, Ending::Exited(0));
    assert_eq!(shell("exit 3").run().ending, Ending::Exited(3));
    assert_eq!(shell("kill -SEGV $$").run().ending, Ending::Signaled(11));
    assert_eq!(shell("kill -TERM $$").run().ending, Ending::Signaled(15));
    assert_eq!(python("import os; os.abort()").run().ending, Ending::Signaled(6));
    assert_eq!(command(&["./missing"]).run().ending, Ending::NotStarted);
    assert_eq!(command(&["no-such-program"]).run().ending, Ending::NotStarted);
    assert_eq!(command(&["/etc"]).run().ending, Ending::NotStarted);
}

#[test]
fn input_comes_in_and_output_comes_out() {
    let folder = tree(&[("in", "habari\n")]);
    let outcome = shell("cat; echo two >&2").stdin(&folder.path().join("in")).run();
    assert_eq!(
        (text(&outcome.stdout), text(&outcome.stderr)),
        ("habari\n".into(), "two\n".into())
    );
    assert_eq!(shell("cat").run().stdout, b"");
}

#[test]
fn cpu_time_is_limited_for_the_whole_tree() {
    let outcome = python("while True: pass")
        .limits(|limits| limits.cpu = seconds(0.3))
        .run();
    assert_eq!(outcome.ending, Ending::Limited(Limit::Cpu));
    assert!(
        outcome.cpu >= seconds(0.3) && outcome.cpu < seconds(0.6),
        "{:?}",
        outcome.cpu
    );
}

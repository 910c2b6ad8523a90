//! A program uses the cores of the places that were taken for it, and no others.
use std::collections::BTreeSet;
use std::sync::Barrier;

use judge::sandbox::{Dial, Ending, Linux, Sandbox, Service};
use wire::Limit;

use crate::house::{LINUX, python, seconds, shell, text};

/// How many cores a program is told of, and which it may use whatever it wishes for.
const LOOK: &str = "import os, subprocess
os.sched_setaffinity(0, range(os.sysconf('SC_NPROCESSORS_CONF')))
told = {int(subprocess.check_output('nproc')), len(os.sched_getaffinity(0))}
print(*told, ':', *sorted(os.sched_getaffinity(0)))";

/// What a run in so many places says: the number, and the cores.
fn seen(linux: &Linux, places: usize) -> (String, BTreeSet<usize>) {
    let taken = linux.slots().unwrap().take(places);
    let outcome = python(LOOK).usr_alone().run_on(linux);
    drop(taken);
    let said = text(&outcome.stdout);
    let (told, cores) = said
        .split_once(" : ")
        .unwrap_or_else(|| panic!("{}", text(&outcome.stderr)));
    (
        told.to_owned(),
        cores
            .split_whitespace()
            .map(|core| core.parse().unwrap())
            .collect(),
    )
}

fn all() -> usize {
    std::thread::available_parallelism().unwrap().get()
}

/// In every mode.
pub(crate) fn keeps_to_its_cores(linux: &Linux) {
    let (told, cores) = seen(linux, 1);
    assert_eq!((told.as_str(), cores.len()), ("1", 1));
    let (told, cores) = seen(linux, all());
    assert_eq!((told, cores.len()), (all().to_string(), all()));
    assert_eq!(
        all(),
        rustix::thread::sched_getaffinity(None).unwrap().count() as usize,
        "ours stay"
    );
}

#[test]
fn a_program_has_as_many_cores_as_places() {
    keeps_to_its_cores(&LINUX);
    let anywhere = shell("nproc").run();
    assert_eq!(
        text(&anywhere.stdout).trim(),
        all().to_string(),
        "nobody took a place"
    );
    let taken = LINUX.slots().unwrap().take(1);
    let outcome = shell("echo $GOMAXPROCS $CARGO_BUILD_JOBS $PYTHON_CPU_COUNT").run();
    drop(taken);
    assert_eq!(text(&outcome.stdout), "1 1 1\n");
}

#[test]
fn programs_at_one_time_use_different_cores() {
    let (both, begun) = (all().min(2), Barrier::new(all().min(2)));
    let cores = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..both)
            .map(|_| {
                scope.spawn(|| {
                    let taken = LINUX.slots().unwrap().take(1);
                    begun.wait();
                    let outcome = shell("grep Cpus_allowed_list /proc/self/status").run();
                    drop(taken);
                    text(&outcome.stdout)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<BTreeSet<_>>()
    });
    assert_eq!(cores.len(), both, "{cores:?}");
}

#[test]
fn a_service_and_who_is_beside_it_share_its_places() {
    let which = "grep Cpus_allowed_list /proc/self/status >&2; sleep 60";
    let (service, beside) = (shell(which), shell("grep Cpus_allowed_list /proc/self/status"));
    let taken = LINUX.slots().unwrap().take(2);
    let mut said = String::new();
    let held = Service {
        run: service.described(),
        port: 23_457,
    };
    let outcome = LINUX.serve(&held, &mut |dial: &dyn Dial| {
        dial.ended(std::time::Duration::from_millis(300));
        said = text(&dial.beside(&beside.described())?.stdout);
        Ok(())
    });
    drop(taken);
    let own = text(&outcome.unwrap().stderr);
    assert_eq!(own == said, all() == 1, "{own}{said}");
    assert!(
        own.starts_with("Cpus_allowed_list:") && said.starts_with("Cpus_allowed_list:"),
        "{own}{said}"
    );
}

/// The helper that keeps the limits may stand on the same core.
#[test]
fn a_program_that_fills_its_core_is_stopped_in_time() {
    let spin = "
import os
for _ in range(60):
    if os.fork() == 0:
        while True: pass
os.wait()";
    let filled = python(spin).limits(|limits| (limits.cpu, limits.processes) = (seconds(1.0), 64));
    for _ in 0..3 {
        let taken = LINUX.slots().unwrap().take(1);
        let outcome = filled.run();
        drop(taken);
        assert_eq!(outcome.ending, Ending::Limited(Limit::Cpu));
        // One core: what is used beyond the limit is the time until somebody looked.
        assert!(outcome.cpu < seconds(2.0), "{:?}", outcome.cpu);
    }
}

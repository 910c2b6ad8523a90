//! The helper: one thread that makes boxes, one after the other, for as long as the judge speaks to it.
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::LazyLock;

use super::cgroup::Group;
use super::cores::Standing;
use super::dialer::Dialer;
use super::enter::{self, Ids};
use super::environment::CORES;
use super::network::Network;
use super::place::Place;
use super::ready::Ready;
use super::root::Root;
use super::seccomp::Filters;
use super::spec::{self, Answer, Birth, End, Hello, Spec};
use super::sys;
use super::work::Workshop;

/// First argument that makes a program of ours the helper.
pub(super) const VERB: &str = "sandbox-helper";
/// Serves when this process was started as a helper; to be called first in `main`, before there is a second thread.
pub fn run_helper_if_asked() -> Option<ExitCode> {
    let verb = std::env::args_os().nth(1)?;
    (verb == VERB).then(|| {
        if serve().is_ok() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    })
}

fn serve() -> io::Result<()> {
    let (mut from, mut to) = (
        File::from(sys::own_standard(0)?),
        File::from(sys::own_standard(1)?),
    );
    let Some(birth) = spec::receive::<Birth>(&mut from)? else {
        return Ok(());
    };
    let mut helper = match Helper::new(birth) {
        Ok(helper) => helper,
        Err(error) => return spec::send(&mut to, &Hello::refusal(error.to_string())),
    };
    let done = helper.serve(&mut from, &mut to);
    helper.reap();
    // Also when the judge went away in the middle of an answer.
    helper.end();
    done
}

impl Hello {
    pub(super) fn refusal(why: String) -> Self {
        Self {
            root: false,
            groups: spec::Groups::None,
            overlay: false,
            ungrouped: None,
            refused: Some(why),
        }
    }
}

impl Answer {
    pub(super) fn fault(why: &io::Error) -> Self {
        let end = End::Fault(why.to_string());
        Self {
            end,
            cpu_us: 0,
            wall_us: 0,
            peak: 0,
            stdout: 0,
            stderr: 0,
            spilled: false,
            last: true,
            stuck: false,
        }
    }
}

/// What a helper keeps between two runs.
pub(super) struct Helper {
    pub(super) ids: Ids,
    pub(super) group: Group,
    /// Why it is none.
    ungrouped: Option<String>,
    pub(super) filters: Rc<Filters>,
    pub(super) workshop: Workshop,
    pub(super) place: Place,
    /// Of the last run.
    pub(super) root: Option<Root>,
    /// A box for the next run, made while nobody waits.
    pub(super) ready: Option<Ready>,
    /// The files of the last box. Letting go of them is left until nobody waits.
    pub(super) view: Option<OwnedFd>,
    /// Of the last service.
    pub(super) dialer: Option<Dialer>,
    /// Its boxes share the network of a service's box.
    pub(super) guest: bool,
    pub(super) network: Network,
    pub(super) standing: Standing,
}

/// Standard output and standard error.
pub(super) type Outputs = [Vec<u8>; 2];

impl Helper {
    fn new(birth: Birth) -> io::Result<Self> {
        // Signals of a terminal are for the judge; we end when it does.
        let _ = rustix::process::setsid();
        sys::reset_signals();
        sys::keep_no_memory();
        Self::furnish(birth, false, || enter::enter(birth.slot))
    }

    /// A helper that was forked off one with these ids.
    pub(super) fn beside(birth: Birth, ids: Ids) -> io::Result<Self> {
        Self::furnish(birth, true, || enter::again(birth.slot, ids))
    }

    fn furnish(birth: Birth, guest: bool, enter: impl FnOnce() -> io::Result<Ids>) -> io::Result<Self> {
        let (group, ungrouped) = Group::make(birth.groups);
        let counted = group.counts();
        // Before it ever stands on some of them.
        LazyLock::force(&CORES);
        let filters = Rc::new(Filters::new(counted, !guest)?);
        let ids = enter()?;
        Ok(Self {
            ids,
            group,
            ungrouped,
            filters,
            workshop: Workshop::new(ids, birth.overlay),
            place: Place::here()?,
            root: None,
            ready: None,
            view: None,
            dialer: None,
            guest,
            standing: Standing::new(counted),
            network: if guest {
                Network::shared()?
            } else {
                Network::apart(ids.root, counted)?
            },
        })
    }

    pub(super) fn serve(&mut self, from: &mut File, to: &mut File) -> io::Result<()> {
        spec::send(to, &self.hello())?;
        while let Some(spec) = spec::receive::<Spec>(from)? {
            let (answer, outputs) = self.answer(&spec, from.as_fd());
            spec::send(to, &answer)?;
            for output in outputs {
                to.write_all(&output)?;
            }
            if answer.last {
                break;
            }
            self.look_ahead(spec.limits.disk);
        }
        Ok(())
    }

    /// Makes the next box. Should that fail, the next run will say why.
    fn look_ahead(&mut self, disk: u64) {
        self.view = None;
        Workshop::clear();
        if !self.guest {
            self.ready = self.prepare(disk).ok();
        }
    }

    /// Gives back whatever outlives a process.
    pub(super) fn end(&mut self) {
        self.discard();
        self.group.remove();
    }

    fn hello(&self) -> Hello {
        let overlay = self.workshop.overlay();
        Hello {
            root: self.ids.root,
            groups: self.group.kind(),
            overlay,
            ungrouped: self.ungrouped.clone(),
            refused: None,
        }
    }

    fn answer(&mut self, spec: &Spec, control: BorrowedFd<'_>) -> (Answer, Outputs) {
        let result = self.run(spec, control);
        let (mut answer, outputs) =
            result.unwrap_or_else(|error| (Answer::fault(&error), Outputs::default()));
        answer.stuck |= !self.group.empty() && !self.settled();
        answer.last |= answer.stuck;
        (answer, outputs)
    }

    /// A killed process leaves its group a moment after its end.
    fn settled(&mut self) -> bool {
        (0..500).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            self.group.empty()
        })
    }
}

//! The network of boxes: a loopback and nothing else.
//!
//! Making one costs more than all the rest of a box. So a helper's boxes are born in the same one, one after the other,
//! for as long as nobody has touched it: only sockets change a network, and the filter of calls tells the helper of
//! every program that asks for one. After such a program the network is thrown away. The helper itself stays outside,
//! so that no socket of its own is ever seen there.
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::net::{AddressFamily, SocketType};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::place::namespace;
use super::sampler::BUFFER;
use super::sys;

/// Where the helper is, and where its boxes are born.
#[derive(Debug)]
pub(super) struct Network {
    home: OwnedFd,
    boxes: Option<OwnedFd>,
    /// The boxes' network is not the helper's to throw away.
    shared: bool,
    /// What sockets hold is counted.
    counted: bool,
}

impl Network {
    /// For boxes with a network of their own. `root`: the helper may come back from it to the machine's.
    pub(super) fn apart(root: bool, counted: bool) -> io::Result<Self> {
        if !root {
            sys::unshare(libc::CLONE_NEWNET)?;
        }
        Ok(Self {
            home: namespace("self", "net")?,
            boxes: None,
            shared: false,
            counted,
        })
    }

    /// For boxes in the network this process is in, which is that of a service.
    pub(super) fn shared() -> io::Result<Self> {
        Ok(Self {
            home: namespace("self", "net")?,
            boxes: Some(namespace("self", "net")?),
            shared: true,
            counted: true,
        })
    }

    /// Sees to it that there is one for the next box.
    pub(super) fn provide(&mut self) -> io::Result<()> {
        if self.boxes.is_none() {
            sys::unshare(libc::CLONE_NEWNET)?;
            if !self.counted {
                narrow();
            }
            let made = loopback().and_then(|()| namespace("self", "net"));
            self.back();
            self.boxes = Some(made?);
        }
        Ok(())
    }

    /// What was done in it stays with who did it.
    pub(super) fn touched(&mut self) {
        if !self.shared {
            self.boxes = None;
        }
    }

    /// Does something in the network of the boxes.
    pub(super) fn within<T>(&self, what: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.enter()?;
        let done = what();
        self.back();
        done
    }

    /// Goes there for good.
    pub(super) fn enter(&self) -> io::Result<()> {
        let boxes = self
            .boxes
            .as_ref()
            .ok_or_else(|| io::Error::other("no network"))?;
        step(boxes)
    }

    /// A helper that cannot step back is of no use to anybody.
    fn back(&self) {
        if step(&self.home).is_err() {
            sys::quit(1)
        }
    }
}

/// Connections get no more room than a socket begins with. Where `/proc` cannot be written, they may grow.
fn narrow() {
    for way in ["r", "w"] {
        let room = format!("4096 16384 {BUFFER}");
        let _ = std::fs::write(format!("/proc/sys/net/ipv4/tcp_{way}mem"), room);
    }
}

fn loopback() -> io::Result<()> {
    let socket = rustix::net::socket(AddressFamily::INET, SocketType::DGRAM, None)?;
    sys::loopback_up(socket.as_fd())
}

fn step(network: &OwnedFd) -> io::Result<()> {
    Ok(move_into_link_name_space(
        network.as_fd(),
        Some(LinkNameSpaceType::Network),
    )?)
}

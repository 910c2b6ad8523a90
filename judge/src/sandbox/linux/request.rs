//! What a box that stands and waits is told to run: one frame, and the descriptors that go with it.
use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags,
};
use serde::{Deserialize, Serialize};

use super::spec::{self, SpecLimits};

/// Standard input and standard output.
const MOST: usize = 2;

/// A program and its limits.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// Places to try, in order.
    pub(super) paths: Vec<String>,
    pub(super) argv: Vec<String>,
    pub(super) env: Vec<String>,
    pub(super) limits: SpecLimits,
    /// Whether the number of processes is left to a control group.
    pub(super) grouped: bool,
    /// The numbers the descriptors are to have, in their order.
    pub(super) numbers: Vec<i32>,
}

impl Request {
    /// Hands it over.
    pub(super) fn send(&self, to: impl AsFd, descriptors: &[BorrowedFd<'_>]) -> io::Result<()> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
        let mut rights = SendAncillaryBuffer::new(&mut space);
        if !descriptors.is_empty() && !rights.push(SendAncillaryMessage::ScmRights(descriptors)) {
            return Err(io::Error::other("too many descriptors"));
        }
        rustix::net::sendmsg(&to, &[IoSlice::new(b"r")], &mut rights, SendFlags::NOSIGNAL)?;
        spec::send(&mut File::from(to.as_fd().try_clone_to_owned()?), self)
    }

    /// Waits for one; `None` when nobody will send one any more.
    pub(super) fn receive(from: BorrowedFd<'_>) -> io::Result<Option<(Self, Vec<OwnedFd>)>> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
        let mut rights = RecvAncillaryBuffer::new(&mut space);
        let mut byte = [0];
        let got = rustix::io::retry_on_intr(|| {
            let mut room = [IoSliceMut::new(&mut byte)];
            rustix::net::recvmsg(from, &mut room, &mut rights, RecvFlags::CMSG_CLOEXEC)
        })?;
        if got.bytes == 0 {
            return Ok(None);
        }
        let descriptors = rights
            .drain()
            .filter_map(|message| match message {
                RecvAncillaryMessage::ScmRights(list) => Some(list),
                _ => None,
            })
            .flatten()
            .collect();
        let request = spec::receive(&mut File::from(from.try_clone_to_owned()?))?;
        Ok(request.map(|request| (request, descriptors)))
    }
}

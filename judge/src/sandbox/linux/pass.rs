//! Handing an open descriptor to another process over a local socket.
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, recvmsg, sendmsg,
};

/// Sends one descriptor, with a byte to carry it.
pub(super) fn send(over: impl AsFd, what: impl AsFd) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut rights = SendAncillaryBuffer::new(&mut space);
    let fds = [what.as_fd()];
    if !rights.push(SendAncillaryMessage::ScmRights(&fds)) {
        return Err(io::Error::other("no room for a descriptor"));
    }
    sendmsg(over, &[IoSlice::new(b"+")], &mut rights, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Receives one descriptor; an error when something else came, or nothing more will come.
pub(super) fn receive(over: impl AsFd) -> io::Result<OwnedFd> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut rights = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let slices = &mut [IoSliceMut::new(&mut byte)];
    rustix::io::retry_on_intr(|| recvmsg(&over, slices, &mut rights, RecvFlags::CMSG_CLOEXEC))?;
    let mut fds = rights.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut fds) => fds.next(),
        _ => None,
    });
    fds.next()
        .ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "no descriptor came"))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn what_is_sent_is_the_same_open_file() {
        let (one, other) = UnixStream::pair().unwrap();
        let (mut near, far) = UnixStream::pair().unwrap();
        send(&one, far).unwrap();
        let mut came = UnixStream::from(receive(&other).unwrap());
        near.write_all(b"hi").unwrap();
        let mut text = [0; 2];
        came.read_exact(&mut text).unwrap();
        assert_eq!(&text, b"hi");
        (&one).write_all(b"x").unwrap();
        assert!(receive(&other).is_err());
        drop(one);
        assert!(receive(&other).is_err());
    }
}

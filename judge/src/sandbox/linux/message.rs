//! What the first process of a box tells the helper, over a socket that no team program ever holds.
use std::io;
use std::os::fd::AsFd;

use rustix::net::{RecvFlags, SendFlags};

/// One message; fixed size, so that sending needs no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    /// The box stands and waits to be told what to run; microseconds of CPU that took, and whether a descriptor
    /// follows at which its calls for sockets are heard.
    Prepared(u64, bool),
    /// The program is about to start; microseconds of CPU everything before it took.
    Ready(u64),
    /// The program could not be started: error number.
    NotStarted(i32),
    /// The program ended: wait status, and the peak resident memory of any process in KiB.
    Ended(i32, i64),
    /// The box could not be set up: number of the step, error number.
    Broken(u8, i32),
}

/// Steps of the set-up, so that a failure can be named without sending text.
pub(super) const STEPS: [&str; 8] = [
    "go ahead",
    "ids",
    "death signal",
    "mounts",
    "fork",
    "program set-up",
    "filter",
    "request",
];

impl Message {
    fn pack(self) -> [u8; 17] {
        let (tag, a, b) = match self {
            Self::Prepared(cpu, told) => (b'P', i64::try_from(cpu).unwrap_or(i64::MAX), i64::from(told)),
            Self::Ready(cpu) => (b'R', i64::try_from(cpu).unwrap_or(i64::MAX), 0),
            Self::NotStarted(error) => (b'N', i64::from(error), 0),
            Self::Ended(status, peak) => (b'E', i64::from(status), peak),
            Self::Broken(step, error) => (b'B', i64::from(step), i64::from(error)),
        };
        let mut bytes = [tag; 17];
        let (_, numbers) = bytes.split_at_mut(1);
        for (slot, byte) in numbers
            .iter_mut()
            .zip(a.to_le_bytes().into_iter().chain(b.to_le_bytes()))
        {
            *slot = byte;
        }
        bytes
    }

    fn unpack(bytes: [u8; 17]) -> Option<Self> {
        let (tag, numbers) = bytes.split_first()?;
        let (a, b) = numbers.split_at_checked(8)?;
        let (a, b) = (
            i64::from_le_bytes(a.try_into().ok()?),
            i64::from_le_bytes(b.try_into().ok()?),
        );
        Some(match tag {
            b'P' => Self::Prepared(u64::try_from(a).ok()?, b != 0),
            b'R' => Self::Ready(u64::try_from(a).ok()?),
            b'N' => Self::NotStarted(i32::try_from(a).ok()?),
            b'E' => Self::Ended(i32::try_from(a).ok()?, b),
            b'B' => Self::Broken(u8::try_from(a).ok()?, i32::try_from(b).ok()?),
            _ => return None,
        })
    }

    pub(super) fn send(self, to: impl AsFd) {
        // Nobody to tell when the helper is gone; the kernel ends us then anyway.
        let _ = rustix::net::send(to, &self.pack(), SendFlags::NOSIGNAL);
    }

    /// The next message that has arrived; `Ok(None)` when there is none now or nobody left to send one.
    pub(super) fn receive(from: impl AsFd) -> io::Result<Option<Self>> {
        let mut bytes = [0; 17];
        match rustix::net::recv(from, &mut bytes, RecvFlags::DONTWAIT) {
            Ok((17, _)) => Self::unpack(bytes)
                .map(Some)
                .ok_or_else(|| io::Error::other("garbled message")),
            Ok((0, _)) => Ok(None),
            Ok(_) => Err(io::Error::other("short message")),
            Err(rustix::io::Errno::AGAIN) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_survives_the_way() {
        for message in [
            Message::Prepared(3, true),
            Message::Ready(7),
            Message::NotStarted(2),
            Message::Ended(0x8b, 1 << 40),
            Message::Broken(3, 13),
        ] {
            assert_eq!(Message::unpack(message.pack()), Some(message));
        }
        assert_eq!(Message::unpack([0; 17]), None);
    }
}

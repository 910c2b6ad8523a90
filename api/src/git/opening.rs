//! What a push begins with, before its pack: which refs it would change, and how many objects are to come.
//! Read before git is started, so that what cannot be taken costs nothing.
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::packet::{FLUSH, Packet, first};
use super::receive::{Body, PIECE, SILENCE, gone};
use super::trouble::Trouble;
use crate::error::{Code, Error, Result};

/// Bytes of an opening: a thousand refs.
const LONGEST: usize = 256 << 10;
/// Refs that one push changes.
const MOST_REFS: usize = 100;
/// Objects in one push.
const MOST_OBJECTS: u32 = 250_000;
/// Bytes before the number of objects in a pack, and with it.
const PACK: usize = 12;

/// The first bytes of a push, and what they say.
#[derive(Debug, Default)]
pub(super) struct Opening {
    /// For git, unchanged.
    pub(super) bytes: Vec<u8>,
    /// Whether this is all that comes.
    pub(super) ended: bool,
    /// Whether the client listens on side bands.
    pub(super) banded: bool,
    /// The refs it names.
    pub(super) refs: Vec<Vec<u8>>,
    format: Option<String>,
    objects: Option<u32>,
    at: usize,
    flushed: bool,
    sends: bool,
}

impl Opening {
    /// Reads from `body` until all is known that is to be known, or little enough came to know its size.
    pub(super) async fn read(body: &mut Body) -> Result<Self> {
        let mut opening = Self::default();
        let mut piece = vec![0; PIECE];
        while !opening.ended {
            let read = timeout(SILENCE, body.read(&mut piece)).await;
            let read = read.map_err(|_| gone("silent"))?.map_err(gone)?;
            opening.ended = read == 0;
            opening
                .bytes
                .extend_from_slice(piece.get(..read).unwrap_or_default());
            opening.advance()?;
            if opening.is_told() && opening.bytes.len() >= PIECE {
                break;
            }
            if !opening.is_told() && opening.bytes.len() > LONGEST {
                return Err(nonsense("an opening without end"));
            }
        }
        Ok(opening)
    }

    /// Whether it asks for nothing: git knocks before it sends what it cannot send twice.
    pub(super) fn is_knock(&self) -> bool {
        self.flushed && self.refs.is_empty()
    }

    /// Why it is not taken, whatever the pack holds.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        let format = self.format.clone().filter(|format| format != "sha1");
        let objects = self.objects.filter(|count| *count > MOST_OBJECTS);
        if let Some(format) = format {
            Some(Trouble::Format(format))
        } else if self.refs.len() > MOST_REFS {
            Some(Trouble::Refs { most: MOST_REFS })
        } else {
            objects.map(|count| Trouble::Objects {
                count,
                most: MOST_OBJECTS,
            })
        }
    }

    fn is_told(&self) -> bool {
        self.flushed && (!self.sends || self.objects.is_some())
    }

    /// Goes on from where it stopped for want of bytes.
    fn advance(&mut self) -> Result<()> {
        while !self.flushed {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let found = first(rest).map_err(|_| nonsense("no packets"))?;
            let Some((packet, size)) = found else {
                return Ok(());
            };
            self.at += size;
            match packet {
                Packet::Data(line) => self.take(&line),
                Packet::Mark(mark) if mark == FLUSH => self.flushed = true,
                Packet::Mark(_) => return Err(nonsense("a mark of another protocol")),
            }
        }
        let pack = self.bytes.get(self.at..).unwrap_or_default();
        let head = pack
            .first_chunk::<PACK>()
            .filter(|head| head.starts_with(b"PACK"));
        if let (true, Some([.., a, b, c, d])) = (self.sends, head) {
            self.objects = Some(u32::from_be_bytes([*a, *b, *c, *d]));
        } else if self.sends && pack.len() >= PACK {
            // No pack: git says so itself.
            self.objects = Some(0);
        }
        Ok(())
    }

    /// One line: `OLD NEW REF`, the first with features behind a zero byte.
    fn take(&mut self, line: &[u8]) {
        let mut halves = line.splitn(2, |byte| *byte == 0);
        let (command, features) = (halves.next().unwrap_or_default(), halves.next());
        for feature in features.unwrap_or_default().split(u8::is_ascii_whitespace) {
            self.banded |= feature.starts_with(b"side-band");
            if let Some(format) = feature.strip_prefix(b"object-format=") {
                let plain = format.iter().filter(|byte| byte.is_ascii_alphanumeric());
                self.format = Some(plain.take(16).map(|byte| char::from(*byte)).collect());
            }
        }
        let mut words = command.splitn(3, |byte| *byte == b' ');
        if let (Some(_), Some(new), Some(name)) = (words.next(), words.next(), words.next()) {
            self.sends |= new.iter().any(|byte| *byte != b'0');
            self.refs.push(name.trim_ascii_end().to_vec());
        }
    }
}

fn nonsense(why: &str) -> Error {
    Error::new(Code::RequestInvalid)
        .with_sentence("reason", "reason-no-push")
        .because(format_args!("not the beginning of a push: {why}"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::packet::{FLUSH, packet};
    use super::{MOST_OBJECTS, Opening, Trouble};

    const OLD: &str = "0000000000000000000000000000000000000000";
    const NEW: &str = "2222222222222222222222222222222222222222";

    async fn read(bytes: &[u8]) -> crate::error::Result<Opening> {
        let mut body: super::Body = Box::pin(Cursor::new(bytes.to_vec()));
        Opening::read(&mut body).await
    }

    fn push(new: &str, features: &str, objects: u32) -> Vec<u8> {
        let line = format!("{OLD} {new} refs/heads/main\0{features}");
        let mut bytes = [&packet(line.as_bytes())[..], FLUSH].concat();
        bytes.extend(b"PACK\0\0\0\x02");
        bytes.extend(objects.to_be_bytes());
        bytes
    }

    #[tokio::test]
    async fn a_knock_a_push_and_a_deletion_are_told_apart() {
        assert!(read(FLUSH).await.unwrap().is_knock());
        let taken = read(&push(NEW, " report-status side-band-64k", 3)).await.unwrap();
        assert!(!taken.is_knock() && taken.banded && taken.ended);
        assert_eq!((taken.objects, taken.trouble()), (Some(3), None));
        assert_eq!(taken.refs, [b"refs/heads/main".to_vec()]);
        let line = format!("{NEW} {OLD} refs/heads/idea\0report-status");
        let deleted = read(&[&packet(line.as_bytes())[..], FLUSH].concat())
            .await
            .unwrap();
        assert!(deleted.is_told() && !deleted.banded && deleted.objects.is_none());
    }

    #[tokio::test]
    async fn what_cannot_be_taken_is_known_before_git_starts() {
        let foreign = read(&push(NEW, " object-format=sha256", 3)).await.unwrap();
        assert_eq!(foreign.trouble(), Some(Trouble::Format("sha256".to_owned())));
        let many = read(&push(NEW, "", MOST_OBJECTS + 1)).await.unwrap();
        assert!(matches!(many.trouble(), Some(Trouble::Objects { .. })));
        let line = |n| packet(format!("{OLD} {NEW} refs/heads/{n}").as_bytes());
        let lines: Vec<u8> = (0..101).flat_map(line).collect();
        let refs = read(&[&lines[..], FLUSH, b"PACK"].concat()).await.unwrap();
        assert!(matches!(refs.trouble(), Some(Trouble::Refs { .. })));
    }

    #[tokio::test]
    async fn nonsense_is_an_error_and_no_memory() {
        for bytes in [&b"zzzz"[..], b"0001", b"0002", &packet(&[b'x'; 60_000]).repeat(6)] {
            assert!(read(bytes).await.is_err());
        }
        let torn = read(b"00").await.unwrap();
        assert!(!torn.is_knock() && torn.trouble().is_none());
    }
}

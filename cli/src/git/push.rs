//! A push over smart HTTP: what the server has, what it lacks as a pack, what it says to it.
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use git2::{Oid, PackBuilder};
use ureq::SendBody;
use ureq::http::{Method, header};

use super::{Repo, broken, pkt, sideband::Sideband};
use crate::client::{Ask, Client, Counted};
use crate::error::{Error, Exit, disk};
use crate::receipt::Arrived;

/// The branch that submits.
const BRANCH: &str = "refs/heads/main";
/// The most refs we read of a server.
const MOST_REFS: usize = 100_000;
/// Bytes of an answer.
const LONGEST_ANSWER: u64 = 64 << 20;

/// Where a push goes.
pub(crate) struct Target<'a> {
    pub(crate) client: &'a Client,
    /// `/git/{event}/{team}/{challenge}.git`
    pub(crate) path: String,
}

/// How a push ended well.
pub(crate) enum Pushed {
    /// The server has it, and says so.
    Received(Box<Arrived>),
    /// The server had it already.
    UpToDate,
    /// The link broke, or the server said nothing after all was sent: it may have it.
    Unknown(Error),
}

/// What the server has.
struct Advertised {
    main: Option<Oid>,
    refs: Vec<Oid>,
}

impl Repo {
    /// Pushes `commit` to main, by force: the newest submission need not descend from the last.
    pub(crate) fn push(
        &self,
        target: &Target<'_>,
        commit: Oid,
        (scratch, seen): (&Path, &dyn Fn(u64, u64)),
    ) -> Result<Pushed, Error> {
        let theirs = target.advertised()?;
        if theirs.main == Some(commit) {
            return Ok(Pushed::UpToDate);
        }
        let body = scratch.join("push");
        self.write_push(&body, commit, &theirs)?;
        let file = File::open(&body).map_err(disk(&body))?;
        let size = file.metadata().map_err(disk(&body))?.len();
        let seen = |done| seen(done, size);
        let mut file = Counted {
            inner: file,
            done: 0,
            seen: &seen,
        };
        target.send(size, &mut file)
    }

    /// The request: one command, then the pack. Memory does not grow with the pack.
    fn write_push(&self, path: &Path, commit: Oid, theirs: &Advertised) -> Result<(), Error> {
        let mut file = BufWriter::new(File::create(path).map_err(disk(path))?);
        let old = theirs.main.unwrap_or(Oid::ZERO_SHA1);
        let wants = concat!(
            "report-status side-band-64k agent=ubunifu/",
            env!("CARGO_PKG_VERSION")
        );
        let command = pkt::packet(format!("{old} {commit} {BRANCH}\0 {wants}").as_bytes());
        file.write_all(&command)
            .and_then(|()| file.write_all(pkt::FLUSH))
            .map_err(disk(path))?;
        let mut failed = None;
        let mut builder = self.pack(commit, &theirs.refs).map_err(|e| broken(&e))?;
        let packed = builder.foreach(|part| {
            failed = file.write_all(part).err();
            failed.is_none()
        });
        if let Some(error) = failed {
            return Err(disk(path)(error));
        }
        packed.map_err(|e| broken(&e))?;
        file.flush().map_err(disk(path))
    }

    /// Everything that `commit` needs and that no ref of the server holds.
    fn pack(&self, commit: Oid, have: &[Oid]) -> Result<PackBuilder<'_>, git2::Error> {
        let mut walk = self.0.revwalk()?;
        walk.push(commit)?;
        for oid in have {
            // What we do not know ourselves cannot be left out.
            if self.0.find_commit(*oid).is_ok() {
                walk.hide(*oid)?;
            }
        }
        let mut builder = self.0.packbuilder()?;
        builder.insert_walk(&mut walk)?;
        Ok(builder)
    }
}

impl Target<'_> {
    fn authorization(&self) -> String {
        let token = self.client.token().unwrap_or_default();
        format!("Basic {}", base64(format!("ubunifu:{token}").as_bytes()))
    }

    /// Asks what the server has; it refuses strangers here, before anything is sent.
    fn advertised(&self) -> Result<Advertised, Error> {
        let path = format!("{}/info/refs?service=git-receive-pack", self.path);
        let authorization = self.authorization();
        let headers = [(header::AUTHORIZATION.as_str(), authorization.as_str())];
        let answer = self.client.send(&Ask::new(Method::GET, &path, &headers), ())?;
        let mut body = BufReader::new(
            answer
                .into_body()
                .into_with_config()
                .limit(LONGEST_ANSWER)
                .reader(),
        );
        advertised(&mut body).map_err(|e| self.client.foreign().cause(&e))
    }

    fn send(&self, size: u64, body: &mut dyn Read) -> Result<Pushed, Error> {
        let path = format!("{}/git-receive-pack", self.path);
        let (authorization, size) = (self.authorization(), size.to_string());
        let headers = [
            (header::AUTHORIZATION.as_str(), authorization.as_str()),
            (
                header::CONTENT_TYPE.as_str(),
                "application/x-git-receive-pack-request",
            ),
            (header::ACCEPT.as_str(), "application/x-git-receive-pack-result"),
            (header::CONTENT_LENGTH.as_str(), size.as_str()),
        ];
        let mut body = body;
        let answer = match self.client.send(
            &Ask::new(Method::POST, &path, &headers),
            SendBody::from_reader(&mut body),
        ) {
            Err(error) if error.is_passing() => return Ok(Pushed::Unknown(error)),
            answer => answer?,
        };
        let answer = BufReader::new(
            answer
                .into_body()
                .into_with_config()
                .limit(LONGEST_ANSWER)
                .reader(),
        );
        listen(answer)
    }
}

/// Reads the list of refs. Pure but for the reading.
fn advertised(body: &mut impl Read) -> std::io::Result<Advertised> {
    let foreign = |why| std::io::Error::new(std::io::ErrorKind::InvalidData, why);
    if pkt::read(body)?.is_none_or(|line| !line.starts_with(b"# service=git-receive-pack")) {
        return Err(foreign("no git-receive-pack"));
    }
    pkt::read(body)?;
    let mut found = Advertised {
        main: None,
        refs: Vec::new(),
    };
    while let Some(line) = pkt::read(body)?.filter(|line| !line.is_empty()) {
        let line = line.split(|b| *b == 0).next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let (oid, name) = line
            .trim_end()
            .split_once(' ')
            .ok_or_else(|| foreign("not a ref"))?;
        let oid = Oid::from_str(oid).map_err(|_| foreign("not a hash"))?;
        if name == BRANCH {
            found.main = Some(oid);
        }
        if !oid.is_zero() && found.refs.len() < MOST_REFS {
            found.refs.push(oid);
        }
    }
    Ok(found)
}

/// Listens until the receipt has come or the answer is over.
fn listen(mut answer: impl Read) -> Result<Pushed, Error> {
    let mut band = Sideband::default();
    let mut torn = None;
    loop {
        match pkt::read(&mut answer) {
            Ok(Some(packet)) => band.take(&packet),
            Ok(None) => break,
            Err(error) => {
                torn = Some(error);
                break;
            }
        }
        // The receipt is the server's word; what follows is talk.
        if let Some(receipt) = band.receipt.take() {
            return Ok(Pushed::Received(Box::new(receipt)));
        }
    }
    band.end();
    match (band.receipt.take(), band.problem.take(), band.refusal()) {
        (Some(receipt), _, _) => Ok(Pushed::Received(Box::new(receipt))),
        (None, Some(problem), _) => Err(problem.into()),
        (None, None, Some(refusal)) => {
            let error = Error::new(Exit::Refused, "error-push-refused").because(refusal);
            Err(band.lines.into_iter().fold(error, Error::because))
        }
        (None, None, None) => {
            let error = Error::new(Exit::Network, "error-push-torn");
            let error = band.lines.into_iter().fold(error, Error::because);
            Ok(Pushed::Unknown(
                torn.iter().fold(error, |error, torn| error.cause(torn)),
            ))
        }
    }
}

/// Base64 with padding. Pure.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| LETTERS.get((bits & 63) as usize).map_or('=', |b| char::from(*b));
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| chunk.get(n).map_or(0, |b| u32::from(*b));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            text.push(if n <= chunk.len() as u32 {
                letter(bits >> (18 - 6 * n))
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::pkt::packet;
    use super::{Pushed, advertised, base64, listen};
    use crate::error::Exit;

    #[test]
    fn base64_as_everyone_writes_it() {
        let shown = ["", "f", "fo", "foo", "ubunifu:\u{ff}?"].map(|t| base64(t.as_bytes()));
        assert_eq!(shown, ["", "Zg==", "Zm8=", "Zm9v", "dWJ1bmlmdTrDvz8="]);
    }

    #[test]
    fn the_list_of_refs_is_read() {
        let oid = "1".repeat(40);
        let list = [
            packet(b"# service=git-receive-pack\n"),
            b"0000".to_vec(),
            packet(format!("{oid} refs/heads/main\0report-status\n").as_bytes()),
            packet(format!("{oid} refs/heads/other\n").as_bytes()),
            b"0000".to_vec(),
        ];
        let found = advertised(&mut list.concat().as_slice()).unwrap();
        assert_eq!(found.main.map(|oid| oid.to_string()), Some(oid));
        assert_eq!(found.refs.len(), 2);
        let empty = [
            packet(b"# service=git-receive-pack\n"),
            b"0000".to_vec(),
            packet(format!("{} capabilities^{{}}\0report-status\n", "0".repeat(40)).as_bytes()),
        ];
        let found = advertised(&mut empty.concat().as_slice()).unwrap();
        assert!(found.main.is_none() && found.refs.is_empty());
        assert!(advertised(&mut &b"<html>"[..]).is_err());
    }

    #[test]
    fn a_push_without_an_answer_is_not_a_refusal() {
        assert!(matches!(listen(&b""[..]), Ok(Pushed::Unknown(_))));
        assert!(matches!(listen(&b"0009\x02ab"[..]), Ok(Pushed::Unknown(_))));
        let refused = packet(&[&[1][..], &packet(b"ng refs/heads/main no")].concat());
        assert_eq!(
            listen(refused.as_slice()).err().map(|e| e.exit()),
            Some(Exit::Refused)
        );
    }
}

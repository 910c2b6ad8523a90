//! A push as bytes of HTTP, past any client's own checks, and what the server answers.
use git2::Oid;

use crate::harness::Actor;

/// What a client asks for unless the case says otherwise.
pub(super) const FEATURES: &str = "report-status side-band-64k agent=git/2.47";

/// One push.
pub(super) struct Push {
    pub(super) refs: Vec<(String, Vec<u8>)>,
    pub(super) features: &'static str,
    /// Lines before the commands.
    pub(super) before: Vec<String>,
    pub(super) pack: Vec<u8>,
}

impl Push {
    /// `main` becomes `id`.
    pub(super) fn main(id: Oid, pack: Vec<u8>) -> Self {
        Self::to(b"refs/heads/main", id, pack)
    }

    /// The ref `name` becomes `id`.
    pub(super) fn to(name: &[u8], id: Oid, pack: Vec<u8>) -> Self {
        Self {
            refs: vec![(id.to_string(), name.to_vec())],
            features: FEATURES,
            before: Vec::new(),
            pack,
        }
    }

    /// As it goes over the wire, when the refs stand as `seen` says.
    pub(super) fn body(&self, seen: &Refs) -> Vec<u8> {
        let mut body: Vec<u8> = self
            .before
            .iter()
            .flat_map(|line| packet(line.as_bytes()))
            .collect();
        for (number, (new, name)) in self.refs.iter().enumerate() {
            let zeros = "0".repeat(new.len());
            let old = seen.at(name).filter(|_| new.len() == 40).unwrap_or(zeros);
            let features = if number == 0 { self.features } else { "" };
            let head = format!("{old} {new} ");
            body.extend(packet(
                &[head.as_bytes(), name, b"\0 ", features.as_bytes()].concat(),
            ));
        }
        body.extend(b"0000");
        body.extend(&self.pack);
        body
    }
}

pub(super) fn packet(data: &[u8]) -> Vec<u8> {
    let mut packet = format!("{:04x}", data.len() + 4).into_bytes();
    packet.extend(data);
    packet
}

/// The refs of a repository as its team sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refs(String);

impl Refs {
    pub(super) fn of(actor: &Actor, path: &str) -> Self {
        let answer = actor.get(&format!("{path}/info/refs?service=git-upload-pack"));
        assert_eq!(answer.status, 200);
        Self(String::from_utf8_lossy(&answer.body).into_owned())
    }

    /// Where the ref `name` is.
    pub(super) fn at(&self, name: &[u8]) -> Option<String> {
        let name = String::from_utf8_lossy(name).into_owned();
        // Features stand behind the first; every line begins with its length.
        let mut lines = self.0.lines().filter_map(|line| line.split('\0').next());
        let line = lines.find(|line| line.ends_with(&format!(" {name}")))?;
        let (id, _) = line.rsplit_once(' ')?;
        id.get(id.len() - 40..).map(str::to_owned)
    }
}

/// The answer to a push, as text.
pub(super) fn push(actor: &Actor, path: &str, body: Vec<u8>) -> String {
    let kind = "application/x-git-receive-pack-request";
    let answer = actor.request("POST", &format!("{path}/git-receive-pack"), Some((body, kind)));
    assert!(answer.status < 500, "{answer:?}");
    unwrapped(&answer.body)
}

/// The text of an answer without its packets and bands.
fn unwrapped(mut bytes: &[u8]) -> String {
    let mut text = Vec::new();
    while let Some((head, _)) = bytes.split_at_checked(4) {
        let size = std::str::from_utf8(head)
            .ok()
            .and_then(|d| usize::from_str_radix(d, 16).ok());
        let size = size
            .filter(|size| *size <= bytes.len())
            .unwrap_or(bytes.len())
            .max(4);
        text.extend(bytes[4..size].iter().skip_while(|byte| **byte < 4));
        bytes = &bytes[size..];
    }
    String::from_utf8_lossy(&text).into_owned()
}

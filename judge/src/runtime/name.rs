//! Names as archives write them, made plain before anything is done with them.
use crate::finding::{Code, Finding};

/// Bytes of a path.
const LONGEST: usize = 2048;
/// Bytes of one name.
const LONGEST_NAME: usize = 255;

/// A plain path below the tree: names without `.` and `..`; empty for the tree itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(Vec<u8>);

impl Name {
    /// Reads a path as archives write them; absolute ones and `..` are refused.
    pub(super) fn parse(raw: &[u8], depth: usize) -> Result<Self, Finding> {
        let shown = || crate::text::escape(raw, false);
        if raw.len() > LONGEST {
            let shown = crate::text::cut(&shown(), crate::text::EXCERPT);
            return Err(Finding::new(Code::ArchiveName).file(&shown));
        }
        let names: Vec<&[u8]> = raw
            .split(|b| *b == b'/')
            .filter(|name| !matches!(name, [] | [b'.']))
            .collect();
        let bad = |name: &&[u8]| **name == *b".." || name.len() > LONGEST_NAME || name.contains(&0);
        if raw.first() == Some(&b'/') || names.iter().any(bad) {
            return Err(Finding::new(Code::ArchiveName).file(&shown()));
        }
        if names.len() > depth {
            return Err(Finding::new(Code::ArchiveTooDeep)
                .file(&shown())
                .arg("limit", depth));
        }
        Ok(Self(names.join(&b'/')))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn shown(&self) -> String {
        crate::text::escape(&self.0, false)
    }

    /// The folder above, and the last name.
    pub(super) fn split(&self) -> (Self, &[u8]) {
        match self.0.iter().rposition(|b| *b == b'/') {
            Some(at) => {
                let (parent, name) = self.0.split_at(at);
                (Self(parent.to_vec()), name.get(1..).unwrap_or_default())
            }
            None => (Self(Vec::new()), &self.0),
        }
    }

    /// A name below this one.
    pub(super) fn join(&self, name: &[u8]) -> Self {
        let mut path = self.0.clone();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        Self(path)
    }
}

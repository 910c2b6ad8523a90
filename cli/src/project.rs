//! Which challenge is this folder? `.ubunifu/project.toml` says it.
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Exit, disk};
use crate::slug::is_slug;

/// The folder of ours in a project.
pub(crate) const FOLDER: &str = ".ubunifu";
/// The marker, committed with the project.
pub(crate) const MARKER: &str = ".ubunifu/project.toml";
/// The unpacked public bundle, not committed.
pub(crate) const BUNDLE: &str = ".ubunifu/challenge";
/// A marker is small.
const LONGEST_MARKER: u64 = 64 << 10;

/// What the marker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marker {
    /// Address of the server it came from.
    pub(crate) server: String,
    /// Short name of the event.
    pub(crate) event: String,
    /// Short name of the team, when it was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) team: Option<String>,
    /// Which challenge, exactly.
    pub(crate) challenge: MarkedChallenge,
}

/// Which challenge, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkedChallenge {
    pub(crate) id: String,
    pub(crate) version: String,
    /// SHA-256 over the whole package.
    pub(crate) hash: String,
    /// The server's name for the bundle we have, so that an update costs nothing when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
}

impl Marker {
    /// Reads a marker. It comes with a repository, so its names are checked before they go anywhere. Pure.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let marker: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        let names = [
            Some(&marker.event),
            marker.team.as_ref(),
            Some(&marker.challenge.id),
        ];
        if let Some(bad) = names.into_iter().flatten().find(|name| !is_slug(name)) {
            return Err(format!("`{bad}`"));
        }
        Ok(marker)
    }

    /// The marker as a file. Pure.
    pub(crate) fn to_text(&self) -> Result<String, Error> {
        toml::to_string(self).map_err(|e| Error::new(Exit::Fault, "error-json").cause(&e))
    }
}

/// A project folder.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) marker: Marker,
}

impl Project {
    /// The project that holds `from`, if any.
    pub(crate) fn around(from: &Path) -> Result<Option<Self>, Error> {
        let root = from.ancestors().find(|folder| folder.join(MARKER).is_file());
        root.map(Self::at).transpose()
    }

    /// The project whose top is `root`.
    pub(crate) fn at(root: &Path) -> Result<Self, Error> {
        let path = root.join(MARKER);
        let mut text = String::new();
        let file = fs::File::open(&path).map_err(disk(&path))?;
        file.take(LONGEST_MARKER)
            .read_to_string(&mut text)
            .map_err(disk(&path))?;
        let broken = |why| {
            Error::new(Exit::Invalid, "error-marker")
                .arg("path", path.display())
                .because(why)
        };
        Ok(Self {
            root: root.to_owned(),
            marker: Marker::parse(&text).map_err(broken)?,
        })
    }

    /// Replaces the marker in one step.
    pub(crate) fn write_marker(&self) -> Result<(), Error> {
        replace(&self.root.join(MARKER), self.marker.to_text()?.as_bytes())
    }

    /// Where the public bundle lies.
    pub(crate) fn bundle(&self) -> PathBuf {
        self.root.join(BUNDLE)
    }
}

/// Replaces a file in one step: readers see the old text or the new one, never half of it. Only we can read it.
pub(crate) fn replace(path: &Path, text: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(disk(folder))?;
    fresh
        .write_all(text)
        .and_then(|()| fresh.as_file().sync_all())
        .map_err(disk(path))?;
    fresh.persist(path).map_err(|e| disk(path)(e.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MarkedChallenge, Marker, Project, replace};

    fn marker() -> Marker {
        let challenge = MarkedChallenge {
            id: "baraza-bila-karatasi".into(),
            version: "1.0.0".into(),
            hash: "ab".repeat(32),
            etag: None,
        };
        Marker {
            server: "http://127.0.0.1:1".into(),
            event: "wazi".into(),
            team: None,
            challenge,
        }
    }

    #[test]
    fn a_marker_goes_there_and_back() {
        let text = marker().to_text().unwrap();
        assert_eq!(Marker::parse(&text), Ok(marker()));
    }

    #[test]
    fn hostile_names_are_refused() {
        for (good, bad) in [
            ("wazi", "../../x"),
            ("baraza-bila-karatasi", "a/b"),
            ("event", "evnt"),
        ] {
            let text = marker().to_text().unwrap().replace(good, bad);
            assert!(Marker::parse(&text).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_project_is_found_from_inside() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("src/deep");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir(folder.path().join(".ubunifu")).unwrap();
        assert!(Project::around(&deep).unwrap().is_none());
        let text = marker().to_text().unwrap();
        replace(&folder.path().join(super::MARKER), text.as_bytes()).unwrap();
        assert_eq!(Project::around(&deep).unwrap().unwrap().root, folder.path());
    }
}

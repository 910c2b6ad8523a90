//! What crosses the pipes between the judge and its helper: frames of JSON, a length before each.
use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// More than any spec or answer needs; a longer frame means the other side is broken.
const LONGEST_FRAME: u32 = 16 << 20;

/// Who the helper is, told by the first line of its life.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Birth {
    /// Which pair of user ids of the pool this helper may use.
    pub(super) slot: u32,
    /// Whether control groups may be used.
    pub(super) groups: bool,
    /// Whether layers may be merged by the kernel.
    pub(super) overlay: bool,
}

/// What the helper found it can do, its first answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) root: bool,
    pub(super) groups: Groups,
    pub(super) overlay: bool,
    /// Why there are no groups although there might be.
    pub(super) ungrouped: Option<String>,
    /// Set when this machine cannot hold a box; nothing else counts then.
    pub(super) refused: Option<String>,
}

/// Which control groups carry the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Groups {
    /// Version 2, delegated to us.
    V2,
    /// Version 1: memory, pids, cpuacct.
    V1,
    /// None: a sampler of `/proc` and per-process limits stand in.
    None,
}

impl Groups {
    /// A word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V1 => "v1",
            Self::None => "none",
        }
    }
}

/// One run, as the helper needs it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Spec {
    pub(super) binds: Vec<(PathBuf, PathBuf)>,
    pub(super) path: String,
    pub(super) layers: Vec<PathBuf>,
    pub(super) command: Vec<String>,
    pub(super) stdin: Option<PathBuf>,
    /// A pipe with a name that takes the place of what is handed back.
    pub(super) stdout: Option<PathBuf>,
    pub(super) keep: Option<SpecKeep>,
    /// Takes long standard output.
    pub(super) spill: Option<PathBuf>,
    pub(super) limits: SpecLimits,
    /// More environment variables.
    pub(super) env: Vec<(String, String)>,
    /// Numbers of the cores that it may use; any when empty.
    pub(super) cores: Vec<usize>,
    /// It stays until the judge lets go of the line to its network.
    pub(super) lend: bool,
}

/// [`crate::sandbox::Keep`] with texts of its own.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SpecKeep {
    pub(super) to: PathBuf,
    pub(super) from: Option<String>,
    pub(super) after: Vec<i32>,
}

/// [`crate::sandbox::Limits`] in plain numbers.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct SpecLimits {
    pub(super) cpu_us: u64,
    pub(super) wall_us: u64,
    pub(super) memory: u64,
    pub(super) output: u64,
    pub(super) processes: u32,
    pub(super) disk: u64,
}

/// How a run ended, without its output, which follows the frame as raw bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) end: End,
    pub(super) cpu_us: u64,
    pub(super) wall_us: u64,
    pub(super) peak: u64,
    pub(super) stdout: u64,
    pub(super) stderr: u64,
    /// Standard output is in the file that was named.
    pub(super) spilled: bool,
    /// The helper ends after this answer.
    pub(super) last: bool,
    /// Something of the run could not be removed: its slot may never be used again.
    pub(super) stuck: bool,
}

/// [`crate::sandbox::Ending`] and the helper's own failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum End {
    Exited(i32),
    Signaled(i32),
    Limited(wire::Limit),
    NotStarted,
    Stopped,
    Fault(String),
}

/// Writes one frame.
pub(super) fn send<T: Serialize>(to: &mut impl Write, value: &T) -> io::Result<()> {
    let text = serde_json::to_vec(value)?;
    let length = u32::try_from(text.len()).map_err(io::Error::other)?;
    let mut frame = length.to_le_bytes().to_vec();
    frame.extend_from_slice(&text);
    to.write_all(&frame)?;
    to.flush()
}

/// Reads one frame; `None` at the end of the stream.
pub(super) fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST_FRAME {
        return Err(io::Error::other("frame too long"));
    }
    let mut text = vec![0; length as usize];
    from.read_exact(&mut text)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

//! The machine's own programs as a runtime: what is bound, and a fingerprint of it.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::sandbox::{Fault, Runtime};

/// The name of this runtime in packages.
pub const HOST: &str = "host";

/// Where the Rust toolchain appears inside.
const RUST: &str = "/opt/rust";
/// Bound when they exist. Of `/etc` only what programs cannot run without: never all of it.
const PLACES: [&str; 10] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/lib32",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ssl/certs",
    "/etc/mime.types",
];
/// Configuration folders of languages, by the start of their names.
const CONFIGURATION: [&str; 3] = ["java", "php", "perl"];
/// Files that change when packages do.
const EVIDENCE: [&str; 4] = [
    "/var/lib/dpkg/status",
    "/lib/apk/db/installed",
    "/var/lib/rpm/rpmdb.sqlite",
    "/etc/os-release",
];

impl Runtime {
    /// The machine's own `/usr`, and a Rust toolchain if there is one.
    pub fn host() -> Result<Self, Fault> {
        let mut runtime = Self::usr()?;
        let rust = rust_toolchain();
        if let Some(toolchain) = &rust {
            runtime.binds.push((toolchain.clone(), RUST.into()));
            runtime.path = format!("{RUST}/bin:{}", runtime.path);
        }
        runtime.digest = digest(&runtime.binds, rust.as_deref());
        Ok(runtime)
    }

    /// Only what every machine has, without a fingerprint.
    pub(crate) fn usr() -> Result<Self, Fault> {
        if !Path::new("/usr/bin").is_dir() {
            return Err(Fault("this machine has no /usr/bin".into()));
        }
        let binds = PLACES
            .iter()
            .map(PathBuf::from)
            .chain(configuration())
            .filter(|path| fs::symlink_metadata(path).is_ok())
            .map(|path| (path.clone(), path))
            .collect();
        let path = super::USUAL_PATH.to_owned();
        Ok(Self {
            name: HOST.into(),
            digest: String::new(),
            binds,
            path,
            held: None,
        })
    }
}

fn configuration() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir("/etc") else {
        return Vec::new();
    };
    let known = |name: &str| CONFIGURATION.iter().any(|start| name.starts_with(start));
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(known))
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The toolchain `rustc` itself names; none when Rust is part of `/usr` or absent.
fn rust_toolchain() -> Option<PathBuf> {
    let root = said("rustc", &["--print", "sysroot"])?;
    let root = PathBuf::from(root.trim());
    (root.is_absolute() && root.join("bin/rustc").is_file() && !root.starts_with("/usr")).then_some(root)
}

#[expect(clippy::disallowed_methods, reason = "the sandbox is the door to processes")]
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir("/")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let output = command.output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).ok())
        .flatten()
}

fn digest(binds: &[(PathBuf, PathBuf)], rust: Option<&Path>) -> String {
    let mut hash = Sha256::new();
    hash.update(std::env::consts::ARCH);
    for (_, inside) in binds {
        hash.update(inside.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    for path in EVIDENCE {
        hash.update(fs::read(path).unwrap_or_default());
        hash.update([0]);
    }
    if let Some(toolchain) = rust {
        let program = toolchain.join("bin/rustc");
        hash.update(said(&program.to_string_lossy(), &["-vV"]).unwrap_or_default());
    }
    format!("sha256:{}", hex::encode(hash.finalize()))
}

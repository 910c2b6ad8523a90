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
/// What is not for programs of a command line: configuration of servers, in which passwords are.
const OF_SERVERS: [&str; 7] = [
    "apache2",
    "cgi",
    "embed",
    "fpm",
    "litespeed",
    "php-fpm.conf",
    "php-fpm.d",
];
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
        .flat_map(|path| without_servers(path, 2))
        .collect();
    found.sort();
    found
}

/// The folder, or, when something of servers lies in it, its parts without that.
fn without_servers(folder: PathBuf, depth: u32) -> Vec<PathBuf> {
    let of_servers = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| OF_SERVERS.contains(&name))
    };
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let inside: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    let mut parts = Vec::new();
    for path in inside.iter().filter(|path| !of_servers(path)) {
        if depth > 0 && path.is_dir() && !path.is_symlink() {
            parts.extend(without_servers(path.clone(), depth - 1));
        } else {
            parts.push(path.clone());
        }
    }
    let mut own = inside.clone();
    parts.sort();
    own.sort();
    if parts == own { vec![folder] } else { parts }
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

#[cfg(test)]
mod tests {
    use super::without_servers;

    #[test]
    fn configuration_of_servers_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("php");
        let shown = || -> Vec<String> {
            let found = without_servers(root.clone(), 2).into_iter();
            found
                .map(|path| {
                    path.strip_prefix(folder.path())
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned()
                })
                .collect()
        };
        for part in ["8.2/cli/conf.d", "8.2/mods-available", "8.1/cli"] {
            std::fs::create_dir_all(root.join(part)).unwrap();
        }
        std::fs::write(root.join("8.2/cli/php.ini"), "").unwrap();
        assert_eq!(shown(), ["php"]);
        std::fs::create_dir_all(root.join("8.2/fpm/pool.d")).unwrap();
        assert_eq!(shown(), ["php/8.1", "php/8.2/cli", "php/8.2/mods-available"]);
    }
}

//! One private PostgreSQL for the whole test binary, one database per house.
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A fresh database's URL. The cluster ends when this process does (see `tests/postgres`).
pub(crate) fn fresh_database() -> String {
    static CLUSTER: OnceLock<String> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(start);
    let name = format!("house_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new("psql")
        .args([
            "--quiet",
            "--no-psqlrc",
            &format!("{cluster}/postgres"),
            "-c",
            &format!("CREATE DATABASE {name}"),
        ])
        .status()
        .unwrap();
    assert!(made.success(), "psql could not make a database in {cluster}");
    format!("{cluster}/{name}")
}

#[expect(
    clippy::zombie_processes,
    reason = "the guardian outlives us: it waits for our end, then ends the cluster"
)]
fn start() -> String {
    let script = super::root().join("tests/postgres");
    let mut guardian = Command::new(script)
        .arg(std::process::id().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(guardian.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(
        line.starts_with("postgres://"),
        "PostgreSQL did not start; see above"
    );
    line.trim().to_owned()
}

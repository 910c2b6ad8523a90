//! The server as a process: started, killed without mercy, started again on the same data.
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    log: Arc<Mutex<String>>,
}

/// How to start one.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) workers: u16,
    /// Seconds for which a push waits for its judging.
    pub(crate) push_wait: u16,
}

/// The server's binary.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_ubunifu-server-under-test");

/// A command of the server's binary on this installation.
pub(crate) fn command(settings: &Settings, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(arguments)
        .arg("--data")
        .arg(&settings.data)
        .env_clear()
        .env("PATH", path())
        .env("RUSTUP_HOME", rustup_home());
    command.env("UBUNIFU_LANG", "en");
    // Stories are told on a student's machine too.
    command.env("UBUNIFU_ALLOW_UNCOUNTED", "yes");
    command.env("UBUNIFU_KEEP_FREE", "0");
    command.env("UBUNIFU_PUSH_WAIT", settings.push_wait.to_string());
    if let Some(url) = &settings.database {
        command.args(["--database-url", url]);
    }
    let called = settings.data.with_file_name("called");
    if called.exists() {
        command.env("UBUNIFU_ALERT", called);
    }
    command
}

/// The server itself, on a port that the system chooses.
fn serving(settings: &Settings) -> Command {
    let workers = settings.workers.to_string();
    command(
        settings,
        &["serve", "--listen", "127.0.0.1:0", "--workers", &workers],
    )
}

/// The same where no box can be made: the right to mount and to make namespaces is gone for good.
pub(crate) fn boxless(settings: &Settings) -> Command {
    let plain = serving(settings);
    let mut command = Command::new("unshare");
    command
        .args(["--map-root-user", "setpriv", "--bounding-set", "-sys_admin"])
        .arg(plain.get_program())
        .args(plain.get_args())
        .env_clear()
        .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// The same where no control group can be made, as if nobody had allowed that; `None` where that cannot be played.
pub(crate) fn groupless(settings: &Settings) -> Option<Command> {
    let plain = serving(settings);
    let mut command = Command::new("unshare");
    command
        .args([
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs none /sys/fs/cgroup && exec \"$0\" \"$@\"",
        ])
        .arg(plain.get_program())
        .args(plain.get_args())
        .env_clear()
        .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env_remove("UBUNIFU_ALLOW_UNCOUNTED");
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    root.then_some(command)
}

/// `PATH` of this process.
pub(crate) fn path() -> String {
    std::env::var("PATH").unwrap_or_default()
}

/// Where rustup keeps the toolchains of this machine.
pub(crate) fn rustup_home() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".rustup");
    std::env::var_os("RUSTUP_HOME").map_or_else(home, PathBuf::from)
}

impl Server {
    /// Starts and waits until it listens.
    pub(crate) fn start(settings: &Settings) -> Self {
        let mut child = serving(settings)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let address = listen(BufReader::new(child.stderr.take().unwrap()), Arc::clone(&log));
        Self { child, address, log }
    }

    /// `kill -9`: nothing is tidied up.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// `kill`: asks it to go home, and waits until it has.
    pub(crate) fn terminate(&mut self) {
        ask_to_end(&mut self.child);
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- log of the server ---\n{}", self.log());
        }
    }
}

/// A process that judges beside the server.
#[derive(Debug)]
pub(crate) struct Worker(Child);

impl Worker {
    /// Starts one that calls its machine `host`.
    pub(crate) fn start(settings: &Settings, host: &str) -> Self {
        let log = settings.data.join(format!("../{host}.log"));
        let child = command(settings, &["work", "--host", host])
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(log).unwrap())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// `kill`: asks it to go home, and waits until it has.
    pub(crate) fn terminate(&mut self) {
        ask_to_end(&mut self.0);
    }
}

fn ask_to_end(child: &mut Child) {
    // The shell's own: a bare machine has no other.
    let asked = Command::new("sh")
        .args(["-c", "kill $0", &child.id().to_string()])
        .status();
    assert!(asked.unwrap().success());
    assert!(child.wait().unwrap().success(), "the process went home well");
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads the log in the background; returns the address as soon as it is told.
fn listen(log: impl BufRead + Send + 'static, kept: Arc<Mutex<String>>) -> String {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            let plain = strip_colours(&line);
            if let Some((_, rest)) = plain.split_once("listening address=") {
                let _ = tell.send(format!(
                    "http://{}",
                    rest.split_whitespace().next().unwrap_or_default()
                ));
            }
            kept.lock().unwrap().push_str(&(plain + "\n"));
        }
    });
    told.recv_timeout(std::time::Duration::from_secs(60))
        .expect("the server says where it listens")
}

fn strip_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Whether any process still works below `folder` (a worker, a box, a git).
pub(crate) fn is_quiet(folder: &Path) -> bool {
    let needle = folder.to_string_lossy().into_owned();
    !std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(&needle)
    })
}

//! The stage: runs commands as a person would type them, and shows both command and answer.
#![expect(
    clippy::disallowed_methods,
    reason = "the demonstration starts the programs it shows"
)]
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

/// Any error ends the demonstration with its text.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Everything the steps share.
pub(crate) struct Stage {
    pub(crate) root: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) address: String,
    language: String,
    began: Instant,
    server: Option<Child>,
}

/// Who types a command: a home folder and, once logged in, nothing else.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) home: PathBuf,
    pub(crate) token: String,
}

impl Stage {
    pub(crate) fn new(root: &Path, folder: &Path, language: &str) -> Result<Self> {
        Ok(Self {
            root: root.to_owned(),
            folder: folder.canonicalize()?,
            address: String::new(),
            language: language.to_owned(),
            began: Instant::now(),
            server: None,
        })
    }

    pub(crate) fn title(&self, text: &str) -> Result<()> {
        say(&format!(
            "\n== {text}  ({:.0} s)",
            self.began.elapsed().as_secs_f64()
        ))
    }

    /// Debian packages, then the two programs.
    pub(crate) fn prepare(&self) -> Result<()> {
        self.shell(". tests/install && need git python3")?;
        self.shell("cargo build --locked --release -p api -p cli")
    }

    /// Starts the server and waits until it says where it listens.
    pub(crate) fn serve(&mut self, listen: &str) -> Result<()> {
        let data = self.folder.join("server");
        say(&format!(
            "$ ubunifu-server serve --data {} --listen {listen}",
            data.display()
        ))?;
        let log = self.folder.join("server.log");
        let mut child = Command::new(self.program("ubunifu-server"))
            .args(["serve", "--listen", listen, "--data"])
            .arg(&data)
            .env("NO_COLOR", "1")
            // Nobody's prize hangs on it, and it shall be seen on any machine.
            .env("UBUNIFU_ALLOW_UNCOUNTED", "yes")
            .env("UBUNIFU_KEEP_FREE", "64")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take().ok_or("the server has no log")?;
        self.server = Some(child);
        self.address = address_in(BufReader::new(stderr), &log)?;
        say(&format!(
            "it listens at {} and logs to {}",
            self.address,
            log.display()
        ))
    }

    /// A command of the operator on the server's own machine; its stdout is returned, not shown: it is a secret.
    pub(crate) fn admin(&self, arguments: &[&str]) -> Result<String> {
        say(&format!(
            "$ ubunifu-server admin {} --data server",
            arguments.join(" ")
        ))?;
        let data = self.folder.join("server");
        let mut command = Command::new(self.program("ubunifu-server"));
        let output = command
            .arg("admin")
            .args(arguments)
            .arg("--data")
            .arg(data)
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        say("ubu_..........  (a token, shown this once)")?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// A request of another system to the HTTP API.
    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Result<Value> {
        say(&format!("POST {path}  {body}"))?;
        let mut answer = ureq::post(format!("{}{path}", self.address))
            .header("authorization", format!("Bearer {token}"))
            .config()
            .http_status_as_error(false)
            .build()
            .send_json(body)?;
        let text = answer.body_mut().read_to_string()?;
        if !answer.status().is_success() {
            return Err(format!("{} {text}", answer.status()).into());
        }
        say(&format!("  {}", answer.status()))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// The CLI as `person` uses it in `folder`; `wanted` is the exit code it must have.
    pub(crate) fn ubunifu(
        &self,
        (person, folder): (&Person, &Path),
        arguments: &[&str],
        wanted: i32,
    ) -> Result<()> {
        say(&format!("\n{}$ ubunifu {}", person.name, arguments.join(" ")))?;
        let status = self
            .as_person(person, self.program("ubunifu"), folder)
            .args(arguments)
            .status()?;
        if status.code() != Some(wanted) {
            return Err(format!(
                "`ubunifu {}` ended with {status}, not with {wanted}",
                arguments[0]
            )
            .into());
        }
        Ok(())
    }

    /// `ubunifu login --with-token`, the token on stdin.
    pub(crate) fn log_in(&self, person: &Person) -> Result<()> {
        say(&format!("\n{}$ ubunifu login --with-token < token", person.name))?;
        let mut command = self.as_person(person, self.program("ubunifu"), &person.home);
        let mut child = command
            .args(["login", "--with-token"])
            .stdin(Stdio::piped())
            .spawn()?;
        child
            .stdin
            .take()
            .ok_or("no stdin")?
            .write_all(person.token.as_bytes())?;
        if child.wait()?.success() {
            Ok(())
        } else {
            Err("login failed".into())
        }
    }

    /// The real git as `person` uses it.
    pub(crate) fn git(&self, person: &Person, folder: &Path, arguments: &[&str]) -> Result<()> {
        say(&format!("{}$ git {}", person.name, arguments.join(" ")))?;
        let status = self
            .as_person(person, "git".into(), folder)
            .args(arguments)
            .status()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("git ended with {status}").into())
        }
    }

    /// Says where the server is; waits for it unless `once`.
    pub(crate) fn farewell(&mut self, once: bool) -> Result<()> {
        say(&format!("leaderboard:  {}/v1/leaderboard", self.address))?;
        say(&format!("API:          {}/docs", self.address))?;
        say(&format!(
            "try:          UBUNIFU_SERVER={} {} list",
            self.address,
            self.program("ubunifu").display()
        ))?;
        if once {
            return say("(--once: it ends now)");
        }
        say("Ctrl-C ends it.")?;
        if let Some(server) = &mut self.server {
            server.wait()?;
        }
        Ok(())
    }

    /// As typed in a shell of the project's root: what `cargo run` has told this program of itself is not passed
    /// on, or a build inside would take it for a change and build again what is built.
    fn shell(&self, line: &str) -> Result<()> {
        say(&format!("$ {line}"))?;
        let mut command = Command::new("bash");
        command.args(["-c", line]).current_dir(&self.root);
        let told = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        for name in told.filter(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
        let status = command.status()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("`{line}` ended with {status}").into())
        }
    }

    /// Nothing of this machine's user takes part: home, configuration and server are the person's own.
    fn as_person(&self, person: &Person, program: PathBuf, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env("HOME", &person.home)
            .env("UBUNIFU_SERVER", &self.address);
        command
            .env("UBUNIFU_CONFIG_DIR", person.home.join(".config/ubunifu"))
            .env("UBUNIFU_LANG", &self.language);
        command
            .env_remove("UBUNIFU_TOKEN")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), person.name);
            command.env(format!("GIT_{who}_EMAIL"), format!("{}@example.org", person.name));
        }
        command
    }

    fn program(&self, name: &str) -> PathBuf {
        target()
            .unwrap_or_else(|| self.root.join("target/release"))
            .join(name)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// The folder this program was built into: `cargo build --release` puts its siblings there too.
fn target() -> Option<PathBuf> {
    let folder = std::env::current_exe().ok()?.parent()?.to_owned();
    folder.ends_with("release").then_some(folder)
}

/// Copies the log to a file in the background; returns the address when it is told.
fn address_in(log: impl BufRead + Send + 'static, file: &Path) -> Result<String> {
    let mut file = std::fs::File::create(file)?;
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in log.lines().map_while(std::result::Result::ok) {
            if let Some((_, rest)) = line.split_once("listening address=") {
                let _ = tell.send(rest.split_whitespace().next().unwrap_or_default().to_owned());
            }
            let _ = writeln!(file, "{line}");
        }
    });
    let address = told.recv_timeout(std::time::Duration::from_secs(30))?;
    Ok(format!("http://{address}"))
}

/// One line of talk.
pub(crate) fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// The last word when something went wrong.
pub(crate) fn complain(error: &dyn std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "\ndemo: {error}");
}

//! A person: a home folder, maybe a token, and three ways to the server: CLI, git, HTTP.
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Output, copy, server};

/// Somebody who uses the server.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) token: Option<String>,
    pub(crate) home: PathBuf,
    pub(crate) server: String,
}

/// An answer of the server.
#[derive(Debug)]
#[must_use = "look at the answer"]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// The answer is `status`; its body as JSON.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The problem's stable code.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        self.json::<Value>()["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

impl Actor {
    pub(crate) fn new(name: &str, home: &Path, server: &str, token: Option<String>) -> Self {
        Self {
            name: name.to_owned(),
            token,
            home: home.to_owned(),
            server: server.to_owned(),
        }
    }

    /// The same person, after the server has moved to another address.
    pub(crate) fn at(&self, address: &str) -> Self {
        Self {
            server: address.to_owned(),
            ..self.clone()
        }
    }

    /// The same person with a token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The CLI in this person's home folder.
    pub(crate) fn cli(&self, arguments: &[&str]) -> Output {
        self.cli_in(&self.home.clone(), arguments)
    }

    /// The CLI in `folder`.
    pub(crate) fn cli_in(&self, folder: &Path, arguments: &[&str]) -> Output {
        Output::of(self.cli_command(folder).args(arguments))
    }

    /// The CLI with nothing around it but this person's settings; English, so that snapshots can be read.
    pub(crate) fn cli_command(&self, folder: &Path) -> Command {
        let mut command = self.bare(env!("CARGO_BIN_EXE_ubunifu-under-test"), folder);
        command
            .env("UBUNIFU_SERVER", &self.server)
            .env("UBUNIFU_LANG", "en")
            .env("COLUMNS", "100");
        command.env("UBUNIFU_CONFIG_DIR", self.home.join("config"));
        if let Some(token) = &self.token {
            command.env("UBUNIFU_TOKEN", token);
        }
        command
    }

    /// The real git in `folder`, with nothing of this machine's configuration.
    pub(crate) fn git(&self, folder: &Path, arguments: &[&str]) -> Output {
        let mut command = self.bare("git", folder);
        command
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), &self.name);
            command.env(format!("GIT_{who}_EMAIL"), format!("{}@example.org", self.name));
        }
        command.args(["-c", "init.defaultBranch=main"]);
        Output::of(command.args(arguments))
    }

    fn bare(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", server::path())
            .env("HOME", &self.home)
            // A student has her toolchain where rustup put it; this home is new, so it is told.
            .env("RUSTUP_HOME", server::rustup_home())
            .current_dir(folder);
        command
    }

    /// Address of a repository, with the token as password.
    pub(crate) fn repository(&self, team: &str, challenge: &str) -> String {
        let host = self.server.trim_start_matches("http://");
        let token = self.token.as_deref().unwrap_or("none");
        format!("http://token:{token}@{host}/git/wazi/{team}/{challenge}.git")
    }

    /// A new git repository whose one commit holds the files of `solution`.
    pub(crate) fn repository_of(&self, name: &str, solution: &Path) -> PathBuf {
        let folder = self.home.join(name);
        copy(solution, &folder);
        self.git(&folder, &["init", "--quiet"]).ok();
        self.commit(&folder, "Suluhisho");
        folder
    }

    /// Commits everything in `folder`.
    pub(crate) fn commit(&self, folder: &Path, message: &str) {
        self.git(folder, &["add", "--all"]).ok();
        self.git(
            folder,
            &["commit", "--quiet", "--allow-empty", "--message", message],
        )
        .ok();
    }

    /// Commits everything in `folder` with a note of its own: content that was never there before.
    pub(crate) fn commits_anew(&self, folder: &Path, note: &str) {
        std::fs::write(folder.join("NOTE.md"), note).unwrap();
        self.commit(folder, note);
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path, None)
    }

    /// `GET` with further headers.
    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request_with(headers, ("GET", path), None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.request(
            "POST",
            path,
            Some((body.to_string().into_bytes(), "application/json")),
        )
    }

    /// A piece of an upload of `size` bytes, which begins at `offset`.
    pub(crate) fn patches(&self, path: &str, (offset, size): (u64, u64), body: &[u8]) -> Answer {
        let (offset, size) = (offset.to_string(), size.to_string());
        let headers = [
            ("upload-offset", offset.as_str()),
            ("upload-length", size.as_str()),
        ];
        let kind = "application/offset+octet-stream";
        self.request_with(&headers, ("PATCH", path), Some((body.to_vec(), kind)))
    }

    /// Any request with this person's token, if there is one.
    pub(crate) fn request(&self, method: &str, path: &str, body: Option<(Vec<u8>, &str)>) -> Answer {
        self.request_with(&[], (method, path), body)
    }

    fn request_with(
        &self,
        headers: &[(&str, &str)],
        (method, path): (&str, &str),
        body: Option<(Vec<u8>, &str)>,
    ) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(std::time::Duration::from_secs(120)))
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server))
            .header("accept-language", "en");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = match body {
            Some((bytes, kind)) => agent.run(request.header("content-type", kind).body(bytes).unwrap()),
            None => agent.run(request.body(()).unwrap()),
        }
        .unwrap_or_else(|e| panic!("{method} {path}: {e}"));
        let headers = response.headers().iter();
        Answer {
            status: response.status().as_u16(),
            headers: headers
                .map(|(n, v)| (n.to_string(), v.to_str().unwrap_or("").to_owned()))
                .collect(),
            body: response
                .body_mut()
                .with_config()
                .limit(1 << 28)
                .read_to_vec()
                .unwrap(),
        }
    }

    /// A team led by this person.
    pub(crate) fn makes_team(&self, name: &str) {
        self.cli(&["team", "create", name]).ok();
    }
}

/// Following a submission.
impl Actor {
    /// Pushes `HEAD` of `work` to `main` of the team's repository with the real git; the receipt.
    #[track_caller]
    pub(crate) fn pushes(&self, work: &Path, team: &str, challenge: &str) -> Value {
        let pushed = self.git(
            work,
            &["push", "--force", &self.repository(team, challenge), "HEAD:main"],
        );
        let stderr = pushed.stderr.clone();
        assert_eq!(pushed.status, 0, "{stderr}");
        remote(&stderr, "ubunifu-receipt:").unwrap_or_else(|| panic!("no receipt in\n{stderr}"))
    }

    /// The report of a submission, waited for.
    #[track_caller]
    pub(crate) fn waits_for_report(&self, submission: &Value) -> Value {
        let path = format!("/v1/submissions/{}/report", submission.as_str().unwrap());
        for _ in 0..600 {
            let answer = self.get(&path);
            if answer.status == 200 {
                return answer.json();
            }
            assert_eq!(answer.code(), "submission.not-judged");
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("{path}: not judged within a minute")
    }

    /// The board of the open event as (rank, team, points).
    pub(crate) fn reads_board(&self) -> Vec<(u64, String, f64)> {
        let board = self.get("/v1/leaderboard").is(200);
        let rows = board["items"].as_array().unwrap().iter();
        rows.map(|r| {
            (
                r["rank"].as_u64().unwrap(),
                r["team"].as_str().unwrap().to_owned(),
                r["points"].as_f64().unwrap(),
            )
        })
        .collect()
    }
}

/// The JSON document in the `remote:` line that begins with `key`.
pub(crate) fn remote(stderr: &str, key: &str) -> Option<Value> {
    let line = stderr
        .lines()
        .find_map(|line| line.trim_start_matches("remote: ").strip_prefix(key))?;
    Some(serde_json::from_str(line.trim()).unwrap_or_else(|e| panic!("{e}: {line}")))
}

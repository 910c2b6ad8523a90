//! A house: one installation with its server, and the people who come to it.
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::actor::Actor;
use super::postgres;
use super::server::{self, Server, Settings, Worker};
use super::{Output, jumla};

/// One installation in a folder of its own; everything in it ends with it.
#[derive(Debug)]
pub(crate) struct House {
    server: Mutex<Server>,
    settings: Mutex<Settings>,
    folder: tempfile::TempDir,
}

impl House {
    pub(crate) fn on_sqlite() -> Self {
        Self::new(None)
    }

    pub(crate) fn on_postgres() -> Self {
        Self::new(Some(postgres::fresh_database()))
    }

    fn new(database: Option<String>) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("ubunifu-house.")
            .tempdir()
            .unwrap();
        let settings = Settings {
            data: folder.path().join("data"),
            database,
            workers: 1,
            push_wait: 0,
        };
        let server = Server::start(&settings);
        Self {
            server: Mutex::new(server),
            settings: Mutex::new(settings),
            folder,
        }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> String {
        self.server.lock().unwrap().address.clone()
    }

    /// The data folder of the installation.
    pub(crate) fn data(&self) -> PathBuf {
        self.settings.lock().unwrap().data.clone()
    }

    /// The server's process.
    pub(crate) fn server_id(&self) -> u32 {
        self.server.lock().unwrap().id()
    }

    /// A folder for whatever the story needs.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    /// Kills the server without mercy and starts it again on the same data, with `workers` workers.
    pub(crate) fn crash_and_restart(&self, workers: u16) {
        let mut server = self.server.lock().unwrap();
        let mut settings = self.settings.lock().unwrap();
        server.kill();
        settings.workers = workers;
        *server = Server::start(&settings);
    }

    /// Whoever starts from now on tells its alerts to a program, which writes them into the file that is given back.
    pub(crate) fn is_called(&self) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let (program, file) = (
            self.data().with_file_name("called"),
            self.data().with_file_name("alerts"),
        );
        std::fs::write(&program, format!("#!/bin/sh\ncat >> {}\n", file.display())).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        std::fs::write(&file, "").unwrap();
        file
    }

    /// Asks the server to go home, and starts another on the same data when it has.
    pub(crate) fn goes_home_and_restarts(&self) {
        let mut server = self.server.lock().unwrap();
        server.terminate();
        *server = Server::start(&self.settings.lock().unwrap());
    }

    /// One more process that judges, on a machine called `host`; waits until it says that it lives.
    pub(crate) fn worker(&self, host: &str) -> Worker {
        let worker = Worker::start(&self.settings.lock().unwrap(), host);
        for _ in 0..600 {
            if self.count(&format!("worker WHERE host = '{host}'")) > 0 {
                return worker;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("{host} does not begin to work")
    }

    /// Restarts the server, which from now on lets pushes wait for their judging.
    pub(crate) fn lets_pushes_wait(&self, seconds: u16) {
        self.settings.lock().unwrap().push_wait = seconds;
        self.crash_and_restart(1);
    }

    /// A command of the operator on the machine itself.
    pub(crate) fn admin(&self, arguments: &[&str]) -> Output {
        let settings = self.settings.lock().unwrap().clone();
        let all: Vec<&str> = std::iter::once("admin")
            .chain(arguments.iter().copied())
            .collect();
        Output::of(&mut server::command(&settings, &all))
    }

    /// Somebody without a token.
    pub(crate) fn stranger(&self, name: &str) -> Actor {
        Actor::new(name, &self.folder(&format!("home-{name}")), &self.address(), None)
    }

    /// Somebody with a token made on the machine itself.
    pub(crate) fn person(&self, name: &str, role: &str, organization: Option<&str>) -> Actor {
        let mut arguments = vec!["token", "--role", role, "--name", name];
        arguments.extend(organization.iter().flat_map(|slug| ["--organization", slug]));
        let token = self.admin(&arguments).ok().trim().to_owned();
        Actor::new(
            name,
            &self.folder(&format!("home-{name}")),
            &self.address(),
            Some(token),
        )
    }

    pub(crate) fn operator(&self) -> Actor {
        self.person("operator", "operator", None)
    }

    pub(crate) fn student(&self, name: &str) -> Actor {
        self.person(name, "student", None)
    }

    /// An organization of `kind` named by its slug.
    pub(crate) fn organization(&self, slug: &str, kind: &str) {
        self.admin(&["organization", "--slug", slug, "--name", slug, "--kind", kind])
            .ok();
    }

    /// An author of a new institution named `slug`.
    pub(crate) fn author(&self, slug: &str) -> Actor {
        self.organization(slug, "institution");
        self.person(&format!("author-{slug}"), "author", Some(slug))
    }

    /// The small challenge, published by an institution; returns its author.
    pub(crate) fn with_jumla(&self) -> Actor {
        self.with_challenge(&jumla())
    }

    /// A challenge from a folder, published by an institution; returns its author.
    pub(crate) fn with_challenge(&self, package: &Path) -> Actor {
        let author = self.author("wizara");
        author
            .cli(&["challenge", "publish", package.to_str().unwrap()])
            .ok();
        author
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.server
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .kill();
        if std::thread::panicking() {
            return;
        }
        let server = self
            .server
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        assert!(
            !server.log().contains("panic"),
            "the server has panicked:\n{}",
            server.log()
        );
        drop(server);
        // Children of a killed server notice within a moment; what stays after that has escaped.
        let settled = (0..50).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            server::is_quiet(self.folder.path())
        });
        assert!(
            settled,
            "a process still works in {} after the server has ended",
            self.folder.path().display()
        );
    }
}

/// Looking behind the doors, where a story must know what is left.
impl House {
    /// Rows in a table, or in whatever may stand behind `FROM`.
    pub(crate) fn count(&self, table: &str) -> u64 {
        let answer = self.sql(&format!("SELECT count(*) FROM {table}"));
        answer.trim().parse().unwrap()
    }

    /// One statement on the database itself; what it answers.
    pub(crate) fn sql(&self, query: &str) -> String {
        let settings = self.settings.lock().unwrap().clone();
        let mut command = match &settings.database {
            Some(url) => {
                let mut psql = std::process::Command::new("psql");
                psql.args(["--no-psqlrc", "--tuples-only", "--no-align", url, "-c", query]);
                psql
            }
            None => {
                let mut python = std::process::Command::new("python3");
                let script = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], timeout=20)\n\
                    row = db.execute(sys.argv[2]).fetchone()\ndb.commit()\nprint(row[0] if row else '')";
                python
                    .args(["-c", script])
                    .arg(settings.data.join("ubunifu.db"))
                    .arg(query);
                python
            }
        };
        Output::of(&mut command).ok()
    }
}

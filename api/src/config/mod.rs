//! The one door to settings: flags, or the environment variables named beside them.
mod language;

pub(crate) use language::language;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Where the installation keeps its things. Every role needs these.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Folder for database, repositories and packages; made when missing
    #[arg(long, env = "UBUNIFU_DATA", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Database to use instead of the SQLite file in the data folder, e.g. postgres://user@host/name
    #[arg(
        long,
        env = "UBUNIFU_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database_url: Option<String>,
    /// File with the key that signs receipts, when several servers share one; in the data folder when absent
    #[arg(long, env = "UBUNIFU_RECEIPT_KEY", value_name = "FILE")]
    pub(crate) receipt_key: Option<PathBuf>,
    /// MiB of the disk that stay free: below that nothing new is taken; a twentieth of it, 1 to 8 GiB, when absent
    #[arg(long, env = "UBUNIFU_KEEP_FREE", value_name = "MIB")]
    pub(crate) keep_free: Option<u64>,
}

/// How the server listens.
#[derive(Debug, Clone, Args)]
pub(crate) struct Listen {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        env = "UBUNIFU_LISTEN",
        value_name = "ADDR",
        default_value = "127.0.0.1:8080"
    )]
    pub(crate) listen: SocketAddr,
    /// Address under which people reach the server, when a proxy stands before it
    #[arg(long, env = "UBUNIFU_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Seconds for which a git push waits for its judging and tells of it; 0 ends it with the receipt
    #[arg(long, env = "UBUNIFU_PUSH_WAIT", value_name = "N", default_value_t = 300)]
    pub(crate) push_wait: u64,
}

/// What a hook of ours is told by the server and by git. It has no other settings.
#[derive(Debug, Clone, Args)]
pub(crate) struct Hook {
    /// Name of the hook
    pub(crate) name: String,
    /// Folder of the push
    #[arg(long, env = "UBUNIFU_PUSH", value_name = "DIR")]
    pub(crate) push: PathBuf,
    /// Where the objects of the push are until they are taken
    #[arg(long, env = "GIT_OBJECT_DIRECTORY", value_name = "DIR")]
    pub(crate) objects: Option<PathBuf>,
}

/// Where programs are looked for: Debian's own first, then `PATH`.
pub(crate) fn program_folders() -> Vec<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![PathBuf::from("/usr/bin")];
    folders.extend(std::env::split_paths(&path).filter(|folder| folder.is_absolute()));
    folders
}

/// How the worker works.
#[derive(Debug, Clone, Args)]
pub(crate) struct Workers {
    /// Judgings at one time in this process; 0 leaves judging to other processes
    #[arg(long, env = "UBUNIFU_WORKERS", value_name = "N", default_value_t = 1)]
    pub(crate) workers: u16,
    /// Programs of teams at one time in this process, whatever the number of judgings; as many as there are cores
    /// when absent
    #[arg(long, env = "UBUNIFU_JOBS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Judge although no control group counts what all processes of a program use together
    #[arg(long, env = "UBUNIFU_ALLOW_UNCOUNTED", value_parser = clap::builder::BoolishValueParser::new())]
    pub(crate) allow_uncounted: bool,
    /// Name of this machine, as operators see it among others; its own when absent
    #[arg(long, env = "UBUNIFU_HOST", value_name = "NAME")]
    pub(crate) host: Option<String>,
}

/// Who is called when somebody must look.
#[derive(Debug, Clone, Args)]
pub(crate) struct Duty {
    /// Program of yours that is told when somebody must look: a line of JSON on its standard input
    #[arg(long, env = "UBUNIFU_ALERT", value_name = "FILE")]
    pub(crate) alert: Option<PathBuf>,
}

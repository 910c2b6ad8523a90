//! The command line: every verb and flag. The doc comments are the help.
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use wire::Language;

/// Fetch challenges, check your answer offline, submit it and see the score
#[derive(Debug, Parser)]
#[command(
    name = "ubunifu",
    bin_name = "ubunifu",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit codes: 0 ok, 1 checks failed, 2 usage, 3 network, 4 login needed, 5 refused by a rule, \
    6 invalid package or repository, 7 judge or server fault, 8 still pending, 130 interrupted"
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every verb understands.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Global {
    /// Talk to this server
    #[arg(
        long,
        global = true,
        env = "UBUNIFU_SERVER",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) server: Option<String>,
    /// Speak this language: sw or en
    #[arg(long, global = true, env = "UBUNIFU_LANG", hide_env_values = true, value_name = "LANG", value_parser = crate::language::parse)]
    pub(crate) lang: Option<Language>,
    /// Trust the certificate authorities in this PEM file instead of the public ones
    #[arg(
        long,
        global = true,
        env = "UBUNIFU_CA",
        hide_env_values = true,
        value_name = "FILE"
    )]
    pub(crate) ca: Option<PathBuf>,
    /// Print the result as one JSON document
    #[arg(long, global = true)]
    pub(crate) json: bool,
    // Flags so that clap reads the environment; hidden, since a secret on a command line is seen by all.
    #[arg(
        long,
        global = true,
        env = "UBUNIFU_TOKEN",
        hide = true,
        hide_env_values = true
    )]
    pub(crate) token: Option<String>,
    #[arg(long, global = true, env = "UBUNIFU_CONFIG_DIR", hide = true)]
    pub(crate) config_dir: Option<PathBuf>,
    #[arg(long, global = true, env = "UBUNIFU_DATA_DIR", hide = true)]
    pub(crate) data_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in to a server with a token from standard input
    Login(Login),
    /// Forget the token of a server
    Logout,
    /// Show who you are on the server
    Whoami,
    /// Check that this machine has what it needs
    Doctor,
    /// List the challenges
    List,
    /// Show one challenge and its statement
    Show(Show),
    /// Start a project from a challenge, or update the challenge in a project
    Fetch(Fetch),
    /// Run the public checks on this machine, offline
    Check(Check),
    /// Answer what the challenge asks you to declare
    Declare(Declare),
    /// Send the last commit to be judged
    Submit(Submit),
    /// List the submissions of your team
    Status,
    /// Follow a submission to its report
    Watch(Watch),
    /// Keep and check the server's signed word that it has a submission
    #[command(subcommand)]
    Receipt(Receipt),
    /// Show the leaderboard
    Board(Board),
    /// Create, join, leave and show teams
    #[command(subcommand)]
    Team(Team),
    /// Make, verify and publish challenge packages
    #[command(subcommand)]
    Challenge(Challenge),
    /// Import, list and remove what challenges run on beside this machine's own programs
    #[command(subcommand)]
    Runtime(Runtime),
    /// Print the completion script of a shell
    Completions(Completions),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Login {
    /// Read the token from standard input
    #[arg(long)]
    pub(crate) with_token: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Show {
    /// Id of the challenge; in a project, its own
    pub(crate) id: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Fetch {
    /// Id of the challenge; in a project, its own
    pub(crate) id: Option<String>,
    /// Folder to create; the id when absent
    pub(crate) dir: Option<PathBuf>,
    /// Starter to begin with, such as python or rust
    #[arg(long, value_name = "NAME")]
    pub(crate) starter: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// Run this many cases at one time; as many as there are cores when absent
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Show the whole log of the build, also of one that went well
    #[arg(long)]
    pub(crate) log: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Declare {
    /// An answer, such as ai-use="none"; may be repeated. What is missing is asked for
    #[arg(long, value_name = "KEY=TEXT", value_parser = answer)]
    pub(crate) answer: Vec<(String, String)>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Submit {
    /// Do not ask before sending
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Also replace a teammate's commit that this one does not build on
    #[arg(long)]
    pub(crate) force: bool,
    /// End after the receipt
    #[arg(long)]
    pub(crate) no_wait: bool,
    /// Send nothing: write the submission to a file that somebody can carry to the server
    #[arg(long, value_name = "FILE")]
    pub(crate) bundle: Option<PathBuf>,
    /// Go on for this long while the link is lost, such as 90s, 10m or 1h
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = time)]
    pub(crate) retry_for: Duration,
    #[command(flatten)]
    pub(crate) patience: Patience,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Watch {
    /// Id of the submission; the newest of this project when absent
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) patience: Patience,
}

#[derive(Debug, Clone, Copy, ClapArgs)]
pub(crate) struct Patience {
    /// Wait this long for the report, such as 90s, 10m or 1h
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = time)]
    pub(crate) timeout: Duration,
    /// Show the whole log of the build, also of one that went well
    #[arg(long)]
    pub(crate) log: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Board {
    /// Id of a challenge; in a project its own, elsewhere all of the event
    pub(crate) id: Option<String>,
    /// Show at most this many rows
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) limit: u16,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Receipt {
    /// Check a receipt, offline
    Verify {
        /// File with the receipt, or with what git push printed; - for standard input
        file: PathBuf,
        /// File with the server's public keys, as /v1/receipt-keys gives them; those learnt at login when absent
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
    },
    /// Print the receipt of a submission
    Show {
        /// Id of the submission; the newest of this project when absent
        id: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Team {
    /// Create a team and lead it
    Create {
        /// Full name of the team
        name: String,
        /// Short name in addresses; made from the name when absent
        #[arg(long)]
        slug: Option<String>,
    },
    /// Make a code with which others join your team
    Invite {
        /// How many people may use it
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=20))]
        uses: Option<u32>,
    },
    /// Join a team with a code
    Join {
        /// The code of the invitation
        code: String,
        /// Your name, to make an account when you have none
        #[arg(long)]
        name: Option<String>,
    },
    /// Leave your team
    Leave,
    /// Show your teams and their members
    Show,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Challenge {
    /// Make the folder of a new package, complete and ready to be changed
    New {
        /// Name of the challenge: small letters a-z, digits and -
        name: String,
        /// Language of the starter and of the reference solutions
        #[arg(
            long,
            visible_alias = "language",
            value_name = "NAME",
            value_enum,
            default_value_t
        )]
        template: Template,
    },
    /// Check a package and run its reference solutions
    Verify {
        /// Folder of the package
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Write both statements as HTML pages into this folder
        #[arg(long, value_name = "DIR")]
        render: Option<PathBuf>,
    },
    /// Check a package and publish it
    Publish {
        /// Folder of the package
        dir: PathBuf,
        /// Organization that owns it, when you are an operator
        #[arg(long, value_name = "SLUG")]
        organization: Option<String>,
        /// Run the reference solutions first
        #[arg(long)]
        verify: bool,
    },
}

/// What a new package is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    #[default]
    Python,
    Rust,
    C,
    Shell,
}

impl Template {
    /// Its name in paths.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Rust => "rust",
            Self::C => "c",
            Self::Shell => "shell",
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Runtime {
    /// Import a root file system or an OCI image under a name
    Import {
        /// Name that challenges ask for, such as python-3.12
        name: String,
        /// Root file system (folder, or tar, plain or with gzip or zstd), or OCI image (folder or archive)
        path: PathBuf,
    },
    /// List the runtimes of this machine
    List,
    /// Remove a runtime
    Remove {
        /// Its name
        name: String,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Completions {
    /// Which shell
    pub(crate) shell: clap_complete::Shell,
}

/// Reads `KEY=TEXT`.
fn answer(text: &str) -> Result<(String, String), String> {
    let (key, answer) = text.split_once('=').ok_or("ai-use=\"...\"")?;
    Ok((key.trim().to_owned(), answer.trim().to_owned()))
}

/// Reads `90s`, `10m`, `1h`, or plain seconds.
fn time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..) {
        Some("" | "s") => 1,
        Some("m") => 60,
        Some("h") => 3600,
        _ => return Err("90s, 10m, 1h".to_owned()),
    };
    let seconds = digits.parse::<u32>().map_err(|e| e.to_string())?;
    Ok(Duration::from_secs(u64::from(seconds) * unit))
}

#[cfg(test)]
mod tests {
    use super::{Args, time};
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_definition_holds_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn times_are_read() {
        let seconds = |text| time(text).map(|t| t.as_secs());
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("10m"), Ok(600));
        assert_eq!(seconds("1h"), Ok(3600));
        assert_eq!(seconds("7"), Ok(7));
        for bad in ["", "m", "-1s", "1d", "1.5m", "99999999999"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn global_flags_stand_anywhere() {
        let args = Args::try_parse_from(["ubunifu", "list", "--json", "--lang", "en_US"]).unwrap();
        assert!(args.global.json);
        assert_eq!(args.global.lang, Some(wire::Language::En));
    }

    #[test]
    fn help_lines_are_imperative_without_full_stop() {
        let command = Args::command();
        for verb in command.get_subcommands() {
            let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(
                !about.is_empty() && !about.ends_with('.'),
                "{}: {about}",
                verb.get_name()
            );
        }
    }
}

//! Decisions about pushes.
use judge::package::SubmissionRules;
use serde::{Deserialize, Serialize};
use wire::{Role, Timestamp};

use crate::git::MAIN;

/// Branches a repository may have.
const MOST_BRANCHES: usize = 20;
/// Characters of a branch name that are shown.
const SHOWN: usize = 80;

/// One ref that a push would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Update {
    pub(super) new: String,
    pub(super) name: String,
}

/// What a push may do, as the hook is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rules {
    max_repo: u64,
    max_file: u64,
    max_entries: u64,
    required: Vec<String>,
    forbidden: Vec<String>,
}

impl Rules {
    /// Bytes of a pack: the tree once, and as much again for history and other branches.
    pub(super) fn largest_pack(&self) -> u64 {
        self.max_repo.saturating_mul(2).saturating_add(1 << 20)
    }
}

impl From<&SubmissionRules> for Rules {
    fn from(rules: &SubmissionRules) -> Self {
        Self {
            max_repo: rules.max_repo,
            max_file: rules.max_file,
            max_entries: rules.max_entries,
            required: rules.required.clone(),
            forbidden: rules.forbidden.clone(),
        }
    }
}

impl From<Rules> for SubmissionRules {
    fn from(rules: Rules) -> Self {
        Self {
            max_repo: rules.max_repo,
            max_file: rules.max_file,
            max_entries: rules.max_entries,
            required: rules.required,
            forbidden: rules.forbidden,
            protected: Vec::new(),
            declare: Vec::new(),
        }
    }
}

/// Until when a push is in time, as the hook is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Term {
    /// Any commit until here; absent: no end.
    pub(super) closes_at: Option<Timestamp>,
    /// Sealed ones until here.
    pub(super) grace_until: Option<Timestamp>,
    /// Commits that were sealed in time.
    pub(super) sealed: Vec<String>,
    /// When it was handed in, if that was not over the network.
    #[serde(default)]
    pub(super) received_at: Option<Timestamp>,
}

impl Term {
    /// Whether `commit` is in time when all of it has arrived at `now`.
    pub(super) fn holds(&self, commit: &str, now: Timestamp) -> bool {
        let before = |end: Option<Timestamp>| end.is_none_or(|end| now < end);
        before(self.closes_at) || (before(self.grace_until) && self.sealed.iter().any(|s| s == commit))
    }
}

/// What the hook found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// The push may go on. `commit` is what `main` becomes, when the push changes it.
    Accepted { commit: Option<String> },
    /// A ref that is not taken.
    Branch { name: String, why: Why },
    /// It was not there in time.
    Late,
    /// The tree breaks rules.
    Policy { findings: Vec<Broken> },
}

/// Why a ref is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Why {
    /// It would be deleted.
    Deleted,
    /// It is no branch, or no commit.
    NoBranch,
    /// There are enough.
    TooMany,
}

impl Why {
    /// The sentence that says it.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Deleted => "rule-branch-deleted",
            Self::NoBranch => "rule-branch-none",
            Self::TooMany => "rule-branch-many",
        }
    }
}

/// A rule that does not hold: place, sentence of `locales/`, values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Broken {
    pub(super) place: String,
    pub(super) key: String,
    pub(super) values: Vec<(String, String)>,
}

/// The lines git hands to a hook: old commit, new commit, ref.
pub(super) fn updates(text: &str) -> Vec<Update> {
    let update = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let (_, new, name) = (words.next()?, words.next()?, words.next()?);
        Some(Update {
            new: new.to_owned(),
            name: name.to_owned(),
        })
    };
    text.lines().filter_map(update).collect()
}

/// What a push does by its refs alone: it may change branches, not delete them, and not have too many.
pub(super) fn by_refs(updates: &[Update], branches: &[String]) -> Verdict {
    let mut count = branches.len();
    let mut commit = None;
    for update in updates {
        count += usize::from(!branches.contains(&update.name));
        if let Some(why) = refusal(update, count) {
            return refused(&update.name, why);
        }
        if update.name == MAIN {
            commit = Some(update.new.clone());
        }
    }
    Verdict::Accepted { commit }
}

/// The report belongs to the team; operators need it to help.
pub(super) fn may_read_report(role: Role, member: bool) -> bool {
    member || role == Role::Operator
}

fn refusal(update: &Update, count: usize) -> Option<Why> {
    if !update.name.starts_with("refs/heads/") {
        Some(Why::NoBranch)
    } else if update.new.bytes().all(|byte| byte == b'0') {
        Some(Why::Deleted)
    } else {
        (count > MOST_BRANCHES).then_some(Why::TooMany)
    }
}

/// A ref name as it may be shown; git allows no control characters in one, but anything else.
pub(super) fn refused(name: &str, why: Why) -> Verdict {
    let name = name.strip_prefix("refs/heads/").unwrap_or(name);
    let shown = name.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    Verdict::Branch { name: shown, why }
}

#[cfg(test)]
mod tests {
    use wire::{Role, Timestamp};

    use super::{MAIN, Term, Verdict, Why, by_refs, may_read_report, refused, updates};

    const OLD: &str = "1111111111111111111111111111111111111111";
    const NEW: &str = "2222222222222222222222222222222222222222";
    const NONE: &str = "0000000000000000000000000000000000000000";

    fn push(new: &str, name: &str) -> String {
        format!("{OLD} {new} {name}\n")
    }

    #[test]
    fn only_main_submits_and_other_branches_are_kept() {
        let accepted = |commit: Option<&str>| Verdict::Accepted {
            commit: commit.map(str::to_owned),
        };
        let cases = [
            (push(NEW, MAIN), accepted(Some(NEW))),
            (push(NEW, "refs/heads/idea"), accepted(None)),
            (
                push(NEW, "refs/heads/idea") + &push(NEW, MAIN),
                accepted(Some(NEW)),
            ),
            (push(NONE, MAIN), refused(MAIN, Why::Deleted)),
            (
                push(NONE, "refs/heads/idea"),
                refused("refs/heads/idea", Why::Deleted),
            ),
            (push(NEW, "refs/tags/v1"), refused("refs/tags/v1", Why::NoBranch)),
            (
                push(NEW, "refs/submissions/x"),
                refused("refs/submissions/x", Why::NoBranch),
            ),
            (push(NEW, "HEAD"), refused("HEAD", Why::NoBranch)),
            (push(NEW, "refs/heads/a b"), accepted(None)),
        ];
        for (lines, wanted) in cases {
            assert_eq!(by_refs(&updates(&lines), &[MAIN.to_owned()]), wanted, "{lines}");
        }
    }

    #[test]
    fn branches_have_a_quota_that_known_ones_do_not_use_up() {
        let branches: Vec<_> = (0..20).map(|n| format!("refs/heads/{n}")).collect();
        let known = updates(&push(NEW, "refs/heads/3"));
        assert_eq!(by_refs(&known, &branches), Verdict::Accepted { commit: None });
        let fresh = updates(&push(NEW, "refs/heads/more"));
        assert_eq!(
            by_refs(&fresh, &branches),
            refused("refs/heads/more", Why::TooMany)
        );
    }

    #[test]
    fn after_the_end_only_what_was_sealed_is_in_time() {
        let term = Term {
            closes_at: Some(Timestamp(100)),
            grace_until: Some(Timestamp(200)),
            sealed: vec![NEW.to_owned()],
            received_at: None,
        };
        for (commit, now, holds) in [
            (OLD, 99, true),
            (OLD, 100, false),
            (NEW, 100, true),
            (NEW, 199, true),
            (NEW, 200, false),
        ] {
            assert_eq!(term.holds(commit, Timestamp(now)), holds, "{commit} {now}");
        }
        assert!(Term::default().holds(OLD, Timestamp(i64::MAX)));
    }

    #[test]
    fn reports_are_for_the_team_and_operators() {
        for role in Role::ALL {
            assert!(may_read_report(role, true));
            assert_eq!(may_read_report(role, false), role == Role::Operator, "{role:?}");
        }
    }

    #[test]
    fn lines_that_are_none_are_left_out() {
        assert!(updates("\nx\na b\n").is_empty());
    }
}

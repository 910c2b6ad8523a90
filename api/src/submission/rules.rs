//! Decisions about pushes.
use std::fmt::Display;

use judge::package::SubmissionRules;
use judge::policy::human;
use serde::{Deserialize, Serialize};
use wire::{Attempts, Role, Timestamp};

use crate::git::{MAIN, Past, Weight, is_ref};

/// Branches a repository may have.
const MOST_BRANCHES: usize = 20;
/// Characters of a branch name that are shown.
const SHOWN: usize = 80;
/// Bytes of a branch name.
const LONGEST_NAME: usize = 200;
/// A team's repository may hold this many times what one tree may, and never less than this.
const QUOTA: (u64, u64) = (50, 256 << 20);

/// Packs that a repository may lie in, while there is room and when it fills. Every push leaves one.
const MOST_PACKS: usize = 30;
const SOME_PACKS: usize = 5;

/// History of a submission. Many times what a team writes in a year, and quick to look at.
pub(super) const PAST: Past = Past {
    commits: 20_000,
    bytes: 64 << 10,
};

/// One ref that a push would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Update {
    pub(super) new: String,
    pub(super) name: String,
}

impl Update {
    /// Whether it takes the ref away.
    pub(super) fn deletes(&self) -> bool {
        self.new.bytes().all(|byte| byte == b'0')
    }
}

/// What a push may do, as the hook is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rules {
    max_repo: u64,
    max_file: u64,
    max_entries: u64,
    required: Vec<String>,
    forbidden: Vec<String>,
    #[serde(default)]
    declare: Vec<String>,
}

impl Rules {
    /// What the team has to declare.
    pub(super) fn declare(&self) -> &[String] {
        &self.declare
    }

    /// Bytes of a pack: the tree once, and as much again for history and other branches.
    pub(super) fn largest_pack(&self) -> u64 {
        self.max_repo.saturating_mul(2).saturating_add(1 << 20)
    }

    /// Bytes of a file.
    pub(super) fn largest_file(&self) -> u64 {
        self.max_file
    }

    /// Bytes of the team's repository. The half of it is for branches, so that work in progress never takes the
    /// place of a submission.
    fn quota(&self, submits: bool) -> u64 {
        let (times, least) = QUOTA;
        let whole = self.max_repo.saturating_mul(times).max(least);
        if submits { whole } else { whole / 2 }
    }
}

/// Whether a repository of `bytes`, the push included, is within its quota.
pub(super) fn by_weight(rules: &Rules, bytes: u64, submits: bool) -> Option<Broken> {
    let limit = rules.quota(submits);
    let key = if submits {
        "submission-quota"
    } else {
        "submission-quota-branch"
    };
    (bytes > limit).then(|| {
        Broken::new(key)
            .with("size", human(bytes))
            .with("limit", human(limit))
    })
}

/// Whether a repository is worth packing anew: it lies in many pieces, or it fills and lies in some.
pub(super) fn wants_packing(rules: &Rules, weight: Weight) -> bool {
    let fills = weight.bytes > rules.quota(false) / 2;
    weight.packs > MOST_PACKS || (fills && weight.packs > SOME_PACKS)
}

impl From<&SubmissionRules> for Rules {
    fn from(rules: &SubmissionRules) -> Self {
        Self {
            max_repo: rules.max_repo,
            max_file: rules.max_file,
            max_entries: rules.max_entries,
            required: rules.required.clone(),
            forbidden: rules.forbidden.clone(),
            declare: rules.declare.clone(),
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
            declare: rules.declare,
        }
    }
}

/// When a push is in time, as the hook is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Term {
    /// Short name of the event.
    pub(super) event: String,
    /// From here on.
    pub(super) opens_at: Timestamp,
    /// How long content may follow its seal, in milliseconds.
    pub(super) grace: i64,
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
    /// What is against `commit` when all of it has arrived at `now`; nothing when it is in time.
    pub(super) fn refuses(&self, commit: &str, now: Timestamp) -> Option<Verdict> {
        let before = |end: Option<Timestamp>| end.is_none_or(|end| now < end);
        if now < self.opens_at {
            Some(Verdict::Early)
        } else if before(self.closes_at) {
            None
        } else {
            let sealed = || self.sealed.iter().any(|s| s == commit);
            (!before(self.grace_until) || !sealed()).then_some(Verdict::Late)
        }
    }

    /// When content counts that was sealed at `sealed_at` and there at `arrived_at`: from its seal on when it followed
    /// within the grace, or else many variants could be sealed early and chosen from late; otherwise from its arrival,
    /// which in the grace after the end is the last moment of the event.
    pub(super) fn counts_from(&self, sealed_at: Timestamp, arrived_at: Timestamp) -> Timestamp {
        if arrived_at <= sealed_at.plus(self.grace) {
            return sealed_at.min(arrived_at);
        }
        let last = self.closes_at.map(|end| end.plus(-1));
        last.map_or(arrived_at, |last| arrived_at.min(last.max(sealed_at)))
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
    /// The event has not begun.
    Early,
    /// It was not there in time.
    Late,
    /// No attempt is left.
    Spent { attempts: Attempts },
    /// The tree breaks rules.
    Policy { findings: Vec<Broken> },
    /// The hook has begun. It stays so when it came to no end: what was sent is not to be read with what a push
    /// may use.
    Begun,
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
    /// Its name cannot be shown or written everywhere.
    Name,
}

impl Why {
    /// The sentence that says it.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Deleted => "rule-branch-deleted",
            Self::NoBranch => "rule-branch-none",
            Self::TooMany => "rule-branch-many",
            Self::Name => "rule-branch-name",
        }
    }

    /// The sentence that says what to do then.
    pub(super) fn next_step(self) -> &'static str {
        match self {
            Self::Deleted => "rule-branch-deleted.hint",
            Self::NoBranch => "rule-branch-none.hint",
            Self::TooMany => "rule-branch-many.hint",
            Self::Name => "rule-branch-name.hint",
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

impl Broken {
    /// The rule that the sentence `key` names, for the push as a whole.
    pub(super) fn new(key: &str) -> Self {
        Self {
            place: String::new(),
            key: key.to_owned(),
            values: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }
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

/// What a push does by its refs alone: it may change branches, delete all but `main`, and
/// not have too many.
pub(super) fn by_refs(updates: &[Update], branches: &[String]) -> Verdict {
    let deleted = updates.iter().filter(|update| update.deletes());
    let mut count = branches.len().saturating_sub(deleted.count());
    let mut commit = None;
    for update in updates {
        count += usize::from(!update.deletes() && !branches.contains(&update.name));
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
    } else if update.deletes() {
        (update.name == MAIN).then_some(Why::Deleted)
    } else if !is_plain(&update.name) {
        Some(Why::Name)
    } else {
        (count > MOST_BRANCHES).then_some(Why::TooMany)
    }
}

/// Names that are not UTF-8 have come here as replacement characters.
fn is_plain(name: &str) -> bool {
    let shown = judge::text::escape(name.as_bytes(), false);
    let is_shown = shown == name && !name.contains(char::REPLACEMENT_CHARACTER);
    name.len() <= LONGEST_NAME && is_shown && is_ref(name)
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

    use super::{
        MAIN, Rules, Term, Verdict, Weight, Why, by_refs, by_weight, may_read_report, refused, updates,
        wants_packing,
    };

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
            (push(NONE, "refs/heads/idea"), accepted(None)),
            (
                push(NEW, "refs/heads/a\u{fffd}"),
                refused("refs/heads/a\u{fffd}", Why::Name),
            ),
            (
                push(NEW, "refs/heads/a\u{202e}"),
                refused("refs/heads/a\u{202e}", Why::Name),
            ),
            (push(NEW, "refs/tags/v1"), refused("refs/tags/v1", Why::NoBranch)),
            (
                push(NEW, "refs/submissions/x"),
                refused("refs/submissions/x", Why::NoBranch),
            ),
            (push(NEW, "HEAD"), refused("HEAD", Why::NoBranch)),
            (push(NEW, "refs/heads/a b"), refused("refs/heads/a b", Why::Name)),
            (
                push(NEW, "refs/heads/../x"),
                refused("refs/heads/../x", Why::Name),
            ),
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
        let swapped = updates(&(push(NONE, "refs/heads/3") + &push(NEW, "refs/heads/more")));
        assert_eq!(by_refs(&swapped, &branches), Verdict::Accepted { commit: None });
    }

    #[test]
    fn branches_never_take_the_place_of_a_submission() {
        let rules = Rules::from(&judge::package::DEFAULT_SUBMISSION);
        let broken = |mib: u64, submits| by_weight(&rules, mib << 20, submits).map(|broken| broken.key);
        assert_eq!(broken(500, false), None);
        assert_eq!(broken(501, false), Some("submission-quota-branch".to_owned()));
        assert_eq!(broken(1000, true), None);
        assert_eq!(broken(1001, true), Some("submission-quota".to_owned()));
    }

    #[test]
    fn a_repository_in_many_pieces_is_packed_anew() {
        let rules = Rules::from(&judge::package::DEFAULT_SUBMISSION);
        let cases = [(1, 30, false), (1, 31, true), (300, 5, false), (300, 6, true)];
        for (mib, packs, wanted) in cases {
            let bytes = mib << 20;
            let weight = Weight { bytes, packs };
            assert_eq!(wants_packing(&rules, weight), wanted, "{mib} MiB in {packs}");
        }
    }

    #[test]
    fn after_the_end_only_what_was_sealed_is_in_time() {
        let mut term = term();
        for (commit, now, wanted) in [
            (OLD, 9, Some(Verdict::Early)),
            (NEW, 9, Some(Verdict::Early)),
            (OLD, 10, None),
            (OLD, 99, None),
            (OLD, 100, Some(Verdict::Late)),
            (NEW, 100, None),
            (NEW, 199, None),
            (NEW, 200, Some(Verdict::Late)),
        ] {
            assert_eq!(term.refuses(commit, Timestamp(now)), wanted, "{commit} {now}");
        }
        (term.closes_at, term.grace_until) = (None, None);
        assert_eq!(term.refuses(OLD, Timestamp(i64::MAX)), None);
    }

    /// From 10 to 100, with a grace of 100.
    fn term() -> Term {
        Term {
            event: "wazi".to_owned(),
            opens_at: Timestamp(10),
            grace: 100,
            closes_at: Some(Timestamp(100)),
            grace_until: Some(Timestamp(200)),
            sealed: vec![NEW.to_owned()],
            received_at: None,
        }
    }

    #[test]
    fn a_seal_holds_the_time_for_its_grace() {
        let mut term = term();
        term.closes_at = Some(Timestamp(500));
        for (sealed, arrived, counts) in [
            (20, 30, 20),
            (20, 120, 20),
            // Many variants sealed early are not chosen from late.
            (20, 121, 121),
            (20, 499, 499),
            // After the end it still counts as in time.
            (20, 550, 499),
            (450, 550, 450),
            // A clock that was set back takes nothing away.
            (30, 20, 20),
        ] {
            let at = term.counts_from(Timestamp(sealed), Timestamp(arrived));
            assert_eq!(at, Timestamp(counts), "{sealed} {arrived}");
        }
        term.closes_at = None;
        assert_eq!(term.counts_from(Timestamp(20), Timestamp(900)), Timestamp(900));
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

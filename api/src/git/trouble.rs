//! Why git did not take a push, read from what it says of it. Git speaks to programmers; what it means is put
//! into words where people read it.
use super::answer::Report;

/// Lines that are kept; the first ones name the cause.
const MOST_LINES: usize = 16;
/// Bytes of a line.
const LONGEST: usize = 512;

/// Why a push was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Its objects are named by another hash than ours.
    Format(String),
    /// It changes more refs than this.
    Refs { most: usize },
    /// It has too many objects.
    Objects { count: u32, most: u32 },
    /// More bytes than allowed.
    Large,
    /// It unpacks to more than this machine gives it.
    Unfolds,
    /// An object that git does not allow: its id, git's word for what is wrong, git's sentence.
    Object { id: String, word: String, said: String },
    /// Something it needs was not sent and is not there.
    Missing,
    /// It ends where a shallow clone was cut off.
    Shallow,
    /// The pack is damaged.
    Torn,
    /// Nothing is wrong with it: there was no place for it in time.
    Busy,
}

/// Listens to what git tells people, and keeps what it complains about.
#[derive(Debug, Default)]
pub(super) struct Ear {
    line: Vec<u8>,
    complaints: Vec<String>,
}

impl Ear {
    pub(super) fn hear(&mut self, data: &[u8]) {
        for byte in data {
            match byte {
                b'\n' | b'\r' => self.end_line(),
                _ if self.line.len() < LONGEST => self.line.push(*byte),
                _ => {}
            }
        }
    }

    fn end_line(&mut self) {
        let line = String::from_utf8_lossy(&self.line);
        let complaint = ["error: ", "fatal: "]
            .iter()
            .find_map(|word| line.strip_prefix(word));
        if let Some(complaint) = complaint
            && self.complaints.len() < MOST_LINES
        {
            self.complaints.push(complaint.to_owned());
        }
        self.line.clear();
    }

    pub(super) fn end(mut self) -> Vec<String> {
        self.end_line();
        self.complaints
    }
}

impl Trouble {
    /// What `complaints` and the report mean; `None` when the push was taken, or a hook of ours decided.
    pub(super) fn of(complaints: &[String], report: &Report) -> Option<Self> {
        let reason = report.refused.first()?;
        if report.unpacked {
            return by_reason(reason);
        }
        if let Some(object) = complaints.iter().find_map(|line| object(line)) {
            return Some(object);
        }
        let said = complaints.iter().find_map(|line| by_complaint(line));
        Some(said.unwrap_or(Self::Torn))
    }
}

/// What git says of a ref when the pack itself was taken.
fn by_reason(reason: &str) -> Option<Trouble> {
    if reason.contains("missing necessary objects") {
        Some(Trouble::Missing)
    } else {
        reason
            .contains("shallow update not allowed")
            .then_some(Trouble::Shallow)
    }
}

fn by_complaint(line: &str) -> Option<Trouble> {
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    if has(&["exceeds maximum allowed size"]) {
        Some(Trouble::Large)
    } else if has(&[
        "attempting to allocate",
        "ut of memory",
        "annot allocate memory",
        "died of signal",
    ]) {
        Some(Trouble::Unfolds)
    } else {
        has(&["unresolved delta", "did not receive expected object"]).then_some(Trouble::Missing)
    }
}

/// `object ID: WORD: SENTENCE`, as git's check of objects writes it.
fn object(line: &str) -> Option<Trouble> {
    let bogus = line.strip_prefix("bogus commit object ");
    let (id, word, said) = match (bogus, line.strip_prefix("object ")) {
        (Some(id), _) => (id, "bogus", "bogus commit object"),
        (None, rest) => {
            let (id, rest) = rest?.split_once(": ")?;
            let (word, said) = rest.split_once(": ")?;
            (id, word, said)
        }
    };
    let is_id = id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_word = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_id && is_word).then(|| Trouble::Object {
        id: id.to_owned(),
        word: word.to_owned(),
        said: said.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Ear, Report, Trouble};

    const ID: &str = "1111111111111111111111111111111111111111";

    fn heard(text: &str, unpacked: bool, reason: &str) -> Option<Trouble> {
        let mut ear = Ear::default();
        // In pieces, as it comes.
        text.as_bytes().chunks(7).for_each(|piece| ear.hear(piece));
        let report = Report {
            unpacked,
            updated: Vec::new(),
            refused: vec![format!("refs/heads/main {reason}")],
        };
        Trouble::of(&ear.end(), &report)
    }

    #[test]
    fn each_complaint_has_its_meaning() {
        let object = Trouble::Object {
            id: ID.to_owned(),
            word: "treeNotSorted".to_owned(),
            said: "not properly sorted".to_owned(),
        };
        let cases = [
            (
                "fatal: pack exceeds maximum allowed size (1.00 MiB)\n",
                Trouble::Large,
            ),
            (
                "Unpacking: 3%\rfatal: attempting to allocate 9 over limit 3",
                Trouble::Unfolds,
            ),
            ("error: index-pack died of signal 24\n", Trouble::Unfolds),
            ("", Trouble::Torn),
            ("fatal: pack has 1 unresolved delta\n", Trouble::Missing),
            ("fatal: early EOF\n", Trouble::Torn),
            (
                &format!(
                    "error: object {ID}: treeNotSorted: not properly sorted\nfatal: fsck error in packed object\n"
                ),
                object,
            ),
            (
                &format!("error: bogus commit object {ID}\nfatal: invalid commit\n"),
                Trouble::Object {
                    id: ID.to_owned(),
                    word: "bogus".to_owned(),
                    said: "bogus commit object".to_owned(),
                },
            ),
            ("fatal: did not receive expected object 1\n", Trouble::Missing),
            ("error: object x: y\n", Trouble::Torn),
        ];
        for (text, wanted) in cases {
            assert_eq!(heard(text, false, "unpacker error"), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_taken_pack_may_still_lead_nowhere() {
        assert_eq!(
            heard("", true, "missing necessary objects"),
            Some(Trouble::Missing)
        );
        assert_eq!(
            heard("", true, "shallow update not allowed"),
            Some(Trouble::Shallow)
        );
        assert_eq!(heard("", true, "pre-receive hook declined"), None);
        assert_eq!(Trouble::of(&[], &Report::default()), None);
    }

    #[test]
    fn endless_talk_takes_no_memory() {
        let mut ear = Ear::default();
        (0..10_000).for_each(|_| ear.hear(&[b'x'; 1000]));
        (0..10_000).for_each(|_| ear.hear(b"error: again\n"));
        let complaints = ear.end();
        assert!(complaints.len() <= 16 && complaints.iter().all(|line| line.len() <= 512));
    }
}

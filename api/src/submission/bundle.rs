//! The head of a git bundle: what the pack behind it builds on, and what it brings. Pure but for the reading.
use std::io::BufRead;

/// Bytes of a line; a ref name is shorter.
const LONGEST: usize = 4 << 10;
/// Lines of a head.
const MOST: usize = 1000;

/// Where our bundles say whose they are: `refs/ubunifu/EVENT/TEAM/CHALLENGE`.
const ADDRESS: &str = "refs/ubunifu/";

/// What stands before the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Commit and name of each ref.
    pub(super) refs: Vec<(String, String)>,
    /// Bytes before the pack.
    pub(super) length: u64,
}

impl Head {
    /// Reads a head; nothing when it is none, or is not over at a sensible length.
    pub(super) fn read(mut from: impl BufRead) -> Option<Self> {
        let mut head = Self::default();
        let version = head.line(&mut from)?;
        if !["# v2 git bundle", "# v3 git bundle"].contains(&version.as_str()) {
            return None;
        }
        for _ in 0..MOST {
            let line = head.line(&mut from)?;
            if line.is_empty() {
                return Some(head);
            }
            match line.split_at_checked(1)? {
                // What it builds on; whether we have that, git finds out.
                ("-", _) => {}
                ("@", "object-format=sha1") => {}
                ("@", _) => return None,
                _ => {
                    let (commit, name) = line.split_once(' ')?;
                    is_hash(commit).then(|| head.refs.push((commit.to_owned(), name.to_owned())))?;
                }
            }
        }
        None
    }

    fn line(&mut self, from: &mut impl BufRead) -> Option<String> {
        let mut line = Vec::new();
        let mut limited = std::io::Read::take(from, LONGEST as u64);
        limited.read_until(b'\n', &mut line).ok()?;
        self.length += line.len() as u64;
        line.pop().filter(|end| *end == b'\n')?;
        String::from_utf8(line).ok()
    }

    /// The commit it brings for the branch `name`.
    pub(super) fn commit(&self, name: &str) -> Option<&str> {
        let found = self.refs.iter().find(|(_, n)| n == name);
        found.map(|(commit, _)| commit.as_str())
    }

    /// Event, team and challenge, when the bundle says whose it is.
    pub(super) fn address(&self) -> Option<(&str, &str, &str)> {
        let mut names = self.refs.iter().map(|(_, name)| name.as_str());
        let address = names.find_map(|name| name.strip_prefix(ADDRESS))?;
        let mut words = address.split('/');
        let found = (words.next()?, words.next()?, words.next()?);
        words.next().is_none().then_some(found)
    }
}

/// Whether `text` is the SHA-1 of something.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::Head;

    const ONE: &str = "1111111111111111111111111111111111111111";
    const TWO: &str = "2222222222222222222222222222222222222222";

    fn head(lines: &str) -> Option<Head> {
        Head::read(lines.as_bytes())
    }

    #[test]
    fn a_head_says_what_it_brings_and_whose_it_is() {
        let text = format!(
            "# v2 git bundle\n-{ONE} Anza\n{TWO} refs/heads/main\n{TWO} refs/ubunifu/wazi/chui/jumla\n\nPACK..."
        );
        let head = head(&text).unwrap();
        assert_eq!(head.commit("refs/heads/main"), Some(TWO));
        assert_eq!(head.commit("refs/heads/other"), None);
        assert_eq!(head.address(), Some(("wazi", "chui", "jumla")));
        assert_eq!(&text.as_bytes()[head.length as usize..], b"PACK...");
    }

    #[test]
    fn version_3_is_taken_with_sha_1_alone() {
        let text =
            |format: &str| format!("# v3 git bundle\n@object-format={format}\n{TWO} refs/heads/main\n\n");
        assert!(head(&text("sha1")).is_some());
        assert!(head(&text("sha256")).is_none());
        assert!(head("# v3 git bundle\n@filter=blob:none\n\n").is_none());
    }

    #[test]
    fn what_is_no_bundle_is_none() {
        let long = format!("# v2 git bundle\n{TWO} {}\n\n", "x".repeat(5000));
        let endless = format!(
            "# v2 git bundle\n{}\n",
            format!("{TWO} refs/heads/a\n").repeat(2000)
        );
        for text in [
            "",
            "\n",
            "PACK",
            "# v2 git bundle",
            "# v2 git bundle\n",
            "# v2 git bundle\nxyz\n\n",
            "# v2 git bundle\nzz refs/heads/main\n\n",
            "# v2 git bundle\n\u{e9}\n\n",
            &long,
            &endless,
        ] {
            assert_eq!(head(text), None, "{text:.60}");
        }
        assert!(Head::read(&b"# v2 git bundle\n\xff\n\n"[..]).is_none());
    }

    #[test]
    fn an_address_has_three_words() {
        for name in ["refs/ubunifu/a/b", "refs/ubunifu/a/b/c/d", "refs/heads/a/b/c"] {
            let text = format!("# v2 git bundle\n{TWO} {name}\n\n");
            assert_eq!(head(&text).unwrap().address(), None, "{name}");
        }
    }
}

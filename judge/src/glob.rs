//! Globs over paths of a package or a tree: `*` stays within a name, `**` crosses folders.
use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

/// Characters of a glob. A longer one is a mistake or an attack.
const LONGEST: usize = 255;

/// The matcher of one glob, if it is well formed.
pub(crate) fn one(glob: &str) -> Option<GlobMatcher> {
    build(glob).map(|g| g.compile_matcher())
}

/// One matcher for several globs; those that are not well formed match nothing.
pub(crate) fn any(globs: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs.iter().filter_map(|g| build(g)) {
        set.add(glob);
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn build(glob: &str) -> Option<Glob> {
    if glob.is_empty() || glob.len() > LONGEST || glob.starts_with('/') {
        return None;
    }
    GlobBuilder::new(glob)
        .literal_separator(true)
        .backslash_escape(false)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{any, one};

    #[test]
    fn a_star_stays_within_a_name() {
        let glob = one("data/public/*").unwrap();
        assert!(glob.is_match("data/public/01") && !glob.is_match("data/public/01/in"));
        let set = any(&[".ubunifu/**".to_owned(), "[".to_owned()]);
        assert!(set.is_match(".ubunifu/a/b") && !set.is_match(".ubunifu"));
        for bad in ["", "/etc/*", "[", "a{b"] {
            assert!(one(bad).is_none(), "{bad}");
        }
    }
}

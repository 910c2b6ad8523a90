//! Names of files as a package may write them: relative, plain, portable.

/// Bytes of a path: what a plain tar header holds.
pub(crate) const LONGEST: usize = 255;

/// Whether `path` names something below the package: relative, `/` between names, no `.` or `..`,
/// no control characters, no backslash.
pub(crate) fn is_safe(path: &str) -> bool {
    path.len() <= LONGEST && path.split('/').all(is_safe_name)
}

fn is_safe_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..")
        && name.len() <= 100
        && !name
            .chars()
            .any(|c| c.is_control() || c == '\\' || crate::text::is_invisible(c))
}

/// Whether `path` is `folder` or lies below it.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a path lies where hidden files lie, whatever else allows it.
pub(crate) fn is_hidden(path: &str) -> bool {
    !is_below(path, super::GRADERS_PUBLIC) && super::HIDDEN.iter().any(|folder| is_below(path, folder))
}

/// Every folder above `path`, the outermost first.
pub(crate) fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::{is_below, is_hidden, is_safe, parents};

    #[test]
    fn only_plain_relative_paths() {
        for path in ["a", "a/b.txt", "data/public/01", "é"] {
            assert!(is_safe(path), "{path}");
        }
        for path in [
            "",
            "/a",
            "a/",
            "a//b",
            ".",
            "../a",
            "a/../b",
            "a\\b",
            "a\nb",
            "a\u{202e}b",
        ] {
            assert!(!is_safe(path), "{path:?}");
        }
    }

    #[test]
    fn hidden_but_for_public_graders() {
        for path in [
            "graders/f1",
            "graders",
            "graders/public2/f1",
            "data/hidden/1/in",
            "solutions/a",
        ] {
            assert!(is_hidden(path), "{path}");
        }
        for path in ["graders/public/f1", "data/public/1/in", "checks/unit/a"] {
            assert!(!is_hidden(path), "{path}");
        }
    }

    #[test]
    fn below_means_by_whole_names() {
        assert!(is_below("data/hidden/1", "data/hidden") && is_below("data", "data"));
        assert!(!is_below("data/hidden2/1", "data/hidden"));
        assert_eq!(parents("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
    }
}

//! Doors for the fuzzer alone: what must hold of anything that comes from outside. `fuzz/` and `tests/fuzz` use them.
#![expect(missing_docs, reason = "their names say what is tried")]
use crate::compare::Tolerance;

pub fn manifest(data: &[u8]) {
    if let (Some((first, rest)), true) = (data.split_first(), data.len() < 1 << 16) {
        let text = String::from_utf8_lossy(rest);
        crate::package::properties::hold_of_manifest(&text, first & 1 == 1);
    }
}

pub fn comparer(data: &[u8]) {
    let Some(([how, number], rest)) = data.split_first_chunk::<2>() else {
        return;
    };
    let at = memchr::memchr(0xff, rest).unwrap_or(rest.len() / 2);
    let (a, b) = rest.split_at_checked(at).unwrap_or((rest, &[]));
    let b = b.strip_prefix(b"\xff").unwrap_or(b);
    let part = f64::from(*number) / 16.0;
    let tolerance = match how & 3 {
        0 => None,
        1 => Some((part, 0.0)),
        2 => Some((0.0, part)),
        _ => Some((part, part)),
    };
    let tolerance = tolerance.map(|(absolute, relative)| Tolerance { absolute, relative });
    crate::compare::properties::hold(tolerance, how & 4 == 4, [a, b]);
}

pub fn names(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut names = text.split('\n');
    let (glob, first) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    let names: Vec<&str> = names.collect();
    crate::package::properties::hold_of_globs(glob, first);
    let safe: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| crate::package::paths::is_safe(name))
        .collect();
    crate::package::properties::hold_of_cases(glob, &safe, text.len() % 2 == 0);
    for three in names.windows(3) {
        if let [a, b, c] = three {
            crate::package::properties::hold_of_order([a, b, c]);
        }
    }
}

pub fn archive(data: &[u8]) {
    if let Ok(scratch) = tempfile::tempdir_in("/dev/shm") {
        crate::archive::properties::hold(data, scratch.path());
    }
}

pub fn report(data: &[u8]) {
    let Ok(report) = serde_json::from_slice::<wire::Report>(data) else {
        return;
    };
    let text = serde_json::to_string(&report).unwrap_or_default();
    assert_eq!(
        serde_json::from_str::<wire::Report>(&text).ok().as_ref(),
        Some(&report)
    );
    let bare = report.without_measurements();
    assert_eq!(bare.without_measurements(), bare);
}

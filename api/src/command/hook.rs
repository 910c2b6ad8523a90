//! `git-hook`: what git asks while a push is in quarantine. Small and quick: no database, no runtime. What it
//! finds goes to the push's desk; the server puts it into words.
use std::io::{Read, stdin};
use std::process::ExitCode;

use crate::config::Hook;
use crate::submission::examine;

/// Lines of a push with more refs than anyone has.
const MOST: u64 = 1 << 20;

pub(super) fn run(hook: &Hook) -> ExitCode {
    let mut lines = Vec::new();
    let read = stdin().take(MOST).read_to_end(&mut lines);
    let known = hook.name == "pre-receive" && read.is_ok();
    if known && examine(&hook.push, &lines, hook.objects.as_deref()).unwrap_or(false) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

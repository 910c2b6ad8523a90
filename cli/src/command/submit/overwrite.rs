//! A teammate's commit on the server is not replaced unasked.
use wire::Seal;

use crate::command::Context;
use crate::error::{Error, Exit};
use crate::git::{Head, Repo};
use crate::ui::short;

/// Goes on when the commit builds on what the server has, when it may replace that, or when a person says so.
/// `address` is that of the repository on the server.
pub(super) fn agreed(
    context: &Context,
    (repo, head): (&Repo, &Head),
    (seal, address): (&Seal, &str),
    force: bool,
) -> Result<(), Error> {
    let Some(main) = seal
        .main
        .as_deref()
        .filter(|main| !repo.builds_on(head.commit, main))
    else {
        return Ok(());
    };
    let ui = &context.ui;
    if force {
        ui.warn("submit-replaces", &[("commit", short(main).into())]);
        return Ok(());
    }
    if ui.can_ask() {
        ui.warn("submit-replaces", &[("commit", short(main).into())]);
        if ui.confirm("submit-replace-ask")? {
            return Ok(());
        }
    }
    let refused = Error::new(Exit::Refused, "error-overwrite");
    Err(refused.arg("commit", short(main)).arg("address", address))
}

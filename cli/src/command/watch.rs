//! `ubunifu watch [ID]`
use wire::{SubmissionDetails, SubmissionId};

use super::outcome::Sent;
use super::{Context, outcome, status};
use crate::args;
use crate::client::Client;
use crate::error::{Error, Exit};

/// Follows a submission, by default the newest of this project.
pub(crate) fn run(context: &Context, args: &args::Watch) -> Result<Exit, Error> {
    let client = context.logged_in()?;
    let details = wanted(context, &client, args.id.as_deref())?;
    let sent = Sent {
        receipt: &details.receipt,
        attempts: None,
    };
    outcome::run(context, &client, (sent, args.patience))
}

/// The submission with this id, or the newest of this project.
pub(super) fn wanted(
    context: &Context,
    client: &Client,
    id: Option<&str>,
) -> Result<SubmissionDetails, Error> {
    if let Some(id) = id {
        let wrong = |_| Error::new(Exit::Usage, "error-bad-submission").arg("id", id);
        let id: SubmissionId = id.parse().map_err(wrong)?;
        return client.get(&format!("/v1/submissions/{id}"));
    }
    let all = status::submissions(client, &context.project()?)?.items;
    let newest = all.into_iter().next();
    newest.ok_or_else(|| Error::new(Exit::Usage, "status-empty"))
}

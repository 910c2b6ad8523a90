//! `ubunifu watch [ID]`
use wire::{SubmissionDetails, SubmissionId};

use super::{Context, outcome, status};
use crate::args;
use crate::error::{Error, Exit};

/// Follows a submission, by default the newest of this project.
pub(crate) fn run(context: &Context, args: &args::Watch) -> Result<Exit, Error> {
    let client = context.logged_in()?;
    let details: SubmissionDetails = match &args.id {
        Some(id) => {
            let wrong = |_| Error::new(Exit::Usage, "error-bad-submission").arg("id", id);
            let id: SubmissionId = id.parse().map_err(wrong)?;
            client.get(&format!("/v1/submissions/{id}"))?
        }
        None => {
            let newest = status::submissions(&client, &context.project()?)?
                .items
                .into_iter()
                .next();
            newest.ok_or_else(|| Error::new(Exit::Usage, "status-empty"))?
        }
    };
    outcome::run(context, &client, (&details.receipt, args.patience.timeout))
}

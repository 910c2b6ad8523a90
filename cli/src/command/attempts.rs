//! What is left of a team's attempts: said before a submission and after it, and by `status`.
use wire::{Attempts, TeamId};

use crate::client::Client;
use crate::ui::Ui;

/// Asks the server. Without an answer there is nothing to say: the server itself refuses what is too much.
pub(super) fn ask(client: &Client, (team, challenge): (TeamId, &str)) -> Option<Attempts> {
    let path = format!("/v1/attempts?team={team}&challenge={challenge}");
    client.get_once(&path).ok()
}

/// A line for each limit; none where there is no limit.
pub(super) fn lines(ui: &Ui, attempts: Option<&Attempts>) -> Vec<String> {
    let day = attempts.and_then(|attempts| attempts.day);
    let event = attempts.and_then(|attempts| attempts.event);
    let quotas = [("attempts-day", day), ("attempts-event", event)];
    let line = |(key, quota): (&str, Option<wire::Quota>)| {
        let quota = quota?;
        let (left, limit) = (i64::from(quota.left()), i64::from(quota.limit));
        Some(ui.text(key, &[("left", left.into()), ("limit", limit.into())]))
    };
    quotas.into_iter().filter_map(line).collect()
}

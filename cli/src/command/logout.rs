//! `ubunifu logout`
use super::Context;
use crate::error::{Error, Exit};

/// Forgets the token of a server. Doing it twice is no error.
pub(crate) fn run(context: &Context) -> Result<Exit, Error> {
    let server = context.client()?.address.as_str().to_owned();
    let mut had = false;
    context
        .store()?
        .change(|all| had = all.logins.remove(&server).is_some())?;
    let key = if had { "logout-done" } else { "logout-nothing" };
    context.ui.good(key, &[("server", (&server).into())]);
    Ok(Exit::Ok)
}

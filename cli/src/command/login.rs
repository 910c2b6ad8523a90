//! `ubunifu login --with-token`
use wire::Whoami;

use super::Context;
use super::receipt::learn;
use crate::args;
use crate::client::Client;
use crate::error::{Error, Exit};
use crate::login::Login;

/// Asks the server who the token is before anything is stored.
pub(crate) fn run(context: &Context, args: &args::Login) -> Result<Exit, Error> {
    if !args.with_token {
        return Err(Error::new(Exit::Usage, "error-login-how"));
    }
    let address = match context.named_address()? {
        Some(address) => address,
        None => context.client()?.address,
    };
    let token = context.ui.secret()?;
    if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::new(Exit::Usage, "error-token-shape"));
    }
    if address.is_exposed() {
        context
            .ui
            .warn("login-exposed", &[("server", address.as_str().into())]);
    }
    let client = context.client_of(address, Some(token.clone()))?;
    let who: Whoami = client.get("/v1/whoami")?;
    remember(context, &client, (token, &who.name))?;
    if context.ui.json {
        context.ui.json(&who)?;
    }
    let server = client.address.as_str();
    context.ui.good(
        "login-done",
        &[("name", (&who.name).into()), ("server", server.into())],
    );
    context.ui.hint("login-done.hint", &[]);
    Ok(Exit::Ok)
}

/// Stores a login and makes its server the one we talk to.
pub(super) fn remember(
    context: &Context,
    client: &Client,
    (token, name): (String, &str),
) -> Result<(), Error> {
    let server = client.address.as_str().to_owned();
    context.store()?.change(|all| {
        all.logins.insert(
            server.clone(),
            Login {
                token,
                name: name.to_owned(),
            },
        );
        all.server = Some(server);
    })?;
    learn(context, client).map(drop)
}

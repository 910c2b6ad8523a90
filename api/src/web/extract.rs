//! Arguments of handlers. A permission is an argument: who cannot have it never reaches the handler's body.
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use wire::Role;

use crate::account::{self, Account};
use crate::app::App;
use crate::error::{Code, Error};

/// Whoever holds a valid token.
#[derive(Debug)]
pub(super) struct Session(pub(super) Account);

impl FromRequestParts<App> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let secret = bearer(&parts.headers).ok_or(Code::AuthMissing)?;
        account::authenticate(app.db().read(), secret, app.now())
            .await
            .map(Self)
    }
}

/// Whoever holds a valid token, or nobody. A token that is sent must be valid.
#[derive(Debug)]
pub(super) struct MaybeSession(pub(super) Option<Account>);

impl FromRequestParts<App> for MaybeSession {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        if bearer(&parts.headers).is_none() {
            return Ok(Self(None));
        }
        let Session(account) = Session::from_request_parts(parts, app).await?;
        Ok(Self(Some(account)))
    }
}

macro_rules! role {
    ($(#[$doc:meta])* $name:ident: $($role:ident)|+) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(super) struct $name(pub(super) Account);

        impl FromRequestParts<App> for $name {
            type Rejection = Error;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
                let Session(account) = Session::from_request_parts(parts, app).await?;
                match account.role {
                    $(Role::$role)|+ => Ok(Self(account)),
                    _ => Err(Code::AuthForbidden.into()),
                }
            }
        }
    };
}

role!(
    /// An operator.
    Operator: Operator
);

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

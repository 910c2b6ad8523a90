//! Arguments of handlers. A permission is an argument: who cannot have it never reaches the handler's body.
mod body;
mod path;
mod query;
mod stream;
mod reason;
mod upload;

pub(in crate::web) use body::{Body, media_type};
pub(in crate::web) use path::Path;
pub(in crate::web) use query::{Paging, Query, window};
pub(in crate::web) use stream::reader;
pub(in crate::web) use upload::{Bundle, Upload};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use wire::Role;

use crate::account::{self, Account};
use crate::app::App;
use crate::error::{Code, Error};

/// Whoever holds a valid token.
#[derive(Debug)]
pub(in crate::web) struct Session(pub(in crate::web) Account);

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
pub(in crate::web) struct MaybeSession(pub(in crate::web) Option<Account>);

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
        pub(in crate::web) struct $name(pub(in crate::web) Account);

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
    /// Whoever runs the installation.
    Operator: Operator
);
role!(
    /// Whoever may publish challenges, for an institution that the handler checks.
    Publisher: Operator | Author
);
role!(
    /// Whoever may give accounts to an organization, within limits that the handler checks.
    Registrar: Operator | Coordinator
);
role!(
    /// Whoever may be in a team.
    Student: Student
);

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

//! Parts of the address.
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Code, Error};

/// Parts of the address. What cannot be read leads nowhere, like any other unknown address.
#[derive(Debug)]
pub(in crate::web) struct Path<T>(pub(in crate::web) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        read.map(|axum::extract::Path(value)| Self(value))
            .map_err(|refused| Error::new(Code::NotFound).because(refused))
    }
}

//! How operations say no, for the API description: every refusal is a problem document.
use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, HeaderBuilder, Object, Ref, RefOr, Response, ResponseBuilder, Type};

macro_rules! refusals {
    ($($(#[doc = $about:literal])+ $name:ident: $($status:literal $text:literal),+;)+) => {$(
        $(#[doc = $about])+
        #[derive(Debug)]
        pub(in crate::web) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                BTreeMap::from([$(($status.to_owned(), RefOr::T(refusal($status, $text)))),+])
            }
        }
    )+};
}

refusals! {
    /// Needs a token.
    NeedsToken: "401" "`auth.missing`, `auth.invalid`: no token, or not a valid one";
    /// Not for every role.
    NeedsRole: "401" "`auth.missing`, `auth.invalid`: no token, or not a valid one",
        "403" "`auth.forbidden`: this account may not do that";
    /// Names something that may not exist, or not for this reader.
    Missing: "404" "`...not-found`: it does not exist, or not for this reader";
    /// Something stands against it.
    Conflict: "409" "something that exists already stands against it; `code` says what";
    /// May be asked too often.
    TooMany: "429" "`seal.too-many`, `upload.full`, `submission.attempts`: too much; `Retry-After` says when it may be less";
    /// Takes query parameters.
    BadQuery: "400" "`request.invalid`: a query parameter cannot be read",
        "422" "`request.value`: a query parameter breaks a rule";
    /// Takes a body.
    BadBody: "400" "`request.invalid`: the body or a query parameter cannot be read",
        "413" "`request.too-large`: the body is longer than allowed",
        "415" "`request.media-type`: the body is of another kind",
        "422" "a value breaks a rule; `code` and `hints` say which";
}

/// What every operation may answer.
pub(super) fn busy() -> Response {
    let text = "`server.busy`: not now; `Retry-After` says in how many seconds to try again";
    refusal("503", text)
}

/// A response that is a problem document; with the time to wait, where waiting helps.
fn refusal(status: &str, text: &str) -> Response {
    let mut response = problem(text);
    if ["429", "503"].contains(&status) {
        let header = HeaderBuilder::new()
            .schema(Some(Object::with_type(Type::Integer)))
            .description(Some("Seconds"))
            .build();
        response
            .headers
            .insert("retry-after".to_owned(), RefOr::T(header));
    }
    response
}

/// A response that is a problem document.
pub(super) fn problem(text: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new()
        .description(text)
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(schema)).build(),
        )
        .build()
}

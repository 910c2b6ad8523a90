//! `/v1/openapi.json`: the description of this API, made from the handlers themselves.
//!
//! Each operation says in `x-who` who may call it, so that documentation and tests need no second list.
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr};
use utoipa::{Modify, OpenApi as _};

use super::refusals::{busy, problem};
use crate::app::App;
use crate::web::cache;

/// What stands above the operations.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Ubunifu",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        description = "Innovation challenges: packages, teams, submissions, scores.\n\n\
            Errors are RFC 9457 problem documents in the language of `Accept-Language` (`sw`, `en`); programs \
            decide by `code`. 503 and 429 say in `Retry-After` how many seconds to wait. Lists are continued by \
            `cursor`.\n\n\
            `x-who` names who may call an operation: `anonymous` is everyone, `account` whoever has a token, \
            `member` and `leader` are places in the team that is meant, all others are roles; a `coordinator` \
            counts in the own organization alone."
    ),
    components(schemas(wire::Problem)),
    modifiers(&Bearer)
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, description: &mut OpenApi) {
        let components = description.components.get_or_insert_with(Components::new);
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("bearer", scheme);
    }
}

/// The description without its operations.
pub(in crate::web) fn description() -> OpenApi {
    Description::openapi()
}

/// Completes what the handlers said: any operation may fail by our fault, and be too much for the moment.
pub(in crate::web) fn complete(description: &mut OpenApi) {
    for item in description.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            let fault = problem("`server.fault`, `server.full`: the fault is ours; quote `instance`");
            let responses = &mut operation.responses.responses;
            responses.insert("503".to_owned(), RefOr::T(busy()));
            responses.insert("default".to_owned(), RefOr::T(fault));
        }
    }
}

/// Every operation with its method and path, in the order of paths.
pub(super) fn operations(description: &OpenApi) -> Vec<(&str, HttpMethod, &Operation)> {
    let mut all = Vec::new();
    for (path, item) in &description.paths.paths {
        for (method, operation) in [
            (HttpMethod::Get, &item.get),
            (HttpMethod::Post, &item.post),
            (HttpMethod::Put, &item.put),
            (HttpMethod::Patch, &item.patch),
            (HttpMethod::Delete, &item.delete),
        ] {
            all.extend(
                operation
                    .as_ref()
                    .map(|operation| (path.as_str(), method, operation)),
            );
        }
    }
    all
}

/// Serves `description`, written out once.
pub(in crate::web) fn route(description: &OpenApi) -> Router<App> {
    let text: Bytes = serde_json::to_vec(description).unwrap_or_default().into();
    let tag: Arc<str> = cache::tag(&text).into();
    let answer = async move |headers: HeaderMap| {
        let mut response = if cache::has(&headers, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response()
        };
        cache::stamp(&mut response, &tag);
        response
    };
    Router::new().route("/v1/openapi.json", get(answer))
}

#[cfg(test)]
mod tests {
    use utoipa_axum::router::OpenApiRouter;

    use super::*;

    fn whole() -> OpenApi {
        let routes = OpenApiRouter::with_openapi(description()).merge(super::super::routes());
        let (_, mut whole) = routes.split_for_parts();
        complete(&mut whole);
        whole
    }

    #[test]
    fn every_operation_says_what_it_does_and_who_may() {
        for (path, _, operation) in operations(&whole()) {
            let place = format!("{path} {:?}", operation.operation_id);
            let listed = operation.extensions.as_ref().and_then(|all| all.get("x-who"));
            let words: Vec<String> = serde_json::from_value(listed.cloned().unwrap_or_default())
                .unwrap_or_else(|_| panic!("{place}: say in `x-who` who may call it"));
            for (tag, word) in locales::LANGUAGES
                .iter()
                .flat_map(|tag| words.iter().map(move |w| (tag, w)))
            {
                let key = format!("who-{word}");
                assert!(
                    locales::find(tag, &key, &[]).is_some(),
                    "{place}: {tag} lacks `{key}`"
                );
            }
            let open = words.iter().any(|word| word == "anonymous");
            assert_eq!(
                operation.responses.responses.contains_key("401"),
                !open || words.len() > 1,
                "{place}"
            );
            assert!(
                operation.security.is_some(),
                "{place}: say whether it needs a token"
            );
            assert!(
                operation.summary.is_some() && operation.operation_id.is_some(),
                "{place}"
            );
        }
    }

    #[test]
    fn whoever_is_to_come_again_is_told_where_to_read_when() {
        let document = serde_json::to_value(whole()).unwrap();
        let seal = &document["paths"]["/v1/seals"]["post"]["responses"];
        for status in ["429", "503"] {
            let kind = &seal[status]["headers"]["retry-after"]["schema"]["type"];
            assert_eq!(kind, "integer", "{status}: {}", seal[status]);
        }
    }

    #[test]
    fn every_reference_in_the_description_leads_somewhere() {
        let text = serde_json::to_string(&whole()).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for name in text.split("#/components/schemas/").skip(1) {
            let name = name.split('"').next().unwrap();
            assert!(
                !document["components"]["schemas"][name].is_null(),
                "{name} is missing"
            );
        }
    }
}

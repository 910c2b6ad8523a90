//! `/docs`: the API description as a page. Plain HTML: no script, one small style sheet.
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use locales::Value;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{HttpMethod, Operation};
use wire::Language;

use super::openapi::operations;
use crate::app::App;
use crate::web::cache::REVALIDATE;
use crate::web::problem::language;

const STYLE: &str = include_str!("docs.css");
const POLICY: &str = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Serves the page in each language, written out once, and leads there from `/`.
pub(in crate::web) fn routes(description: &OpenApi) -> Router<App> {
    let pages = Language::ALL.map(|language| (language, page(description, language)));
    let pages: Arc<[(Language, String)]> = pages.into();
    let show = async move |headers: HeaderMap| {
        let language = language(&headers);
        let page = pages.iter().find(|(of, _)| *of == language);
        html(page.map(|(_, text)| text.clone()).unwrap_or_default(), language)
    };
    let style = async || {
        let kind = (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/css; charset=utf-8"),
        );
        ([kind, (header::CACHE_CONTROL, REVALIDATE)], STYLE)
    };
    Router::new()
        .route("/", get(async || Redirect::temporary("/docs")))
        .route("/docs", get(show))
        .route("/docs.css", get(style))
}

fn html(page: String, language: Language) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CONTENT_LANGUAGE, language.tag()),
        (header::VARY, "accept-language"),
        (header::CACHE_CONTROL, "public, no-cache"),
    ];
    (headers, page).into_response()
}

fn page(description: &OpenApi, language: Language) -> String {
    let say = |key: &str| escape(&locales::text(language.tag(), key, &[]));
    let version = description.info.version.as_str();
    let intro = locales::text(language.tag(), "docs-intro", &[("version", Value::from(version))]);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/docs.css\">\n<main>\n<h1>{title}</h1>\n\
         <p>{intro}</p>\n<p><a href=\"/v1/openapi.json\">/v1/openapi.json</a></p>\n",
        tag = language.tag(),
        title = say("docs-title"),
        intro = escape(&intro),
    );
    for (tag, operations) in by_tag(description) {
        let _ = write!(
            page,
            "<h2>{}</h2>\n<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
            escape(tag),
            say("docs-operation"),
            say("docs-what"),
            say("docs-who"),
        );
        for (path, method, operation) in operations {
            row(&mut page, (path, &method), operation, language);
        }
        page.push_str("</tbody>\n</table>\n");
    }
    page.push_str("</main>\n</html>\n");
    page
}

type Lines<'a> = Vec<(&'a str, HttpMethod, &'a Operation)>;

fn by_tag(description: &OpenApi) -> BTreeMap<&str, Lines<'_>> {
    let mut tags: BTreeMap<&str, Lines<'_>> = BTreeMap::new();
    for line in operations(description) {
        let tag = line.2.tags.as_ref().and_then(|tags| tags.first());
        tags.entry(tag.map_or("", String::as_str)).or_default().push(line);
    }
    tags
}

fn row(page: &mut String, (path, method): (&str, &HttpMethod), operation: &Operation, language: Language) {
    let method = match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Patch => "PATCH",
        HttpMethod::Delete => "DELETE",
        _ => "",
    };
    let more = operation.description.as_deref().unwrap_or_default();
    let _ = writeln!(
        page,
        "<tr id=\"{id}\"><td><code><b>{method}</b> {path}</code></td><td>{summary}{more}</td><td>{who}</td></tr>",
        id = escape(operation.operation_id.as_deref().unwrap_or_default()),
        path = escape(path).replace('/', "/<wbr>"),
        summary = escape(operation.summary.as_deref().unwrap_or_default()),
        more = match more {
            "" => String::new(),
            more => format!("<br><small>{}</small>", escape(more)),
        },
        who = escape(&who(operation, language)),
    );
}

/// Who may call it, in words.
fn who(operation: &Operation, language: Language) -> String {
    let listed = operation.extensions.as_ref().and_then(|all| all.get("x-who"));
    let words = listed.and_then(serde_json::Value::as_array).into_iter().flatten();
    let words = words.filter_map(serde_json::Value::as_str);
    let words: Vec<_> = words
        .map(|word| locales::text(language.tag(), &format!("who-{word}"), &[]))
        .collect();
    words.join(", ")
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_shown_is_text() {
        assert_eq!(escape("<b> & \"it's\""), "&lt;b&gt; &amp; &quot;it&#39;s&quot;");
    }
}

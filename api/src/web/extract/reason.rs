//! Why a request could not be read, as sentences: what the libraries say of it is English.
use crate::error::{Code, Error};

/// What a library says of a body of JSON that is not what is expected.
pub(super) fn of_json(error: &serde_json::Error) -> Error {
    let place = format!("{}:{}", error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Data => told(&error.to_string(), &place),
        _ => unread("reason-json", &place).because(error),
    }
}

/// What a library says of a query; `said` may begin with the parameter that it is about.
pub(super) fn of_query(said: &str) -> Error {
    let inner = said
        .rsplit_once("query string: ")
        .map_or(said, |(_, inner)| inner);
    let name = inner.split_once(": ").map_or("?", |(name, _)| name);
    told(inner, name)
}

/// The libraries name what they miss, do not know or have twice between backticks.
fn told(said: &str, place: &str) -> Error {
    let field = said.split('`').nth(1);
    let known = [
        ("missing field", "reason-missing"),
        ("unknown field", "reason-unknown"),
        ("duplicate field", "reason-twice"),
    ];
    let found = known.into_iter().find(|(words, _)| said.contains(words));
    match found.zip(field) {
        Some(((_, key), field)) => unread(key, field),
        None => unread("reason-value", place),
    }
    .because(said)
}

fn unread(key: &'static str, field: &str) -> Error {
    let field: String = field.chars().filter(|c| !c.is_control()).take(80).collect();
    Error::new(Code::RequestInvalid)
        .with("field", field)
        .with_sentence("reason", key)
}

#[cfg(test)]
mod tests {
    use wire::{Language, NewTeam};

    use super::{of_json, of_query};

    #[test]
    fn reasons_are_sentences_in_both_languages() {
        let json = |text| of_json(&serde_json::from_str::<NewTeam>(text).unwrap_err());
        let query = |said| of_query(&format!("Failed to deserialize query string: {said}"));
        for (error, en) in [
            (json("{"), "it is no JSON, from 1:1 on"),
            (json("{}"), "`name` is missing"),
            (json("{\"name\": \"a\", \"nmae\": 1}"), "`nmae` is not known here"),
            (json("{\"name\": \"a\", \"name\": \"b\"}"), "`name` stands twice"),
            (
                json("{\"name\": 5}"),
                "the value at 1:10 is of another kind than expected",
            ),
            (
                query("unknown field `evnt`, expected `event`"),
                "`evnt` is not known here",
            ),
            (query("duplicate field `service`"), "`service` stands twice"),
            (
                query("limit: invalid digit found in string"),
                "the value at limit is of another kind than expected",
            ),
        ] {
            let said = error.words(Language::En).0;
            assert_eq!(said, format!("The request could not be read: {en}"));
            let [_, swahili] = [said, error.words(Language::Sw).0];
            assert!(swahili.starts_with("Ombi halikueleweka: "), "{swahili}");
            assert!(!swahili.contains(en), "{swahili}");
        }
    }
}

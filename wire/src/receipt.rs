//! The receipt: the server's signed word that it has a submission.
//!
//! What is signed is the receipt as canonical JSON (RFC 8785), without its member `signature`, after a first
//! line that says what kind of statement it is. So whoever has the file and the server's public key can check it
//! with any Ed25519 (RFC 8032) library, years later and without the server.
use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ChallengeRef, SubmissionId, TeamRef, Timestamp};

/// First line of what is signed: a signature over something else can never be taken for one of a receipt.
const KIND: &str = "ubunifu-receipt/1\n";

/// What the server says of a submission it has. A fact; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// The submission.
    pub submission: SubmissionId,
    /// The team it counts for.
    pub team: TeamRef,
    /// What it is judged against.
    pub challenge: ChallengeRef,
    /// Commit hash.
    pub commit: String,
    /// Git tree hash of the commit.
    pub tree: String,
    /// The server's time at which it was complete.
    pub received_at: Timestamp,
}

/// A receipt with the server's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SignedReceipt {
    /// What is said.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// Who said it.
    pub signature: Signature,
}

/// An Ed25519 signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Signature {
    /// Id of the key: the first 16 hexadecimal digits of the SHA-256 of the public key.
    pub key: String,
    /// 128 hexadecimal digits.
    pub value: String,
}

/// A public key with which receipts can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReceiptKey {
    /// Id of the key.
    pub id: String,
    /// Ed25519 public key, 64 hexadecimal digits.
    pub public: String,
    /// When the server signed with it first.
    pub since: Timestamp,
}

/// The bytes that the signature of `document`, a receipt as JSON, is over; nothing when it is none.
pub fn signed_statement(document: &Value) -> Option<String> {
    let mut fields = document.as_object()?.clone();
    fields.remove("signature");
    let mut text = KIND.to_owned();
    canonical(&Value::Object(fields), &mut text).then_some(text)
}

/// Writes canonical JSON. False when `value` holds a fraction: a receipt has none, and their spelling differs
/// from language to language.
fn canonical(value: &Value, out: &mut String) -> bool {
    match value {
        Value::Array(items) => {
            let whole = joined(out, ('[', ']'), items, canonical);
            return whole;
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            return joined(out, ('{', '}'), fields, |(name, value), out| {
                let _ = write!(out, "{}:", Value::from(name.as_str()));
                canonical(value, out)
            });
        }
        Value::Number(number) if number.is_f64() => return false,
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
    true
}

fn joined<T>(
    out: &mut String,
    (open, close): (char, char),
    items: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut String) -> bool,
) -> bool {
    out.push(open);
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        if !write(item, out) {
            return false;
        }
    }
    out.push(close);
    true
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::signed_statement;

    #[test]
    fn the_statement_is_canonical_json_without_the_signature() {
        let document = json!({"b": [1, {"z": null, "a": "é\n\u{1}/"}], "signature": {"key": "x"}, "a": true});
        let wanted = "ubunifu-receipt/1\n{\"a\":true,\"b\":[1,{\"a\":\"é\\n\\u0001/\",\"z\":null}]}";
        assert_eq!(signed_statement(&document).as_deref(), Some(wanted));
    }

    #[test]
    fn names_are_sorted_by_utf_16_units() {
        // U+10000 is a surrogate pair and comes before U+FFFF there; by bytes it comes after.
        let document: Value = serde_json::from_str("{\"\u{ffff}\":1,\"\u{10000}\":2}").unwrap();
        let wanted = "ubunifu-receipt/1\n{\"\u{10000}\":2,\"\u{ffff}\":1}";
        assert_eq!(signed_statement(&document).as_deref(), Some(wanted));
    }

    #[test]
    fn what_is_no_receipt_has_no_statement() {
        for document in [json!([]), json!("x"), json!({"a": 1.5})] {
            assert_eq!(signed_statement(&document), None, "{document}");
        }
    }
}

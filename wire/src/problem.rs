//! RFC 9457 problem documents: how the server says no.
use serde::{Deserialize, Serialize};

/// An error as the API shows it (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `about:blank`; the stable key is `code`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short name of the status, e.g. `Not Found`.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code such as `team.name-taken`; programs decide by this.
    pub code: String,
    /// One sentence for people, in the language of the request.
    pub detail: String,
    /// What to do next, in the language of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Id of the request, to quote when asking the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

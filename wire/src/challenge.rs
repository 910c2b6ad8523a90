//! Challenges as readers see them: nothing hidden is in here.
use serde::{Deserialize, Serialize};

use crate::{Localized, Points, RuntimeRef, Timestamp};

/// Whether students have the checks of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Its checks travel to students and run offline.
    Public,
    /// Its checks stay on the server.
    Hidden,
}

/// One line of the challenge list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChallengeSummary {
    /// Name, also its address.
    pub id: String,
    /// Semantic version of the newest published package.
    pub version: String,
    /// SHA-256 over the whole package, hexadecimal.
    pub hash: String,
    /// What people call it.
    pub title: Localized,
    /// Short name of the organization that owns it.
    pub organization: String,
    /// Languages of its texts.
    pub languages: Vec<String>,
    /// Points the automatic checks can bring.
    pub max: Points,
    /// Which submission of a team counts.
    pub keep: Keep,
    /// When this version was published.
    pub published_at: Timestamp,
}

/// Which of a team's submissions counts on the board.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// The one with the most points, of equals the earliest.
    #[default]
    Best,
    /// The one that was received last.
    Last,
}

/// One challenge in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChallengeDetails {
    /// What the list says.
    #[serde(flatten)]
    pub summary: ChallengeSummary,
    /// The statement by language, Markdown.
    pub statement: Localized,
    /// Licence of the package.
    pub license: String,
    /// Who owns what a team makes: `team-retains`, `licence-to-owner`, `assigned-to-owner`.
    pub rights: String,
    /// Names of the starters, e.g. `python`.
    pub starters: Vec<String>,
    /// Groups of checks.
    pub groups: Vec<GroupOutline>,
    /// Checks of public groups.
    pub checks: Vec<CheckOutline>,
    /// Size of the public bundle in bytes.
    pub bundle_size: u64,
    /// What the server judges it on now; a laptop with another digest may come to another verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<RuntimeRef>,
}

/// A group of checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct GroupOutline {
    /// Name in the package.
    pub id: String,
    /// Points it can bring.
    pub points: Points,
    /// Whether students have its checks.
    pub visibility: Visibility,
}

/// A check of a public group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CheckOutline {
    /// Name in the package.
    pub id: String,
    /// Its group.
    pub group: String,
    /// What people call it.
    pub title: Localized,
}

/// Answer of `POST /v1/challenges`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Published {
    /// What was published.
    #[serde(flatten)]
    pub summary: ChallengeSummary,
    /// False when exactly this package had been published before: nothing changed.
    pub created: bool,
}

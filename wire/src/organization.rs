//! Organizations, the accounts in them, and what an account may do.
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{AccountId, EventDetails, TeamId, Timestamp};

/// What an organization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum OrganizationKind {
    /// A public institution: owns challenges.
    Institution,
    /// A university or college: brings students.
    University,
    /// A private partner: brings teams, mentors, prizes.
    Partner,
}

impl OrganizationKind {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Institution => "institution",
            Self::University => "university",
            Self::Partner => "partner",
        }
    }
}

impl FromStr for OrganizationKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Institution, Self::University, Self::Partner]
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or(())
    }
}

/// What an account may do. Least privilege: each role stands alone, none contains another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the installation.
    Operator,
    /// Publishes challenges for an institution.
    Author,
    /// Confirms students and manages teams of a university or partner.
    Coordinator,
    /// Joins teams and submits.
    Student,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Operator, Self::Author, Self::Coordinator, Self::Student];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Author => "author",
            Self::Coordinator => "coordinator",
            Self::Student => "student",
        }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|r| r.word() == word).ok_or(())
    }
}

/// An organization as everyone may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Organization {
    /// Short name, `^[a-z0-9][a-z0-9-]{1,47}$`.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// What it is.
    pub kind: OrganizationKind,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// Body of `POST /v1/organizations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// Short name, `^[a-z0-9][a-z0-9-]{1,47}$`.
    pub slug: String,
    /// Full name, 1 to 120 characters.
    pub name: String,
    /// What it is.
    pub kind: OrganizationKind,
}

/// Body of `POST /v1/organizations/{slug}/members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// The person's or system's name, 1 to 120 characters.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// A new member with the token that is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Member {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Short name of its organization.
    pub organization: String,
    /// The bearer token. The server keeps only a hash and cannot show it again.
    pub token: String,
}

/// Answer of `GET /v1/whoami`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Whoami {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Short name of its organization, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Its teams.
    pub teams: Vec<TeamRef>,
}

/// Enough of a team to name it and to build its git address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TeamRef {
    /// The team.
    pub id: TeamId,
    /// Short name, unique in its event.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// Short name of its event.
    pub event: String,
}

/// Answer of `GET /v1`: what this server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ServerInfo {
    /// Always `ubunifu`.
    pub name: String,
    /// Version of the server.
    pub version: String,
    /// The server's clock.
    pub now: Timestamp,
    /// The event a client uses when none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventDetails>,
}

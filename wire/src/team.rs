//! Teams and the invitations into them.
use serde::{Deserialize, Serialize};

use crate::{AccountId, TeamRef, Timestamp};

/// Body of `POST /v1/teams`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    /// Full name, 1 to 60 characters; the short name is made from it unless given.
    pub name: String,
    /// Short name, `^[a-z0-9][a-z0-9-]{1,47}$`, unique in the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Short name of the event; the open one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// A team as its members, its coordinators and operators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TeamDetails {
    /// Which team.
    #[serde(flatten)]
    pub team: TeamRef,
    /// Short name of its organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Its members, the leader first.
    pub members: Vec<TeamMember>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// One member of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TeamMember {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Whether it leads the team.
    pub leader: bool,
    /// When it joined.
    pub joined_at: Timestamp,
}

/// Body of `POST /v1/teams/{team}/invitations`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// How many people may use it, 1 to 20; 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
}

/// An invitation, with the code that is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Give this to the person: `ubunifu team join CODE`.
    pub code: String,
    /// The team it leads into.
    pub team: TeamRef,
    /// It no longer works after this.
    pub expires_at: Timestamp,
    /// How many people may use it.
    pub uses: u32,
}

/// Body of `POST /v1/invitations/accept`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The code of the invitation.
    pub code: String,
    /// Name of the new account, when the request carries no token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Answer of `POST /v1/invitations/accept`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Joined {
    /// The team joined.
    pub team: TeamRef,
    /// Token of the new account, shown this once; absent when the request carried one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

//! Identifiers: UUID version 7 newtypes, so that a team id can never be passed where a submission id is meant.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id. Version 7: ids made later sort later, which keeps database indexes dense.
            pub fn fresh() -> Self {
                Self(Uuid::now_v7())
            }
        }

        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            /// sea-orm asks this of every key for databases that count; ours never do.
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// A person or a machine that holds tokens.
    AccountId
);
id!(
    /// One immutable published version of a challenge.
    ChallengeVersionId
);
id!(
    /// An event: when and for whom challenges are open.
    EventId
);
id!(
    /// An invitation into a team.
    InvitationId
);
id!(
    /// One run of the judge over one submission.
    JudgingId
);
id!(
    /// A letter in the queue.
    LetterId
);
id!(
    /// An institution, university, partner or operator.
    OrganizationId
);
id!(
    /// A set of new judgings that a person compares and decides about.
    RejudgingId
);
id!(
    /// An announcement of a commit that is still to be sent.
    SealId
);
id!(
    /// One commit, received by the server at one time.
    SubmissionId
);
id!(
    /// A team in one event.
    TeamId
);
id!(
    /// A bearer token (never its secret).
    TokenId
);

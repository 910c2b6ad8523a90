//! What crosses a wire: ids, enums, the [`Report`], the [`Problem`], request and response bodies.
//!
//! One definition serves the judge, the server, the CLI and the database, so what `ubunifu check --json`
//! prints and what the API answers are equal by construction. Nothing here performs IO or decides anything.
mod id;
mod stamp;
mod points;
mod text;
mod verdict;
mod report;
mod problem;
mod page;
mod organization;
mod event;
mod challenge;
mod team;
mod submission;
mod attempts;
mod queue;
mod receipt;
mod seal;
mod rejudging;
mod board;

pub use attempts::{Attempts, Quota};
pub use board::{BoardRow, Leaderboard};
pub use challenge::{
    ChallengeDetails, ChallengeSummary, CheckOutline, GroupOutline, Keep, Published, Visibility,
};
pub use event::{EventDetails, EventState};
pub use id::{
    AccountId, ChallengeVersionId, EventId, InvitationId, JudgingId, LetterId, OrganizationId, RejudgingId,
    SealId, SubmissionId, TeamId, TokenId,
};
pub use organization::{
    Member, NewMember, NewOrganization, Organization, OrganizationKind, Role, ServerInfo, TeamRef, Whoami,
};
pub use page::Page;
pub use points::Points;
pub use problem::Problem;
pub use queue::{QueueSummary, Retried, StoppedLetter, WorkerDetails, WorkerTask};
pub use receipt::{Receipt, ReceiptKey, Signature, SignedReceipt, signed_statement};
pub use rejudging::{
    JudgingSummary, NewRejudging, RejudgingCount, RejudgingDetails, RejudgingItem, RejudgingState,
};
pub use report::{
    Asked, BuildReport, CaseReport, Cause, ChallengeRef, CheckReport, Grade, GroupReport, Limit, NoReply,
    Notice, Part, Report, RunLimits, RuntimeRef,
};
pub use seal::{NewSeal, Seal};
pub use stamp::Timestamp;
pub use submission::{Progress, SubmissionDetails, SubmissionState, Wait};
pub use team::{AcceptInvitation, Invitation, Joined, NewInvitation, NewTeam, TeamDetails, TeamMember};
pub use text::{Language, Localized};
pub use verdict::Verdict;

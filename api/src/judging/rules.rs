//! Where a submission stands: a function of rows and of the time, kept in no column.
use wire::{SubmissionState, Timestamp};

use crate::entity::letter;

/// Where a submission stands, with what the public states do not tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody has it; it was tried this often.
    Waiting { attempts: i32 },
    /// Somebody has it.
    Held,
    /// It has a judging.
    Judged,
    /// It was given up.
    Stopped,
}

impl Standing {
    pub(super) fn state(self) -> SubmissionState {
        match self {
            Self::Waiting { .. } => SubmissionState::Queued,
            Self::Held => SubmissionState::Judging,
            Self::Judged => SubmissionState::Judged,
            Self::Stopped => SubmissionState::Stopped,
        }
    }
}

/// A judging counts whatever the queue says: a letter beside it asks for another one.
pub(super) fn standing(letter: Option<&letter::Model>, judged: bool, now: Timestamp) -> Standing {
    match letter {
        _ if judged => Standing::Judged,
        Some(letter) if letter.stopped_at.is_some() => Standing::Stopped,
        Some(letter) if letter.leased_until.is_some_and(|until| now <= until) => Standing::Held,
        Some(letter) => Standing::Waiting {
            attempts: letter.attempts,
        },
        // Row and letter were written together; without both letter and judging a person has to look.
        None => Standing::Stopped,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use wire::{LetterId, TeamId, Timestamp};

    use super::{Standing, standing};
    use crate::entity::letter;

    fn letter(leased_until: Option<i64>, stopped_at: Option<i64>) -> letter::Model {
        letter::Model {
            id: LetterId::fresh(),
            kind: String::new(),
            subject: Uuid::nil(),
            team_id: TeamId::fresh(),
            turn: 0,
            attempts: 2,
            available_at: Timestamp(0),
            leased_until: leased_until.map(Timestamp),
            leased_by: None,
            generation: 2,
            stopped_at: stopped_at.map(Timestamp),
            fault: None,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn it_stands_where_its_rows_say() {
        let now = Timestamp(100);
        let waiting = Standing::Waiting { attempts: 2 };
        let cases = [
            (Some(letter(None, None)), false, waiting),
            (Some(letter(Some(100), None)), false, Standing::Held),
            (Some(letter(Some(99), None)), false, waiting),
            (Some(letter(None, Some(50))), false, Standing::Stopped),
            (Some(letter(None, None)), true, Standing::Judged),
            (None, true, Standing::Judged),
            (None, false, Standing::Stopped),
        ];
        for (letter, judged, wanted) in cases {
            assert_eq!(
                standing(letter.as_ref(), judged, now),
                wanted,
                "{letter:?} {judged}"
            );
        }
    }
}

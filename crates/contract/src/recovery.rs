//! The way back for who has lost every second factor: what is asked, and how such a request stands.
//!
//! Guarantee: a checked `Ask` names somebody and says why.

use crate::error::{AppError, Code, Refused};
use crate::id::ResetId;
use crate::text::{REASON, WHOM};
use insight::clock::Moment;

/// What the person has time for to refuse, in hours; the database says the same.
pub const WAIT_HOURS: u32 = 48;

/// Whose factors (exact name or address) and why, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub whom: String,
    pub reason: String,
}

impl Ask {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(whom: &str, why: &str) -> Result<Self, AppError> {
        let mut refused = Refused::default();
        let whom = refused.take("whom", WHOM.required(whom));
        let reason = refused.take("reason", REASON.required(why));
        refused.finish()?;
        match (whom, reason) {
            (Some(whom), Some(reason)) => Ok(Self { whom, reason }),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

/// How a request stands; the words of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetState {
    Open,
    /// By the person, with their letter.
    Refused,
    /// By an administrator.
    Withdrawn,
    Done,
    /// It was due and could not be carried out.
    Lapsed,
}

impl ResetState {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "open" => Self::Open,
            "refused" => Self::Refused,
            "withdrawn" => Self::Withdrawn,
            "done" => Self::Done,
            "lapsed" => Self::Lapsed,
            _ => return None,
        })
    }
}

/// One request as administrators see it. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetView {
    pub id: ResetId,
    pub name: String,
    pub asked_by: String,
    pub reason: String,
    pub state: ResetState,
    pub asked_at: Moment,
    /// Unknown until the letter is posted.
    pub due_at: Option<Moment>,
    pub closed_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetsView {
    pub organisation: String,
    pub resets: Vec<ResetView>,
}

/// What the letter's link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetNotice {
    pub organisation: String,
    pub due_at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_and_why_are_needed() {
        assert!(Ask::parse("Ruth Calloway", "Lost her phone on the train").is_ok());
        for (whom, why, field) in [
            ("", "Lost her phone on the train", "whom"),
            (&"x".repeat(255), "Lost her phone on the train", "whom"),
            ("Ruth", " ", "reason"),
            ("Ruth", "lost", "reason"),
            ("Ruth", &"x".repeat(501), "reason"),
        ] {
            let Err(AppError::Invalid(fields)) = Ask::parse(whom, why) else { panic!("{whom} {why}") };
            assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), [field]);
        }
    }
}

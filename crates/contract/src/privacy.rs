//! What a client may ask about their data, what a clinic decides about it: erasure, holds, times of retention.
//!
//! Guarantee: a checked hold has a client and a reason of a sentence; a checked time is a whole number of days. Which
//! times the law allows is decided in the database.

use insight::clock::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{AppError, Code, Refused};
use crate::grant::Named;
use crate::id::MembershipId;
use crate::{amount, text};

/// What a client can ask to have erased: the words of the register's categories, and everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Erasable {
    Journal,
    Appointments,
    Account,
}

impl Erasable {
    pub const ALL: [Self; 3] = [Self::Journal, Self::Appointments, Self::Account];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Appointments => "appointments",
            Self::Account => "account",
        }
    }

    /// # Errors
    /// `Invalid` on `what`.
    pub fn parse(word: &str) -> Result<Self, AppError> {
        let found = Self::ALL.into_iter().find(|what| what.as_str() == word.trim());
        found
            .ok_or_else(|| AppError::field("what", if word.trim().is_empty() { Code::Required } else { Code::Unknown }))
    }
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureStatus {
    /// Hidden; it can be undone.
    Pending,
    /// It waits for a legal hold to end.
    Held,
    Running,
    Done,
    Undone,
}

impl ErasureStatus {
    pub const ALL: [Self; 5] = [Self::Pending, Self::Held, Self::Running, Self::Done, Self::Undone];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Held => "held",
            Self::Running => "running",
            Self::Done => "done",
            Self::Undone => "undone",
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Held | Self::Running)
    }
}

/// One request. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureView {
    pub id: Uuid,
    /// Empty for the client's own.
    pub client_name: String,
    pub what: Erasable,
    pub status: ErasureStatus,
    pub asked: Moment,
    /// The end of the days of grace.
    pub due: Moment,
    /// When the law wants it answered: a month after it was asked.
    pub answer_by: Moment,
    pub finished: Option<Moment>,
    pub rows: i64,
    pub files: i64,
}

/// One legal hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldView {
    pub id: Uuid,
    /// Empty for the client's own.
    pub client_name: String,
    pub reason: String,
    pub is_told: bool,
    pub placed: Moment,
    pub released: Option<Moment>,
    pub released_why: Option<String>,
}

/// `/me/privacy`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPrivacy {
    pub requests: Vec<ErasureView>,
    pub holds: Vec<HoldView>,
}

/// `/clinic/holds`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holds {
    pub organisation: String,
    pub holds: Vec<HoldView>,
    pub clients: Vec<Named>,
    pub more_clients: bool,
}

/// A reason of a sentence.
///
/// # Errors
/// As of every text: missing, too short, too long, not printable.
pub fn reason(typed: &str) -> Result<String, Code> {
    text::REASON.required(typed)
}

/// A hold to place, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub client: MembershipId,
    pub reason: String,
    pub told: bool,
}

impl Hold {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(client: &str, why: &str, told: &str) -> Result<Self, AppError> {
        let mut refused = Refused::default();
        let client = match client.trim() {
            "" => Err(Code::Required),
            id => id.parse().map_err(|_| Code::Unknown),
        };
        let client = refused.take("client", client);
        let reason = refused.take("reason", reason(why));
        refused.finish()?;
        match (client, reason) {
            (Some(client), Some(reason)) => Ok(Self { client, reason, told: !told.is_empty() }),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

/// How long one kind of data is kept, as a clinic sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodView {
    /// The register's word.
    pub period: String,
    pub days: i32,
    pub min: i32,
    pub max: i32,
    /// What would go with this many days: hidden first where that comes first, else gone.
    pub would_go: i64,
}

/// `/clinic/retention`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    pub organisation: String,
    pub periods: Vec<PeriodView>,
}

/// Nothing is kept for longer than a century; a larger number is no time that a database reckons with.
pub const MOST_DAYS: i32 = 36_525;

/// One time as typed, in days.
///
/// # Errors
/// As every whole number.
pub fn day_count(typed: &str) -> Result<i32, Code> {
    amount::parse_whole(typed, 0, MOST_DAYS)
}

/// Days as typed, by period. A name that is no period is the back half's to refuse.
///
/// # Errors
/// `Invalid`, naming every refused field.
pub fn days(typed: &[(String, String)]) -> Result<Vec<(String, i32)>, AppError> {
    let mut refused = Refused::default();
    let mut days = Vec::new();
    for (period, typed) in typed {
        if let Some(number) = refused.take(period, day_count(typed)) {
            days.push((period.clone(), number));
        }
    }
    refused.finish()?;
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_needs_a_client_and_a_sentence() {
        let id = "0190a7c4-0000-7000-8000-000000000000";
        assert!(Hold::parse(id, "A complaint is open", "").is_ok_and(|hold| !hold.told));
        let AppError::Invalid(fields) = Hold::parse("", "court", "on").unwrap_err() else { unreachable!() };
        let named: Vec<_> = fields.iter().map(|field| (field.field.as_str(), field.code)).collect();
        assert_eq!(named, [("client", Code::Required), ("reason", Code::TooShort)]);
    }

    #[test]
    fn days_are_whole_numbers() {
        let typed = |text: &str| days(&[("entries".to_owned(), text.to_owned())]);
        assert_eq!(typed(" 365 ").unwrap(), [("entries".to_owned(), 365)]);
        for wrong in ["", "1.5", "a year", "99999999999", "2147483647", "-"] {
            assert!(typed(wrong).is_err(), "{wrong}");
        }
        assert!(Erasable::parse("everything").is_err() && Erasable::parse("account").is_ok());
    }
}

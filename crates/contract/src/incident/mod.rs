//! Incidents (N15): what is known, how far it is, what was thought of it, what it may have touched.
//!
//! Guarantee: a checked input lies within the bounds the database keeps too. The order of states is the database's; this
//! says which step comes next, so that a page offers no other. To add a state: the migration first, then `Status`.

mod input;
mod view;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use input::*;
pub use view::*;

/// From the time of awareness the authority is to be told within so many hours (GDPR 33, UK GDPR 33).
pub const HOURS: i64 = 72;
/// When the administrators are reminded while nothing is decided.
pub const REMINDERS: [i16; 3] = [24, 48, 66];
/// The longest title, note and part of an assessment.
pub const TITLE: usize = 120;
pub const NOTE: usize = 4000;
const PART: usize = 2000;

macro_rules! words_of {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words_of! {
    /// How far it is.
    Status {
        Opened => "opened",
        Contained => "contained",
        Assessed => "assessed",
        Notified => "notified",
        NotNotifiable => "not_notifiable",
        Closed => "closed",
    }
}

impl Status {
    /// Whether the clock still runs.
    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Opened | Self::Contained | Self::Assessed)
    }
}

words_of! {
    /// What it means for the persons concerned.
    Risk {
        None => "none",
        Unlikely => "unlikely",
        Risk => "risk",
        High => "high",
    }
}

words_of! {
    /// Who is to be told.
    Decision {
        Nobody => "nobody",
        Authority => "authority",
        AuthorityAndPersons => "authority_and_persons",
    }
}

words_of! {
    /// An authority: the Information Commissioner's Office, the Autoriteit Persoonsgegevens.
    Authority {
        Ico => "ico",
        Ap => "ap",
    }
}

words_of! {
    /// How what it may have touched is said.
    ScopeKind {
        /// Everybody, in a time.
        Range => "range",
        /// What one account did.
        Account => "account",
        /// What one sign-in did, by the number that the log gives it.
        Session => "session",
        /// What every sign-in from that one's network did.
        Network => "network",
    }
}

words_of! {
    /// What a line of an incident's own log is.
    NoteKind {
        Note => "note",
        Scope => "scope",
        Opened => "opened",
        Contained => "contained",
        Assessed => "assessed",
        Notified => "notified",
        NotNotifiable => "not_notifiable",
        Closed => "closed",
        Reminded => "reminded",
    }
}

/// Left of the 72 hours at a moment.
pub fn minutes_left(aware_at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (aware_at + chrono::TimeDelta::hours(HOURS) - now).num_minutes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{AppError, Code};
    use uuid::Uuid;

    fn fields(error: AppError) -> Vec<(String, Code)> {
        let AppError::Invalid(fields) = error else { return vec![] };
        fields.into_iter().map(|field| (field.field, field.code)).collect()
    }

    // N15: what has a risk is told, what has a high one is told to the persons too.
    #[test]
    fn a_decision_tells_no_fewer_than_the_risk_asks_for() {
        let part = "x".to_owned();
        let input = |risk: &str, decision: &str| AssessInput {
            risk: risk.into(),
            decision: decision.into(),
            people: "3".into(),
            who: part.clone(),
            what: part.clone(),
            likelihood: part.clone(),
            measures: part.clone(),
            reasons: part.clone(),
        };
        for (risk, decision, allowed) in [
            ("none", "nobody", true),
            ("unlikely", "authority", true),
            ("risk", "nobody", false),
            ("risk", "authority", true),
            ("high", "authority", false),
            ("high", "authority_and_persons", true),
        ] {
            assert_eq!(input(risk, decision).parse().is_ok(), allowed, "{risk} {decision}");
        }
        assert_eq!(fields(AssessInput::default().parse().unwrap_err()).len(), 8, "all at once");
        let long = AssessInput { who: "x".repeat(2001), ..input("none", "nobody") };
        assert_eq!(fields(long.parse().unwrap_err()), [("who".to_owned(), Code::TooLong)]);
    }

    #[test]
    fn a_scope_says_whose_and_when() {
        let range = ScopeInput { kind: "range".into(), from: "2026-11-22T09:00".into(), ..ScopeInput::default() };
        assert_eq!(fields(range.parse().unwrap_err()), [("until".to_owned(), Code::Required)]);
        let back = ScopeInput { until: "2026-11-22T08:00".into(), ..range.clone() };
        assert_eq!(fields(back.parse().unwrap_err()), [("until".to_owned(), Code::TooSmall)]);
        let session = ScopeInput { kind: "session".into(), session: "'; drop".into(), ..ScopeInput::default() };
        assert_eq!(fields(session.parse().unwrap_err()), [("session".to_owned(), Code::Malformed)]);
        let far = ScopeInput { until: "999999-11-22T08:00".into(), ..range };
        assert_eq!(fields(far.parse().unwrap_err()), [("until".to_owned(), Code::Malformed)]);
        assert!(
            ScopeInput { kind: "account".into(), account: Uuid::nil().to_string(), ..ScopeInput::default() }
                .parse()
                .is_ok()
        );
    }

    #[test]
    fn the_clock_counts_down_from_awareness() {
        let aware = DateTime::UNIX_EPOCH;
        assert_eq!(minutes_left(aware, aware + chrono::TimeDelta::hours(71)), 60);
        assert_eq!(minutes_left(aware, aware + chrono::TimeDelta::hours(73)), -60);
    }
}

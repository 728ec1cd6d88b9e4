//! The practitioner's clients at a glance: what is asked of the list, and a row of it.
//!
//! Names are searched by POST (N8); sorting, filter and page say nothing about anybody and may stand in an address.

use chrono::NaiveDate;
use insight::clock::Moment;
use insight::timeline::{Finding, Scale};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::id::MembershipId;
use crate::text::Text;

/// Rows on one page.
pub const PAGE_ROWS: usize = 50;
/// New entries are counted up to here; more are shown as "1,000 or more".
pub const MOST_NEW: u32 = 1000;
/// Days of the small chart and of its comparison.
pub const SYMPTOM_DAYS: u32 = 30;
/// Days of the logging dots.
pub const LOGGED_DAYS: u32 = 14;
/// A client without an entry for this many days is quiet.
pub const QUIET_DAYS: u32 = 7;

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$first:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$first])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in addresses and forms.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    )+};
}

choices! {
    /// The order of the list.
    Sort { #[default] Next = "next", New = "new", Name = "name" }
    /// Which clients are listed.
    Show { #[default] All = "all", New = "new", Quiet = "quiet" }
}

/// What may stand in the address; what cannot be read is not found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseloadQuery {
    #[serde(default)]
    pub sort: Sort,
    #[serde(default)]
    pub show: Show,
    /// From 1; 0 counts as 1.
    #[serde(default)]
    pub page: u32,
}

/// What is searched for: trimmed, at most 100 characters, never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search(String);

impl Search {
    /// # Errors
    /// `Invalid` for more than 100 characters, or for none that can be printed. Empty text is no search.
    pub fn parse(text: &str) -> Result<Option<Self>, AppError> {
        let text = Text::line(100).optional(text).map_err(|code| AppError::field("search", code))?;
        Ok(text.map(|text| Self(text.to_lowercase())))
    }

    /// Whether every word begins a word of the name, whatever the case.
    pub fn finds(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let begins = |at: usize| !name[..at].ends_with(char::is_alphanumeric);
        self.0.split_whitespace().all(|word| name.match_indices(word).any(|(at, _)| begins(at)))
    }
}

/// A page of clients in active care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Caseload {
    /// The practitioner's today, on which all days below are counted.
    pub today: NaiveDate,
    pub rows: Vec<CaseRow>,
    /// Clients in active care, those of them with new entries, and the quiet ones.
    pub all: usize,
    pub new: usize,
    pub quiet: usize,
    /// Clients after filter and search, of which `rows` are a page.
    pub matching: usize,
    pub page: usize,
    pub pages: usize,
    /// In care that is paused: a name to resume, nothing of the record.
    pub paused: Vec<Paused>,
    /// Whom one cared for: names, nothing of the record.
    pub past: Vec<Past>,
    /// Asked to join and not here yet.
    pub invited: Vec<Invited>,
}

/// One client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    pub client: MembershipId,
    pub name: String,
    /// Entries the practitioner has not seen, at most [`MOST_NEW`].
    pub new_entries: u32,
    pub last_day: Option<NaiveDate>,
    /// One flag a day for [`LOGGED_DAYS`], oldest first.
    pub logged: Vec<bool>,
    pub symptom: Option<MainSymptom>,
    pub next: Option<NextAppointment>,
    /// The client does not agree to the use of their health data: nothing of the journal is read.
    pub closed: bool,
}

/// The symptom with the most days in the last [`SYMPTOM_DAYS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MainSymptom {
    pub label: String,
    pub scale: Scale,
    pub finding: Finding,
    /// The day's highest severity as tenths of the scale, oldest first; none on a day without any entry at all, 0 on
    /// a day logged without this symptom.
    pub days: Vec<Option<u8>>,
}

/// In the practitioner's own zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAppointment {
    pub starts: Moment,
    pub online: bool,
    /// Held while the client pays; not certain yet.
    pub held: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    pub client: MembershipId,
    pub name: String,
    pub since: NaiveDate,
}

/// Care that is over, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    pub client: MembershipId,
    pub name: String,
    pub ended: NaiveDate,
    /// The client ended it.
    pub by_client: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub name: String,
    pub sent: NaiveDate,
    /// The link no longer works.
    pub expired: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn finds(search: &str, name: &str) -> bool {
        Search::parse(search).unwrap().unwrap().finds(name)
    }

    #[test]
    fn a_search_is_the_beginning_of_words() {
        assert!(finds("imo", "Imogen Achterberg-Osei"));
        assert!(finds(" OSEI imo ", "Imogen Achterberg-Osei"));
        assert!(finds("wiś", "Tomasz Wiśniewski-Hale"));
        assert!(finds("o'n", "Mary O'Neill"));
        assert!(!finds("gen", "Imogen Achterberg-Osei"));
        assert!(!finds("imogen hale", "Imogen Achterberg-Osei"));
    }

    #[test]
    fn no_words_are_no_search_and_too_many_are_refused() {
        assert_eq!(Search::parse("   ").unwrap(), None);
        assert_eq!(Search::parse(&"x".repeat(101)), Err(AppError::field("search", Code::TooLong)));
    }

    #[test]
    fn words_in_addresses_are_those_of_the_forms() {
        for sort in Sort::ALL {
            assert_eq!(serde_json::to_value(sort).unwrap(), sort.as_str());
        }
        for show in Show::ALL {
            assert_eq!(serde_json::to_value(show).unwrap(), show.as_str());
        }
    }
}

//! The reviews a clinic holds each quarter and each year: a list of what to look at, ticked by somebody with a name.

use chrono::{Months, NaiveDate};
use insight::clock::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::controls::text as said;
use crate::error::{AppError, Code, Refused};
use crate::text::{self, Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    Quarterly,
    Yearly,
}

/// Something to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    Team,
    Access,
    Isolation,
    Backups,
    Processors,
    Requests,
    Drill,
    Controls,
    Assessments,
    Processing,
    Keys,
}

impl Item {
    pub const ALL: [Self; 11] = [
        Self::Team,
        Self::Access,
        Self::Isolation,
        Self::Backups,
        Self::Processors,
        Self::Requests,
        Self::Drill,
        Self::Controls,
        Self::Assessments,
        Self::Processing,
        Self::Keys,
    ];

    /// The word of the database and of the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Access => "access",
            Self::Isolation => "isolation",
            Self::Backups => "backups",
            Self::Processors => "processors",
            Self::Requests => "requests",
            Self::Drill => "drill",
            Self::Controls => "controls",
            Self::Assessments => "assessments",
            Self::Processing => "processing",
            Self::Keys => "keys",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.as_str() == word)
    }
}

impl ReviewKind {
    pub const ALL: [Self; 2] = [Self::Quarterly, Self::Yearly];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarterly => "quarterly",
            Self::Yearly => "yearly",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What it looks at.
    pub fn items(self) -> &'static [Item] {
        let most = match self {
            Self::Quarterly => 6,
            Self::Yearly => Item::ALL.len(),
        };
        Item::ALL.get(..most).unwrap_or(&Item::ALL)
    }

    /// When the next one is due after one of `day`.
    pub fn next(self, day: NaiveDate) -> NaiveDate {
        let months = match self {
            Self::Quarterly => 3,
            Self::Yearly => 12,
        };
        day.checked_add_months(Months::new(months)).unwrap_or(day)
    }
}

/// One review: open, or done and no longer changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    pub id: Uuid,
    pub kind: ReviewKind,
    pub due_on: NaiveDate,
    /// Who held it, and when.
    pub done: Option<(String, Moment)>,
    pub ticked: Vec<Item>,
    pub note: String,
}

/// `/clinic/registers/reviews`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewsView {
    pub today: NaiveDate,
    /// The one to hold next of each kind; none before reviews were begun.
    pub open: Vec<ReviewView>,
    pub done: Vec<ReviewView>,
}

/// The form of one review, as posted: the words of the ticked items.
#[derive(Debug, Clone, Default)]
pub struct ReviewInput {
    pub ticked: Vec<String>,
    pub signed: String,
    pub note: String,
}

impl ReviewInput {
    /// Who held it, what was looked at, what they say. An item that is left open needs a note.
    ///
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self, kind: ReviewKind) -> Result<(String, Vec<Item>, String), AppError> {
        let ticked: Vec<Item> =
            kind.items().iter().copied().filter(|item| self.ticked.iter().any(|word| word == item.as_str())).collect();
        let mut refused = Refused::default();
        let signed = refused.take("signed", text::name(&self.signed));
        let note = refused.take("note", said(&self.note, Text::lines(4000), ticked.len() < kind.items().len()));
        refused.finish()?;
        match (signed, note) {
            (Some(signed), Some(note)) => Ok((signed, ticked, note)),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // P16: what was not looked at is explained, and somebody's name stands under it.
    #[test]
    fn what_is_left_open_is_explained() {
        let all: Vec<_> = Item::ALL.iter().map(|item| item.as_str().to_owned()).collect();
        let whole = ReviewInput { ticked: all.clone(), signed: " Noor ".into(), note: String::new() };
        let (signed, ticked, _) = whole.parse(ReviewKind::Quarterly).unwrap();
        assert_eq!((signed.as_str(), ticked.len()), ("Noor", 6));
        let part = ReviewInput { ticked: all[1..].to_vec(), ..whole.clone() };
        assert_eq!(part.parse(ReviewKind::Yearly), Err(AppError::field("note", Code::Required)));
        let nobody = ReviewInput { signed: " ".into(), ..whole };
        assert_eq!(nobody.parse(ReviewKind::Yearly), Err(AppError::field("signed", Code::Required)));
    }

    #[test]
    fn the_next_is_due_on_a_day_that_exists() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(ReviewKind::Quarterly.next(day("2026-11-30")), day("2027-02-28"));
        assert_eq!(ReviewKind::Yearly.next(day("2028-02-29")), day("2029-02-28"));
    }
}

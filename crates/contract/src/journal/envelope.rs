//! What every entry has, whatever its kind: which one it is, when it was, its note, and who may read it.

use super::field;
use super::fields::{Place, from_values};
use crate::error::{AppError, Code, Refused};
use crate::id::ObservationId;
use chrono::{NaiveDate, NaiveTime};
use insight::clock::Pass;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// When, as the person's clock showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    pub day: NaiveDate,
    pub time: NaiveTime,
    pub which: Which,
}

/// Which of two is meant where the clocks go back and a time comes twice. Without a meaning for any other time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// Not said: an entry that is corrected stays what it was, a new one is of the first.
    #[default]
    Unsaid,
    /// The form was filled in where the time came once: where it comes twice now, the person is asked.
    Ask,
    This(Pass),
}

/// Which entry is meant, and which state of it the form was filled from: none for a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub id: ObservationId,
    pub version: Option<i32>,
}

impl Target {
    /// # Errors
    /// `Invalid` without a field name: the person cannot have typed either of them.
    pub fn read(id: &str, version: &str) -> Result<Self, AppError> {
        let malformed = || AppError::field("", Code::Malformed);
        let id = id.parse().map_err(|_| malformed())?;
        let version = match version {
            "" => None,
            text => Some(text.parse().ok().filter(|version| *version > 0).ok_or_else(malformed)?),
        };
        Ok(Self { id, version })
    }
}

/// The fields of every entry as they were posted.
#[derive(Debug, Clone, Copy)]
pub struct Posted<'a> {
    pub id: &'a str,
    pub version: &'a str,
    pub day: &'a str,
    pub time: &'a str,
    pub pass: &'a str,
    pub note: &'a str,
    pub private: &'a str,
}

/// The same for a form that is shown for the first time.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    pub id: String,
    pub version: String,
    pub day: String,
    pub time: String,
    pub pass: String,
    pub note: String,
    pub private: String,
}

/// The form of a kind: text in every field, exactly as a browser posts it.
pub trait Input:
    Place + Default + Clone + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + Send + Sync
{
    /// The first part of its fields' names: `sleep` of `sleep[time]`.
    const FORM: &'static str;

    fn envelope(&self) -> Posted<'_>;

    fn set_envelope(&mut self, filled: Filled);

    /// The form's fields back from what was posted, for the page that is shown again.
    fn from_values(values: &[(String, String)]) -> Self {
        from_values(Self::FORM, values)
    }

    /// Reads what every entry has, and by `said` what this kind has. Every refused field is named at once, by its name in
    /// the form.
    ///
    /// # Errors
    /// `Invalid` with every refused field.
    fn read<T>(&self, said: impl FnOnce(&mut Refused) -> Option<T>) -> Result<New<T>, AppError> {
        let posted = self.envelope();
        let target = Target::read(posted.id, posted.version)?;
        let mut refused = Refused::default();
        let when = field::when(&mut refused, Self::FORM, posted.day, posted.time, posted.pass);
        let said = said(&mut refused);
        let note = refused.take(&format!("{}[note]", Self::FORM), field::note(posted.note));
        refused.finish()?;
        let (Some(when), Some(said), Some(note)) = (when, said, note) else {
            return Err(AppError::field("", Code::Malformed));
        };
        Ok(New { target, when, day: when.day, note, private: !posted.private.is_empty(), said })
    }
}

/// An entry that can be saved, but for what only the server knows: the zone and the time now.
#[derive(Debug, Clone, PartialEq)]
pub struct New<T> {
    pub target: Target,
    /// When it began.
    pub when: LocalTime,
    /// The day it is counted to.
    pub day: NaiveDate,
    pub note: Option<String>,
    pub private: bool,
    pub said: T,
}

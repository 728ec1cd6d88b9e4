//! The kinds of entries: one file each, and the one list of them.
//!
//! To add a kind: its file here, its line in `kinds!`, and a file of the same name in `backend/src/journal/kinds` and in
//! `app/src/journal/kinds`. The routes, the access matrix, the tables of the database and the tests follow from the list.

pub mod meal;
pub mod sleep;
pub mod symptom;

pub use meal::{AddInput, Amount, ItemInput, Meal, MealInput, MealItem, MealType, NewItem, NewMeal, What};
pub use sleep::{NewSleep, Sleep, SleepInput};
pub use symptom::{Scale, Symptom, SymptomInput, SymptomKind, SymptomName};

use super::change::Change;
use super::envelope::Input;
use super::facts::Facts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The list of kinds, in the order in which they are offered. Hands it to the macro that is named.
#[macro_export]
macro_rules! kinds {
    ($then:ident) => {
        $then! {
            meal Meal,
            symptom Symptom,
            sleep Sleep,
        }
    };
}

/// A stored value that is not what its kind promises. Says which rule, never what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry is not what its kind promises: {0}")]
pub struct Broken(pub &'static str);

/// # Errors
/// The rule, where it does not hold.
pub(super) fn demand(holds: bool, rule: &'static str) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken(rule)) }
}

/// What an entry of one kind says beside its note. The type is what is sealed and stored: it knows its fields and no other.
pub trait Kind: Serialize + DeserializeOwned + Clone + PartialEq + Into<Observation> + Send + Sync + 'static {
    /// The stored word, which is also the last part of its page's address.
    const NAME: &'static str;
    /// What its form posts.
    type Input: Input;

    /// Whether every figure lies within its bounds. Asked before a value is sealed and after it was opened.
    ///
    /// # Errors
    /// The rule it breaks.
    fn check(&self) -> Result<(), Broken>;

    /// What pictures, counts and tables read of it.
    fn facts(&self) -> Facts;

    /// What `now` says that this did not, in the order of the entry's own lines.
    fn changes(&self, now: &Self, found: &mut Vec<Change>);

    /// Filled forms for tests: all that can be said, and as little as may be said. `day` is the entry's day.
    fn samples(day: &str) -> Vec<Self::Input>;

    /// This kind of an observation; none when it is another's.
    fn of(observation: &Observation) -> Option<&Self>;
}

macro_rules! observation {
    ($($word:ident $Kind:ident,)+) => {
        /// What an entry says beside its note, whatever its kind.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Observation {
            $($Kind($Kind),)+
        }

        impl Observation {
            /// The stored words.
            pub const KINDS: &'static [&'static str] = &[$($Kind::NAME),+];

            pub fn kind(&self) -> &'static str {
                match self { $(Self::$Kind(_) => $Kind::NAME,)+ }
            }

            /// # Errors
            /// The rule it breaks.
            pub fn check(&self) -> Result<(), Broken> {
                match self { $(Self::$Kind(it) => it.check(),)+ }
            }

            pub fn facts(&self) -> Facts {
                match self { $(Self::$Kind(it) => it.facts(),)+ }
            }

            /// What `now` says that this did not. An entry never changes its kind.
            pub fn changes(&self, now: &Self, found: &mut Vec<Change>) {
                match (self, now) {
                    $((Self::$Kind(before), Self::$Kind(now)) => before.changes(now, found),)+
                    _ => {}
                }
            }

            /// Reads a stored value of a kind. Another field than the kind's own is an error.
            ///
            /// # Errors
            /// No such kind, or another shape than the kind's. The bounds are for `check`.
            pub fn read(kind: &str, value: serde_json::Value) -> Result<Self, Broken> {
                match kind {
                    $($Kind::NAME => serde_json::from_value::<$Kind>(value).map(Self::$Kind).map_err(|_| SHAPE),)+
                    _ => Err(UNKNOWN),
                }
            }

            /// Reads an opened entry: the value, and the note beside it.
            ///
            /// # Errors
            /// As `read`.
            pub fn read_sealed(kind: &str, text: &[u8]) -> Result<(Self, Option<String>), Broken> {
                match kind {
                    $($Kind::NAME => {
                        let read: Sealed<$Kind> = serde_json::from_slice(text).map_err(|_| SHAPE)?;
                        Ok((Self::$Kind(read.payload), read.note))
                    })+
                    _ => Err(UNKNOWN),
                }
            }
        }

        $(impl From<$Kind> for Observation {
            fn from(it: $Kind) -> Self {
                Self::$Kind(it)
            }
        })+
    };
}
kinds!(observation);

const SHAPE: Broken = Broken("its fields are others");
const UNKNOWN: Broken = Broken("there is no such kind");

/// As an entry is sealed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<T> {
    payload: T,
    #[serde(default)]
    note: Option<String>,
}

//! The client's journal: entries of every kind, the day they make, their corrections.
//!
//! Guarantees: an entry's id is made where its form was rendered, so saving twice is saving once; a change names the
//! state it was made from, so two devices never overwrite each other silently; nothing is lost, a deletion can be
//! undone and every earlier state is kept (by a trigger, not by this code). Each function here works in a transaction
//! that `Ctx` opened by the access matrix, and a page is a constant number of queries. Somebody else's entry is not found.
//! What an entry says lies sealed with its client's key and is opened in one place (`entry`).
//! To add a kind of entry: a file in `kinds`; see `contract::journal::kinds`.

mod catalogue;
mod change;
mod day;
pub(crate) mod entry;
mod forms;
mod history;
pub mod kinds;
mod queries;
mod save;
pub(crate) mod seal;
mod when;

pub use catalogue::symptom_kinds;
pub use change::{delete_entry, restore_entry};
pub use day::load_day;
pub use entry::{Plain, Stored, Unreadable};
pub use forms::load_form;
pub use history::load_history;
pub use kinds::{Log, Shelf, label};
pub(crate) use queries::count_entries;
pub use save::{Put, Saved, log, repeat_meal, save};

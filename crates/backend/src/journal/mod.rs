//! The client's journal: meals and symptoms, the day they make, their corrections.
//!
//! Guarantees: an entry's id is made where its form was rendered, so saving twice is saving once; a change names the
//! state it was made from, so two devices never overwrite each other silently; nothing is lost, a deletion can be
//! undone and every earlier state is kept (by a trigger, not by this code). Each function here is one transaction, and
//! a page is a constant number of queries. Somebody else's entry is not found.
//! What an entry says lies sealed with its client's key and is opened in one place (`entry`).
//! To add a kind of entry: its payload and check in `payload.rs`, a save beside `save.rs`.

pub(crate) mod catalogue;
mod change;
mod day;
pub(crate) mod entry;
mod forms;
mod history;
pub mod payload;
mod queries;
mod recent;
mod save;
pub(crate) mod seal;
mod when;

pub use catalogue::symptom_kinds;
pub(crate) use catalogue::symptom_label;
pub use entry::{Plain, Stored, Unreadable};
pub(crate) use queries::count_entries;
pub use save::{Put, Saved};
pub(crate) use save::{log_meal, log_symptom};

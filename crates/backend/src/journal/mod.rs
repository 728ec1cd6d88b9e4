//! The client's journal: meals and symptoms, the day they make, their corrections.
//!
//! Guarantees: an entry's id is made where its form was rendered, so saving twice is saving once; a change names the
//! state it was made from, so two devices never overwrite each other silently; nothing is lost, a deletion can be
//! undone and every earlier state is kept (by a trigger, not by this code). Each function here is one transaction, and
//! a page is a constant number of queries. Somebody else's entry is not found.
//! To add a kind of entry: its payload in `payload.rs` (and the database's check), a save beside `save.rs`.

mod catalogue;
mod change;
mod day;
mod forms;
mod history;
pub mod payload;
mod queries;
mod save;
mod when;

pub use catalogue::symptom_kinds;
pub(crate) use queries::count_entries;
pub use save::{Put, Saved};
pub(crate) use save::{log_meal, log_symptom};

//! A client asks to be forgotten (P11, T14): one category or the whole account.
//!
//! Guarantees: what is asked for is hidden at once and can be undone for fourteen days; then a job erases what the
//! register (`crate::register`) says, slice by slice, each durable by itself, so that a process that dies loses nothing
//! and repeats nothing; a job that was given up gets a successor by the clock; a legal hold stops it before the next
//! slice; the ledger outside of the database knows of an erasure before its first row goes, so that a restored backup
//! forgets it again, which the restore drill practises (`rehearse`); whose data it was gets a last letter with the certificate of the
//! destroyed keys, once (`last_letter`). To let a new table be erased: its entry in the
//! register. To add a category by itself: `Category::ERASABLE` and its words.

mod ask;
mod hold;
mod last_letter;
mod ledger;
mod queries;
mod reapply;
mod rehearse;
mod tell;
mod work;

pub use hold::looks_at_holds;
pub use ledger::Entry;

pub(crate) use rehearse::rehearse;

pub(crate) use tell::tell;
pub(crate) use work::run;

/// The kind of job that erases. `app.plan_erasure` enqueues it.
pub(crate) const ERASE: &str = "erase";
/// The job that writes to who asked.
pub(crate) const TELL: &str = "tell_erasure";

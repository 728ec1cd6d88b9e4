//! Letters: what the product writes to people by e-mail.
//!
//! Guarantees: a letter holds no health data and nothing a person wrote to another; it leaves with the transaction of
//! the change it tells of (sealed in the outbox, sent by a job); nothing in it can end a header.
//! To add a letter: a variant of `Letter`, its words in `words`, and
//! `tx.enqueue(mail::SEND, &(), Some(backend.seal_letter(&envelope)?), None)` where it belongs.

mod booking_words;
mod deliver;
mod farewell;
mod letter;
mod mailbox;
mod words;

pub use letter::{Envelope, Letter};
pub use mailbox::{Delivered, Mailbox};

pub(crate) use deliver::{deliver, send};

/// The kind of job that sends a sealed letter.
pub(crate) const SEND: &str = "send_letter";

/// A letter as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub text: String,
}

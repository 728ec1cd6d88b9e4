//! Where letters go in development when there is no mail server: a list in memory, shown on the mailbox page.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::{Envelope, Written};
use crate::Backend;
use crate::config::Mode;

/// Kept at most; the oldest go first.
const KEPT: usize = 100;

/// A letter that would have been sent.
#[derive(Debug, Clone)]
pub struct Delivered {
    pub at: DateTime<Utc>,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// What the reader is asked to open.
    pub link: String,
}

#[derive(Default)]
pub struct Mailbox(Mutex<VecDeque<Delivered>>);

impl Mailbox {
    pub(super) fn put(&self, at: DateTime<Utc>, envelope: &Envelope) {
        let Written { subject, text } = envelope.write();
        let letter = Delivered { at, to: envelope.to.clone(), subject, text, link: envelope.link().to_owned() };
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        letters.push_front(letter);
        letters.truncate(KEPT);
    }

    fn list(&self) -> Vec<Delivered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl Backend {
    /// The letters, newest first; `None` wherever real people's letters could be (T15).
    pub fn mailbox(&self) -> Option<Vec<Delivered>> {
        (self.config.mode == Mode::Development && self.config.smtp_url.is_none()).then(|| self.mailbox.list())
    }
}

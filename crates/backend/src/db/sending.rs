//! One sending of a form, which a change is tied to so that it happens once (`form::once`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One sending of a form, by everything that was sent. Clones are the same sending.
#[derive(Debug, Clone)]
pub struct Use {
    hash: [u8; 32],
    /// Its change has committed, and the note of it with it.
    is_done: Arc<AtomicBool>,
}

impl Use {
    pub(crate) fn new(hash: [u8; 32]) -> Self {
        Self { hash, is_done: Arc::default() }
    }

    /// Whether its change lasts.
    pub fn is_done(&self) -> bool {
        self.is_done.load(Ordering::Acquire)
    }

    pub(crate) fn hash(&self) -> &[u8] {
        &self.hash
    }

    pub(crate) fn mark_done(&self) {
        self.is_done.store(true, Ordering::Release);
    }
}

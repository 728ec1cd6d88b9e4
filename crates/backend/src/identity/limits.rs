//! How often something may be tried before sign-in (T6). Per process, keyed by a hash, forgotten after its time.
//!
//! Wrong passwords are counted per account and address together, so that nobody is locked out by tries made elsewhere;
//! tries on one account from everywhere, and on many accounts from one address, are slowed down step by step. A browser
//! that its owner has signed in with before has a count of its own, which nobody else can use up, and never waits for
//! others. A right password clears the count.
//! To add a limit: a field in `Limits`, its line in `default`, a method that says what it counts.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract::AppError;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::arrival::network;

type Key = [u8; 32];

/// At most `most` events within `within`, counted one by one per key.
struct Window {
    most: usize,
    within: Duration,
    seen: Mutex<HashMap<Key, VecDeque<Instant>>>,
}

impl Window {
    fn new(most: usize, minutes: u64) -> Self {
        Self { most, within: Duration::from_secs(minutes * 60), seen: Mutex::default() }
    }

    /// Counts one and says how many there are; beyond the limit it is not counted and the answer is how many seconds to
    /// wait.
    fn count(&self, key: Key) -> Result<usize, u32> {
        let now = Instant::now();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |at: &Instant| now.duration_since(*at) >= self.within;
        // Keys are an attacker's to invent: what has run out goes before memory does.
        if seen.len() >= 20_000 {
            seen.retain(|_, times| !times.back().is_none_or(is_old));
        }
        let times = seen.entry(key).or_default();
        while times.front().is_some_and(is_old) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= self.most => {
                let left = self.within.saturating_sub(now.duration_since(*first));
                Err(u32::try_from(left.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
            }
            _ => {
                times.push_back(now);
                Ok(times.len())
            }
        }
    }

    /// Takes the last one back.
    fn uncount(&self, key: Key) {
        if let Some(times) = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key) {
            times.pop_back();
        }
    }

    fn clear(&self, key: Key) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }
}

pub struct Limits {
    wrong_here: Window,
    wrong_anywhere: Window,
    wrong_from: Window,
    wrong_on_device: Window,
    letters_to: Window,
    letters_from: Window,
    sign_ups_from: Window,
    answers_from: Window,
    judgements_from: Window,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wrong_here: Window::new(10, 15),
            wrong_anywhere: Window::new(200, 15),
            wrong_from: Window::new(100, 15),
            wrong_on_device: Window::new(20, 15),
            letters_to: Window::new(3, 60),
            letters_from: Window::new(20, 60),
            sign_ups_from: Window::new(10, 60),
            answers_from: Window::new(30, 15),
            judgements_from: Window::new(300, 10),
        }
    }
}

/// One try to sign in, already counted; `succeeded` takes it back.
pub(crate) struct Try {
    here: Key,
    anywhere: Key,
    /// Where the address was counted, which a known device's is not.
    from: Option<Key>,
    /// How long to wait before the password is looked at.
    pub(crate) delay: Duration,
}

/// From how many wrong tries on each takes how long.
const STEPS: [(usize, u64); 4] = [(100, 4_000), (50, 2_000), (20, 1_000), (10, 500)];

fn step(tries: Result<usize, u32>) -> Duration {
    let tries = tries.unwrap_or(usize::MAX);
    STEPS.iter().find(|(most, _)| tries > *most).map_or(Duration::ZERO, |(_, millis)| Duration::from_millis(*millis))
}

impl Limits {
    /// Counts a try before the password is looked at, so that many at once cannot slip through. `device` is the hash
    /// of a browser's cookie that is known for this account.
    pub(crate) fn try_password(&self, account: &str, from: IpAddr, device: Option<&[u8]>) -> Result<Try, AppError> {
        let (anywhere, from) = (key(&[account]), network(from));
        if let Some(device) = device {
            let here = key(&[account, &hex::encode(device)]);
            self.wrong_on_device.count(here).map_err(too_many)?;
            return Ok(Try { here, anywhere, from: None, delay: Duration::ZERO });
        }
        let (here, from) = (key(&[account, &from]), key(&[&from]));
        self.wrong_here.count(here).map_err(too_many)?;
        let delay = step(self.wrong_anywhere.count(anywhere)).max(step(self.wrong_from.count(from)));
        Ok(Try { here, anywhere, from: Some(from), delay })
    }

    pub(crate) fn succeeded(&self, tried: &Try) {
        self.wrong_here.clear(tried.here);
        self.wrong_on_device.clear(tried.here);
        self.wrong_anywhere.clear(tried.anywhere);
        if let Some(from) = tried.from {
            self.wrong_from.uncount(from);
        }
    }

    /// Judging a password while it is typed.
    pub(crate) fn judge(&self, from: IpAddr) -> Result<(), AppError> {
        self.judgements_from.count(key(&[&network(from)])).map(drop).map_err(too_many)
    }

    /// A letter somebody asks for by address. Beyond the limit of the address itself none is sent and nothing is
    /// said, since the answer is the same for all; beyond that of the caller they are told.
    pub(crate) fn ask_letter(&self, account: &str, from: IpAddr) -> Result<bool, AppError> {
        self.letters_from.count(key(&[&network(from)])).map_err(too_many)?;
        Ok(self.letters_to.count(key(&[account])).is_ok())
    }

    pub(crate) fn sign_up(&self, from: IpAddr) -> Result<(), AppError> {
        self.sign_ups_from.count(key(&[&network(from)])).map(drop).map_err(too_many)
    }

    /// Opening and using links of invitations and resets.
    pub(crate) fn answer_link(&self, from: IpAddr) -> Result<(), AppError> {
        self.answers_from.count(key(&[&network(from)])).map(drop).map_err(too_many)
    }
}

fn too_many(retry_seconds: u32) -> AppError {
    AppError::TooMany { retry_seconds }
}

fn key(parts: &[&str]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;

//! The only place that reads the time. State changes take the instant as an argument, so that tests choose it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix seconds, as Stripe writes every instant.
#[expect(clippy::disallowed_methods, reason = "the stand-in is a process of its own and this is its clock")]
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Nanoseconds for seeding ids, so that two runs do not give the same ones.
#[expect(clippy::disallowed_methods, reason = "the stand-in is a process of its own and this is its clock")]
pub fn nanos() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

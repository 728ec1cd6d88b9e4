//! The one place that makes random values: from the operating system's generator.

use chrono::{DateTime, Utc};
use rand::TryRngCore;
use rand::rngs::OsRng;
use uuid::{Builder, Uuid};

/// `N` random bytes.
///
/// # Panics
/// Never in practice: a kernel that cannot give randomness cannot run a server.
#[expect(clippy::expect_used, reason = "without randomness nothing here is safe to continue")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut filled = [0; N];
    OsRng.try_fill_bytes(&mut filled).expect("the operating system's random generator");
    filled
}

/// A UUIDv7: sorted by the time it was made.
pub fn id(now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &bytes()).into_uuid()
}

/// A link's secret: 256 bits as 64 hexadecimal digits.
pub fn link_token() -> String {
    hex::encode(bytes::<32>())
}

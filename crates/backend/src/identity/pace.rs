//! Answers that leave at even moments, where the work behind them differs: writing an account and a letter takes longer
//! than finding that there is one. Rounded up to the next step, both take the same.

use std::time::Duration;

use tokio::time::Instant;

/// A wrong password: what is counted, looked up and opened for an account differs by less than a millisecond from what is
/// done for an address without one, and hashing takes some twenty.
pub(super) const WRONG_PASSWORD: Duration = Duration::from_millis(50);
/// A letter that is asked for: a few milliseconds of work.
pub(super) const LETTER: Duration = Duration::from_millis(100);
/// A sign-up hashes a password besides.
pub(super) const SIGN_UP: Duration = Duration::from_millis(400);

/// Waits for the next whole number of steps since `start`.
pub(super) async fn even(start: Instant, step: Duration) {
    let steps = start.elapsed().as_nanos() / step.as_nanos() + 1;
    tokio::time::sleep_until(start + step * u32::try_from(steps).unwrap_or(u32::MAX)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn different_work_takes_the_same() {
        let mut took = Vec::new();
        for work in [0, 3, 40, 99, 100, 130] {
            let start = Instant::now();
            tokio::time::sleep(Duration::from_millis(work)).await;
            even(start, LETTER).await;
            took.push(start.elapsed().as_millis());
        }
        assert_eq!(took, [100, 100, 100, 100, 200, 200]);
    }
}

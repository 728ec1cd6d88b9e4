//! How long Stripe is waited for, and how often asked.

use std::time::Duration;

use super::StripeError;

/// Bounds of one call. The default gives up after about 19 s at the very worst.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Tries in all, at least one.
    pub tries: u32,
    /// Limit of each try.
    pub time_limit: Duration,
    /// Pause before the second try; doubles with each further one.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { tries: 3, time_limit: Duration::from_secs(6), pause: Duration::from_millis(250) }
    }
}

impl Patience {
    /// Runs `attempt` until it succeeds, is refused, or the tries are used up. `what` names the call in the log.
    pub(super) async fn retried<T, F>(&self, what: &'static str, attempt: impl Fn() -> F) -> Result<T, StripeError>
    where
        F: Future<Output = Result<T, ::stripe::StripeError>>,
    {
        let mut pause = self.pause;
        let mut tried = 1;
        loop {
            let error = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(error) => StripeError::sort(&error),
            };
            if error != StripeError::Unavailable || tried >= self.tries {
                if !error.is_missing() {
                    tracing::warn!(call = what, tried, %error, "stripe call failed");
                }
                return Err(error);
            }
            tried += 1;
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }
}

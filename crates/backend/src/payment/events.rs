//! Stripe's events: proved, stored once, applied later by reading Stripe again.

use super::queries;
use super::settle::{Named, Settled, Trigger};
use crate::Backend;
use crate::booking::PaymentJob;
use crate::db::Webhook;
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::stripe::{EventKind, RefusedEvent, verify_event};

/// Why an event was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// Answer 400; nothing was stored.
    #[error(transparent)]
    Refused(#[from] RefusedEvent),
    /// No Stripe is set up here: 404.
    #[error("no payments are set up")]
    NotSetUp,
    /// Answer 503: Stripe will send it again.
    #[error(transparent)]
    Fault(#[from] Refusal),
}

/// What the inbox hands to the job.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct StripeEventJob {
    pub kind: String,
    pub object_id: String,
}

impl Backend {
    /// Takes a request to the webhook: the raw body and its `Stripe-Signature`. An event that is stored already, or of
    /// the other mode (live or test), is taken without an effect.
    ///
    /// # Errors
    /// See [`ReceiveError`].
    pub async fn receive_event(&self, body: &[u8], signature: &str) -> Result<(), ReceiveError> {
        let config = self.config.stripe.as_ref().ok_or(ReceiveError::NotSetUp)?;
        let event = verify_event(body, signature, &config.webhook_secrets, self.clock.now())?;
        if event.livemode() != config.is_live() {
            tracing::warn!(kind = event.kind(), "an event of the other mode was ignored");
            return Ok(());
        }
        let mut tx = self.bare::<Webhook>().await?;
        let object = event.object_id().unwrap_or_default();
        let new = queries::store_event(tx.conn(), event.id(), event.kind(), object, event.created())
            .await
            .map_err(Refusal::from)?;
        tx.commit().await?;
        if new {
            self.job_bell.notify_one();
        }
        tracing::info!(kind = event.kind(), new, "stripe event");
        Ok(())
    }

    /// The job of one stored event, under the job's `token`. It may run any number of times, late, and in any order.
    ///
    /// # Errors
    /// `Unavailable` when Stripe or the database is: try again later. A fault when Stripe and we disagree about what
    /// was to be paid: for a person to look at.
    pub async fn apply_event(&self, token: &SessionToken, event: &StripeEventJob) -> Result<(), Refusal> {
        let Some(stripe) = &self.stripe else {
            return Err(Refusal::Fault("an event waits, but no Stripe is set up".into()));
        };
        match EventKind::of(&event.kind) {
            EventKind::CheckoutCompleted | EventKind::CheckoutExpired => {
                let Some(checkout) = stripe.find_checkout(&event.object_id).await? else { return Ok(()) };
                if let Some(payment) = checkout.payment_id {
                    self.settle(token, Named::Payment(payment), Trigger::Checkout(Box::new(checkout))).await?;
                }
            }
            EventKind::ChargeRefunded => {
                let charge = stripe.find_charge(&event.object_id).await?;
                self.settle_moved(token, charge.and_then(|charge| charge.payment_intent)).await?;
            }
            EventKind::RefundChanged => {
                let refund = stripe.find_refund(&event.object_id).await?;
                self.settle_moved(token, refund.and_then(|refund| refund.payment_intent)).await?;
            }
            EventKind::DisputeChanged => {
                let dispute = stripe.find_dispute(&event.object_id).await?;
                self.settle_moved(token, dispute.and_then(|dispute| dispute.payment_intent)).await?;
            }
            // The checkout stays open for another card, and the hold for as long as it lasts.
            EventKind::PaymentFailed | EventKind::Other => {}
        }
        Ok(())
    }

    /// Reads again what became of the payment of an intent, if it is one of ours.
    async fn settle_moved(&self, token: &SessionToken, intent: Option<String>) -> Result<(), Refusal> {
        match intent {
            Some(intent) => self.settle(token, Named::Intent(&intent), Trigger::Moved).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// The jobs `release_hold` and `settle_payment`.
    ///
    /// # Errors
    /// As `apply_event`.
    pub async fn settle_payment(&self, token: &SessionToken, job: PaymentJob) -> Result<Settled, Refusal> {
        self.settle(token, Named::Payment(job.payment_id), Trigger::Due).await
    }
}

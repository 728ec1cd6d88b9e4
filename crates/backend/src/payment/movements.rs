//! What becomes of money after it came in: given back by us or at Stripe's dashboard, failed, disputed.
//!
//! Guarantees: what is written is what Stripe says after the last write, so that two who read and write at once end with
//! the truth; every change is a ledger entry, an activity entry and letters to both people, in one transaction; a refund
//! that failed is not tried again by itself, for a person has to look at it.

use contract::booking::{DisputeState, PaymentStatus};
use uuid::Uuid;

use super::figures::Figures;
use super::outcome::about;
use super::queries::{self, CaseRow};
use super::settle::{payment_status, status};
use crate::Backend;
use crate::activity::Action;
use crate::booking::{MoneyJob, refund_is_due, tell_money};
use crate::db::{Worker, WriteTx};
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::stripe::{RefundStatus, StripeClient, StripeError};

/// How often Stripe is read again after a write before it is left to the next event.
const READS: usize = 5;

impl Backend {
    /// Writes down what Stripe says of a payment that came in, and answers how it stands then.
    pub(super) async fn write_movements(
        &self,
        token: &SessionToken,
        stripe: &StripeClient,
        payment: Uuid,
        intent: &str,
    ) -> Result<CaseRow, Refusal> {
        for _ in 0..READS {
            let moved = stripe.list_movements(intent).await?;
            let (tx, case) = self.lock_case(token, payment).await?;
            let figures = Figures::of(case.amount_minor, &moved);
            if !came_in(&case)? || figures == written(&case)? {
                return Ok(case);
            }
            self.write_figures(tx, &case, figures).await?;
        }
        self.load_case(token, payment).await
    }

    async fn write_figures(&self, mut tx: WriteTx<Worker>, case: &CaseRow, now: Figures) -> Result<(), Refusal> {
        let before = written(case)?;
        let org = tx.scope().organisation();
        queries::set_figures(tx.conn(), org, case.payment_id, &now).await?;
        let announced = refund_is_due(status(case)?, case.status_changed_at, case.starts_at);
        for news in now.news(&before, announced) {
            tell_money(&mut tx, MoneyJob { appointment: case.appointment_id, news }).await?;
        }
        self.write_ledger(&mut tx, case.payment_id).await?;
        let action = if now.dispute != before.dispute {
            Action::PaymentDisputed
        } else if now.failed > before.failed {
            Action::PaymentRefundFailed
        } else {
            Action::PaymentRefunded
        };
        tx.commit(about(case, action).moved(&case.payment_status, now.status.as_str())).await
    }

    /// Gives back what is still there, but for what failed before. The key names what had been given back and failed
    /// until then, so that a repeated call is the same refund and a second one is not.
    pub(super) async fn refund(&self, stripe: &StripeClient, case: &CaseRow) -> Result<(), Refusal> {
        let intent = case.payment_intent.as_deref().unwrap_or_default();
        let before = case.refunded_minor + case.refunding_minor;
        let key = format!("refund-{}-{before}-{}", case.payment_id, case.refund_failed_minor);
        match stripe.refund(intent, owed(case), &key).await {
            Ok(refund) if refund.status == RefundStatus::Failed => {
                tracing::error!(kind = "refund failed", payment = %case.payment_id);
                Ok(())
            }
            // Whoever was first: what there is now is read and written next.
            Ok(_) => Ok(()),
            Err(StripeError::Refused { code })
                if matches!(code.as_str(), "charge_already_refunded" | "charge_disputed") =>
            {
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What goes back by itself.
fn owed(case: &CaseRow) -> i64 {
    case.amount_minor - case.refunded_minor - case.refunding_minor - case.refund_failed_minor
}

pub(super) fn owes_refund(case: &CaseRow) -> Result<bool, Refusal> {
    let paid = matches!(payment_status(case)?, PaymentStatus::Paid | PaymentStatus::PartlyRefunded);
    Ok(paid && owed(case) > 0 && refund_is_due(status(case)?, case.status_changed_at, case.starts_at))
}

/// Money came in, whatever became of it.
pub(super) fn came_in(case: &CaseRow) -> Result<bool, Refusal> {
    use PaymentStatus::{ChargedBack, Disputed, Paid, PartlyRefunded, Refunded};
    Ok(matches!(payment_status(case)?, Paid | PartlyRefunded | Refunded | Disputed | ChargedBack))
}

fn written(case: &CaseRow) -> Result<Figures, Refusal> {
    let unknown = || Refusal::Fault("a stored state is unknown".into());
    let dispute = case.dispute.as_deref().map(|word| DisputeState::parse(word).ok_or_else(unknown)).transpose()?;
    Ok(Figures {
        status: payment_status(case)?,
        refunded: case.refunded_minor,
        on_its_way: case.refunding_minor,
        failed: case.refund_failed_minor,
        dispute,
        disputed: case.disputed_minor,
    })
}

//! Money that waits for a person of the clinic, brought to its end: a refund that failed is sent again, or was paid back
//! another way, with words that the client reads; an amount that did not match was settled with the client.
//!
//! Guarantees: only administrators settle; what is settled is what was shown to them, under the practitioner's lock that
//! also what Stripe says is written under; the change, its ledger entry, its activity entry and the letters to both
//! people are one transaction. A refund that is sent again has a key made of the one that failed: pressed twice, it is one.

use contract::Code;
use contract::booking::{MoneyNews, SettleInput};
use contract::id::AppointmentId;

use super::figures::outstanding;
use super::queries::{self, CaseRow, TaskRow};
use super::settle::{Named, Settled, Trigger};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::booking::{MoneyJob, PaymentJob, REFUND_AGAIN, lock_practitioner, tell_money};
use crate::db::{Clinic, WriteTx};
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::stripe::{RefundStatus, StripeClient, StripeError};

impl Backend {
    /// Asks for what could not be sent back to be sent again; a job does it.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator; `Conflict(MoneyMoved)` when nothing waits any more.
    pub async fn ask_refund_again(&self, mut tx: WriteTx<Clinic>, appointment: AppointmentId) -> Result<(), Refusal> {
        let task = lock_task(&mut tx, appointment).await?;
        if task.refund_failed_minor <= task.settled_minor {
            return Err(Refusal::conflict(Code::MoneyMoved));
        }
        tx.enqueue(REFUND_AGAIN, &PaymentJob { payment_id: task.payment_id }, None, None).await?;
        tx.commit(Activity::new(Action::RefundAsked).on(task.payment_id).about(task.client_id)).await
    }

    /// Writes down that what waited was settled another way, and how.
    ///
    /// # Errors
    /// `Invalid` for `how`; `NotFound` for anyone who is not an administrator; `Conflict(MoneyMoved)` when another sum
    /// waits by now, or none.
    pub async fn settle_another_way(
        &self,
        mut tx: WriteTx<Clinic>,
        appointment: AppointmentId,
        input: &SettleInput,
    ) -> Result<(), Refusal> {
        let how = input.check()?;
        let task = lock_task(&mut tx, appointment).await?;
        let failed = (task.refund_failed_minor - task.settled_minor).max(0);
        if failed != input.failed || failed == 0 && !task.is_mismatched {
            return Err(Refusal::conflict(Code::MoneyMoved));
        }
        let org = tx.scope().organisation();
        queries::set_settled(tx.conn(), org, task.payment_id, &how).await?;
        tell_money(&mut tx, MoneyJob { appointment: appointment.0, news: MoneyNews::Settled }).await?;
        self.write_ledger(&mut tx, task.payment_id).await?;
        tx.commit(Activity::new(Action::PaymentSettled).on(task.payment_id).about(task.client_id)).await
    }

    /// The job that sends it again. It may run any number of times.
    ///
    /// # Errors
    /// As `apply_event`.
    pub async fn refund_again(&self, token: &SessionToken, job: PaymentJob) -> Result<Settled, Refusal> {
        self.settle(token, Named::Payment(job.payment_id), Trigger::Again).await
    }

    /// Sends again what failed and was not settled since: the newest, as far as it goes.
    pub(super) async fn repeat_refunds(
        &self,
        stripe: &StripeClient,
        case: &CaseRow,
        intent: &str,
    ) -> Result<(), Refusal> {
        let mut left = case.refund_failed_minor - case.settled_minor;
        let moved = stripe.list_movements(intent).await?;
        for failed in outstanding(&moved).into_iter().rev() {
            if failed.amount_minor > left {
                break;
            }
            left -= failed.amount_minor;
            match stripe.refund_again(intent, failed.amount_minor, &failed.id).await {
                Ok(refund) if refund.status == RefundStatus::Failed => {
                    tracing::error!(kind = "refund failed again", payment = %case.payment_id);
                }
                Ok(_) => {}
                Err(StripeError::Refused { code })
                    if matches!(code.as_str(), "charge_already_refunded" | "charge_disputed") => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// The payment of an appointment, its practitioner's lock taken before its row is read.
async fn lock_task(tx: &mut WriteTx<Clinic>, appointment: AppointmentId) -> Result<TaskRow, Refusal> {
    if !tx.scope().role().is_admin() {
        return Err(Refusal::NOT_FOUND);
    }
    let org = tx.scope().organisation();
    let seen = queries::find_task(tx.conn(), org, appointment).await?.ok_or(Refusal::NOT_FOUND)?;
    lock_practitioner(tx.conn(), seen.practitioner_id).await?;
    queries::find_task(tx.conn(), org, appointment).await?.ok_or(Refusal::NOT_FOUND)
}

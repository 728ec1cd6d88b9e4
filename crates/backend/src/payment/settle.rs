//! One payment, one appointment and Stripe, brought into agreement.

use contract::AppError;
use contract::booking::{AppointmentStatus, PaymentStatus};
use uuid::Uuid;

use super::movements::{came_in, owes_refund};
use super::queries::{self, CaseRow};
use crate::Backend;
use crate::booking::lock_practitioner;
use crate::db::{Worker, WriteTx};
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::stripe::{CheckoutSession, CheckoutStatus, StripeClient};

/// Why a payment is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trigger {
    /// A job: a hold ran out, or an appointment was cancelled.
    Due,
    /// The client came back from the payment page without paying.
    Left,
    /// An event about this checkout, which is what Stripe answered when we asked for it.
    Checkout(Box<CheckoutSession>),
    /// An event about a refund or a dispute.
    Moved,
    /// An administrator sends a failed refund again.
    Again,
}

/// What names the payment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named<'a> {
    Payment(Uuid),
    /// The payment intent at Stripe.
    Intent(&'a str),
    Appointment(Uuid),
}

/// How things stand afterwards; `None` for a payment that is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    pub appointment: Option<AppointmentStatus>,
    pub payment: Option<PaymentStatus>,
}

impl Backend {
    /// Looks at database and Stripe and moves on as far as it goes. Safe to repeat, to interrupt, and to run twice at
    /// the same time. `token` is the job's: its session becomes one of the payment's organisation.
    ///
    /// # Errors
    /// `Unavailable`: try again later. A fault when Stripe was paid something else than was asked for.
    pub(super) async fn settle(
        &self,
        token: &SessionToken,
        named: Named<'_>,
        trigger: Trigger,
    ) -> Result<Settled, Refusal> {
        let Some(payment) = self.learn_organisation(token, named).await? else {
            return Ok(Settled { appointment: None, payment: None });
        };
        let stripe = self.stripe.as_ref().ok_or(AppError::Unavailable)?;
        let mut case = self.agree_with_checkout(token, stripe, payment, &trigger).await?;
        if let Some(intent) = case.payment_intent.clone().filter(|_| came_in(&case).unwrap_or(false)) {
            if matches!(trigger, Trigger::Moved | Trigger::Again) || owes_refund(&case)? {
                case = self.write_movements(token, stripe, payment, &intent).await?;
            }
            if trigger == Trigger::Again && case.refund_failed_minor > case.settled_minor {
                self.repeat_refunds(stripe, &case, &intent).await?;
                case = self.write_movements(token, stripe, payment, &intent).await?;
            }
            if owes_refund(&case)? {
                self.refund(stripe, &case).await?;
                case = self.write_movements(token, stripe, payment, &intent).await?;
            }
        }
        Ok(Settled {
            appointment: AppointmentStatus::parse(&case.status),
            payment: PaymentStatus::parse(&case.payment_status),
        })
    }

    /// Makes the job's session one of the organisation that the payment lies in, on nobody's behalf. `None` when there
    /// is no such payment.
    async fn learn_organisation(&self, token: &SessionToken, named: Named<'_>) -> Result<Option<Uuid>, Refusal> {
        let mut bare = self.bare::<Worker>().await?;
        let payment = match named {
            Named::Payment(payment) => Some(payment),
            Named::Intent(intent) => queries::find_by_intent(bare.conn(), intent).await?,
            Named::Appointment(appointment) => queries::find_by_appointment(bare.conn(), appointment).await?,
        };
        let Some(payment) = payment else { return Ok(None) };
        let ours = queries::open_session(bare.conn(), payment, &token.stored_hash(&self.keys)).await?;
        bare.commit().await?;
        Ok(ours.then_some(payment))
    }

    /// Ends what `learn_organisation` began, for a caller that is no job. The session ends by itself in a few minutes, so
    /// a failure here hides nothing of what happened.
    pub(super) async fn close_session(&self, token: &SessionToken) {
        if let Ok(mut bare) = self.bare::<Worker>().await
            && queries::close_session(bare.conn(), &token.stored_hash(&self.keys)).await.is_ok()
        {
            drop(bare.commit().await);
        }
    }

    /// Brings payment and appointment to where their checkout is, and answers how they stand then.
    async fn agree_with_checkout(
        &self,
        token: &SessionToken,
        stripe: &StripeClient,
        payment: Uuid,
        trigger: &Trigger,
    ) -> Result<CaseRow, Refusal> {
        let checkout = match trigger {
            // It is over and stays as it is: nothing to look up before it is written down.
            Trigger::Checkout(over) if over.status != CheckoutStatus::Open => Some(over.as_ref().clone()),
            _ => {
                let case = self.load_case(token, payment).await?;
                // Paid long ago: what became of the money is read afterwards.
                if matches!(trigger, Trigger::Moved | Trigger::Again) && came_in(&case)? {
                    return Ok(case);
                }
                fetch_checkout(stripe, &case, trigger).await?
            }
        };
        self.record_outcome(token, payment, checkout.as_ref(), trigger).await
    }

    pub(super) async fn load_case(&self, token: &SessionToken, payment: Uuid) -> Result<CaseRow, Refusal> {
        let mut tx = self.read::<Worker>(token).await?;
        let org = tx.scope().organisation();
        queries::find_case(tx.conn(), org, payment).await?.ok_or(Refusal::NOT_FOUND)
    }

    /// The case as it is under its practitioner's lock.
    pub(super) async fn lock_case(
        &self,
        token: &SessionToken,
        payment: Uuid,
    ) -> Result<(WriteTx<Worker>, CaseRow), Refusal> {
        let mut tx = self.write::<Worker>(token, "payment").await?;
        let org = tx.scope().organisation();
        let practitioner = queries::find_practitioner(tx.conn(), org, payment).await?.ok_or(Refusal::NOT_FOUND)?;
        lock_practitioner(tx.conn(), practitioner).await?;
        let case = queries::find_case(tx.conn(), org, payment).await?.ok_or(Refusal::NOT_FOUND)?;
        Ok((tx, case))
    }
}

/// The checkout as Stripe has it, ended first where nobody wants it any more: one that is over cannot be paid behind our
/// back.
async fn fetch_checkout(
    stripe: &StripeClient,
    case: &CaseRow,
    trigger: &Trigger,
) -> Result<Option<CheckoutSession>, Refusal> {
    let found = match (trigger, &case.checkout_id) {
        (Trigger::Checkout(fetched), _) => Some(fetched.as_ref().clone()),
        (_, Some(id)) => stripe.find_checkout(id).await?,
        (_, None) => None,
    };
    let unwanted = *trigger == Trigger::Left || status(case)? != AppointmentStatus::Held || case.hold_over;
    match found {
        Some(open) if unwanted && is_waiting(case)? && open.status == CheckoutStatus::Open => {
            Ok(Some(stripe.expire_checkout(&open.id).await?))
        }
        found => Ok(found),
    }
}

pub(super) fn status(case: &CaseRow) -> Result<AppointmentStatus, Refusal> {
    AppointmentStatus::parse(&case.status).ok_or_else(|| Refusal::Fault("a stored state is unknown".into()))
}

pub(super) fn payment_status(case: &CaseRow) -> Result<PaymentStatus, Refusal> {
    PaymentStatus::parse(&case.payment_status).ok_or_else(|| Refusal::Fault("a stored state is unknown".into()))
}

/// Neither paid nor given up.
pub(super) fn is_waiting(case: &CaseRow) -> Result<bool, Refusal> {
    Ok(matches!(payment_status(case)?, PaymentStatus::Created | PaymentStatus::Open))
}

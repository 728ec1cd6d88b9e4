//! One payment, one appointment and Stripe, brought into agreement.

use contract::AppError;
use contract::booking::{AppointmentStatus, MoneyNews, PaymentStatus, ReleasedWhy};
use uuid::Uuid;

use super::movements::{MoneyJob, came_in, owes_refund};
use super::queries::{self, CaseRow};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::booking::{lock_practitioner, release_expired_holds, tell, tell_money};
use crate::db::{Worker, WriteTx, session_hash};
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::stripe::{CheckoutSession, CheckoutStatus, Settlement, StripeClient, StripeError};

/// Why somebody looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    /// A job: a hold ran out, something was cancelled.
    Due,
    /// The client came back from the payment page without paying.
    Left,
    /// An event about this checkout.
    Session(String),
    /// An event about a refund or a dispute.
    Moved,
    /// An administrator sends a refund again that had failed.
    Again,
}

/// How things stand afterwards; `None` for a payment that is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    pub appointment: Option<AppointmentStatus>,
    pub payment: Option<PaymentStatus>,
}

impl Backend {
    /// Looks at database and Stripe and moves on as far as it goes. Safe to repeat, to interrupt, and to run twice at
    /// the same time.
    ///
    /// # Errors
    /// `Unavailable`: try again later. A fault when Stripe was paid something else than was asked for.
    pub(super) async fn settle(&self, payment: Uuid, cause: Cause) -> Result<Settled, Refusal> {
        let token = SessionToken::random();
        let hash = session_hash(&token, &self.keys);
        let mut bare = self.bare::<Worker>().await?;
        let ours = queries::open_session(bare.conn(), payment, &hash).await?;
        bare.commit().await?;
        if !ours {
            return Ok(Settled { appointment: None, payment: None });
        }
        let settled = self.settle_as(&token, payment, cause).await;
        // The session ends by itself in a few minutes; closing it sooner must not hide what happened.
        if let Ok(mut bare) = self.bare::<Worker>().await
            && queries::close_session(bare.conn(), &hash).await.is_ok()
        {
            let _ = bare.commit().await;
        }
        settled
    }

    async fn settle_as(&self, token: &SessionToken, payment: Uuid, cause: Cause) -> Result<Settled, Refusal> {
        let case = self.look(token, payment).await?;
        let stripe = self.stripe.as_ref().ok_or(AppError::Unavailable)?;
        let status = status(&case)?;
        let unwanted = cause == Cause::Left || status != AppointmentStatus::Held || case.hold_over;
        let id = match &cause {
            Cause::Session(id) => Some(id.clone()),
            Cause::Due | Cause::Left => case.checkout_id.clone(),
            // Paid long ago: what became of the money is read below.
            Cause::Moved | Cause::Again if came_in(&case)? => None,
            Cause::Moved | Cause::Again => case.checkout_id.clone(),
        };
        // First at Stripe: a checkout that is over cannot be paid behind our back.
        let session = match id {
            Some(id) => ask(stripe, &id, unwanted && is_waiting(&case)?).await?,
            None => None,
        };
        self.agree(token, payment, session.as_ref(), &cause).await?;
        let mut case = self.look(token, payment).await?;
        if let Some(intent) = case.payment_intent.clone().filter(|_| came_in(&case).unwrap_or(false)) {
            if matches!(cause, Cause::Moved | Cause::Again) || owes_refund(&case)? {
                self.write_movements(token, stripe, payment, &intent).await?;
                case = self.look(token, payment).await?;
            }
            if cause == Cause::Again && case.refund_failed_minor > case.settled_minor {
                self.repeat_refunds(stripe, &case, &intent).await?;
                self.write_movements(token, stripe, payment, &intent).await?;
                case = self.look(token, payment).await?;
            }
            if owes_refund(&case)? {
                self.refund(stripe, &case).await?;
                self.write_movements(token, stripe, payment, &intent).await?;
            }
        }
        let case = self.look(token, payment).await?;
        Ok(Settled {
            appointment: AppointmentStatus::parse(&case.status),
            payment: PaymentStatus::parse(&case.payment_status),
        })
    }

    /// Writes down what Stripe said, in one transaction with what follows from it.
    async fn agree(
        &self,
        token: &SessionToken,
        payment: Uuid,
        session: Option<&CheckoutSession>,
        cause: &Cause,
    ) -> Result<(), Refusal> {
        let (mut tx, case) = self.lock_case(token, payment).await?;
        let settlement = session.map(|session| session.settles(case.payment_id, case.amount_minor, &case.currency));
        match settlement {
            Some(Settlement::Mismatch) => {
                self.note_mismatch(tx, &case).await?;
                Err(Refusal::Fault(format!("payment {payment}: Stripe was paid something else than was asked for")))
            }
            Some(Settlement::Paid) if is_unpaid(&case)? => {
                let intent = session.and_then(|session| session.payment_intent.as_deref());
                let org = tx.scope().organisation();
                queries::set_paid(tx.conn(), org, payment, intent).await?;
                follow_payment(&mut tx, &case).await?;
                self.write_ledger(&mut tx, payment).await?;
                tx.commit(about(&case, Action::PaymentPaid).moved(&case.payment_status, "paid")).await
            }
            Some(Settlement::Paid) => Ok(()),
            Some(Settlement::Unpaid) | None => {
                let open = session.is_some_and(|session| session.status == CheckoutStatus::Open);
                let hold_ends = case.hold_over || *cause == Cause::Left;
                let held = status(&case)? == AppointmentStatus::Held;
                if open || (held && !hold_ends && session.is_none()) || !is_waiting(&case)? {
                    return Ok(());
                }
                let tried = session.is_some_and(|session| session.payment_intent.is_some());
                end_unpaid(self, tx, &case, tried, cause).await
            }
        }
    }

    /// Refunds and disputes that Stripe tells of, ours or made in Stripe's dashboard or by a bank.
    pub(super) async fn note_movements(&self, payment: Uuid) -> Result<(), Refusal> {
        self.settle(payment, Cause::Moved).await.map(|_| ())
    }

    async fn look(&self, token: &SessionToken, payment: Uuid) -> Result<CaseRow, Refusal> {
        let mut tx = self.read::<Worker>(token).await?;
        let org = tx.scope().organisation();
        queries::find_case(tx.conn(), org, payment).await?.ok_or(Refusal::NOT_FOUND)
    }

    pub(super) async fn lock_case(
        &self,
        token: &SessionToken,
        payment: Uuid,
    ) -> Result<(WriteTx<Worker>, CaseRow), Refusal> {
        let mut tx = self.write::<Worker>(token, "payment").await?;
        let org = tx.scope().organisation();
        let seen = queries::find_case(tx.conn(), org, payment).await?.ok_or(Refusal::NOT_FOUND)?;
        lock_practitioner(tx.conn(), seen.practitioner_id).await?;
        let case = queries::find_case(tx.conn(), org, payment).await?.ok_or(Refusal::NOT_FOUND)?;
        Ok((tx, case))
    }
}

/// The checkout as Stripe has it, ended first where nobody wants it any more.
async fn ask(stripe: &StripeClient, id: &str, end: bool) -> Result<Option<CheckoutSession>, StripeError> {
    match stripe.find_checkout(id).await? {
        Some(session) if end && session.status == CheckoutStatus::Open => stripe.expire_checkout(id).await.map(Some),
        found => Ok(found),
    }
}

/// What a payment that came in means for its appointment.
async fn follow_payment(tx: &mut WriteTx<Worker>, case: &CaseRow) -> Result<(), Refusal> {
    let org = tx.scope().organisation();
    let gave_up = [ReleasedWhy::Cancelled, ReleasedWhy::Unavailable].map(|why| Some(why.as_str()));
    let mut news = MoneyNews::NotWanted;
    let confirm = match status(case)? {
        AppointmentStatus::Held => true,
        // Whoever gave the time back gets the money back; who was only too slow gets the time, if it is still there.
        AppointmentStatus::Released if !gave_up.contains(&case.released_why.as_deref()) => {
            release_expired_holds(tx.conn(), case.practitioner_id).await?;
            let free = !case.started && queries::is_free(tx.conn(), org, case).await?;
            if !free {
                news = MoneyNews::TooLate;
                let (to, why) = (AppointmentStatus::Released, Some(ReleasedWhy::SlotLost));
                queries::set_appointment(tx.conn(), org, case.appointment_id, to, why).await?;
            }
            free
        }
        _ => false,
    };
    if confirm {
        queries::set_appointment(tx.conn(), org, case.appointment_id, AppointmentStatus::Confirmed, None).await?;
        let done = Activity::new(Action::AppointmentConfirmed).on(case.appointment_id).about(case.client_id);
        tx.record(done.moved(&case.status, "confirmed")).await?;
        return tell(tx, case.appointment_id, false, true).await;
    }
    // Nobody waits for this payment any more: it goes back, and both are told why.
    tell_money(tx, MoneyJob { appointment: case.appointment_id, news }).await
}

/// The checkout is over and nothing was paid.
async fn end_unpaid(
    backend: &Backend,
    mut tx: WriteTx<Worker>,
    case: &CaseRow,
    tried: bool,
    cause: &Cause,
) -> Result<(), Refusal> {
    let org = tx.scope().organisation();
    let was = payment_status(case)?;
    let declined = tried && was == PaymentStatus::Open;
    let (to, action) = if declined {
        (PaymentStatus::Failed, Action::PaymentFailed)
    } else {
        (PaymentStatus::Expired, Action::PaymentExpired)
    };
    queries::set_payment(tx.conn(), org, case.payment_id, to).await?;
    if status(case)? == AppointmentStatus::Held {
        let why = match (declined, cause) {
            (true, _) => ReleasedWhy::Declined,
            (false, Cause::Left) => ReleasedWhy::Cancelled,
            (false, _) => ReleasedWhy::Expired,
        };
        queries::set_appointment(tx.conn(), org, case.appointment_id, AppointmentStatus::Released, Some(why)).await?;
        let done = Activity::new(Action::AppointmentReleased).on(case.appointment_id).about(case.client_id);
        tx.record(done.moved("held", "released")).await?;
    }
    backend.write_ledger(&mut tx, case.payment_id).await?;
    tx.commit(about(case, action).moved(was.as_str(), to.as_str())).await
}

pub(super) fn about(case: &CaseRow, action: Action) -> Activity {
    Activity::new(action).on(case.payment_id).about(case.client_id)
}

pub(super) fn status(case: &CaseRow) -> Result<AppointmentStatus, Refusal> {
    AppointmentStatus::parse(&case.status).ok_or_else(|| Refusal::Fault("a stored state is unknown".into()))
}

pub(super) fn payment_status(case: &CaseRow) -> Result<PaymentStatus, Refusal> {
    PaymentStatus::parse(&case.payment_status).ok_or_else(|| Refusal::Fault("a stored state is unknown".into()))
}

/// Neither paid nor given up.
fn is_waiting(case: &CaseRow) -> Result<bool, Refusal> {
    Ok(matches!(payment_status(case)?, PaymentStatus::Created | PaymentStatus::Open))
}

/// Not paid so far; a late payment may still come in for one that was given up.
fn is_unpaid(case: &CaseRow) -> Result<bool, Refusal> {
    Ok(is_waiting(case)? || matches!(payment_status(case)?, PaymentStatus::Expired | PaymentStatus::Failed))
}

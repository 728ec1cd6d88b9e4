//! What Stripe said of a checkout, written down in one transaction with what follows from it.

use contract::booking::{AppointmentStatus, MoneyNews, PaymentStatus, ReleasedWhy};
use uuid::Uuid;

use super::queries::{self, CaseRow};
use super::settle::{Trigger, is_waiting, payment_status, status};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::booking::{MoneyJob, release_expired_holds, tell, tell_money};
use crate::db::{Worker, WriteTx};
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::stripe::{CheckoutSession, CheckoutStatus, Settlement};

impl Backend {
    /// Writes down what Stripe said and answers how the payment stands then.
    pub(super) async fn record_outcome(
        &self,
        token: &SessionToken,
        payment: Uuid,
        checkout: Option<&CheckoutSession>,
        trigger: &Trigger,
    ) -> Result<CaseRow, Refusal> {
        let (tx, case) = self.lock_case(token, payment).await?;
        let settlement = checkout.map(|checkout| checkout.settles(case.payment_id, case.amount_minor, &case.currency));
        match settlement {
            Some(Settlement::Mismatch) => {
                self.note_mismatch(tx, &case).await?;
                Err(Refusal::Fault(format!("payment {payment}: Stripe was paid something else than was asked for")))
            }
            Some(Settlement::Paid) if is_unpaid(&case)? => {
                let intent = checkout.and_then(|checkout| checkout.payment_intent.as_deref());
                self.record_paid(tx, &case, intent).await
            }
            Some(Settlement::Paid) => Ok(case),
            Some(Settlement::Unpaid) | None => {
                let open = checkout.is_some_and(|checkout| checkout.status == CheckoutStatus::Open);
                let hold_ends = case.hold_over || *trigger == Trigger::Left;
                let held = status(&case)? == AppointmentStatus::Held;
                if open || (held && !hold_ends && checkout.is_none()) || !is_waiting(&case)? {
                    return Ok(case);
                }
                let tried = checkout.is_some_and(|checkout| checkout.payment_intent.is_some());
                self.record_unpaid(tx, &case, tried, trigger).await
            }
        }
    }

    async fn record_paid(
        &self,
        mut tx: WriteTx<Worker>,
        case: &CaseRow,
        intent: Option<&str>,
    ) -> Result<CaseRow, Refusal> {
        let org = tx.scope().organisation();
        queries::set_paid(tx.conn(), org, case.payment_id, intent).await?;
        follow_payment(&mut tx, case).await?;
        self.write_ledger(&mut tx, case.payment_id).await?;
        let now = reload(&mut tx, case).await?;
        tx.commit(about(case, Action::PaymentPaid).moved(&case.payment_status, "paid")).await?;
        Ok(now)
    }

    /// The checkout is over and nothing was paid.
    async fn record_unpaid(
        &self,
        mut tx: WriteTx<Worker>,
        case: &CaseRow,
        tried: bool,
        trigger: &Trigger,
    ) -> Result<CaseRow, Refusal> {
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
            let why = match (declined, trigger) {
                (true, _) => ReleasedWhy::Declined,
                (false, Trigger::Left) => ReleasedWhy::Cancelled,
                (false, _) => ReleasedWhy::Expired,
            };
            let released = AppointmentStatus::Released;
            queries::set_appointment(tx.conn(), org, case.appointment_id, released, Some(why)).await?;
            let done = Activity::new(Action::AppointmentReleased).on(case.appointment_id).about(case.client_id);
            tx.record(done.moved("held", "released")).await?;
        }
        self.write_ledger(&mut tx, case.payment_id).await?;
        let now = reload(&mut tx, case).await?;
        tx.commit(about(case, action).moved(was.as_str(), to.as_str())).await?;
        Ok(now)
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

async fn reload(tx: &mut WriteTx<Worker>, case: &CaseRow) -> Result<CaseRow, Refusal> {
    let org = tx.scope().organisation();
    queries::find_case(tx.conn(), org, case.payment_id).await?.ok_or(Refusal::NOT_FOUND)
}

pub(super) fn about(case: &CaseRow, action: Action) -> Activity {
    Activity::new(action).on(case.payment_id).about(case.client_id)
}

/// Not paid so far; a late payment may still come in for one that was given up.
fn is_unpaid(case: &CaseRow) -> Result<bool, Refusal> {
    Ok(is_waiting(case)? || matches!(payment_status(case)?, PaymentStatus::Expired | PaymentStatus::Failed))
}

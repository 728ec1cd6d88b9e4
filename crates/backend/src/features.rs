//! What the features bring to the queue: every kind of job there is, and what is planned by the clock. The queue runs these
//! and nothing else, and the access matrix shows them (T1).
//!
//! To add a kind of job: a line under its feature's heading, and a function in the feature that takes `&Backend` and `&Job`.

use std::time::Duration;

use crate::Backend;
use crate::ai;
use crate::booking::{
    REFUND_AGAIN, RELEASE_HOLD, SETTLE_PAYMENT, TELL_CLIENT, TELL_CLIENT_OF_MONEY, TELL_PRACTITIONER,
    TELL_PRACTITIONER_OF_MONEY,
};
use crate::erasure;
use crate::evidence;
use crate::export;
use crate::grants;
use crate::incident;
use crate::jobs::Reach::{Client, House, Itself, Organisation};
use crate::jobs::{self, Failure, Job, Kind, kind};
use crate::journal::seal;
use crate::mail;
use crate::payment;
use crate::recovery;
use crate::refusal::Refusal;
use crate::registers;
use crate::retention;
use crate::signing;
use crate::team;
use tokio::sync::watch;

pub const JOBS: &[Kind] = &[
    kind(mail::SEND, "letter", "sends one sealed letter", Itself, |backend, job| {
        Box::pin(mail::send(backend, job.id, job.sealed.as_deref()))
    }),
    kind(TELL_CLIENT, "appointment", "writes to the client of an appointment", Organisation, |backend, job| {
        Box::pin(backend.send_appointment_letter(job))
    }),
    kind(TELL_PRACTITIONER, "appointment", "writes to the practitioner of one", Organisation, |backend, job| {
        Box::pin(backend.send_appointment_letter(job))
    }),
    kind(
        TELL_CLIENT_OF_MONEY,
        "payment",
        "writes to the client what became of their money",
        Organisation,
        |backend, job| Box::pin(backend.send_money_letter(job)),
    ),
    kind(TELL_PRACTITIONER_OF_MONEY, "payment", "writes the same to the practitioner", Organisation, |backend, job| {
        Box::pin(backend.send_money_letter(job))
    }),
    kind(
        payment::APPLY_EVENT,
        "payment",
        "reads a verified event's object again and settles",
        Itself,
        |backend, job| Box::pin(apply(backend, job)),
    ),
    kind(RELEASE_HOLD, "payment", "ends a hold that was not paid in time", Itself, |backend, job| {
        Box::pin(settle(backend, job))
    }),
    kind(SETTLE_PAYMENT, "payment", "makes payment and appointment agree with Stripe", Itself, |backend, job| {
        Box::pin(settle(backend, job))
    }),
    kind(REFUND_AGAIN, "payment", "sends a refund again that had failed", Itself, |backend, job| {
        Box::pin(again(backend, job))
    }),
    kind(
        grants::TELL,
        "access",
        "writes to all who must know of a grant or emergency",
        Organisation,
        |backend, job| Box::pin(grants::tell(backend, job)),
    ),
    kind(grants::TELL_CARE, "care", "writes to the other one when care has ended", Client, |backend, job| {
        Box::pin(grants::tell_care(backend, job))
    }),
    kind(team::TELL_HANDOVER, "care", "writes to clients whose practitioner left", Organisation, |backend, job| {
        Box::pin(team::tell_handover(backend, job))
    }),
    kind(team::TELL_OWNER, "ownership", "writes to all who must know of a new owner", Organisation, |backend, job| {
        Box::pin(team::tell_owner(backend, job))
    }),
    // Consent and documents to sign.
    kind(signing::TELL, "document", "writes to a client who is asked to sign", Client, |backend, job| {
        Box::pin(signing::tell(backend, job))
    }),
    kind(
        ai::ASK,
        "AI service",
        "asks a service about a client who agrees to it; none is connected",
        Client,
        |backend, job| Box::pin(ai::ask(backend, job)),
    ),
    // Exports.
    kind(
        export::RUN,
        "export",
        "puts one person's copy of data together, a slice at a time",
        Client,
        |backend, job| Box::pin(export::run(backend, job)),
    ),
    kind(export::RUN_HOUSE, "export", "the same for what an organisation reads of itself", House, |backend, job| {
        Box::pin(export::run(backend, job))
    }),
    kind(
        export::RUN_MOVE,
        "export",
        "tells every client, then packs everything for another installation, sealed",
        House,
        |backend, job| Box::pin(export::run(backend, job)),
    ),
    kind(
        export::END,
        "export",
        "ends a copy whose time is over and removes its files",
        Organisation,
        |backend, job| Box::pin(export::end(backend, job)),
    ),
    // Retention and erasure.
    kind(erasure::TELL, "erasure", "writes to who asked for erasure", Client, |backend, job| {
        Box::pin(erasure::tell(backend, job))
    }),
    kind(erasure::ERASE, "erasure", "erases what a client asked for, slice by slice", Client, |backend, job| {
        Box::pin(erasure::run(backend, job))
    }),
    kind(retention::RETAIN, "retention", "takes away what is too old, slice by slice", House, |backend, job| {
        Box::pin(retention::run(backend, job))
    }),
    // The audit viewer and incidents.
    kind(
        incident::REMIND,
        "incident",
        "writes to administrators that an incident is undecided",
        Organisation,
        |backend, job| Box::pin(incident::remind(backend, job)),
    ),
    // Checkpoints and proofs.
    kind(
        evidence::MAKE,
        "evidence",
        "signs the head of an organisation's log and keeps it outside",
        Organisation,
        |backend, job| Box::pin(evidence::make(backend, job)),
    ),
    kind(evidence::VERIFY, "evidence", "verifies an organisation's log and notes the result", House, |backend, job| {
        Box::pin(evidence::verify_log(backend, job))
    }),
    // Registers, reviews and the trust page.
    kind(registers::REMIND, "review", "writes to administrators that a review is due", Organisation, |backend, job| {
        Box::pin(registers::remind(backend, job))
    }),
    // Keys of clients.
    kind(seal::SEAL, "journal", "seals entries that were stored in the clear", Client, |backend, job| {
        Box::pin(seal::run(backend, job))
    }),
    kind(seal::ROTATE, "journal", "seals entries anew under newer keys", Client, |backend, job| {
        Box::pin(seal::run(backend, job))
    }),
    // Recovery of an account.
    kind(
        recovery::TELL,
        "factor",
        "writes to whose factors are to be taken off; the waiting begins",
        Organisation,
        |backend, job| Box::pin(recovery::tell(backend, job)),
    ),
    kind(recovery::CARRY_OUT, "factor", "takes them off when nobody has refused", Organisation, |backend, job| {
        Box::pin(recovery::carry_out(backend, job))
    }),
];

async fn apply(backend: &Backend, job: &Job) -> Result<(), Failure> {
    Ok(backend.apply_event(&job.token, &job.payload()?).await?)
}

async fn again(backend: &Backend, job: &Job) -> Result<(), Failure> {
    Ok(backend.refund_again(&job.token, job.payload()?).await.map(|_| ())?)
}

async fn settle(backend: &Backend, job: &Job) -> Result<(), Failure> {
    Ok(backend.settle_payment(&job.token, job.payload()?).await.map(|_| ())?)
}

impl Backend {
    /// Runs jobs until `stop` turns true; the ones under way are finished first.
    pub async fn run_jobs(&self, stop: watch::Receiver<bool>) {
        let planning = tokio::spawn(plan(self.clone(), stop.clone()));
        jobs::run(self, JOBS, stop).await;
        if planning.await.is_err() {
            tracing::error!(kind = "the planning of jobs ended");
        }
    }

    /// Claims and runs the next due job; whether there was one.
    ///
    /// # Errors
    /// Database faults while claiming or finishing; the lease then brings the job back.
    pub async fn run_next_job(&self) -> Result<bool, Refusal> {
        jobs::run_next(self, JOBS).await
    }
}

/// How often it is looked what is due by the clock.
const PLANNING: Duration = Duration::from_secs(60);

/// Enqueues what is due by the clock and by nobody's doing. Planning twice at once, or late, does no harm. To have
/// something else done by the clock: a line here, with a function that asks what is due and answers for how many.
async fn plan(backend: Backend, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let planned = [
            ("checkpoints", backend.plan_checkpoints().await),
            ("retention", backend.schedule_retention().await),
            ("erasures", backend.schedule_erasures().await),
            ("verifications", backend.plan_verifications().await),
        ];
        for (what, planned) in planned {
            match planned {
                Ok(0) => {}
                Ok(_) => backend.job_bell.notify_one(),
                Err(refusal) => drop(refusal.into_app(what)),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PLANNING) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

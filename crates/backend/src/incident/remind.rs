//! The letters about the clock: to the administrators, once for each time, while nothing is decided. They say a number
//! and a time, and nothing of what happened or to whom.

use chrono::TimeDelta;
use contract::incident::{HOURS, NoteKind};
use uuid::Uuid;

use super::queries::{self, Note};
use super::steps::RemindJob;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::grants::address_book;
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::random;
use crate::refusal::Refusal;

/// Posts the letters and says in the same transaction that they are posted.
pub(crate) async fn remind(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let RemindJob { incident_id, hours } = job.payload()?;
    Ok(post(backend, job, incident_id, hours).await?)
}

async fn post(backend: &Backend, job: &Job, incident: Uuid, hours: i16) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let organisation = tx.scope().organisation().0;
    let Some(due) = queries::claim_reminder(tx.conn(), organisation, incident, hours).await? else { return Ok(()) };
    let admins = queries::list_admins(tx.conn(), organisation).await?;
    let people = address_book(&mut tx, &admins).await?;
    let deadline = due.aware_at + TimeDelta::hours(HOURS);
    let hours_left = (deadline - backend.clock.now()).num_hours();
    let path = format!("/clinic/incidents/{incident}");
    for to in people.into_values() {
        let when = crate::grants::when(deadline, &to.zone);
        let (organisation, number, drill) = (due.organisation.clone(), due.number, due.is_drill);
        let letter = Letter::IncidentClock {
            organisation,
            number,
            drill,
            hours_left,
            when,
            link: backend.mailed_link(to.member, &path),
        };
        let sealed = backend.seal_letter(&Envelope { to: to.email, name: Some(to.display_name), letter })?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    let (id, text) = (random::id(backend.clock.now()), hours.to_string());
    let note = Note { organisation, incident, id, kind: NoteKind::Reminded, text: &text, by: None };
    queries::insert_note(tx.conn(), &note).await?;
    tx.commit(Activity::new(Action::IncidentReminded).on(incident)).await
}

//! The letter that says a review is due: to every administrator, each week until it is held.

use chrono::Duration;
use uuid::Uuid;

use super::queries;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::grants::address_book;
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

pub(crate) const REMIND: &str = "remind_review";

#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct RemindJob {
    pub review_id: Uuid,
}

/// Posts the letters, says so, and comes back in a week; nothing once the review was held.
pub(crate) async fn remind(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let RemindJob { review_id } = job.payload()?;
    Ok(post(backend, job, review_id).await?)
}

async fn post(backend: &Backend, job: &Job, review: Uuid) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let scope = tx.scope();
    let (organisation, clinic) = (scope.organisation().0, scope.organisation_name.clone());
    let Some((kind, due_on)) = queries::claim_letter(tx.conn(), review).await? else { return Ok(()) };
    let admins = queries::list_admins(tx.conn(), organisation).await?;
    let people = address_book(&mut tx, &admins).await?;
    for to in people.values() {
        let letter = Letter::ReviewDue {
            organisation: clinic.clone(),
            yearly: kind == "yearly",
            due: due_on.format("%-d %B %Y").to_string(),
            link: backend.mailed_link(to.member, "/clinic/registers/reviews"),
        };
        let envelope = Envelope { to: to.email.clone(), name: Some(to.display_name.clone()), letter };
        let sealed = backend.seal_letter(&envelope)?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    let again = backend.clock.now() + Duration::days(7);
    tx.enqueue(REMIND, &RemindJob { review_id: review }, None, Some(again)).await?;
    tx.commit(Activity::new(Action::HouseReviewReminded).on(review)).await
}

//! The steps of an incident.

#![expect(clippy::too_many_arguments, reason = "an argument is a field of the form")]

use contract::{AppError, Done};
use leptos::prelude::*;
use uuid::Uuid;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::Clinic;
#[cfg(feature = "ssr")]
use contract::{
    Notice,
    id::IncidentId,
    incident::{AssessInput, NotifyInput, OpenInput, ScopeInput, note as read_note},
};

#[cfg(feature = "ssr")]
pub(super) const REGISTER: &str = "/clinic/incidents";

#[cfg(feature = "ssr")]
fn of(incident: &str) -> Result<IncidentId, AppError> {
    incident.parse().map_err(|_| AppError::NotFound)
}

#[cfg(feature = "ssr")]
fn back(id: IncidentId, notice: Notice) -> Done {
    Done::goto(format!("{REGISTER}/{id}")).with(notice)
}

/// Opens an incident; its clock runs from when it was known.
///
/// # Errors
/// `Invalid` naming fields.
#[server(endpoint = "incidents/open")]
pub async fn open(
    key: Uuid,
    #[server(default)] title: String,
    #[server(default)] aware_at: String,
    #[server(default)] text: String,
    #[server(default)] drill: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let opening = OpenInput { title, aware_at, text, drill }.parse()?;
    let id = ctx.check(ctx.backend().open_incident(tx, key, &opening).await)?;
    Ok(back(id, Notice::IncidentOpened))
}

/// Adds a line to its log.
///
/// # Errors
/// `Invalid` on `text`; `NotFound` for one that is not this clinic's.
#[server(endpoint = "incidents/note")]
pub async fn note(
    key: Uuid,
    #[server(default)] incident: String,
    #[server(default)] text: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let (id, text) = (of(&incident)?, read_note(&text)?);
    ctx.check(ctx.backend().note_incident(tx, id, key, &text).await)?;
    Ok(back(id, Notice::IncidentNoted))
}

/// Says what it may have touched, and leads to what that comes to.
///
/// # Errors
/// `Invalid` naming fields; `Conflict` once it is closed.
#[server(endpoint = "incidents/scope")]
pub async fn scope(
    key: Uuid,
    #[server(default)] incident: String,
    #[server(default)] kind: String,
    #[server(default)] account: String,
    #[server(default)] session: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let (id, scope) = (of(&incident)?, ScopeInput { kind, account, session, from, until }.parse()?);
    ctx.check(ctx.backend().scope_incident(tx, id, key, &scope).await)?;
    Ok(Done::goto(format!("{REGISTER}/{id}/affected")).with(Notice::IncidentNoted))
}

/// It cannot get worse any more.
///
/// # Errors
/// `Conflict` when another step comes first, or was taken.
#[server(endpoint = "incidents/contain")]
pub async fn contain(
    key: Uuid,
    #[server(default)] incident: String,
    #[server(default)] text: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let (id, text) = (of(&incident)?, read_note(&text)?);
    ctx.check(ctx.backend().contain_incident(tx, id, key, &text).await)?;
    Ok(back(id, Notice::IncidentMoved))
}

/// What is thought of it.
///
/// # Errors
/// `Invalid` naming fields; `Conflict` when it is not the time.
#[server(endpoint = "incidents/assess")]
pub async fn assess(
    key: Uuid,
    #[server(default)] incident: String,
    #[server(default)] risk: String,
    #[server(default)] decision: String,
    #[server(default)] people: String,
    #[server(default)] who: String,
    #[server(default)] what: String,
    #[server(default)] likelihood: String,
    #[server(default)] measures: String,
    #[server(default)] reasons: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let input = AssessInput { risk, decision, people, who, what, likelihood, measures, reasons };
    let (id, assessment) = (of(&incident)?, input.parse()?);
    ctx.check(ctx.backend().assess_incident(tx, id, key, &assessment).await)?;
    Ok(back(id, Notice::IncidentMoved))
}

/// Those who had to be told were told.
///
/// # Errors
/// `ProofNeeded`; `Invalid` naming fields; `Conflict` when it was decided otherwise.
#[server(endpoint = "incidents/notify")]
pub async fn notify(
    key: Uuid,
    #[server(default)] incident: String,
    #[server(default)] ico: String,
    #[server(default)] ap: String,
    #[server(default)] persons: String,
    #[server(default)] reference: String,
    #[server(default)] text: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let (id, told) = (of(&incident)?, NotifyInput { ico, ap, persons, reference, text }.parse()?);
    ctx.check(ctx.backend().notify_incident(tx, id, key, &told).await)?;
    Ok(back(id, Notice::IncidentMoved))
}

/// Nobody has to be told.
///
/// # Errors
/// `ProofNeeded`; `Conflict` when it was decided otherwise.
#[server(endpoint = "incidents/dismiss")]
pub async fn dismiss(
    key: Uuid,
    #[server(default)] incident: String,
    #[server(default)] text: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let (id, text) = (of(&incident)?, read_note(&text)?);
    ctx.check(ctx.backend().dismiss_incident(tx, id, key, &text).await)?;
    Ok(back(id, Notice::IncidentMoved))
}

/// It is over.
///
/// # Errors
/// `ProofNeeded`; `Conflict` before it was decided whom to tell.
#[server(endpoint = "incidents/close")]
pub async fn close(
    key: Uuid,
    #[server(default)] incident: String,
    #[server(default)] text: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let (id, text) = (of(&incident)?, read_note(&text)?);
    ctx.check(ctx.backend().close_incident(tx, id, key, &text).await)?;
    Ok(back(id, Notice::IncidentClosed))
}

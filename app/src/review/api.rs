//! What the forms of a review post to.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::{
    db::{Look, Practice},
    review::Seen,
};
#[cfg(feature = "ssr")]
use contract::{
    Code, Notice,
    id::MembershipId,
    review::{CareStep, Rows, parse_reason},
};

/// Shows the review again with a row for a food (N8: what is looked for in a journal enters no address). Whether the
/// record is open is for that page to say, which is asked for anew.
///
/// # Errors
/// `Invalid` by field; else `Continue`, always: that is how the page is shown again.
#[server(endpoint = "review/choose_rows")]
pub async fn choose_rows(#[server(default)] food: String) -> Result<Done, AppError> {
    Ctx::current()?.read::<backend::db::Practice>().await?;
    Rows::parse(None, &food)?;
    Err(AppError::Continue)
}

/// Marks one `entry` as seen, or all that came in `until` the page was read.
///
/// # Errors
/// `NotFound` for what is not this practitioner's to see, or to mark.
#[server(endpoint = "review/mark_viewed")]
pub async fn mark_viewed(
    client: uuid::Uuid,
    #[server(default)] entry: String,
    until: String,
    days: u32,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let seen = match entry.as_str() {
        "" => Seen::AllUntil(contract::instant::parse(&until).map_err(|code| AppError::field("until", code))?),
        one => Seen::One(one.parse().map_err(|_| AppError::NotFound)?),
    };
    let tx = ctx.change_records(Look::Review(MembershipId(client))).await?;
    ctx.check(backend::review::mark_viewed(tx, MembershipId(client), seen).await)?;
    Ok(Done::goto(format!("/practice/clients/{client}?days={days}")).with(Notice::Viewed))
}

/// Pauses, resumes or ends care. `reason` is needed to end it.
///
/// # Errors
/// `Invalid` by field, `NotFound`, `Conflict` when care is in another state by now.
#[server(endpoint = "review/change_care")]
pub async fn change_care(
    client: uuid::Uuid,
    step: String,
    #[server(default)] reason: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let (step, notice) = match step.as_str() {
        "pause" => (CareStep::Pause, Notice::CarePaused),
        "resume" => (CareStep::Resume, Notice::CareResumed),
        "end" => (CareStep::End, Notice::CareEnded),
        _ => return Err(AppError::field("step", Code::Unknown)),
    };
    let reason = if step == CareStep::End { parse_reason(&reason)? } else { String::new() };
    let now = ctx.backend().clock.now();
    let tx = ctx.write::<Practice>().await?;
    ctx.check(backend::review::change_care(tx, now, MembershipId(client), step, &reason).await)?;
    let next = if step == CareStep::End { "/practice".to_owned() } else { format!("/practice/clients/{client}") };
    Ok(Done::goto(next).with(notice))
}

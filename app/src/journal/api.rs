//! What the journal's forms and its island post to.

use contract::{
    AppError, Done,
    journal::{FoodsFound, MealInput},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::day_parts::anchor;
#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::{
    db::Client,
    journal::{self, Shelf},
};
#[cfg(feature = "ssr")]
use contract::{Code, Notice, id::ObservationId};

/// Foods for what was typed so far (N8: posted, so that it stands in no address).
///
/// # Errors
/// `NotSignedIn`.
#[server(endpoint = "journal/search_foods")]
pub async fn search_foods(query: String) -> Result<FoodsFound, AppError> {
    let ctx = Ctx::current()?;
    // Proves that a client asks: one trip, without a row.
    drop(ctx.read::<Client>().await?);
    let foods = ctx.check(ctx.backend().foods().await)?;
    let query = contract::text::SEARCH.or_empty(&query).map_err(|code| AppError::field("query", code))?;
    Ok(foods.search(&query))
}

/// A step within the meal form without script: a search, a choice. The page shows the form again and does the step.
///
/// # Errors
/// `Continue`, always: that is how a form is shown again with what was typed.
#[server(endpoint = "journal/continue_meal")]
pub async fn continue_meal(meal: MealInput) -> Result<Done, AppError> {
    drop(meal);
    Ctx::current()?.read::<Client>().await?;
    Err(AppError::Continue)
}

/// The same meal again, now. `again` is the entry to repeat and the id of the new one, joined by `_`.
///
/// # Errors
/// `NotFound` when it is not a meal of this client.
#[server(endpoint = "journal/repeat_meal")]
pub async fn repeat_meal(again: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let ids = again.split_once('_').and_then(|(source, new)| source.parse().ok().zip(new.parse().ok()));
    let (source, new) = ids.ok_or(AppError::field("", Code::Malformed))?;
    let shelf = ctx.check(Shelf::of(ctx.backend()).await)?;
    let (tx, now) = (ctx.write().await?, ctx.backend().clock.now());
    let saved = ctx.check(journal::repeat_meal(tx, &shelf, source, new, now).await)?;
    Ok(Done::goto(entry_path(&saved)).with(Notice::EntrySaved(saved.id.0)))
}

/// Deletes an entry; the notice offers to undo.
///
/// # Errors
/// `NotFound` when it is not this client's.
#[server(endpoint = "journal/delete_entry")]
pub async fn delete_entry(entry: uuid::Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let (tx, now) = (ctx.write().await?, ctx.backend().clock.now());
    let day = journal::delete_entry(tx, ObservationId(entry), now).await;
    Ok(Done::goto(day_path(ctx.check(day)?)).with(Notice::EntryDeleted(entry)))
}

/// Takes a deletion back.
///
/// # Errors
/// `NotFound` when it is not this client's.
#[server(endpoint = "journal/restore_entry")]
pub async fn restore_entry(entry: uuid::Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let entry = ObservationId(entry);
    let day = ctx.check(journal::restore_entry(ctx.write().await?, entry).await)?;
    let place = format!("{}#{}", day_path(day), anchor(entry));
    Ok(Done::goto(place).with(Notice::EntryRestored(entry.0)))
}

/// The day of a saved entry, opened at the entry.
#[cfg(feature = "ssr")]
pub(super) fn entry_path(saved: &backend::journal::Saved) -> String {
    format!("{}#{}", day_path(saved.day), anchor(saved.id))
}

#[cfg(feature = "ssr")]
fn day_path(day: chrono::NaiveDate) -> String {
    format!("/me/day/{day}")
}

//! What a kind of entry looks like: its form, its line of a day, its words. One file each; the list is `contract::kinds!`.
//!
//! Each file has the function its form posts to, which is three lines, and an `impl Show`.

pub mod meal;
pub mod symptom;

#[cfg(feature = "ssr")]
pub use show::*;
#[cfg(feature = "ssr")]
mod show;

#[cfg(feature = "ssr")]
use contract::{AppError, Done};

/// Saves the form of a kind, new or corrected, and leads back to the entry's day.
#[cfg(feature = "ssr")]
async fn save<K: backend::journal::Log>(input: &K::Input) -> Result<Done, AppError> {
    use crate::ctx::Ctx;
    use contract::{Notice, journal::Input};
    let ctx = Ctx::current()?;
    let shelf = ctx.check(backend::journal::Shelf::of(ctx.backend()).await)?;
    let tx = ctx.write::<backend::db::Client>().await?;
    let now = ctx.backend().clock.now();
    let saved = ctx.check(backend::journal::save::<K>(tx, &shelf, input, now).await)?;
    let is_new = input.envelope().version.is_empty();
    let notice = if is_new { Notice::EntrySaved } else { Notice::EntryChanged };
    Ok(Done::goto(super::api::entry_path(&saved)).with(notice(saved.id.0)))
}

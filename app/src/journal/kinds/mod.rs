//! What a kind of entry looks like: its form, its line of a day, its words. One file each; the list is `contract::kinds!`.
//!
//! Each file has the function its form posts to, which is three lines, and an `impl Show`.

pub mod meal;
pub mod sleep;
pub mod symptom;

#[cfg(feature = "ssr")]
pub use show::*;
#[cfg(feature = "ssr")]
mod show;

#[cfg(feature = "ssr")]
use contract::{AppError, Done};

/// Fields of a form by their last name, and what they are called inside a sentence in English and Dutch.
pub type Names = &'static [(&'static str, &'static str, &'static str)];

macro_rules! names {
    ($($word:ident $Kind:ident,)+) => {
        /// What a field of a kind's form is called inside a sentence; none where any form's name for it fits.
        pub fn called(form: &str, field: &str) -> Option<(&'static str, &'static str)> {
            let names = match form {
                $(stringify!($word) => $word::FIELDS,)+
                _ => return None,
            };
            names.iter().find(|(name, ..)| *name == field).map(|(_, english, dutch)| (*english, *dutch))
        }
    };
}
contract::kinds!(names);

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

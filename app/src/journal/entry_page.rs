//! `/me/meal`, `/me/symptom/{id}` and so on: the form of an entry, the same for every kind.

use super::{
    kinds::{Fields, Show, posted},
    parts::{EntryFoot, State, Words, closed, deleted_page, head},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form},
    page::{Page, Shell},
};
use backend::db::Client;
use backend::journal::{Shelf, load_form};
use contract::{
    AppError, FormState,
    day::Day,
    id::ObservationId,
    journal::{EntryForm, Input, Offers},
};
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Look};

/// `?day=2026-11-22`: the day a new entry is for.
#[derive(Deserialize)]
pub struct DayQuery {
    pub day: Option<Day>,
}

/// A new entry.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a day that is none.
pub async fn new<K: Show>(ctx: Ctx) -> Result<Page, AppError> {
    let day = ctx.query::<DayQuery>()?.day;
    page::<K>(ctx, None, day).await
}

/// An entry that is there.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an entry that is not of this kind and this client's.
pub async fn edit<K: Show>(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("id")?;
    page::<K>(ctx, Some(id), None).await
}

async fn page<K: Show>(ctx: Ctx, id: Option<ObservationId>, day: Option<Day>) -> Result<Page, AppError> {
    let shelf = ctx.check(Shelf::of(ctx.backend()).await)?;
    let posted = posted::<K>(ctx.form());
    let mut tx = ctx.read::<Client>().await?;
    // Said before anything is typed; what was typed already is shown again, with its reason.
    if posted.is_none() && id.is_none() && !ctx.check(ctx.backend().may_log(&mut tx).await)? {
        return Ok(closed(K::said().log));
    }
    let now = ctx.backend().clock.now();
    match ctx.check(load_form::<K>(&mut tx, &shelf, (id, day), posted, now).await) {
        Err(AppError::NotFound) => deleted_page(&ctx, &mut tx, id).await,
        form => {
            let (form, offers) = form?;
            Ok(show::<K>(form, offers, &shelf, ctx.form().cloned()))
        }
    }
}

/// The page of a loaded form.
pub(super) fn show<K: Show>(
    form: EntryForm<K::Input>,
    offers: Offers,
    shelf: &Shelf,
    refused: Option<FormState>,
) -> Page {
    let said = K::said();
    let title = if form.is_new { said.log } else { said.edit };
    let back = form.day;
    let shelf = shelf.clone();
    let page = Page::new(Shell::Client, title, move || body::<K>(form, offers, &shelf, refused.as_ref())).sheet();
    page.with_head(move || head(title, back)).with_dock(move || {
        view! {
            <section class="dock save" aria-label=crate::words::journal::save()>
                <Button look=Look::Primary wide=true form=K::NAME>{said.save}</Button>
            </section>
        }
    })
}

fn body<K: Show>(form: EntryForm<K::Input>, offers: Offers, shelf: &Shelf, refused: Option<&FormState>) -> AnyView {
    let EntryForm { input, is_new, last_day, passes, seen_by, .. } = form;
    let envelope = input.envelope();
    let (id, version) = (envelope.id.to_owned(), envelope.version.to_owned());
    let (note, private) = (envelope.note.to_owned(), !envelope.private.is_empty());
    let foot = (!is_new).then(|| view! { <EntryFoot id=id.clone() repeats=K::REPEATS/> });
    let (form, path) = (K::Input::FORM, format!("/me/{}", K::NAME));
    let shelf = shelf.clone();
    let refused = refused.cloned();
    let fields =
        move || K::fields(Fields { input, offers, shelf: &shelf, refused: refused.as_ref(), last_day, passes });
    view! {
        <Form action=K::SAVE id=K::NAME steps=K::STEPS>
            <ErrorSummary/>
            <State form id version path/>
            {fields()}
            <Words form note private seen_by/>
        </Form>
        {foot}
    }
    .into_any()
}

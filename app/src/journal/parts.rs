//! What both forms share: when it was, the note, who sees it, and the foot of a form that changes an entry.

use super::kinds::{details, title};
use crate::{
    ctx::Ctx,
    form::{Fixed, Form, fault as why, form_error},
    page::{Page, Shell},
    words::journal as w,
};
use backend::db::{Client, ReadTx};
use backend::journal::load_history;
use contract::{
    AppError, Code,
    id::ObservationId,
    journal::{EntryView, field::pass as pass_of},
};
use insight::clock::Moment;
use leptos::prelude::*;
use ui::{
    CheckBox, Choice, DateInput, Icon, Link, LinkButton, Look, NoticeStrip, SeenBy, Seg, SheetHead, Textarea,
    TimeInput, Tone,
};

/// Head of a form opened over a day.
pub fn head(title: &'static str, day: chrono::NaiveDate) -> AnyView {
    view! { <SheetHead title=title back=Link::new(w::close(), format!("/me/day/{day}")) icon=Icon::X/> }.into_any()
}

/// Day and time with the platform's own pickers, and which is meant where the time comes twice. `form` is the prefix of
/// the fields' names.
#[component]
pub fn When(
    form: &'static str,
    day: String,
    time: String,
    last: chrono::NaiveDate,
    /// What the day is called, where it is not simply the day.
    #[prop(optional)]
    day_label: Option<&'static str>,
    label: &'static str,
    pass: String,
    passes: Option<[Moment; 2]>,
) -> impl IntoView {
    let (day_name, time_name) = (format!("{form}[day]"), format!("{form}[time]"));
    let (day_error, time_error) = (why(&day_name), why(&time_name));
    let which = which(format!("{form}[pass]"), pass, passes);
    view! {
        <div class="pair">
            <DateInput name=day_name label=day_label.unwrap_or(w::day()) value=day max=last.to_string() error=day_error/>
            <TimeInput name=time_name label=label value=time error=time_error/>
        </div>
        {which}
    }
    .into_any()
}

/// The choice between two equal times of the night the clocks go back; any other time asks for it when it turns out to be
/// needed.
fn which(name: String, pass: String, passes: Option<[Moment; 2]>) -> AnyView {
    let Some(passes) = passes else {
        return view! { <input type="hidden" name=name value="ask"/> }.into_any();
    };
    let options = passes.map(|moment| Choice::new(pass_of(moment), moment.time())).to_vec();
    let chosen = if pass == "second" { "second" } else { "first" };
    let error = why(&name);
    view! { <Seg name=name legend=w::which_time() show_legend=true options value=chosen error/> }.into_any()
}

/// Note, and whether anybody else may read the entry.
#[component]
pub fn Words(form: &'static str, note: String, private: bool, seen_by: Vec<String>) -> impl IntoView {
    let name = format!("{form}[note]");
    let error = why(&name);
    let seen_by = w::seen_by(&seen_by);
    view! {
        <section class="blk stack" aria-label=w::note()>
            <Textarea name=name label=w::note() voice=true value=note error placeholder=w::note_hint()/>
            <CheckBox name=format!("{form}[private]") label=w::keep_private() hint=w::private_hint() checked=private/>
            <SeenBy>{seen_by}</SeenBy>
        </section>
    }
    .into_any()
}

/// The state a form was filled from; after a conflict also the way to the newer one.
#[component]
pub fn State(form: &'static str, id: String, version: String, path: String) -> impl IntoView {
    let newer = match form_error() {
        // The page of a deleted entry says so and offers to bring it back.
        Some(AppError::Conflict(Code::AlreadyDeleted)) => Some(w::see_deleted()),
        Some(AppError::Conflict(_)) if !version.is_empty() => Some(w::newer()),
        _ => None,
    };
    let newer = newer.map(|said| view! { <p class="blk"><a class="btn" href=format!("{path}/{id}")>{said}</a></p> });
    view! {
        <Fixed name=format!("{form}[id]") value=id/>
        <Fixed name=format!("{form}[version]") value=version/>
        {newer}
    }
    .into_any()
}

/// What is said of a deleted entry, with the way back.
#[component]
pub fn Restore(entry: String) -> impl IntoView {
    view! {
        <section class="blk stack" aria-label=w::deleted_title()>
            <NoticeStrip tone=Tone::Warn title=w::deleted_title()><p>{w::deleted_text()}</p></NoticeStrip>
            <Form action="/api/journal/restore_entry" mark="restore">
                <Fixed name="entry" value=entry/>
                <button class="btn">{w::restore()}</button>
            </Form>
        </section>
    }
    .into_any()
}

/// In place of a form while the client does not agree to what logging needs: said before anything is typed.
pub fn closed(title: &'static str) -> Page {
    let page = Page::new(Shell::Client, title, move || {
        view! {
            <NoticeStrip tone=Tone::Warn title=w::closed_title() icon=Icon::Lock>
                <p>{w::closed_text()}</p>
                <p><LinkButton href="/me/consents" look=Look::Primary>{w::closed_do()}</LinkButton></p>
            </NoticeStrip>
        }
        .into_any()
    });
    page.sheet().with_head(move || view! { <SheetHead title back=Link::new(w::closed_back(), "/me")/> })
}

/// In place of an entry's form: when the entry was deleted, what it said last and how to bring it back.
///
/// # Errors
/// `NotFound` where there is no such entry, or it is not deleted.
pub async fn deleted_page(ctx: &Ctx, tx: &mut ReadTx<Client>, id: Option<ObservationId>) -> Result<Page, AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    let history = ctx.check(load_history(tx, id).await)?;
    let newest = history.versions.into_iter().next().map(|state| state.entry);
    Ok(deleted(newest.filter(|entry| entry.deleted).ok_or(AppError::NotFound)?))
}

fn deleted(entry: EntryView) -> Page {
    let day = entry.day;
    let page = Page::new(Shell::Client, w::deleted_title(), move || {
        let id = entry.id.to_string();
        let history = format!("/me/entry/{id}/history");
        view! {
            <Restore entry=id/>
            <section class="blk stack">
                <h2>{title(&entry.said)}</h2>
                <p class="small">{w::moment(entry.at)}</p>
                {details(&entry.said, entry.at)}{note(&entry)}
                <p><a class="btn bare" href=history>{w::history()}</a></p>
            </section>
        }
    });
    page.sheet().with_head(move || head(w::deleted_title(), day))
}

/// What the person wrote beside an entry.
pub fn note(entry: &EntryView) -> AnyView {
    entry.note.clone().map(|note| view! { <p class="voice">{note}</p> }).into_any()
}

/// Under the form of an entry that is there already: its history, and deleting it.
#[component]
pub fn EntryFoot(
    id: String,
    /// A meal can be had again.
    #[prop(optional)]
    repeats: bool,
) -> impl IntoView {
    let new = use_context::<Ctx>().filter(|_| repeats).map(|ctx| ctx.new_key());
    let again = new.map(|new| {
        let value = format!("{id}_{new}");
        view! {
            <Form action="/api/journal/repeat_meal" mark="foot">
                <button class="btn" name="again" value=value>{w::logged_again()}</button>
            </Form>
        }
    });
    view! {
        {again.map(|again| view! { <section class="blk" aria-label=w::logged_again()>{again}</section> })}
        <section class="blk rowx" aria-label=w::history()>
            <a class="btn bare" href=format!("/me/entry/{id}/history")>{w::history()}</a>
            <Form action="/api/journal/delete_entry" class="push">
                <Fixed name="entry" value=id.clone()/>
                <button class="btn danger">{w::delete()}</button>
            </Form>
        </section>
    }
    .into_any()
}

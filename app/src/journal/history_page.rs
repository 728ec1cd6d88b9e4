//! `/me/entry/{id}/history`: what each correction of an entry changed, and what it said before.

use super::{
    kinds::{details, title},
    parts::{Restore, head, note},
};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::{journal as w, journal_change},
};
use backend::db::Client;
use backend::journal::load_history;
use contract::{
    AppError,
    journal::{Change, HistoryView, VersionView},
};
use leptos::prelude::*;
use ui::{Icon, Tag};

/// `/me/entry/{id}/history`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an entry that is not this client's.
pub async fn history(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("id")?;
    let history = ctx.check(load_history(&mut ctx.read::<Client>().await?, id).await)?;
    show(history).ok_or(AppError::NotFound)
}

/// The page of a loaded history; none without a state.
pub(super) fn show(history: HistoryView) -> Option<Page> {
    let newest = history.versions.first()?;
    let (day, deleted) = (newest.entry.day, newest.entry.deleted.then(|| newest.entry.id.to_string()));
    let page = Page::new(Shell::Client, w::history_title(), move || {
        let single = history.versions.len() == 1;
        let states =
            history.versions.into_iter().enumerate().map(|(at, state)| self::state(state, at == 0)).collect_view();
        view! {
            {deleted.map(|entry| view! { <Restore entry/> })}
            {single.then(|| view! { <p class="blk quiet">{w::never_changed()}</p> })}
            <div class="blk"><ol class="states">{states}</ol></div>
        }
    });
    Some(page.sheet().with_head(move || head(w::history_title(), day)))
}

fn state(state: VersionView, newest: bool) -> AnyView {
    let deleted = state.entry.deleted.then(|| view! { <Tag icon=Icon::Trash2>{w::state_deleted()}</Tag> });
    let now = (newest && !state.entry.deleted).then(|| view! { <Tag icon=Icon::Check>{w::state_now()}</Tag> });
    let first = state.changes.is_empty();
    view! {
        <li>
            <p class="small quiet">{w::version(state.entry.version, state.written)} " " {now} {deleted}</p>
            {changed(&state.changes)}
            <h2>{title(&state.entry.said)}</h2>
            <p class="small">{w::moment(state.entry.at)}</p>
            {details(&state.entry.said, state.entry.at)}
            {note(&state.entry)}
            {first.then(|| view! { <p class="small quiet">{w::first_state()}</p> })}
        </li>
    }
    .into_any()
}

fn changed(changes: &[Change]) -> Option<AnyView> {
    if changes.is_empty() {
        return None;
    }
    let rows = changes.iter().map(|change| view! { <li>{journal_change::change(change)}</li> }).collect_view();
    Some(view! { <ul class="changed" aria-label=w::what_changed()>{rows}</ul> }.into_any())
}

//! `/me/entry/{id}/history`: what an entry said before each correction.

use super::{day_parts::details, parts::head};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::journal as w,
};
use contract::{AppError, journal::VersionView};
use leptos::prelude::*;
use ui::{Icon, Tag};

/// `/me/entry/{id}/history`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an entry that is not this client's.
pub async fn history(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("id")?;
    let history = ctx.check(ctx.backend().load_history(&ctx.token()?, id).await)?;
    let day = history.versions.first().map(|state| state.entry.day).ok_or(AppError::NotFound)?;
    let page = Page::new(Shell::Client, w::history_title(), move || {
        let single = history.versions.len() == 1;
        let states =
            history.versions.into_iter().enumerate().map(|(at, state)| self::state(state, at == 0)).collect_view();
        view! {
            {single.then(|| view! { <p class="blk quiet">{w::never_changed()}</p> })}
            <div class="blk"><ol class="states">{states}</ol></div>
        }
    });
    Ok(page.sheet().with_head(move || head(w::history_title(), day)))
}

fn state(state: VersionView, newest: bool) -> AnyView {
    let deleted = state.entry.deleted.then(|| view! { <Tag icon=Icon::Trash2>{w::state_deleted()}</Tag> });
    let now = (newest && !state.entry.deleted).then(|| view! { <Tag icon=Icon::Check>{w::state_now()}</Tag> });
    view! {
        <li>
            <p class="small quiet">{w::version(state.entry.version, state.written)} " " {now} {deleted}</p>
            <h2>{super::day_parts::title(&state.entry)}</h2>
            <p class="small">{w::moment(state.entry.at)}</p>
            {details(&state.entry)}
        </li>
    }
    .into_any()
}

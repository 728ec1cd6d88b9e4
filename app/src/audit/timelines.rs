//! `/me/activity`, `/practice/activity` and `/practice/clients/{client_id}/activity`.

use super::lines::{Lines, Older, Reader};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::audit as w,
};
use backend::db::{Client, HouseLook, Look, Practice};
use contract::{
    AppError,
    audit::{Timeline, TimelineQuery},
    grant::ReadKind,
    id::MembershipId,
};
use leptos::prelude::*;
use ui::{EmptyState, Icon, Link, PageHead, SheetHead};

/// `/me/activity`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a place in it that cannot be.
pub async fn mine(ctx: Ctx) -> Result<Page, AppError> {
    let query: TimelineQuery = ctx.query()?;
    let mut tx = ctx.read::<Client>().await?;
    let me = tx.scope().member();
    let timeline = ctx.check(ctx.backend().load_my_activity(&mut tx, query.before.as_deref()).await)?;
    let is_first = query.before.is_none();
    let page = Page::new(Shell::Client, w::mine(), move || {
        view! {
            <p class="small quiet">{w::mine_lede()}". "<a href="/me/who-saw">{w::mine_text()}</a></p>
            {lines(timeline, Reader::Client(me), w::mine(), w::nothing_text(), "/me/activity", is_first)}
        }
    });
    Ok(page.sheet().with_head(|| view! { <SheetHead title=w::mine() back=Link::new(w::to_access(), "/me/access")/> }))
}

/// `/practice/activity`
///
/// # Errors
/// As `mine`.
pub async fn own(ctx: Ctx) -> Result<Page, AppError> {
    let query: TimelineQuery = ctx.query()?;
    let mut tx = ctx.read::<Practice>().await?;
    let timeline = ctx.check(ctx.backend().load_own_activity(&mut tx, query.before.as_deref()).await)?;
    let named = timeline.lines.iter().filter(|line| line.client_name.is_some()).filter_map(|line| line.client);
    ctx.note_look(tx, HouseLook::of(ReadKind::Names, named)).await?;
    let is_first = query.before.is_none();
    Ok(Page::new(Shell::Practice, w::own(), move || {
        view! {
            <PageHead title=w::own() detail=w::own_lede()/>
            {lines(timeline, Reader::Own, w::own(), w::own_nothing_text(), "/practice/activity", is_first)}
        }
    }))
}

/// `/practice/clients/{client_id}/activity`
///
/// # Errors
/// `NotFound` for a client who is not in one's active care; else as `mine`.
pub async fn client(ctx: Ctx) -> Result<Page, AppError> {
    let client: MembershipId = ctx.param("client_id")?;
    let query: TimelineQuery = ctx.query()?;
    // Who may not see it leaves no trace of having looked.
    let mut tx = ctx.read::<Practice>().await?;
    ctx.check(ctx.backend().check_timeline(&mut tx, client).await)?;
    drop(tx);
    let mut tx = ctx.open_records(Look::Timeline(client)).await?;
    let found = ctx.check(ctx.backend().load_client_timeline(&mut tx, client, query.before.as_deref()).await)?;
    let is_first = query.before.is_none();
    Ok(Page::new(Shell::Practice, w::of_client(), move || {
        let review = format!("/practice/clients/{client}");
        let here = format!("{review}/activity");
        view! {
            <PageHead title=w::of_client() back=Link::new(found.name, review) detail=w::of_client_text()/>
            {lines(found.timeline, Reader::Record, w::of_client(), w::nothing_text(), &here, is_first)}
        }
    }))
}

fn lines(
    timeline: Timeline,
    reader: Reader,
    caption: &'static str,
    nothing: &'static str,
    page: &str,
    is_first: bool,
) -> AnyView {
    if timeline.lines.is_empty() {
        return view! { <EmptyState title=w::nothing() icon=Icon::Clock><p>{nothing}</p></EmptyState> }.into_any();
    }
    view! {
        <Lines lines=timeline.lines reader caption/>
        <Older page=page.to_owned() next=timeline.next is_first/>
    }
    .into_any()
}

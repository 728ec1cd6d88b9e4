//! `/practice`: one loader, one list.

use super::{client_filter::ClientFilter, shortcuts::Shortcuts, table::Clients};
use crate::{
    ctx::Ctx,
    form::{Form, fault, kept_or},
    page::{Page, Shell},
    words::caseload as w,
};
use backend::db::HouseLook;
use contract::AppError;
use contract::caseload::{Caseload, CaseloadQuery, Search, Show, Sort};
use contract::grant::ReadKind;
use leptos::prelude::*;
use ui::{EmptyState, ErrorLine, Icon, Link, LinkButton, Look, PageHead, Pager, SegLinks};

const SEARCH: &str = "/api/caseload/search_clients";
const INVITE: &str = "/practice/clients/invite";

/// `/practice`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a query that cannot be read.
pub async fn clients(ctx: Ctx) -> Result<Page, AppError> {
    let query: CaseloadQuery = ctx.query()?;
    let typed = ctx.form().filter(|form| form.action == SEARCH).and_then(|form| form.value("search"));
    // What was refused is shown beside the field; the list is then the whole one.
    let search = typed.and_then(|typed| Search::parse(typed).ok().flatten());
    let now = ctx.backend().clock.now();
    let mut tx = ctx.open_records(backend::db::Look::List).await?;
    let list = ctx.check(backend::caseload::list(&mut tx, now, query, search.as_ref()).await)?;
    let paused = list.paused.iter().map(|client| client.client);
    let named = paused.chain(list.past.iter().map(|client| client.client));
    ctx.note_look(tx, HouseLook::of(ReadKind::Names, named)).await?;
    Ok(Page::new(Shell::Practice, w::title(), move || view! { <List list query searched=search.is_some()/> }))
}

/// The address of the list with one thing changed.
fn path(sort: Sort, show: Show, page: usize) -> String {
    format!("/practice?sort={}&show={}&page={page}", sort.as_str(), show.as_str())
}

#[component]
fn List(list: Caseload, query: CaseloadQuery, searched: bool) -> impl IntoView {
    let detail = w::assigned(list.all);
    let filters = Show::ALL
        .iter()
        .map(|show| {
            let count = match show {
                Show::All => list.all,
                Show::New => list.new,
                Show::Quiet => list.quiet,
            };
            Link::new(w::filter(*show, count), path(query.sort, *show, 1)).current(*show == query.show && !searched)
        })
        .collect();
    let sorts = Sort::ALL
        .iter()
        .map(|sort| Link::new(w::sort(*sort), path(*sort, query.show, 1)).current(*sort == query.sort))
        .collect();
    let tools = (list.all > 0).then(|| {
        view! {
            <div class="tools">
                <Form action=SEARCH class="with-icon">
                    <SearchField/>
                </Form>
                <SegLinks label=w::show() links=filters/>
                <SegLinks label=w::sort_by() links=sorts/>
                <div class="keys tiny quiet"><Shortcuts/></div>
            </div>
        }
        .into_any()
    });
    let (paused, past, invited) = (list.paused.clone(), list.past.clone(), list.invited.clone());
    let body = match (list.rows.is_empty(), list.all, searched) {
        (false, ..) => {
            let pager = pager(&list, query, searched);
            view! { <Clients rows=list.rows today=list.today grouped={query.sort == Sort::Next}/>{pager} }.into_any()
        }
        (true, 0, _) if !(paused.is_empty() && past.is_empty()) => view! {
            <EmptyState title=w::none_now_title() icon=Icon::Users>
                <p>{w::none_now_text()}</p>
                <LinkButton href=INVITE look=Look::Primary icon=Icon::UserPlus>{w::invite()}</LinkButton>
            </EmptyState>
        }
        .into_any(),
        (true, 0, _) => view! {
            <EmptyState title=w::empty_title() icon=Icon::Users>
                <p>{w::empty_text()}</p>
                <LinkButton href=INVITE look=Look::Primary icon=Icon::UserPlus>{w::invite()}</LinkButton>
            </EmptyState>
        }
        .into_any(),
        (true, _, true) => view! {
            <EmptyState title=w::none_found_title()>
                <p>{w::none_found_text()}</p>
                <LinkButton href="/practice">{w::clear()}</LinkButton>
            </EmptyState>
        }
        .into_any(),
        (true, _, false) => {
            view! { <EmptyState title=w::none_match_title()><p>{w::none_match_text()}</p></EmptyState> }.into_any()
        }
    };
    view! {
        <PageHead title=w::title() detail>
            <LinkButton href=INVITE look=Look::Primary icon=Icon::Plus>{w::invite()}</LinkButton>
        </PageHead>
        {tools}
        {body}
        <Waiting paused invited/>
        {past_clients(past)}
    }
    .into_any()
}

#[component]
fn SearchField() -> impl IntoView {
    let error = fault("search");
    view! {
        <label class="sr" for="search">{w::search()}</label>
        <ui::Icon icon=Icon::Search/>
        <ClientFilter value=kept_or("search", "")/>
        <kbd aria-hidden="true">"/"</kbd>
        <button class="sr">{w::search_go()}</button>
        <ErrorLine id="search" error/>
    }
}

/// A search shows its first page only: further words narrow it, and no address could hold them.
fn pager(list: &Caseload, query: CaseloadQuery, searched: bool) -> Option<impl IntoView + use<>> {
    let at = (list.page - 1) * contract::caseload::PAGE_ROWS;
    let info = w::range(at + 1, at + list.rows.len(), list.matching);
    let step = |to: usize, label| (!searched).then(|| Link::new(label, path(query.sort, query.show, to)));
    let previous = if list.page > 1 { step(list.page - 1, w::previous()) } else { None };
    let next = if list.page < list.pages { step(list.page + 1, w::next_page()) } else { None };
    (list.pages > 1).then(|| view! { <Pager label=w::pages() info previous next/> })
}

/// Care that is over: names, and since when.
fn past_clients(past: Vec<contract::caseload::Past>) -> Option<AnyView> {
    (!past.is_empty()).then(|| {
        let lines = past
            .into_iter()
            .map(|client| {
                view! { <li>{client.name}" "<span class="quiet small">{w::ended_on(client.ended, client.by_client)}</span></li> }
            })
            .collect_view();
        view! {
            <section class="blk" aria-labelledby="past">
                <h2 id="past">{w::past_title()}</h2>
                <p class="quiet small">{w::past_text()}</p>
                <ul class="items">{lines}</ul>
            </section>
        }
        .into_any()
    })
}

/// Who is not in active care: paused by name, invited by the name on the invitation.
#[component]
fn Waiting(paused: Vec<contract::caseload::Paused>, invited: Vec<contract::caseload::Invited>) -> impl IntoView {
    let paused = (!paused.is_empty()).then(|| {
        let lines = paused
            .into_iter()
            .map(|client| {
                let href = format!("/practice/clients/{}", client.client);
                view! { <li><a href=href>{client.name}</a>" "<span class="quiet small">{w::paused_since(client.since)}</span></li> }
            })
            .collect_view();
        view! {
            <section class="blk" aria-labelledby="paused">
                <h2 id="paused">{w::paused_title()}</h2>
                <p class="quiet small">{w::paused_text()}</p>
                <ul class="items">{lines}</ul>
            </section>
        }
    });
    let invited = (!invited.is_empty()).then(|| {
        let lines = invited
            .into_iter()
            .map(|one| {
                let expired = one.expired.then(|| view! { " "<ui::Tag tone=ui::Tone::Warn>{w::expired()}</ui::Tag> });
                view! { <li>{one.name}" "<span class="quiet small">{w::invited_on(one.sent)}</span>{expired}</li> }
            })
            .collect_view();
        view! {
            <section class="blk" aria-labelledby="invited">
                <h2 id="invited">{w::invited_title()}</h2>
                <ul class="items">{lines}</ul>
                <p class="small"><a href=INVITE>{w::invite()}</a></p>
            </section>
        }
    });
    view! { {paused}{invited} }.into_any()
}

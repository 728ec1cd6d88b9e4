//! `/me/evidence`: the newest signed head and every event about the client, each with its proof.

use crate::{
    ctx::Ctx,
    form::Form,
    page::{Page, Shell},
    words::evidence as w,
};
use backend::db::Client;
use backend::evidence::{EventRow, LatestCheckpoint};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, DataTable, DayHead, EmptyState, Icon, Link, LinkButton, Pager};

#[derive(Debug, Default, serde::Deserialize)]
struct Query {
    before: Option<u64>,
}

/// `/me/evidence`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a query that cannot be read.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let query: Query = ctx.query()?;
    let zone = tx.scope().tz();
    let (events, more, newest) = ctx.check(ctx.backend().list_my_events(&mut tx, query.before).await)?;
    let page = Page::new(Shell::Client, w::title(), move || body(events, more, newest.as_ref(), zone));
    Ok(page.with_head(|| view! { <DayHead title=w::title() detail=w::lede()/> }))
}

fn body(events: Vec<EventRow>, more: bool, newest: Option<&LatestCheckpoint>, zone: Tz) -> AnyView {
    let last = events.last().filter(|_| more).map(|event| event.seq);
    let next = last.map(|seq| Link::new(w::earlier(), format!("/me/evidence?before={seq}")));
    let pager = next.is_some().then(|| view! { <Pager label=w::events() previous=None next=next/> });
    let waits = events.iter().any(|event| !event.is_covered);
    view! {
        <section class="blk" aria-labelledby="how">
            <h2 id="how">{w::how()}</h2>
            <p class="small">{w::how_text()}</p>
            {head(newest, zone, waits)}
        </section>
        <section class="blk" aria-labelledby="events">
            <h2 id="events">{w::events()}</h2>
            {list(events, zone)}
            {pager}
        </section>
    }
    .into_any()
}

fn head(newest: Option<&LatestCheckpoint>, zone: Tz, waits: bool) -> AnyView {
    let ask = waits.then(|| {
        view! {
            <Form action="/api/evidence/ask" class="stack">
                <p class="small quiet">{w::waiting()}</p>
                <Button icon=Icon::Key>{w::sign_now()}</Button>
            </Form>
        }
    });
    let Some(newest) = newest else {
        return view! { <p class="quiet">{w::no_head()}</p> {ask} }.into_any();
    };
    view! {
        <HeadFacts newest=newest.clone() zone/>
        <p><LinkButton href="/me/evidence/checkpoint" icon=Icon::Package>{w::keep()}</LinkButton></p>
        <p class="small quiet">{w::keep_text()}</p>
        {ask}
    }
    .into_any()
}

/// When a head was signed, over how much, and with which key.
#[component]
pub fn HeadFacts(newest: LatestCheckpoint, zone: Tz) -> impl IntoView {
    view! {
        <dl class="facts">
            <div><dt>{w::signed_at()}</dt><dd>{moment(newest.at, zone)}</dd></div>
            <div><dt>{w::size()}</dt><dd class="num">{newest.size.to_string()}</dd></div>
            <div><dt>{w::fingerprint()}</dt><dd class="digits">{newest.fingerprint}</dd></div>
        </dl>
    }
}

/// In the reader's zone.
pub fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    insight::clock::written(&zone, at, "%-d %B %Y, %H:%M")
}

fn list(events: Vec<EventRow>, zone: Tz) -> AnyView {
    if events.is_empty() {
        return view! { <EmptyState title=w::no_events() icon=Icon::Eye><p>{w::no_events_text()}</p></EmptyState> }
            .into_any();
    }
    let rows = events
        .into_iter()
        .map(|event| {
            let proof = if event.is_covered {
                let href = format!("/me/evidence/{}", event.seq);
                view! { <a href=href aria-label=w::proof_of(event.seq)>{w::proof()}</a> }.into_any()
            } else {
                view! { <span class="quiet">{w::soon()}</span> }.into_any()
            };
            view! {
                <tr>
                    <td class="num" data-label=w::when()>{moment(event.at, zone)}</td>
                    <th scope="row">{w::event(&event.action)}</th>
                    <td data-label=w::who()>{w::position(&event.position)}</td>
                    <td data-label=w::proof()>{proof}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::events() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::when()}</th>
                    <th scope="col">{w::what()}</th>
                    <th scope="col">{w::who()}</th>
                    <th scope="col">{w::proof()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

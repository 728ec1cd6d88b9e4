//! `/clinic/incidents/{incident}/affected`: which records it reached, whose, and what was done.

use super::parts::State;
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::{activity, incidents as w},
};
use backend::db::{Clinic, HouseLook};
use contract::{
    AppError,
    grant::ReadKind,
    incident::{Affected, Reached, Window},
};
use leptos::prelude::*;
use ui::{DataTable, Disclosure, EmptyState, Icon, Link, PageHead};

/// `/clinic/incidents/{incident}/affected`
///
/// # Errors
/// `NotFound` for one that is not this clinic's.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("incident")?;
    let mut tx = ctx.read::<Clinic>().await?;
    let affected = ctx.check(ctx.backend().load_affected(&mut tx, id).await)?;
    ctx.note_look(tx, HouseLook::of(ReadKind::Incident, affected.named.clone())).await?;
    Ok(Page::new(Shell::Clinic, w::affected(), move || body(affected)))
}

fn body(affected: Affected) -> AnyView {
    let incident = affected.incident.clone();
    let back = Link::new(w::named(incident.number, &incident.title), format!("/clinic/incidents/{}", incident.id));
    let found = match affected.windows.is_empty() {
        true => view! { <EmptyState title=w::no_scope() icon=Icon::Search><p>{w::no_scope_text()}</p></EmptyState> }
            .into_any(),
        false => view! { <Found affected/> }.into_any(),
    };
    view! {
        <PageHead title=w::affected() back><State incident=incident/></PageHead>
        {found}
        <section class="stack" aria-labelledby="limits">
            <h2 id="limits">{w::limits()}</h2>
            <p class="small quiet">{w::limits_text()}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Found(affected: Affected) -> impl IntoView {
    let figures = [
        (w::clients_reached(), i64::try_from(affected.clients).unwrap_or(i64::MAX)),
        (w::looks(), affected.looks),
        (w::changes(), affected.changes),
    ];
    let figures = figures
        .into_iter()
        .map(|(label, figure)| view! { <div><dt>{label}</dt><dd class="num">{figure}</dd></div> })
        .collect_view();
    let more =
        (affected.clients > affected.listed.len()).then(|| view! { <p class="small quiet">{w::more_clients()}</p> });
    let windows =
        affected.windows.iter().map(|window| view! { <li><div>{window_words(window)}</div></li> }).collect_view();
    let actions = affected
        .actions
        .into_iter()
        .map(|done| {
            view! {
                <tr>
                    <th scope="row">{activity::action(&done.action).to_owned()}</th>
                    <td class="num" data-label=w::how_often()>{done.amount}</td>
                    <td class="num" data-label=w::by_how_many()>{done.people}</td>
                </tr>
            }
        })
        .collect_view();
    let accounts = affected
        .accounts
        .into_iter()
        .map(|(at, name, action)| {
            let name = name.unwrap_or_default();
            view! { <li><div><b>{name}</b><p class="quiet">{w::moment(at)}", "{activity::action(&action).to_owned()}</p></div></li> }
        })
        .collect_view();
    view! {
        <dl class="figures">{figures}</dl>
        <section class="stack" aria-labelledby="whose">
            <h2 id="whose">{w::whose()}</h2>
            {clients(affected.listed)}
            {more}
        </section>
        <section class="stack" aria-labelledby="done">
            <h2 id="done">{w::what_was_done()}</h2>
            <DataTable caption=w::what_was_done() class="stacks">
                <thead>
                    <tr>
                        <th scope="col">{w::what_was_done()}</th>
                        <th scope="col" class="num">{w::how_often()}</th>
                        <th scope="col" class="num">{w::by_how_many()}</th>
                    </tr>
                </thead>
                <tbody>{actions}</tbody>
            </DataTable>
        </section>
        <Disclosure summary=w::looked_at()><ul class="items">{windows}</ul></Disclosure>
        <Disclosure summary=w::accounts()><ul class="items">{accounts}</ul></Disclosure>
    }
    .into_any()
}

fn window_words(window: &Window) -> String {
    let who = window.name.clone().unwrap_or_else(|| w::everybody().to_owned());
    w::window(&who, window.from, window.until)
}

fn clients(reached: Vec<Reached>) -> AnyView {
    if reached.is_empty() {
        return view! { <p class="quiet">{w::no_client()}</p> }.into_any();
    }
    let rows = reached
        .into_iter()
        .map(|one| {
            let name = one.name.clone().unwrap_or_else(|| one.client.to_string());
            let own = one.is_own.then(|| view! { " " <span class="quiet small">{w::own_sign_in()}</span> });
            view! {
                <tr>
                    <th scope="row"><a href=format!("/clinic/audit?client={}", one.client)>{name}</a>{own}</th>
                    <td class="num" data-label=w::looks()>{one.looks}</td>
                    <td class="num" data-label=w::changes()>{one.changes}</td>
                    <td class="num" data-label=w::first()>{w::moment(one.first)}</td>
                    <td class="num" data-label=w::last()>{w::moment(one.last)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::whose() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::client()}</th>
                    <th scope="col" class="num">{w::looks()}</th>
                    <th scope="col" class="num">{w::changes()}</th>
                    <th scope="col">{w::first()}</th>
                    <th scope="col">{w::last()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

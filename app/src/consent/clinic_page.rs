//! `/clinic/consents`: who agreed to what, counted and listed.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::consent as w,
};
use contract::{
    AppError,
    consent::{ClinicConsents, ConsentKind, ConsentQuery, ConsentRow, Language, Standing},
};
use leptos::prelude::*;
use ui::{Button, Choice, DataTable, EmptyState, Icon, PageHead, Select, TextInput};

/// `/clinic/consents`. The filter names texts and states, nobody: it may stand in the address.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let query: ConsentQuery = ctx.query()?;
    let mut tx = ctx.open_house(&[backend::consent::look_at_standings(&query)]).await?;
    let found = ctx.check(ctx.backend().load_clinic_consents(&mut tx, &query).await)?;
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || body(found, query)))
}

fn body(found: ClinicConsents, query: ConsentQuery) -> AnyView {
    let more = found.more.then(|| view! { <p class="small quiet">{w::more()}</p> });
    let rows = if found.rows.is_empty() {
        view! { <EmptyState title=w::nobody() icon=Icon::Users><p>{w::nobody_text()}</p></EmptyState> }.into_any()
    } else {
        table(found.rows)
    };
    view! {
        <PageHead title=w::clinic_title() detail=found.organisation.clone()/>
        <p class="lede">{w::clinic_lede()}</p>
        {counted(&found.counts)}
        <form method="get" action="/clinic/consents" class="rowx">{filter(&query)}<Button>{w::filter()}</Button></form>
        {rows}
        {more}
    }
    .into_any()
}

fn filter(query: &ConsentQuery) -> AnyView {
    let kinds = ConsentKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), w::name(*kind, Language::En))).collect();
    let states = Standing::ALL.iter().map(|state| Choice::new(state.as_str(), w::standing(*state))).collect();
    let version = query.version().map(|version| version.to_string()).unwrap_or_default();
    let chosen = |word: Option<&'static str>| word.unwrap_or_default();
    view! {
        <Select name="kind" label=w::kind() prompt=w::any() options=kinds value=chosen(query.kind().map(ConsentKind::as_str))/>
        <Select name="state" label=w::state() prompt=w::any() options=states value=chosen(query.state().map(Standing::as_str))/>
        <TextInput name="version" label=w::version() value=version maxlength=4/>
    }
    .into_any()
}

fn counted(counts: &[(ConsentKind, Standing, i64)]) -> AnyView {
    let rows = ConsentKind::ALL
        .iter()
        .map(|kind| {
            let cells = Standing::ALL
                .iter()
                .map(|state| {
                    let count = counts.iter().find(|(of, at, _)| of == kind && at == state).map_or(0, |(.., n)| *n);
                    view! { <td class="num" data-label=w::standing(*state)>{count}</td> }
                })
                .collect_view();
            view! { <tr><th scope="row">{w::name(*kind, Language::En)}</th>{cells}</tr> }
        })
        .collect_view();
    let heads = Standing::ALL.iter().map(|state| view! { <th scope="col">{w::standing(*state)}</th> }).collect_view();
    view! {
        <DataTable caption=w::counts() class="stacks">
            <thead><tr><th scope="col">{w::kind()}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn table(rows: Vec<ConsentRow>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let when = row.last.as_ref().map(|last| w::moment(last.at, Language::En)).unwrap_or_default();
            let version = row.last.as_ref().map(|last| last.version.to_string()).unwrap_or_default();
            let how = row.method.map(|method| w::method(method, Language::En)).unwrap_or_default();
            view! {
                <tr>
                    <th scope="row"><a href=format!("/clinic/consents/{}", row.client)>{row.name}</a></th>
                    <td data-label=w::kind()>{w::name(row.kind, Language::En)}</td>
                    <td data-label=w::state()>{w::standing(row.standing)}</td>
                    <td class="num" data-label=w::version()>{version}</td>
                    <td class="num" data-label=w::when(Language::En)>{when}</td>
                    <td data-label=w::how(Language::En)>{how}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::clinic_title() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::client()}</th>
                    <th scope="col">{w::kind()}</th>
                    <th scope="col">{w::state()}</th>
                    <th scope="col">{w::version()}</th>
                    <th scope="col">{w::when(Language::En)}</th>
                    <th scope="col">{w::how(Language::En)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

//! `/clinic/exports`: a copy for a client who asked the clinic; what the organisation may read of itself; moving house.

use super::{
    api::CLINIC,
    list::{Exports, look_again},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::export as w,
};
use contract::{
    AppError,
    export::{ClinicExports, ExportScope, ExportState},
};
use leptos::prelude::*;
use ui::{Button, Card, Choice, EmptyState, Icon, LinkButton, Look, PageHead, Select, TextInput, Textarea};

const ASK: &str = "/api/export/ask_for_client";
const FIND: &str = "/api/export/find_client";

/// `/clinic/exports`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let form = ctx.form().filter(|form| [ASK, FIND].contains(&form.action.as_str()));
    let search = contract::text::search(form.and_then(|form| form.value("search")).unwrap_or_default());
    let mut tx = ctx.open_house(&backend::export::looks_at_exports(&search)).await?;
    let long = Long::of(&ctx)?;
    let mut found = ctx.check(ctx.backend().load_clinic_exports(&mut tx, &search, long.reach).await)?;
    let beyond = long.cut(&mut found.exports);
    look_again(&ctx, &found.exports, CLINIC);
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || body(found, beyond)))
}

fn body(found: ClinicExports, beyond: Option<Beyond>) -> AnyView {
    let (is_owner, has_second) = (found.is_owner, found.has_second);
    let is_moving = found.exports.iter().any(|export| {
        export.scope == ExportScope::Move && (export.state == ExportState::Proposed || export.state.is_under_way())
    });
    let list = if found.exports.is_empty() {
        view! { <EmptyState title=w::none() icon=Icon::Package><p>{w::none_clinic_text()}</p></EmptyState> }.into_any()
    } else {
        view! { <Exports exports=found.exports.clone() cancel="/api/export/cancel_asked" here=CLINIC names=true/> }
            .into_any()
    };
    view! {
        <PageHead title=w::clinic_title() detail=found.organisation.clone()/>
        <p class="lede">{w::clinic_lede()}</p>
        <div class="split">
            <section aria-labelledby="copies"><h2 id="copies">{w::listed()}</h2>{list}<Further beyond/></section>
            <div class="stack">
                <Card title=w::for_client()><ForClient found/></Card>
                <Card title=w::house()><House is_owner/></Card>
                <Card title=w::moving()><Moving is_owner has_second is_moving/></Card>
            </div>
        </div>
    }
    .into_any()
}

/// Pressing "find" shows the same form with fewer names; it works for any number of clients.
#[component]
fn ForClient(found: ClinicExports) -> impl IntoView {
    let more = found.more_clients.then(|| view! { <p class="small quiet">{w::more_clients()}</p> });
    let clients = found.clients.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect();
    view! {
        <Form action=ASK steps=&[FIND] class="stack">
            <ErrorSummary/>
            <p class="small">{w::for_client_text()}</p>
            <div class="rowx">
                <TextInput name="search" label=w::find() autocomplete="off" value=kept_or("search", "") error=fault("search") maxlength=120/>
                <button class="btn" formaction=FIND>{w::find_do()}</button>
            </div>
            <Select name="client" label=w::client() prompt=w::choose() options=clients value=kept_or("client", "") error=fault("client")/>
            {more}
            <Textarea name="reason" label=w::reason() hint=w::reason_hint() value=kept_or("reason", "") error=fault("reason") maxlength=500 required=true/>
            <Button look=Look::Primary icon=Icon::Package>{w::ask_for()}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn House(is_owner: bool) -> impl IntoView {
    if !is_owner {
        return view! { <p class="small quiet">{w::house_owner_only()}</p> }.into_any();
    }
    view! {
        <Form action="/api/export/ask_house" class="stack">
            <ErrorSummary/>
            <p class="small">{w::house_text()}</p>
            <Button icon=Icon::Package>{w::ask_house()}</Button>
        </Form>
    }
    .into_any()
}

/// Everything, sealed for the installation it goes to; two people agree.
#[component]
fn Moving(is_owner: bool, has_second: bool, is_moving: bool) -> impl IntoView {
    let form = match (is_owner, is_moving, has_second) {
        (false, ..) => view! { <p class="small quiet">{w::moving_owner_only()}</p> }.into_any(),
        (true, true, _) => view! { <p class="small quiet">{w::moving_under_way()}</p> }.into_any(),
        (true, false, false) => view! {
            <p class="small">{w::moving_alone()}</p>
            <p><LinkButton href="/clinic/team" look=Look::Bare>{w::moving_team()}</LinkButton></p>
        }
        .into_any(),
        (true, false, true) => view! {
            <Form action="/api/export/ask_move" class="stack" ids="move">
                <ErrorSummary/>
                <Textarea name="recipient" label=w::recipient() hint=w::recipient_hint() value=kept_or("recipient", "") error=fault("recipient") maxlength=200 required=true/>
                <Textarea name="reason" label=w::reason() hint=w::moving_reason_hint() value=kept_or("reason", "") error=fault("reason") maxlength=500 required=true/>
                <Button icon=Icon::Package>{w::ask_move()}</Button>
            </Form>
        }
        .into_any(),
    };
    view! {
        <p class="small">{w::moving_text()}</p>
        {form}
    }
    .into_any()
}

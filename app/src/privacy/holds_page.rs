//! `/clinic/holds`: records that must stay, why, and letting them go again.

use super::api::{FIND, PLACE};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Fold, Form, fault, kept_or, kept_tick},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::privacy as w,
};
use contract::{
    AppError,
    privacy::{HoldView, Holds},
};
use leptos::prelude::*;
use ui::{Button, Card, CheckBox, Choice, EmptyState, Icon, Look, PageHead, Select, Tag, TextInput, Textarea, Tone};

const RELEASE: &str = "/api/privacy/release_hold";

/// `/clinic/holds`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for front desk.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let form = ctx.form().filter(|form| [PLACE, FIND].contains(&form.action.as_str()));
    let search = contract::text::search(form.and_then(|form| form.value("search")).unwrap_or_default());
    let mut tx = ctx.open_house(&backend::erasure::looks_at_holds(&search)).await?;
    let long = Long::of(&ctx)?;
    let mut holds = ctx.check(ctx.backend().load_holds(&mut tx, &search, long.reach).await)?;
    let beyond = long.cut(&mut holds.holds);
    Ok(Page::new(Shell::Clinic, w::holds_title(), move || body(holds, beyond)))
}

fn body(holds: Holds, beyond: Option<Beyond>) -> AnyView {
    let list = if holds.holds.is_empty() {
        view! { <EmptyState title=w::no_holds() icon=Icon::Check><p>{w::no_holds_text()}</p></EmptyState> }.into_any()
    } else {
        let lines = holds.holds.into_iter().map(hold).collect_view();
        view! { <ul class="items">{lines}</ul> }.into_any()
    };
    let clients: Vec<_> =
        holds.clients.iter().map(|named| Choice::new(named.id.to_string(), named.name.clone())).collect();
    let more = holds.more_clients;
    view! {
        <PageHead title=w::holds_title() detail=holds.organisation/>
        <p class="lede">{w::holds_lede()}</p>
        <div class="split">
            <section aria-label=w::holds_title()>{list}<Further beyond/></section>
            <Card title=w::hold_place_title()>
                <Form action=PLACE steps=&[FIND] class="stack"><PlaceFields clients more/></Form>
            </Card>
        </div>
    }
    .into_any()
}

#[component]
fn PlaceFields(clients: Vec<Choice>, more: bool) -> impl IntoView {
    let more = more.then(|| view! { <p class="small quiet">{w::more_clients()}</p> });
    view! {
        <ErrorSummary/>
        <div class="rowx">
            <TextInput name="search" label=w::find() autocomplete="off" value=kept_or("search", "") error=fault("search") maxlength=120/>
            <button class="btn" formaction=FIND>{w::find_do()}</button>
        </div>
        <Select name="client" label=w::hold_client() prompt=w::choose() options=clients value=kept_or("client", "") error=fault("client")/>
        {more}
        <Textarea name="reason" label=w::hold_reason() hint=w::hold_reason_hint() value=kept_or("reason", "") error=fault("reason") maxlength=500 required=true/>
        <CheckBox name="told" label=w::hold_told() checked=kept_tick("told", "on", false)/>
        <Button look=Look::Primary>{w::hold_place()}</Button>
    }
    .into_any()
}

fn hold(hold: HoldView) -> AnyView {
    let id = hold.id.to_string();
    let over = hold.released.map(|at| {
        let why = hold.released_why.clone().unwrap_or_default();
        view! { <p class="quiet">{w::released(at, &why)}</p> }
    });
    let release = hold.released.is_none().then(|| {
        view! {
            <Fold summary=w::hold_release()>
                <Form action=RELEASE mark=id.clone() class="stack">
                    <ErrorSummary/>
                    <p class="small quiet">{w::hold_release_text()}</p>
                    <Fixed name="hold" value=id.clone()/>
                    <Why id/>
                    <Button look=Look::Danger>{w::hold_release()}</Button>
                </Form>
            </Fold>
        }
    });
    let tag = hold.released.is_none().then(|| {
        let told = if hold.is_told { w::told() } else { w::untold() };
        view! { <Tag tone=Tone::Warn>{told}</Tag> }
    });
    view! {
        <li class=hold.released.is_some().then_some("off")>
            <div>
                <b>{hold.client_name}</b>
                <p class="voice small">{hold.reason}</p>
                <p class="quiet">{w::placed(hold.placed)}</p>
                {over}
                {release}
            </div>
            {tag}
        </li>
    }
    .into_any()
}

#[component]
fn Why(id: String) -> impl IntoView {
    view! {
        <Textarea name="released_why" id=format!("why-{id}") label=w::hold_why() value=kept_or("released_why", "") error=fault("released_why") maxlength=500 required=true/>
    }
    .into_any()
}

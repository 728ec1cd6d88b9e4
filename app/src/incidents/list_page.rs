//! `/clinic/incidents`: the register, and opening one.

use super::parts::State;
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or, kept_tick},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::incidents as w,
};
use backend::db::Clinic;
use contract::{
    AppError,
    incident::{Listed, NOTE, Register, TITLE},
};
use leptos::prelude::*;
use ui::{Button, Card, CheckBox, DataTable, EmptyState, Icon, Look, PageHead, TextInput, Textarea};

const OPEN: &str = "/api/incidents/open";

/// `/clinic/incidents`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let long = Long::of(&ctx)?;
    let mut register = ctx.check(ctx.backend().load_incidents(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut register.incidents);
    Ok(Page::new(Shell::Clinic, w::title(), move || body(register, beyond)))
}

fn body(register: Register, beyond: Option<Beyond>) -> AnyView {
    let (drills, real): (Vec<_>, Vec<_>) = register.incidents.into_iter().partition(|incident| incident.is_drill);
    let real = match real.is_empty() {
        true => {
            view! { <EmptyState title=w::none() icon=Icon::ShieldCheck><p>{w::none_text()}</p></EmptyState> }.into_any()
        }
        false => table(real, w::title()),
    };
    let drills = (!drills.is_empty())
        .then(|| view! { <section aria-labelledby="drills"><h2 id="drills">{w::drills()}</h2>{table(drills, w::drills())}</section> });
    view! {
        <PageHead title=w::title() detail=register.organisation/>
        <p class="lede">{w::lede()}</p>
        <div class="split">
            <div class="stack">{real}{drills}<Further beyond/></div>
            <Card title=w::open_title()>
                <Form action=OPEN class="stack">
                    <ErrorSummary/>
                    <TextInput name="title" label=w::what_happened() hint=w::what_hint() maxlength=u32::try_from(TITLE).unwrap_or(120)
                        autocomplete="off" value=kept_or("title", "") error=fault("title")/>
                    <TextInput name="aware_at" kind="datetime-local" label=w::aware() hint=w::aware_hint()
                        value=kept_or("aware_at", register.now.field()) error=fault("aware_at")/>
                    <Textarea name="text" label=w::known() hint=w::no_names() rows=4 maxlength=u32::try_from(NOTE).unwrap_or(4000)
                        value=kept_or("text", "") error=fault("text")/>
                    <CheckBox name="drill" label=w::is_drill() hint=w::drill_hint() checked=kept_tick("drill", "on", false)/>
                    <Button look=Look::Primary icon=Icon::Siren>{w::open()}</Button>
                </Form>
            </Card>
        </div>
    }
    .into_any()
}

fn table(incidents: Vec<Listed>, caption: &'static str) -> AnyView {
    let rows = incidents
        .into_iter()
        .map(|incident| {
            let left = incident.minutes_left.map(w::left);
            let name = w::named(incident.number, &incident.title);
            view! {
                <tr>
                    <th scope="row"><a href=format!("/clinic/incidents/{}", incident.id)>{name}</a></th>
                    <td data-label=w::state()><State incident=incident.clone()/></td>
                    <td class="num" data-label=w::aware()>{w::moment(incident.aware_at)}</td>
                    <td data-label=w::clock()>{left}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::what_happened()}</th>
                    <th scope="col">{w::state()}</th>
                    <th scope="col">{w::aware()}</th>
                    <th scope="col">{w::clock()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

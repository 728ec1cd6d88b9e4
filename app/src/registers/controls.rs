//! The 93 controls of ISO/IEC 27001:2022, Annex A: the list as an auditor reads it, and the form of one (T16).

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    page::{Page, Shell},
    words::{controls as c, registers as w},
};
use backend::db::Clinic;
use contract::{
    AppError,
    registers::{ControlStatus, ControlView, STATUSES, Theme, theme},
};
use leptos::prelude::*;
use ui::{Button, Choice, DataTable, Look, PageHead, Select, Tag, TextInput, Textarea, Tone};

const SAVE: &str = "/api/registers/save_control";

/// `/clinic/registers/controls`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let organisation = tx.scope().organisation_name.clone();
    let controls = ctx.check(ctx.backend().load_controls(&mut tx).await)?;
    Ok(Page::new(Shell::Clinic, w::controls(), move || {
        let done = controls.iter().filter(|control| control.status == Some(ControlStatus::Done)).count();
        let unseen = controls.iter().filter(|control| control.status.is_none()).count();
        let tables = Theme::ALL
            .map(|wanted| {
                let controls = controls.iter().filter(|control| theme(&control.number) == wanted).cloned().collect();
                view! { <Controls theme=wanted controls/> }
            })
            .collect_view();
        view! {
            <PageHead title=w::controls() detail=organisation/>
            <p class="lede">{w::controls_lede()}</p>
            <p>{w::tally(done, unseen)}</p>
            <p class="no-print"><a href="/clinic/registers">{w::to_registers()}</a></p>
            {tables}
        }
        .into_any()
    }))
}

#[component]
fn Controls(theme: Theme, controls: Vec<ControlView>) -> impl IntoView {
    let rows = controls.into_iter().map(row).collect_view();
    view! {
        <section class="report">
            <h2>{c::theme(theme)}</h2>
            <DataTable caption=c::theme(theme) class="stacks">
                <thead>
                    <tr>
                        <th scope="col">{w::number()}</th>
                        <th scope="col">{w::control()}</th>
                        <th scope="col">{w::status()}</th>
                        <th scope="col">{w::owner()}</th>
                        <th scope="col">{w::evidence()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
        </section>
    }
    .into_any()
}

fn row(control: ControlView) -> AnyView {
    let tone = match control.status {
        Some(ControlStatus::Done) => Tone::Ok,
        Some(ControlStatus::Part | ControlStatus::Planned) => Tone::Warn,
        Some(ControlStatus::NotApplicable) | None => Tone::Quiet,
    };
    let reason = (!control.reason.is_empty()).then(|| view! { <span class="small quiet">" " {control.reason}</span> });
    view! {
        <tr>
            <th scope="row" class="num" data-label=w::number()>{control.number.clone()}</th>
            <td data-label=w::control()>
                <a href=format!("/clinic/registers/controls/{}", control.number)>{c::asks(&control.number)}</a>
            </td>
            <td data-label=w::status()><Tag tone>{c::status(control.status)}</Tag>{reason}</td>
            <td data-label=w::owner()>{control.owner}</td>
            <td data-label=w::evidence()>{evidence(control.evidence)}</td>
        </tr>
    }
    .into_any()
}

/// A page of this site or a secure one elsewhere is a link; anything else is what it says.
fn evidence(place: String) -> AnyView {
    let own = place.starts_with('/') && !place.starts_with("//") && !place.contains(['\\', ' ']);
    if own || (place.starts_with("https://") && !place.contains(' ')) {
        let words = place.clone();
        return view! { <a href=place rel="noreferrer">{words}</a> }.into_any();
    }
    view! { <span>{place}</span> }.into_any()
}

/// `/clinic/registers/controls/{number}`
///
/// # Errors
/// As `list`; `NotFound` for a number that is none.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let number = ctx.param::<String>("number")?;
    let control = ctx.check(ctx.backend().load_control(&mut tx, &number).await)?;
    Ok(Page::new(Shell::Clinic, format!("{} {}", w::control(), control.number), move || {
        let options = STATUSES.iter().map(|status| Choice::new(status.as_str(), c::status(Some(*status)))).collect();
        let status = control.status.map(ControlStatus::as_str).unwrap_or_default();
        view! {
            <PageHead title=format!("{} {}", w::control(), control.number) detail=c::theme(theme(&control.number))/>
            <p class="lede">{c::asks(&control.number)}</p>
            <p><a href="/clinic/registers/controls">{w::controls()}</a></p>
            <Form action=SAVE class="form">
                <ErrorSummary/>
                <Fixed name="number" value=control.number.clone()/>
                <Select name="status" label=w::status() prompt=w::choose() options value=kept_or("status", status) error=fault("status")/>
                <Textarea name="reason" label=w::reason() hint=w::reason_hint() value=kept_or("reason", control.reason) error=fault("reason") maxlength=1000/>
                <TextInput name="owner" label=w::owner() value=kept_or("owner", control.owner) error=fault("owner") maxlength=120 autocomplete="off"/>
                <TextInput name="evidence" label=w::evidence() hint=w::evidence_hint() value=kept_or("evidence", control.evidence) error=fault("evidence") maxlength=300 autocomplete="off"/>
                <div class="actions"><Button look=Look::Primary>{w::save()}</Button></div>
            </Form>
        }
        .into_any()
    }))
}

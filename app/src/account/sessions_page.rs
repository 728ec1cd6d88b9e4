//! `/account/sessions`: where one is signed in, and the ways to end that.

use crate::{
    booking::when,
    ctx::Ctx,
    form::{Fixed, Form},
    page::{Page, Shell},
    words::{account as w, identity},
};
use contract::{
    AppError,
    identity::{SessionList, SessionRow},
};
use leptos::prelude::*;
use ui::{Button, Look};

/// `/account/sessions`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.account().await?;
    let listed = ctx.check(ctx.backend().list_sessions(&ctx.token()?).await)?.ok_or(AppError::NotSignedIn)?;
    let zone = account.zone;
    Ok(Page::new(Shell::of_role(account.role), w::sessions(), move || {
        view! {
            <ui::PageHead title=w::sessions() detail=account.email/>
            <p class="small"><a href="/account/security">{w::back()}</a></p>
            <Wrong listed=listed.clone()/>
            <ul class="items">
                {listed.sessions.iter().map(|row| view! { <li><One row=row.clone() zone=zone.clone()/></li> }).collect_view()}
            </ul>
            <All others=listed.sessions.len().saturating_sub(1)/>
        }
    }))
}

/// How often somebody tried a wrong password: said only when it happened.
#[component]
fn Wrong(listed: SessionList) -> impl IntoView {
    let text = (listed.wrong_passwords > 0).then(|| w::wrong_passwords(listed.wrong_passwords, listed.days));
    text.map(|text| view! { <p class="quiet">{text}</p> }).into_any()
}

#[component]
fn One(row: SessionRow, zone: String) -> impl IntoView {
    let place = row.organisation.map(|organisation| match row.role {
        Some(role) => format!("{organisation}, {}", identity::role(role)),
        None => organisation,
    });
    let device = row.device.clone();
    let end = (!row.current).then(|| {
        let id = row.id.to_string();
        view! {
            <Form action="/api/identity/end_session" mark=id.clone()>
                <Fixed name="session" value=id/>
                <Button>{w::end_session()} <span class="sr">{format!(": {device}")}</span></Button>
            </Form>
        }
    });
    view! {
        <div aria-current=row.current.then_some("true")>
                <b>{row.device.clone()}</b>
                {row.current.then(|| view! { " " <ui::Tag>{w::this_session()}</ui::Tag> })}
                <p class="quiet small">
                    {place.map(|place| view! { {place} <br/> })}
                    {if row.current || row.same_network { w::same_network() } else { w::other_network() }}
                    <br/>
                    {w::last_use()} " " <Moment at=row.last_seen_at zone=zone.clone()/>
                    ". " {w::signed_in()} " " <Moment at=row.signed_in_at zone/> "."
                </p>
        </div>
        {end}
    }
    .into_any()
}

#[component]
fn Moment(at: chrono::DateTime<chrono::Utc>, zone: String) -> impl IntoView {
    let day = when::day(at, &zone);
    let text = format!("{} {}", day.format("%-d %B"), when::time(at, &zone));
    view! { <time datetime=when::machine(at)>{text}</time> }.into_any()
}

#[component]
fn All(others: usize) -> impl IntoView {
    if others == 0 {
        return view! { <p class="quiet">{w::only_here()}</p> }.into_any();
    }
    view! {
        <Form action="/api/identity/end_other_sessions" class="form">
            <p class="small quiet">{w::end_others_text()}</p>
            <div class="actions"><Button look=Look::Primary>{w::end_others()}</Button></div>
        </Form>
    }
    .into_any()
}

//! What can be booked: `/practice/services` for one's own, `/clinic/services` for the team, and the form of one.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or, kept_tick},
    page::{Page, Shell},
    words::booking as w,
};
use backend::db::{Clinic, Practice};
use contract::{
    AppError,
    booking::{BookingLimits, Money, OfferView, Place, Practitioner, ServiceView, minimum},
    id::{MembershipId, ServiceId},
};
use leptos::prelude::*;
use ui::{
    Button, CheckBox, Choice, EmptyState, Icon, Link, LinkButton, Look, NumberInput, PageHead, Picks, Tag, TextInput,
};

/// `/practice/services`
///
/// # Errors
/// `NotSignedIn`.
pub async fn own(ctx: Ctx) -> Result<Page, AppError> {
    let offer = own_offer(&ctx).await?;
    Ok(Page::new(Shell::Practice, w::services(), move || {
        let services = offer.services;
        let empty = services.is_empty().then(|| {
            view! { <EmptyState title=w::no_services_yet() icon=Icon::Package><p>{w::no_services_yet_text()}</p></EmptyState> }
        });
        view! {
            <PageHead title=w::services() detail=w::services_detail()>
                <LinkButton href="/practice/services/new" look=Look::Primary icon=Icon::Plus>{w::new_service()}</LinkButton>
            </PageHead>
            {empty}
            <ul class="items">{services.into_iter().map(|service| item("/practice/services", service)).collect_view()}</ul>
        }
    }))
}

/// `/clinic/services`: everybody's, with the way to their hours.
///
/// # Errors
/// `NotSignedIn`.
pub async fn team(ctx: Ctx) -> Result<Page, AppError> {
    let offer = team_offer(&ctx).await?;
    Ok(Page::new(Shell::Clinic, w::services(), move || {
        let OfferView { practitioners, services, .. } = offer;
        let empty = practitioners.is_empty().then(|| {
            view! { <EmptyState title=w::no_team() icon=Icon::Users><p>{w::no_team_text()}</p></EmptyState> }
        });
        let sections = practitioners
            .into_iter()
            .map(|who| {
                let own = services.iter().filter(|service| service.practitioner == who.id).cloned().collect();
                member(who, own)
            })
            .collect_view();
        view! { <PageHead title=w::team_services() detail=w::services_detail()/> {empty} {sections} }
    }))
}

fn member(who: Practitioner, services: Vec<ServiceView>) -> AnyView {
    let base = format!("/clinic/services/{}", who.id);
    let items = services.into_iter().map(|service| item(&base, service)).collect_view();
    let heading = format!("services-{}", who.id);
    let (labelled, title) = (heading.clone(), w::services_of(&who.name, &who.zone));
    view! {
        <section class="blk" aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            <ul class="items">{items}</ul>
            <p class="rowx">
                <LinkButton href=format!("{base}/new") icon=Icon::Plus>{w::new_service()}</LinkButton>
                <LinkButton href=format!("/clinic/availability/{}", who.id) icon=Icon::Clock>{w::hours()}</LinkButton>
            </p>
        </section>
    }
    .into_any()
}

fn item(base: &str, service: ServiceView) -> AnyView {
    let href = format!("{base}/{}", service.id);
    let off = !service.active;
    view! {
        <li class=off.then_some("off")>
            <div><b>{service.name}</b><p class="quiet">{w::detail(service.minutes, service.place)}</p></div>
            <span class="num">{w::amount(&service.price)}</span>
            <div class="actions">
                {off.then(|| view! { <Tag>{w::not_offered()}</Tag> })}
                <LinkButton href look=Look::Bare icon=Icon::Pencil>{w::change()}</LinkButton>
            </div>
        </li>
    }
    .into_any()
}

/// `/practice/services/{service}`; `new` is a new one.
///
/// # Errors
/// `NotFound` for what is not theirs.
pub async fn own_form(ctx: Ctx) -> Result<Page, AppError> {
    let offer = own_offer(&ctx).await?;
    let service = chosen(&ctx, &offer)?;
    Ok(form(Shell::Practice, "/practice/services", "/api/booking/save_own_service", None, service, offer.currency))
}

/// `/clinic/services/{practitioner}/{service}`
///
/// # Errors
/// As `own_form`.
pub async fn team_form(ctx: Ctx) -> Result<Page, AppError> {
    let practitioner: MembershipId = ctx.param("practitioner")?;
    let mut offer = team_offer(&ctx).await?;
    offer.services.retain(|service| service.practitioner == practitioner);
    if !offer.practitioners.iter().any(|who| who.id == practitioner) {
        return Err(AppError::NotFound);
    }
    let service = chosen(&ctx, &offer)?;
    let action = "/api/booking/save_team_service";
    Ok(form(Shell::Clinic, "/clinic/services", action, Some(practitioner), service, offer.currency))
}

async fn own_offer(ctx: &Ctx) -> Result<OfferView, AppError> {
    let mut tx = ctx.read::<Practice>().await?;
    ctx.check(ctx.backend().list_own_offer(&mut tx).await)
}

async fn team_offer(ctx: &Ctx) -> Result<OfferView, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    ctx.check(ctx.backend().list_team_offer(&mut tx).await)
}

/// The service of the address, or none for a new one.
fn chosen(ctx: &Ctx, offer: &OfferView) -> Result<Option<ServiceView>, AppError> {
    if ctx.param::<String>("service")? == "new" {
        return Ok(None);
    }
    let id: ServiceId = ctx.param("service")?;
    offer.services.iter().find(|service| service.id == id).cloned().map(Some).ok_or(AppError::NotFound)
}

fn form(
    shell: Shell,
    list: &'static str,
    action: &'static str,
    practitioner: Option<MembershipId>,
    service: Option<ServiceView>,
    currency: String,
) -> Page {
    let title = if service.is_some() { w::change_service() } else { w::new_service() };
    Page::new(shell, title, move || {
        view! {
            <PageHead title=title back=Link::new(w::services(), list)/>
            <Form action=action class="form">
                <ErrorSummary/>
                {practitioner.map(|id| view! { <Fixed name="practitioner" value=id.to_string()/> })}
                {service.as_ref().map(|service| view! { <Fixed name="service" value=service.id.to_string()/> })}
                <Fields service currency/>
                <div class="actions">
                    <Button look=Look::Primary>{w::save_service()}</Button>
                    <LinkButton href=list>{w::leave()}</LinkButton>
                </div>
            </Form>
        }
    })
}

#[component]
fn Fields(#[prop(optional_no_strip)] service: Option<ServiceView>, currency: String) -> impl IntoView {
    let places = vec![Choice::new("online", w::online()), Choice::new("in_person", w::in_person())];
    let limits = service.as_ref().map(|service| service.limits).unwrap_or_default();
    let (name, minutes, price, place, active) = match service {
        Some(service) => {
            (service.name, service.minutes.to_string(), service.price.amount(), service.place, service.active)
        }
        // Free is what somebody says, not what nobody filled in.
        None => (String::new(), "45".to_owned(), String::new(), Place::Online, true),
    };
    let least = Money::new(minimum(&currency), currency.clone());
    let unit = currency.to_uppercase();
    view! {
        <TextInput name="name" label=w::name() hint=w::name_hint() value=kept_or("name", name) error=fault("name") maxlength=120/>
        <div class="pair">
            <NumberInput name="minutes" label=w::length() unit=w::minutes() whole=true value=kept_or("minutes", minutes) error=fault("minutes")/>
            <NumberInput name="price" label=w::price() unit hint=w::price_hint(&least) value=kept_or("price", price) error=fault("price")/>
        </div>
        <Picks name="place" legend=w::place() options=places values=vec![kept_or("place", place.as_str())] show_legend=true error=fault("place")/>
        <CheckBox name="active" label=w::offered() checked=kept_tick("active", "on", active)/>
        <Limits limits/>
    }
}

/// How much one client books online. The figures are those a client is told when they reach them.
#[component]
fn Limits(limits: BookingLimits) -> impl IntoView {
    let field = |name: &'static str, label: &'static str, hint: &'static str, before: u16| {
        let value = kept_or(name, before.to_string());
        view! { <NumberInput name label hint whole=true value error=fault(name)/> }
    };
    view! {
        <fieldset class="field">
            <legend>{w::limits()}</legend>
            <p class="quiet small">{w::limits_text()}</p>
            {field("most_ahead", w::most_ahead(), w::most_ahead_hint(), limits.ahead)}
            {field("most_daily", w::most_daily(), w::most_daily_hint(), limits.daily)}
            {field("most_cancelled", w::most_cancelled(), w::most_cancelled_hint(), limits.cancelled)}
        </fieldset>
    }
}

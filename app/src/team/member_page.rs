//! `/clinic/team/{member}`: one colleague, and what an administrator may change about them. Works without script.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    page::{Page, Shell},
    words::{identity::role as role_word, team as w},
};
use backend::db::Clinic;
use contract::{
    AppError,
    team::{MemberRole, MemberView, OwnershipOffer, TEAM_ROLES},
};
use leptos::prelude::*;
use ui::{Button, Card, Choice, Confirm, Icon, Link, Look, NoticeStrip, PageHead, Select, Tone};

/// `/clinic/team/{member}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for who does not work here.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("member")?;
    let mut tx = ctx.read::<Clinic>().await?;
    let member = ctx.check(ctx.backend().load_member(&mut tx, id).await)?;
    Ok(Page::new(Shell::Clinic, member.name.clone(), move || body(member)))
}

fn body(member: MemberView) -> AnyView {
    let detail = match (member.is_removed, member.is_suspended) {
        (true, _) => format!("{}, {}", role_word(member.role), w::removed()),
        (_, true) => format!("{}, {}", role_word(member.role), w::suspended()),
        _ => role_word(member.role).to_owned(),
    };
    let ahead = (member.role == MemberRole::Practitioner)
        .then(|| view! { <p class="lede">{w::in_their_hands(member.clients, member.appointments)}</p> });
    let closed = (!member.may_change).then(|| view! { <p class="quiet">{w::not_yours_to_change()}</p> });
    let forms = member.may_change.then(|| {
        let (id, removed) = (member.id.to_string(), member.is_removed);
        view! {
            {(!removed && member.role != MemberRole::Owner).then(|| view! { <ChangeRole id=id.clone() now=member.role/> })}
            <Door id=id.clone() closed=member.is_suspended || removed/>
            {(!removed).then(|| view! { <Remove member=member.clone()/> })}
            {member.may_offer.then(|| view! { <Offer id=id name=member.name.clone()/> })}
        }
    });
    view! {
        <PageHead title=member.name.clone() back=Link::new(w::team(), "/clinic/team") detail/>
        {ahead}
        {closed}
        <div class="form">{forms}</div>
    }
    .into_any()
}

#[component]
fn ChangeRole(id: String, now: MemberRole) -> impl IntoView {
    let options = TEAM_ROLES.iter().map(|role| Choice::new(role.as_str(), role_word(*role))).collect();
    view! {
        <Card title=w::change_role()>
            <Form action="/api/team/change_role" class="stack">
                <ErrorSummary/>
                <Fixed name="member" value=id/>
                <Select name="role" label=w::role() options value=kept_or("role", now.as_str()) error=fault("role")/>
                <p class="small quiet">{w::change_role_text()}</p>
                <Button>{w::change_role_do()}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// Suspending is undone as easily as it is done; who was removed comes back the same way.
#[component]
fn Door(id: String, closed: bool) -> impl IntoView {
    let (action, title, text, label) = if closed {
        ("/api/team/resume_member", w::resume_title(), w::resume_text(), w::resume())
    } else {
        ("/api/team/suspend_member", w::suspend_title(), w::suspend_text(), w::suspend())
    };
    view! {
        <Card title>
            <Form action class="stack">
                <ErrorSummary/>
                <Fixed name="member" value=id/>
                <p class="small quiet">{text}</p>
                <Button>{label}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

#[component]
fn Remove(member: MemberView) -> impl IntoView {
    let options = member.heirs.iter().map(|heir| Choice::new(heir.id.to_string(), heir.name.clone())).collect();
    let heir = (member.clients > 0).then(|| {
        view! {
            <Select name="heir" label=w::heir() hint=w::heir_hint() prompt=w::choose() options value=kept_or("heir", "") error=fault("heir")/>
        }
    });
    let cancels = (member.appointments > 0).then(|| view! { <p class="small">{w::cancels(member.appointments)}</p> });
    view! {
        <Card title=w::remove_title()>
            <Form action="/api/team/remove_member" class="stack">
                <ErrorSummary/>
                <Fixed name="member" value=member.id.to_string()/>
                <p class="small quiet">{w::remove_text()}</p>
                {heir}
                {cancels}
                <Button look=Look::Danger icon=Icon::Trash2>{w::remove()}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

#[component]
fn Offer(id: String, name: String) -> impl IntoView {
    view! {
        <Card title=w::offer_title()>
            <Form action="/api/team/offer_ownership" class="stack">
                <ErrorSummary/>
                <Fixed name="member" value=id/>
                <p class="small quiet">{w::offer_text(&name)}</p>
                <Button icon=Icon::Key>{w::offer()}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// Offers of ownership, where both sides come by: on the team's page.
#[component]
pub fn Offers(offers: Vec<OwnershipOffer>) -> impl IntoView {
    offers.into_iter().map(one_offer).collect_view().into_any()
}

fn one_offer(offer: OwnershipOffer) -> AnyView {
    let id = offer.id.to_string();
    let [in_accept, in_end, question] = [id.clone(), id.clone(), format!("take-{id}")];
    let title = if offer.is_to_you { w::offered_to_you(&offer.from) } else { w::offered_to(&offer.to) };
    let accept = offer.is_to_you.then(|| {
        let form = view! {
            <Form action="/api/team/accept_ownership">
                <Fixed name="offer" value=in_accept/>
                <Button look=Look::Primary>{w::accept()}</Button>
            </Form>
        };
        view! {
            <Confirm id=question open=w::accept() look=Look::Primary title=w::accept_title() close=w::not_now() action=form.into_any()>
                <p class="quiet small">{w::accept_text()}</p>
            </Confirm>
        }
    });
    view! {
        <NoticeStrip tone=Tone::Warn title icon=Icon::Key>
            <div class="rowx">
                {accept}
                <Form action="/api/team/end_offer">
                    <Fixed name="offer" value=in_end/>
                    <Button look=Look::Bare>{if offer.is_to_you { w::decline() } else { w::withdraw() }}</Button>
                </Form>
            </div>
        </NoticeStrip>
    }
    .into_any()
}

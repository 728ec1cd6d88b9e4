//! `/clinic`, `/clinic/team` and `/practice/clients/invite`.

use crate::{
    booking::alert::MoneyAlert,
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept, kept_or},
    grants::alert::ClinicAlert,
    page::{Page, Shell},
    paging::{Further, Long},
    registers::alert::ReviewsDue,
    team::{invitations::Invitations, member_page::Offers},
    words::{identity::role, registers, team as w},
};
use backend::db::{Clinic, Practice};
use contract::{
    AppError,
    team::{Member, TEAM_ROLES},
};
use leptos::prelude::*;
use ui::{Button, Look, TextInput};

/// `/clinic`
///
/// # Errors
/// `NotSignedIn`.
pub async fn overview(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let view = ctx.check(ctx.backend().load_clinic_overview(&mut tx).await)?;
    let emergencies = ctx.check(ctx.backend().count_emergencies(&mut tx).await)?;
    let money = ctx.check(ctx.backend().list_money_tasks(&mut tx).await)?;
    let reviews = match tx.scope().role().is_admin() {
        true => Some(ctx.check(ctx.backend().load_reviews(&mut tx).await)?),
        false => None,
    };
    Ok(Page::new(Shell::Clinic, w::overview_title(), move || {
        let figures = [
            (w::practitioners(), Some(view.practitioners)),
            (w::office(), Some(view.office)),
            (w::clients(), Some(view.clients)),
            (w::open_invitations(), view.may_invite.then_some(view.open_invitations)),
        ];
        let registers = reviews.is_some().then(|| {
            view! {
                <li>
                    <a href="/clinic/registers">
                        <b>{registers::title()}</b>
                        <span class="quiet">{registers::lede()}</span>
                        <ui::Icon icon=ui::Icon::ChevronRight/>
                    </a>
                </li>
            }
        });
        let due = reviews.map(|reviews| view! { <ReviewsDue reviews/> });
        let figures = figures
            .into_iter()
            .filter_map(|(label, figure)| Some(view! { <div><dt>{label}</dt><dd class="num">{figure?}</dd></div> }))
            .collect_view();
        let audit = view.may_invite.then(|| {
            view! {
                <li>
                    <a href="/clinic/audit">
                        <b>{crate::words::audit::title()}</b>
                        <span class="quiet">{w::audit_link_text()}</span>
                        <ui::Icon icon=ui::Icon::ChevronRight/>
                    </a>
                </li>
                <li>
                    <a href="/clinic/incidents">
                        <b>{crate::words::incidents::title()}</b>
                        <span class="quiet">{w::incidents_link_text()}</span>
                        <ui::Icon icon=ui::Icon::ChevronRight/>
                    </a>
                </li>
            }
        });
        view! {
            <ui::PageHead title=w::overview_title() detail=view.organisation/>
            <ClinicAlert emergencies/>
            <MoneyAlert money/>
            {due}
            <dl class="figures">{figures}</dl>
            <nav aria-label=w::go_to()>
                <ul class="choices">
                    <li>
                        <a href="/clinic/team">
                            <b>{w::team()}</b>
                            <span class="quiet">{w::team_link_text()}</span>
                            <ui::Icon icon=ui::Icon::ChevronRight/>
                        </a>
                    </li>
                    {audit}
                    {registers}
                </ul>
            </nav>
        }
    }))
}

/// `/clinic/team`
///
/// # Errors
/// `NotSignedIn`.
pub async fn team(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let long = Long::of(&ctx)?;
    let mut view = ctx.check(ctx.backend().load_team(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut view.invitations);
    Ok(Page::new(Shell::Clinic, w::team_title(), move || {
        let may_manage = view.may_invite;
        let invited = view.may_invite.then(|| {
            view! {
                <section aria-labelledby="invited">
                    <h2 id="invited">{w::invited()}</h2>
                    <Invitations
                        invitations=view.invitations
                        withdraw="/api/team/withdraw_member"
                        resend="/api/team/resend_member"
                    />
                    <Further beyond/>
                </section>
            }
        });
        let invite = view.may_invite.then(|| {
            view! {
                <ui::Card title=w::invite_member_title()>
                    <Form action="/api/team/invite_member" class="stack">
                        <ErrorSummary/>
                        <TextInput name="name" label=w::invite_name() autocomplete="off" value=kept("name") error=fault("name")/>
                        <TextInput name="email" kind="email" label=w::email() hint=w::email_hint() autocomplete="off" value=kept("email") error=fault("email")/>
                        <RoleField/>
                        <Button look=Look::Primary>{w::send()}</Button>
                    </Form>
                </ui::Card>
            }
        });
        view! {
            <ui::PageHead title=w::team_title() detail=view.organisation/>
            <Offers offers=view.offers/>
            <div class="split">
                <div class="stack"><Members members=view.members may_manage/>{invited}</div>
                {invite}
            </div>
        }
    }))
}

#[component]
fn RoleField() -> impl IntoView {
    let options = TEAM_ROLES.iter().map(|choice| ui::Choice::new(choice.as_str(), role(*choice))).collect();
    let value = kept_or("role", "practitioner");
    let error = fault("role");
    view! { <ui::Select name="role" label=w::role() options value error/> }.into_any()
}

#[component]
fn Members(members: Vec<Member>, may_manage: bool) -> impl IntoView {
    let rows = members
        .into_iter()
        .map(|member| {
            let about =
                [member.is_you.then(w::you), member.suspended.then(w::suspended), member.removed.then(w::removed)];
            let about: Vec<_> = about.into_iter().flatten().collect();
            let about = (!about.is_empty()).then(|| view! { " " <span class="quiet small">{about.join(", ")}</span> });
            let name = match may_manage {
                true => view! { <a href=format!("/clinic/team/{}", member.id)>{member.name}</a> }.into_any(),
                false => member.name.into_any(),
            };
            let is_practitioner = member.role == contract::team::MemberRole::Practitioner;
            view! {
                <tr>
                    <th scope="row">{name}{about}</th>
                    <td data-label=w::role()>{role(member.role)}</td>
                    <td class="num" data-label=w::client_count()>{is_practitioner.then_some(member.clients)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ui::DataTable caption=w::members() show_caption=true class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::name()}</th>
                    <th scope="col">{w::role()}</th>
                    <th scope="col" class="num">{w::client_count()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ui::DataTable>
    }
    .into_any()
}

/// `/practice/clients/invite`
///
/// # Errors
/// `NotSignedIn`.
pub async fn invite_client(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Practice>().await?;
    let long = Long::of(&ctx)?;
    let mut view = ctx.check(ctx.backend().load_client_invitations(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut view.invitations);
    Ok(Page::new(Shell::Practice, w::invite_client_title(), move || {
        view! {
            <ui::PageHead title=w::invite_client_title() detail=view.organisation/>
            <div class="split">
                <section class="stack" aria-labelledby="invited">
                    <h2 id="invited">{w::invited()}</h2>
                    <Invitations
                        invitations=view.invitations
                        withdraw="/api/team/withdraw_client"
                        resend="/api/team/resend_client"
                    />
                    <Further beyond/>
                </section>
                <ui::Card>
                    <Form action="/api/team/invite_client" class="stack">
                        <ErrorSummary/>
                        <p class="small quiet">{w::invite_client_text()}</p>
                        <TextInput name="name" label=w::invite_name() autocomplete="off" value=kept("name") error=fault("name")/>
                        <TextInput name="email" kind="email" label=w::email() hint=w::email_hint() autocomplete="off" value=kept("email") error=fault("email")/>
                        <Button look=Look::Primary>{w::send()}</Button>
                    </Form>
                </ui::Card>
            </div>
        }
    }))
}

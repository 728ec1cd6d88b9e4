//! `/invitation/{token}`: what it is, from whom, and one form: a new account, or the password of the one there is.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    identity::{
        parts::{NewPassword, Password, Zone},
        session::INVITATION,
    },
    page::{Page, Shell},
    words::identity as w,
};
use backend::identity::Mine;
use contract::{AppError, identity::InvitationView};
use leptos::prelude::*;
use ui::{Button, Look, TextInput};

/// `/invitation/{token}`
///
/// # Errors
/// `Unavailable` when the database is.
pub async fn invitation(ctx: Ctx) -> Result<Page, AppError> {
    let token: String = ctx.param("token")?;
    let Some(invitation) = ctx.check(ctx.backend().find_invitation(&token).await)? else {
        let gone = Page::new(Shell::Door, w::link_over_title(), || {
            view! {
                <h1>{w::link_over_title()}</h1>
                <p>{w::invitation_over_text()}</p>
                <p><a class="btn wide" href="/sign-in">{w::back_to_sign_in()}</a></p>
            }
        });
        return Ok(gone.with_status(410));
    };
    let mine = match ctx.token() {
        Ok(mine) => ctx.check(ctx.backend().whose_session(&mine, &invitation).await)?,
        Err(_) => None,
    };
    let title = w::invitation_title(&invitation.organisation);
    Ok(Page::new(Shell::Door, title.clone(), move || {
        let (inviter, email) = (invitation.inviter.clone(), invitation.email.clone());
        let role = invitation.role;
        let body = match mine {
            Some(mine) => view! { <Ways mine invitation token/> }.into_any(),
            None => view! {
                <Form action="/api/identity/accept_invitation">
                    <ErrorSummary/>
                    <input type="hidden" name="token" value=token/>
                    <input type="email" name="username" value=invitation.email.clone() autocomplete="username" hidden/>
                    <Fields invitation/>
                    <Button look=Look::Primary wide=true>{w::accept()}</Button>
                </Form>
            }
            .into_any(),
        };
        view! {
            <h1>{title}</h1>
            <p>{w::invitation_text(&inviter, role)}</p>
            <p class="quiet small">{w::for_address(&email)}</p>
            {body}
            <p class="small quiet">{w::invitation_privacy(role)}</p>
        }
    }))
}

/// Somebody is signed in already: who, and both ways on. Nobody's session is swapped for another without being asked.
#[component]
fn Ways(mine: Mine, invitation: InvitationView, token: String) -> impl IntoView {
    let about = match (mine.is_theirs, mine.may_join) {
        (true, _) => None,
        (false, true) => Some(w::join_with_this_account(&invitation.email)),
        (false, false) => Some(w::somebody_elses(&invitation.email)),
    };
    let (next, signed_in) = (format!("{INVITATION}{token}"), w::signed_in_as(&mine.name, &mine.email));
    let label = w::join_as(&mine.name);
    let join = mine.may_join.then(|| {
        view! {
            <Form action="/api/identity/accept_invitation">
                <ErrorSummary/>
                <input type="hidden" name="token" value=token/>
                <Button look=Look::Primary wide=true>{label}</Button>
            </Form>
        }
    });
    view! {
        <p>{signed_in}</p>
        {about.map(|about| view! { <p class="quiet">{about}</p> })}
        {join}
        <Form action="/api/identity/sign_out">
            <input type="hidden" name="next" value=next/>
            <Button wide=true>{w::sign_out_and_go_on()}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn Fields(invitation: InvitationView) -> impl IntoView {
    if invitation.has_account {
        return view! {
            <p class="quiet">{w::accept_known()}</p>
            <Password/>
            <p class="small"><a href="/forgotten">{w::forgotten()}</a></p>
        }
        .into_any();
    }
    view! {
        <p class="quiet">{w::accept_new()}</p>
        <TextInput name="name" label=w::your_name() autocomplete="name" value=kept_or("name", invitation.name) error=fault("name")/>
        <Zone likely=invitation.zone/>
        <NewPassword/>
    }
    .into_any()
}

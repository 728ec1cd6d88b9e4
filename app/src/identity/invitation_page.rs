//! `/invitation/{token}`: what it is, from whom, and one form: a new account, or the password of the one there is.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    identity::parts::{NewPassword, Password, Zone},
    page::{Page, Shell},
    words::identity as w,
};
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
    let knows = match ctx.token() {
        Ok(mine) if invitation.has_account => ctx.check(ctx.backend().may_join_as(&mine, &invitation).await)?,
        _ => false,
    };
    let title = w::invitation_title(&invitation.organisation);
    Ok(Page::new(Shell::Door, title.clone(), move || {
        view! {
            <h1>{title}</h1>
            <p>{w::invitation_text(&invitation.inviter, invitation.role)}</p>
            <p class="quiet small">{w::for_address(&invitation.email)}</p>
            <Form action="/api/identity/accept_invitation">
                <ErrorSummary/>
                <input type="hidden" name="token" value=token/>
                <input type="email" name="username" value=invitation.email.clone() autocomplete="username" hidden/>
                {(!knows).then(|| view! { <Fields invitation/> })}
                <Button look=Look::Primary wide=true>{w::accept()}</Button>
            </Form>
            <p class="small quiet">{w::invitation_privacy()}</p>
        }
    }))
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

//! The list of unanswered invitations, with what can be done about each. Works without script.

use crate::{
    form::{Fixed, Form},
    words::{identity::role, team as w},
};
use contract::team::{InvitationState, OpenInvitation};
use leptos::prelude::*;

/// `withdraw` and `resend` are the server functions this list posts to.
#[component]
pub fn Invitations(invitations: Vec<OpenInvitation>, withdraw: &'static str, resend: &'static str) -> impl IntoView {
    if invitations.is_empty() {
        return view! {
            <ui::EmptyState title=w::nobody_invited() icon=ui::Icon::Mail><p>{w::nobody_invited_text()}</p></ui::EmptyState>
        }
        .into_any();
    }
    let lines =
        invitations.into_iter().map(|invitation| view! { <li><Line invitation withdraw resend/></li> }).collect_view();
    view! { <ul class="items">{lines}</ul> }.into_any()
}

#[component]
fn Line(invitation: OpenInvitation, withdraw: &'static str, resend: &'static str) -> impl IntoView {
    let id = invitation.id.to_string();
    let [in_withdraw, in_resend] = [id.clone(), id.clone()];
    let (sent, until) = (w::day(invitation.sent_on), w::day(invitation.expires_on));
    let (detail, tag) = match invitation.state {
        InvitationState::Open => (w::invitation_detail(role(invitation.role), &sent, &until), w::waiting()),
        InvitationState::Expired => (w::invitation_expired(role(invitation.role), &sent, &until), w::expired()),
    };
    let question = format!("withdraw-{id}");
    let confirm = view! {
        <Form action=withdraw mark=id.clone()>
            <Fixed name="invitation" value=in_withdraw/>
            <ui::Button look=ui::Look::Danger>{w::withdraw()}</ui::Button>
        </Form>
    };
    view! {
        <div>
            <b>{invitation.name}</b>
            <p class="quiet small">{invitation.email}</p>
            <p class="quiet small">{detail}</p>
        </div>
        <ui::Tag icon=ui::Icon::Mail>{tag}</ui::Tag>
        <div class="actions">
            <Form action=resend mark=id>
                <Fixed name="invitation" value=in_resend/>
                <ui::Button look=ui::Look::Bare>{w::send_again()}</ui::Button>
            </Form>
            <ui::Confirm
                id=question
                open=w::withdraw()
                look=ui::Look::Bare
                title=w::withdraw_title()
                close=w::keep()
                action=confirm.into_any()
            >
                <p class="quiet small">{w::withdraw_text()}</p>
            </ui::Confirm>
        </div>
    }
    .into_any()
}

//! A list of grants and emergencies: who, why, until, by whom, and the button that ends one.

use crate::{
    form::{Fixed, Form},
    words::grants as w,
};
use contract::grant::{GivenBy, GrantView};
use leptos::prelude::*;
use ui::{Button, Confirm, Icon, Look, Tag, Tone};

/// From whose side the list is read: it leaves out what that person knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Clinic,
    Reader,
}

/// `end` is the function that the buttons post to.
#[component]
pub fn Grants(grants: Vec<GrantView>, side: Side, end: &'static str) -> impl IntoView {
    let lines = grants.into_iter().map(|grant| one(grant, side, end)).collect_view();
    view! { <ul class="items grants">{lines}</ul> }.into_any()
}

fn one(grant: GrantView, side: Side, end: &'static str) -> AnyView {
    let name = match side {
        Side::Client => grant.reader_name.clone(),
        Side::Clinic => w::to_whom(&grant.reader_name, &grant.client_name),
        Side::Reader => grant.client_name.clone(),
    };
    let name = match side {
        Side::Reader if grant.is_running => {
            view! { <a href=format!("/practice/clients/{}", grant.client)>{name}</a> }.into_any()
        }
        _ => name.into_any(),
    };
    let by = match (side, grant.given_by) {
        (_, GivenBy::Reader) => w::by_emergency().to_owned(),
        (Side::Client, GivenBy::Client) => w::by_you().to_owned(),
        (_, GivenBy::Client) => w::by_client().to_owned(),
        (_, GivenBy::Clinic) => w::by_clinic(&grant.giver_name),
    };
    let emergency = grant.is_emergency().then(|| {
        view! { <Tag tone=Tone::Danger icon=Icon::Siren boxed=grant.is_running>{w::emergency()}</Tag> }
    });
    let ending = grant.is_running.then(|| {
        let id = grant.id.to_string();
        let question = format!("end-{id}");
        let form = view! {
            <Form action=end mark=id.clone()>
                <Fixed name="grant" value=id/>
                <Button look=Look::Danger>{w::end_now()}</Button>
            </Form>
        };
        view! {
            <Confirm id=question open=w::end_now() look=Look::Bare title=w::end_title() close=w::keep() action=form.into_any()>
                <p class="quiet small">{w::end_text()}</p>
            </Confirm>
        }
    });
    view! {
        <li class=(!grant.is_running).then_some("off")>
            <div>
                <b>{name}</b>
                <p class="quiet">{w::opens(&grant.permissions)}</p>
                <p class="voice small">{grant.reason.clone()}</p>
                <p class="quiet">{by}", "{w::lasts(&grant)}</p>
            </div>
            {emergency}
            <div class="actions">{ending}</div>
        </li>
    }
    .into_any()
}

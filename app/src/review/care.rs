//! The care itself: pause, resume, end. Each asks before it is done; without script too.

use crate::{
    form::{ErrorSummary, Fixed, Fold, Form, fault, kept_or},
    words::{caseload, review as w},
};
use contract::{caseload::Paused, id::MembershipId};
use leptos::prelude::*;
use ui::{Button, Confirm, EmptyState, Icon, Link, Look, PageHead, Textarea};

const CHANGE_CARE: &str = "/api/review/change_care";

/// At the foot of an open review.
#[component]
pub fn Care(client: MembershipId) -> impl IntoView {
    let pause = view! {
        <Form action=CHANGE_CARE mark="pause">
            <Fixed name="client" value=client.to_string()/>
            <Fixed name="step" value="pause"/>
            <Button look=Look::Primary>{w::pause()}</Button>
        </Form>
    }
    .into_any();
    view! {
        <section class="care" aria-labelledby="care">
            <header class="bar-head"><h2 id="care">{w::care()}</h2></header>
            <Confirm id="pause" open=w::pause() title=w::pause_title() close=w::keep() action=pause><p>{w::pause_text()}</p></Confirm>
            <End client/>
        </section>
    }
    .into_any()
}

/// Folded away until it is wanted.
#[component]
fn End(client: MembershipId) -> impl IntoView {
    view! {
        <Fold summary=w::end_summary()>
            <Form action=CHANGE_CARE mark="end">
                <ErrorSummary/>
                <p class="small">{w::end_text()}</p>
                <Fixed name="client" value=client.to_string()/>
                <Fixed name="step" value="end"/>
                <Reason/>
                <Button look=Look::Danger>{w::end()}</Button>
            </Form>
        </Fold>
    }
    .into_any()
}

#[component]
fn Reason() -> impl IntoView {
    view! {
        <Textarea name="reason" label=w::reason() hint=w::reason_hint() value=kept_or("reason", "") error=fault("reason") maxlength=500 required=true/>
    }
}

/// All there is while care is paused.
#[component]
pub fn PausedPage(client: Paused) -> impl IntoView {
    view! {
        <PageHead title=client.name back=Link::new(w::clients(), "/practice") detail=caseload::paused_since(client.since)/>
        <EmptyState title=w::paused_title()>
            <p>{w::paused_text()}</p>
            <Form action=CHANGE_CARE mark="resume">
                <Fixed name="client" value=client.client.to_string()/>
                <Fixed name="step" value="resume"/>
                <Button look=Look::Primary>{w::resume()}</Button>
            </Form>
        </EmptyState>
        <End client=client.client/>
    }
    .into_any()
}

/// All there is while the client does not consent to the use of their health data.
#[component]
pub fn ClosedPage(client: MembershipId, name: String) -> impl IntoView {
    view! {
        <PageHead title=name back=Link::new(w::clients(), "/practice")/>
        <EmptyState title=w::closed_title() icon=Icon::Lock><p>{w::closed_text()}</p></EmptyState>
        <Care client/>
    }
    .into_any()
}

//! The form of the step that comes next, and of what an incident may have touched.

use crate::{
    form::{ErrorSummary, Fixed, Form, fault, kept_or, kept_tick},
    words::incidents as w,
};
use contract::incident::{Assessment, Decision, Incident, NOTE, Risk, ScopeKind, Status};
use insight::clock::Moment;
use leptos::prelude::*;
use ui::{Button, Card, CheckBox, Choice, Icon, Look, Seg, Select, TextInput, Textarea};

/// What can be done now. Nothing once it is closed.
#[component]
pub fn Next(incident: Incident) -> impl IntoView {
    let id = incident.listed.id.to_string();
    match (incident.listed.status, incident.assessment.as_ref().map(|assessment| assessment.decision)) {
        (Status::Opened, _) => {
            card(w::contain_title(), w::contain_text(), words_form("/api/incidents/contain", &id, w::contain()))
        }
        (Status::Contained, _) => view! { <Card title=w::assess_title()><Assess incident id/></Card> }.into_any(),
        (Status::Assessed, Some(Decision::Nobody)) => {
            let form = words_form("/api/incidents/dismiss", &id, w::dismiss());
            let step = card(w::dismiss_title(), w::dismiss_text(), form);
            view! { <div class="stack">{step}{again(incident, id)}</div> }.into_any()
        }
        (Status::Assessed, _) => {
            let told = notify(&incident, &id);
            let again = again(incident, id);
            view! { <div class="stack"><Card title=w::notify_title()>{told}</Card>{again}</div> }.into_any()
        }
        (Status::Notified | Status::NotNotifiable, _) => {
            card(w::close_title(), w::close_text(), words_form("/api/incidents/close", &id, w::close()))
        }
        (Status::Closed, _) => card(w::over(), w::over_text(), ().into_any()),
    }
}

fn again(incident: Incident, id: String) -> AnyView {
    view! { <Card title=w::assess_again()><Assess incident id/></Card> }.into_any()
}

fn notify(incident: &Incident, id: &str) -> AnyView {
    view! { <Notify incident=incident.clone() id=id.to_owned()/> }.into_any()
}

fn card(title: &'static str, text: &'static str, form: AnyView) -> AnyView {
    view! { <Card title><p class="small quiet">{text}</p>{form}</Card> }.into_any()
}

/// A step that takes a few words.
fn words_form(action: &'static str, id: &str, button: &'static str) -> AnyView {
    let id = id.to_owned();
    view! {
        <Form action class="stack">
            <ErrorSummary/>
            <Fixed name="incident" value=id/>
            <Textarea name="text" label=w::how() hint=w::no_names() rows=3 maxlength=u32::try_from(NOTE).unwrap_or(4000)
                value=kept_or("text", "") error=fault("text")/>
            <Button look=Look::Primary>{button}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn Assess(incident: Incident, id: String) -> impl IntoView {
    let before = incident.assessment;
    let of = |part: fn(&Assessment) -> String| before.as_ref().map(part).unwrap_or_default();
    let risks = Risk::ALL.iter().map(|risk| Choice::new(risk.as_str(), w::risk(*risk))).collect();
    let decisions =
        Decision::ALL.iter().map(|decision| Choice::new(decision.as_str(), w::decision(*decision))).collect();
    let parts = [
        ("who", w::who(), w::who_hint(), of(|a| a.who.clone())),
        ("what", w::what(), w::what_data_hint(), of(|a| a.what.clone())),
        ("likelihood", w::likelihood(), w::likelihood_hint(), of(|a| a.likelihood.clone())),
        ("measures", w::measures(), w::measures_hint(), of(|a| a.measures.clone())),
        ("reasons", w::reasons(), w::reasons_hint(), of(|a| a.reasons.clone())),
    ];
    let fields = move || {
        parts
            .into_iter()
            .map(|(name, label, hint, before)| {
                view! { <Textarea name label hint rows=2 value=kept_or(name, before) error=fault(name)/> }
            })
            .collect_view()
    };
    let (risk, decision, people) =
        (of(|a| a.risk.as_str().into()), of(|a| a.decision.as_str().into()), of(|a| a.people.to_string()));
    view! {
        <Form action="/api/incidents/assess" class="stack">
            <ErrorSummary/>
            <Fixed name="incident" value=id/>
            <Select name="risk" label=w::risk_label() prompt=w::choose() options=risks value=kept_or("risk", risk) error=fault("risk")/>
            <TextInput name="people" label=w::people() inputmode="numeric" autocomplete="off" value=kept_or("people", people) error=fault("people")/>
            {fields()}
            <Select name="decision" label=w::decision_label() prompt=w::choose() options=decisions value=kept_or("decision", decision) error=fault("decision")/>
            <Button look=Look::Primary>{w::assess()}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn Notify(incident: Incident, id: String) -> impl IntoView {
    let persons = incident.assessment.is_some_and(|assessment| assessment.decision == Decision::AuthorityAndPersons);
    let persons_text = if incident.listed.is_drill { w::persons_drill() } else { w::persons_told() };
    view! {
        <Form action="/api/incidents/notify" class="stack">
            <ErrorSummary/>
            <p class="small quiet">{w::notify_text()}</p>
            <Fixed name="incident" value=id/>
            <CheckBox name="ico" label=w::ico() checked=kept_tick("ico", "on", false) error=fault("ico")/>
            <CheckBox name="ap" label=w::ap() checked=kept_tick("ap", "on", false)/>
            {persons.then(|| view! { <CheckBox name="persons" label=persons_text checked=kept_tick("persons", "on", false) error=fault("persons")/> })}
            <TextInput name="reference" label=w::reference() hint=w::reference_hint() autocomplete="off" maxlength=200 value=kept_or("reference", "") error=fault("reference")/>
            <Textarea name="text" label=w::how() hint=w::no_names() rows=2 value=kept_or("text", "") error=fault("text")/>
            <Button look=Look::Primary>{w::notify()}</Button>
        </Form>
    }
    .into_any()
}

/// What it may have touched: everybody in a time, an account, a sign-in, or all from its network.
#[component]
pub fn ScopeForm(incident: Incident) -> impl IntoView {
    let scope = incident.scope;
    let kinds = ScopeKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), w::scope_kind(*kind))).collect();
    let kind = scope.map_or(ScopeKind::Range, |scope| scope.kind);
    let id = scope.and_then(|scope| scope.id).map(|id| id.to_string()).unwrap_or_default();
    let account = if kind == ScopeKind::Account { id.clone() } else { String::new() };
    let session = if matches!(kind, ScopeKind::Session | ScopeKind::Network) { id } else { String::new() };
    let people = incident.people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let time = |at: Option<Moment>| at.map(|at| at.field()).unwrap_or_default();
    let (from, until) = (time(scope.and_then(|scope| scope.from)), time(scope.and_then(|scope| scope.until)));
    view! {
        <Form action="/api/incidents/scope" class="stack">
            <ErrorSummary/>
            <Fixed name="incident" value=incident.listed.id.to_string()/>
            <Seg name="kind" legend=w::scope_kind_label() show_legend=true options=kinds value=kept_or("kind", kind.as_str()) error=fault("kind")/>
            <div class="pair">
                <TextInput name="from" kind="datetime-local" label=w::from() value=kept_or("from", from) error=fault("from")/>
                <TextInput name="until" kind="datetime-local" label=w::until_label() value=kept_or("until", until) error=fault("until")/>
            </div>
            <Select name="account" label=w::account() hint=w::account_hint() prompt=w::choose() options=people value=kept_or("account", account) error=fault("account")/>
            <TextInput name="session" label=w::session() hint=w::session_hint() autocomplete="off" value=kept_or("session", session) error=fault("session")/>
            <Button icon=Icon::Search>{w::look()}</Button>
        </Form>
    }
    .into_any()
}

//! Writing a text and asking for a signature: for administrators (any client, any text) and practitioners (one client).

use crate::{
    form::{ErrorSummary, Form, fault, kept_or},
    words::signing as w,
};
use contract::{
    id::MembershipId,
    signing::{DocumentKind, TextView},
};
use leptos::prelude::*;
use ui::{Button, Choice, Look, Select, TextInput, Textarea};

/// Asks one of `clients` to choose from, or the one whose page it is.
#[component]
pub fn Ask(
    action: &'static str,
    texts: Vec<TextView>,
    #[prop(optional)] clients: Vec<Choice>,
    #[prop(optional)] client: Option<MembershipId>,
) -> impl IntoView {
    let texts = texts.iter().map(|text| Choice::new(text.id.to_string(), w::versioned(text))).collect::<Vec<_>>();
    let fields = move || {
        let whom = match client {
            Some(client) => view! { <input type="hidden" name="client" value=client.to_string()/> }.into_any(),
            None => view! {
                <Select name="client" label=w::client() prompt=w::choose() options=clients value=kept_or("client", "") error=fault("client")/>
            }
            .into_any(),
        };
        view! {
            <ErrorSummary/>
            <Select name="text" label=w::document() prompt=w::choose() options=texts value=kept_or("text", "") error=fault("text")/>
            {whom}
            <Button look=Look::Primary>{w::ask()}</Button>
        }
    };
    view! { <Form action=action class="stack">{fields()}</Form> }.into_any()
}

/// A new text; on the clinic's page also the next version of one of `texts`.
#[component]
pub fn Write(
    action: &'static str,
    #[prop(optional)] texts: Vec<TextView>,
    #[prop(optional)] client: Option<MembershipId>,
) -> impl IntoView {
    let earlier = texts.iter().map(|text| Choice::new(text.id.to_string(), w::versioned(text))).collect::<Vec<_>>();
    let kinds = DocumentKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), w::kind(*kind))).collect::<Vec<_>>();
    let fields = move || {
        let of = match client {
            Some(client) => view! { <input type="hidden" name="client" value=client.to_string()/> }.into_any(),
            None => view! {
                <Select name="of" label=w::version_of() prompt=w::a_new_one() options=earlier value=kept_or("of", "") error=fault("of")/>
            }
            .into_any(),
        };
        view! {
            <ErrorSummary/>
            {of}
            <Select name="document_kind" label=w::kind_label() prompt=w::choose() options=kinds value=kept_or("document_kind", "") error=fault("document_kind")/>
            <TextInput name="title" label=w::title_label() value=kept_or("title", "") error=fault("title") maxlength=120/>
            <Textarea name="body" label=w::body_label() hint=w::body_hint() value=kept_or("body", "") error=fault("body") maxlength=20000 required=true/>
            <Button>{w::save()}</Button>
        }
    };
    view! { <Form action=action class="stack">{fields()}</Form> }.into_any()
}

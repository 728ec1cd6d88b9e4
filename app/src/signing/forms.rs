//! Writing a text and asking for a signature: for administrators (any client, any text) and practitioners (one client).

use crate::{
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    words::signing as w,
};
use contract::{
    consent::Language,
    id::MembershipId,
    signing::{DocumentKind, TextView},
};
use leptos::prelude::*;
use ui::{Button, Choice, Look, Select, TextInput, Textarea};

/// `?text=` is what was just written, to be asked for next; `?next=` is what the next version is written of.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Query {
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub next: String,
}

/// Asks one of `clients` to choose from, or the one whose page it is.
#[component]
pub fn Ask(
    action: &'static str,
    texts: Vec<TextView>,
    /// The text that is chosen to begin with.
    chosen: String,
    #[prop(optional)] clients: Vec<Choice>,
    #[prop(optional)] client: Option<MembershipId>,
) -> impl IntoView {
    if texts.is_empty() {
        return view! { <p class="quiet">{w::ask_none()}</p> }.into_any();
    }
    let texts = texts.iter().map(|text| Choice::new(text.id.to_string(), w::versioned(text))).collect::<Vec<_>>();
    let fields = move || {
        let whom = match client {
            Some(client) => view! { <Fixed name="client" value=client.to_string()/> }.into_any(),
            None => view! {
                <Select name="client" label=w::client() prompt=w::choose() options=clients value=kept_or("client", "") error=fault("client")/>
            }
            .into_any(),
        };
        view! {
            <ErrorSummary/>
            <Select name="text" label=w::document_label() prompt=w::choose() options=texts value=kept_or("text", chosen) error=fault("text")/>
            {whom}
            <p class="small quiet">{w::ask_text()}</p>
            <Button look=Look::Primary>{w::ask()}</Button>
        }
    };
    view! { <Form action=action class="stack">{fields()}</Form> }.into_any()
}

/// A new text, or the next version `of` one, which is what it begins with.
#[component]
pub fn Write(
    action: &'static str,
    #[prop(default = None)] of: Option<TextView>,
    #[prop(optional)] client: Option<MembershipId>,
) -> impl IntoView {
    let kinds = DocumentKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.as_str(), w::kind(*kind, Language::En)))
        .collect::<Vec<_>>();
    let fields = move || {
        let client = client.map(|client| view! { <Fixed name="client" value=client.to_string()/> });
        let (kind, title, body) =
            of.as_ref().map(|of| (of.kind.as_str(), of.title.clone(), of.body.clone())).unwrap_or_default();
        let of = of.map(|of| {
            view! {
                <p class="small quiet">{w::next_of()}</p>
                <Fixed name="of" value=of.id.to_string()/>
            }
        });
        view! {
            <ErrorSummary/>
            {client}
            {of}
            <Select name="document_kind" label=w::kind_label() prompt=w::choose() options=kinds value=kept_or("document_kind", kind) error=fault("document_kind")/>
            <TextInput name="title" label=w::title_label() value=kept_or("title", title) error=fault("title") maxlength=120/>
            <Textarea name="body" label=w::body_label() hint=w::body_hint() value=kept_or("body", body) error=fault("body") rows=12 maxlength=20000 required=true/>
            <Button>{w::save()}</Button>
        }
    };
    view! { <Form action=action class="stack">{fields()}</Form> }.into_any()
}

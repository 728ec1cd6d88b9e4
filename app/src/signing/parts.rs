//! A document in full, with its signature beneath, on the screen and on paper; and the table of copies.

use crate::{
    form::{ErrorSummary, Form, fault, kept_or},
    words::signing as w,
};
use contract::id::MembershipId;
use contract::signing::{DocumentState, DocumentView};
use leptos::prelude::*;
use ui::{Button, DataTable, Disclosure, EmptyState, Icon, Look, Tag, Textarea, Tone};
use uuid::Uuid;

/// The state in a word.
pub fn state(document: &DocumentView) -> AnyView {
    let (tone, icon) = match document.state {
        DocumentState::Requested => (Tone::Warn, Icon::Clock),
        DocumentState::Signed => (Tone::Ok, Icon::CircleCheck),
        DocumentState::Ended => (Tone::Quiet, Icon::Info),
    };
    let word = w::state(document.state);
    view! { <Tag tone icon>{word}</Tag> }.into_any()
}

/// The text, and what is recorded of its signature.
#[component]
pub fn Copy(document: DocumentView) -> impl IntoView {
    let paragraphs = document.text.body.split("\n\n").map(|part| view! { <p>{part.to_owned()}</p> }).collect_view();
    let signed = document.signed.as_ref().map(|(name, at)| {
        let device = document.device.clone().unwrap_or_default();
        view! {
            <div><dt>{w::signed_by()}</dt><dd class="voice">{name.clone()}</dd></div>
            <div><dt>{w::signed_at()}</dt><dd>{w::moment(*at)}</dd></div>
            <div><dt>{w::signed_on()}</dt><dd>{device}</dd></div>
        }
    });
    let ended = document.ended.as_ref().map(|(why, at)| {
        view! {
            <div><dt>{w::ended_at()}</dt><dd>{w::moment(*at)}</dd></div>
            <div><dt>{w::ended_why()}</dt><dd>{why.clone()}</dd></div>
        }
    });
    let print = document.signed.is_some().then(|| view! { <p class="small quiet no-print">{w::print()}</p> });
    view! {
        <section class="blk">
            <div class="rowx"><h2>{document.text.title.clone()}</h2><span class="push">{state(&document)}</span></div>
            <p class="small quiet">{w::about(&document)}</p>
            <div class="prose">{paragraphs}</div>
            <dl class="facts">
                {signed}
                {ended}
                <div><dt>{w::hash()}</dt><dd class="mono tiny prose">{document.hash.clone()}</dd></div>
            </dl>
            {print}
        </section>
    }
    .into_any()
}

/// Ends it, with a reason. `action` is the function of whoever looks.
#[component]
pub fn End(document: Uuid, action: &'static str, #[prop(optional)] client: Option<MembershipId>) -> impl IntoView {
    let refused =
        use_context::<crate::ctx::Ctx>().is_some_and(|ctx| ctx.form().is_some_and(|form| form.action == action));
    let client = client.map(|client| view! { <input type="hidden" name="client" value=client.to_string()/> });
    view! {
        <div class="no-print">
        <Disclosure summary=w::end() open=refused>
            <Form action=action class="stack">
                <ErrorSummary/>
                <p class="small quiet">{w::end_text()}</p>
                {client}
                <input type="hidden" name="document" value=document.to_string()/>
                <Textarea name="ended_why" label=w::ended_why() value=kept_or("ended_why", "") error=fault("ended_why") maxlength=500 required=true/>
                <Button look=Look::Danger>{w::end()}</Button>
            </Form>
        </Disclosure>
        </div>
    }
    .into_any()
}

/// Copies, each a link to `there`; with the client's name where they are of several.
pub fn copies(
    copies: Vec<DocumentView>,
    more: bool,
    there: impl Fn(MembershipId, Uuid) -> String,
    named: bool,
) -> AnyView {
    if copies.is_empty() {
        return view! { <EmptyState title=w::no_copies() icon=Icon::FileText><p>{w::no_copies_text()}</p></EmptyState> }
            .into_any();
    }
    let rows = copies
        .into_iter()
        .map(|copy| {
            let changed = copy.ended.as_ref().or(copy.signed.as_ref()).map_or(copy.requested, |(_, at)| *at);
            let whom = named.then(|| view! { <td data-label=w::client()>{copy.client_name.clone()}</td> });
            view! {
                <tr>
                    <th scope="row"><a href=there(copy.client, copy.id)>{w::versioned(&copy.text)}</a></th>
                    {whom}
                    <td data-label=w::state_label()>{state(&copy)}</td>
                    <td class="num" data-label=w::since()>{w::moment(changed)}</td>
                </tr>
            }
        })
        .collect_view();
    let whom = named.then(|| view! { <th scope="col">{w::client()}</th> });
    let more = more.then(|| view! { <p class="small quiet">{w::more()}</p> });
    view! {
        <DataTable caption=w::copies() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::document()}</th>
                    {whom}
                    <th scope="col">{w::state_label()}</th>
                    <th scope="col">{w::since()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
        {more}
    }
    .into_any()
}

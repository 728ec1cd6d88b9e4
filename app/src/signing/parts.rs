//! A document in full, with its signature beneath, on the screen and on paper; and the table of copies.

use crate::{
    form::{ErrorSummary, Fixed, Fold, Form, fault, kept_or},
    paging::{Beyond, Further},
    words::signing as w,
};
use contract::consent::Language;
use contract::id::MembershipId;
use contract::signing::{DocumentState, DocumentView};
use leptos::prelude::*;
use ui::{Button, DataTable, EmptyState, Icon, Look, Tag, Textarea, Tone};
use uuid::Uuid;

/// The state in a word.
pub fn state(document: &DocumentView, language: Language) -> AnyView {
    let (tone, icon) = match document.state {
        DocumentState::Requested => (Tone::Warn, Icon::Clock),
        DocumentState::Signed => (Tone::Ok, Icon::CircleCheck),
        DocumentState::Ended => (Tone::Quiet, Icon::Info),
    };
    let word = w::state(document.state, language);
    view! { <Tag tone icon>{word}</Tag> }.into_any()
}

/// The text, and what is recorded of its signature. What waits to be signed is read, not checked: no fingerprint yet.
#[component]
pub fn Copy(document: DocumentView, #[prop(default = Language::En)] language: Language) -> impl IntoView {
    let paragraphs = document.text.body.split("\n\n").map(|part| view! { <p>{part.to_owned()}</p> }).collect_view();
    let signed = document.signed.as_ref().map(|(name, at)| {
        let device = document.device.clone().unwrap_or_default();
        view! {
            <div><dt>{w::signed_by(language)}</dt><dd class="voice">{name.clone()}</dd></div>
            <div><dt>{w::signed_at(language)}</dt><dd>{w::moment(*at, language)} " (" {document.signed_zone.clone()} ")"</dd></div>
            <div><dt>{w::signed_on(language)}</dt><dd>{device}</dd></div>
        }
    });
    let ended = document.ended.as_ref().map(|(why, at)| {
        view! {
            <div><dt>{w::ended_at(language)}</dt><dd>{w::moment(*at, language)} " (" {document.ended_zone.clone()} ")"</dd></div>
            <div><dt>{w::ended_why(language)}</dt><dd class="voice prose">{why.clone()}</dd></div>
        }
    });
    let facts = (document.state != DocumentState::Requested).then(|| {
        view! {
            <dl class="facts">
                {signed}
                {ended}
                <div><dt>{w::hash(language)}</dt><dd class="mono tiny prose">{document.hash.clone()}</dd></div>
            </dl>
        }
    });
    let print = document.signed.is_some().then(|| view! { <p class="small quiet no-print">{w::print(language)}</p> });
    view! {
        <section class="blk stack written" lang=language.as_str()>
            <div>
                <div class="rowx"><h2>{document.text.title.clone()}</h2><span class="push">{state(&document, language)}</span></div>
                <p class="small quiet">{w::about(&document, language)}</p>
            </div>
            <div class="prose">{paragraphs}</div>
            {facts}
            {print}
        </section>
    }
    .into_any()
}

/// What an end is to whoever ends: a client says no to what they have not signed, a clinic takes its request back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndWords {
    Decline,
    TakeBack,
    End,
}

impl EndWords {
    /// For the clinic and practitioners.
    pub fn of(state: DocumentState) -> Self {
        if state == DocumentState::Requested { Self::TakeBack } else { Self::End }
    }

    /// What it is called, what it does, what is asked, what the button says.
    fn words(self, language: Language) -> [&'static str; 4] {
        match self {
            Self::Decline => {
                [w::decline(language), w::decline_text(language), w::decline_why(language), w::decline_do(language)]
            }
            Self::TakeBack => {
                [w::take_back(language), w::take_back_text(language), w::ended_why(language), w::take_back(language)]
            }
            Self::End => [w::end(language), w::end_text(language), w::ended_why(language), w::end(language)],
        }
    }
}

/// Ends it, with a reason. `action` is the function of whoever looks.
#[component]
pub fn End(
    document: Uuid,
    action: &'static str,
    words: EndWords,
    #[prop(default = Language::En)] language: Language,
    #[prop(optional)] client: Option<MembershipId>,
) -> impl IntoView {
    let client = client.map(|client| view! { <Fixed name="client" value=client.to_string()/> });
    let [what, text, why, button] = words.words(language);
    view! {
        <div class="no-print">
        <Fold summary=what>
            <Form action=action class="stack" language>
                <ErrorSummary/>
                <p class="small quiet">{text}</p>
                {client}
                <Fixed name="document" value=document.to_string()/>
                <Fixed name="language" value=language.as_str()/>
                <Textarea name="ended_why" label=why value=kept_or("ended_why", "") error=fault("ended_why") maxlength=500 required=true/>
                <Button look=Look::Danger>{button}</Button>
            </Form>
        </Fold>
        </div>
    }
    .into_any()
}

/// Copies, each a link to `there`; with the client's name where they are of several.
pub fn copies(
    copies: Vec<DocumentView>,
    beyond: Option<Beyond>,
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
                    <td data-label=w::state_label()>{state(&copy, Language::En)}</td>
                    <td class="num" data-label=w::since()>{w::moment(changed, Language::En)}</td>
                </tr>
            }
        })
        .collect_view();
    let whom = named.then(|| view! { <th scope="col">{w::client()}</th> });
    view! {
        <DataTable caption=w::copies() class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::document_label()}</th>
                    {whom}
                    <th scope="col">{w::state_label()}</th>
                    <th scope="col" class="num">{w::since()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
        <Further beyond/>
    }
    .into_any()
}

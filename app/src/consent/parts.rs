//! A text in paragraphs, and the history of decisions.

use crate::words::consent as w;
use contract::consent::{ConsentEvent, ConsentView, Language};
use leptos::prelude::*;
use ui::{DataTable, Icon, SeenBy};

/// The text and what saying no does.
#[component]
pub fn Words(consent: ConsentView) -> impl IntoView {
    let paragraphs = consent.body.split("\n\n").map(|part| view! { <p>{part.to_owned()}</p> }).collect_view();
    view! {
        <div class="prose">{paragraphs}</div>
        <SeenBy icon=Icon::Info>{consent.effect.clone()}</SeenBy>
    }
    .into_any()
}

#[component]
pub fn History(events: Vec<ConsentEvent>, title: &'static str, language: Language) -> impl IntoView {
    if events.is_empty() {
        return view! { <p class="quiet">{w::nothing_yet(language)}</p> }.into_any();
    }
    let rows = events
        .into_iter()
        .map(|event| {
            let how = match (&event.reason, &event.device) {
                (Some(reason), _) => format!("{}: {reason}", w::method(event.method, language)),
                (None, Some(device)) => format!("{}, {device}", w::method(event.method, language)),
                (None, None) => w::method(event.method, language).to_owned(),
            };
            view! {
                <tr>
                    <td class="num" data-label=w::when(language)>{w::moment(event.at, language)}</td>
                    <th scope="row">{w::version_of(event.kind, event.version, language)}</th>
                    <td data-label=w::decided(language)>{w::decision(event.decision, language)}</td>
                    <td data-label=w::how(language)>{how}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=title class="stacks">
            <thead>
                <tr>
                    <th scope="col">{w::when(language)}</th>
                    <th scope="col">{w::what(language)}</th>
                    <th scope="col">{w::decided(language)}</th>
                    <th scope="col">{w::how(language)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

/// The other language, at the same address.
#[component]
pub fn Languages(current: Language) -> impl IntoView {
    let links = [(Language::En, w::english()), (Language::Nl, w::dutch())]
        .map(|(language, label)| {
            ui::Link::new(label, format!("?language={}", language.as_str())).current(language == current)
        })
        .into_iter()
        .collect();
    view! { <ui::SegLinks label=w::language(current) links mini=true/> }
}

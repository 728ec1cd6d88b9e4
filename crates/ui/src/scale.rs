//! The ruler one presses: steps from 0 or 1 to 10, every step at least 44 px wide.

use crate::field::{ErrorLine, described_by, id_in_form};
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// A scale of radios with words at both ends, which also name the first and last step to a screen reader.
///
/// `unset` is the words of a choice that answers nothing (it posts an empty value): without it a scale touched by
/// mistake could not be taken back.
#[component]
pub fn Scale(
    #[prop(into)] name: Text,
    #[prop(into)] legend: Text,
    #[prop(into)] low: Text,
    #[prop(into)] high: Text,
    #[prop(default = 1)] from: u8,
    /// The last step.
    #[prop(default = 10)]
    to: u8,
    #[prop(optional)] value: Option<u8>,
    #[prop(optional, into)] unset: MaybeText,
    #[prop(optional, into)] error: MaybeText,
) -> impl IntoView {
    let id = id_in_form(&name);
    let described = described_by(&id, &MaybeText::default(), &error);
    let steps = (from..=to)
        .map(|step| {
            let end = match step {
                _ if step == to => Some(high.clone()),
                _ if step == from => Some(low.clone()),
                _ => None,
            };
            view! {
                <label>
                    <input
                        type="radio"
                        id=(step == from).then(|| id.clone())
                        name=name.clone()
                        value=step.to_string()
                        checked=value == Some(step)
                    />
                    <span>{step}{end.map(|end| view! { <span class="sr">", "{end}</span> })}</span>
                </label>
            }
        })
        .collect_view();
    let unset = unset.get().map(|words| {
        view! {
            <label class="unset">
                <input type="radio" name=name.clone() value="" checked=value.is_none()/>
                <span>{words}</span>
            </label>
        }
    });
    let bad = error.is_some();
    view! {
        <fieldset
            class=if from == 0 { "scale zero" } else { "scale" }
            data-invalid=bad
            aria-describedby=described
        >
            <legend class="scale-head">{legend}</legend>
            {unset}
            <div class="scale-box">
                <div class="scale-row">{steps}</div>
                <div class="ends" aria-hidden="true">
                    <span>{low}</span>
                    <span>{high}</span>
                </div>
            </div>
            <ErrorLine id error/>
        </fieldset>
    }
    .into_any()
}

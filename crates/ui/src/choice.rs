//! Choosing among few: select, segments, rows, picks, check box. All are native radios, boxes and selects, so they
//! post without script. The first control of a group carries the group's name as id: error links land there.

use crate::field::{ErrorLine, Field, Hint, described_by, id_in_form, invalid};
use crate::icon::Icon;
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// One of several: the value that is posted and the words shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: Text,
    pub label: Text,
}

impl Choice {
    pub fn new(value: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// The platform's own list. `prompt` is the empty first line of one that has no value yet.
#[component]
pub fn Select(
    #[prop(into)] name: Text,
    #[prop(into)] label: Text,
    options: Vec<Choice>,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] optional: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(optional, into)] prompt: MaybeText,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = id.or_else(|| id_in_form(&name));
    let described = described_by(&id, &hint, &error);
    let wrong = invalid(&error);
    let chosen = value.get();
    let lines = options
        .into_iter()
        .map(|option| {
            let selected = chosen.as_ref() == Some(&option.value);
            view! { <option value=option.value selected=selected>{option.label}</option> }
        })
        .collect_view();
    view! {
        <Field id=id.clone() label optional hint error>
            <div class="select">
                <select class="input" id=id name=name required=required aria-describedby=described aria-invalid=wrong>
                    {prompt.get().map(|prompt| view! { <option value="">{prompt}</option> })}
                    {lines}
                </select>
                <Icon icon=Icon::ChevronDown/>
            </div>
        </Field>
    }
    .into_any()
}

/// Radios in a row, two to five short words. The legend is read out; `show_legend` draws it too.
#[component]
pub fn Seg(
    #[prop(into)] name: Text,
    #[prop(into)] legend: Text,
    options: Vec<Choice>,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional)] show_legend: bool,
    #[prop(optional)] mini: bool,
) -> impl IntoView {
    let chosen = value.get();
    let id = id_in_form(&name);
    let described = described_by(&id, &MaybeText::default(), &error);
    let (group, first) = (name, id.clone());
    let labels = options
        .into_iter()
        .enumerate()
        .map(|(at, option)| {
            let checked = chosen.as_ref() == Some(&option.value);
            view! {
                <label>
                    <input
                        type="radio"
                        id=(at == 0).then(|| first.clone())
                        name=group.clone()
                        value=option.value
                        checked=checked
                    />
                    <span>{option.label}</span>
                </label>
            }
        })
        .collect_view();
    let bad = error.is_some();
    view! {
        <fieldset class="seg-set" data-invalid=bad aria-describedby=described>
            <legend class=(!show_legend).then_some("sr")>{legend}</legend>
            <div class=if mini { "seg mini" } else { "seg" }>{labels}</div>
            <ErrorLine id error/>
        </fieldset>
    }
    .into_any()
}

/// A group of [`ChoiceRow`]s.
#[component]
pub fn ChoiceRows(
    #[prop(into)] legend: Text,
    #[prop(optional)] show_legend: bool,
    #[prop(into)] name: Text,
    #[prop(optional, into)] error: MaybeText,
    children: Children,
) -> impl IntoView {
    let id = id_in_form(&name);
    let described = described_by(&id, &MaybeText::default(), &error);
    let bad = error.is_some();
    view! {
        <fieldset class="svcs field" data-invalid=bad aria-describedby=described>
            <legend class=(!show_legend).then_some("sr")>{legend}</legend>
            {children()}
            <ErrorLine id error/>
        </fieldset>
    }
    .into_any()
}

/// A radio with a title, a line about it and a figure on the right. Give `id` (the name) to the first of a group.
#[component]
pub fn ChoiceRow(
    #[prop(into)] name: Text,
    #[prop(into)] value: Text,
    #[prop(into)] title: Text,
    #[prop(optional, into)] detail: MaybeText,
    #[prop(optional, into)] figure: MaybeText,
    #[prop(optional, into)] figure_detail: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    let id = id.get().map(|id| id_in_form(&id));
    view! {
        <label class="svc">
            <input type="radio" id=id name=name value=value checked=checked/>
            <span>
                <b>{title}</b>
                {detail.get().map(|detail| view! { <span class="quiet">{detail}</span> })}
            </span>
            <span class="price">
                {figure.get()}
                {figure_detail.get().map(|detail| view! { <span class="quiet">{detail}</span> })}
            </span>
        </label>
    }
    .into_any()
}

/// A grid of names to press: one (radios), or `many` (boxes, posted as repeated fields).
#[component]
pub fn Picks(
    #[prop(into)] name: Text,
    #[prop(into)] legend: Text,
    options: Vec<Choice>,
    #[prop(optional)] values: Vec<String>,
    #[prop(optional)] many: bool,
    #[prop(optional)] show_legend: bool,
    #[prop(optional, into)] error: MaybeText,
) -> impl IntoView {
    let id = id_in_form(&name);
    let described = described_by(&id, &MaybeText::default(), &error);
    let (group, first) = (name, id.clone());
    let labels = options
        .into_iter()
        .enumerate()
        .map(|(at, option)| {
            let checked = values.iter().any(|value| *value == *option.value);
            view! {
                <label>
                    <input
                        type=if many { "checkbox" } else { "radio" }
                        id=(at == 0).then(|| first.clone())
                        name=group.clone()
                        value=option.value
                        checked=checked
                    />
                    <span>{option.label}</span>
                </label>
            }
        })
        .collect_view();
    let bad = error.is_some();
    view! {
        <fieldset class="field" data-invalid=bad aria-describedby=described>
            <legend class=if show_legend { "" } else { "sr" }>{legend}</legend>
            <div class="picks">{labels}</div>
            <ErrorLine id error/>
        </fieldset>
    }
    .into_any()
}

/// One box that is on or off; off posts nothing.
#[component]
pub fn CheckBox(
    #[prop(into)] name: Text,
    #[prop(into)] label: Text,
    #[prop(optional)] checked: bool,
    #[prop(default = "on".into(), into)] value: Text,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional, into)] id: MaybeText,
) -> impl IntoView {
    let id = id.or_else(|| id_in_form(&name));
    let described = described_by(&id, &hint, &error);
    let wrong = invalid(&error);
    let bad = error.is_some();
    view! {
        <div class="field" data-invalid=bad>
            <label class="check">
                <input
                    type="checkbox"
                    id=id.clone()
                    name=name
                    value=value
                    checked=checked
                    aria-describedby=described
                    aria-invalid=wrong
                />
                <span>{label}</span>
            </label>
            <Hint id=id.clone() hint/>
            <ErrorLine id error/>
        </div>
    }
    .into_any()
}

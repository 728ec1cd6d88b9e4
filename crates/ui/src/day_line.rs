//! The day as a line down the page: time, shape, what happened.

use crate::figure::Mark;
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// The list of a day's entries, in order of time. Children are [`DayItem`]s and at most one [`DayNow`].
#[component]
pub fn DayLine(#[prop(into)] label: Text, children: Children) -> impl IntoView {
    view! { <ol class="line" aria-label=label>{children()}</ol> }.into_any()
}

/// One entry. `time` is shown, `datetime` is the same for machines (`2026-05-14T12:55`).
///
/// `lasting` stripes the rail down to the next entry: a symptom that went on. `planned` is quieter. `aside` stands
/// at the right of the title (a tag, a menu). Children: lines such as `<p class="what">`, [`crate::Severity`],
/// `<p class="voice">` for what the person wrote.
#[component]
pub fn DayItem(
    #[prop(into)] time: Text,
    #[prop(optional, into)] datetime: MaybeText,
    mark: Mark,
    #[prop(into)] title: Text,
    #[prop(optional, into)] href: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(optional)] lasting: bool,
    #[prop(optional)] planned: bool,
    #[prop(optional)] aside: Option<AnyView>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = match (lasting, planned) {
        (true, _) => Some("lasting"),
        (false, true) => Some("plan"),
        (false, false) => None,
    };
    let title = match href.get() {
        Some(href) => view! { <h3><a href=href>{title}</a></h3> }.into_any(),
        None => view! { <h3>{title}</h3> }.into_any(),
    };
    view! {
        <li class=class id=id.get()>
            <time datetime=datetime.get()>{time}</time>
            <span class="rail"><Mark kind=mark/></span>
            <div>
                <div class="head">{title}{aside}</div>
                {children.map(|children| children())}
            </div>
        </li>
    }
    .into_any()
}

/// Where the day has got to.
#[component]
pub fn DayNow(#[prop(into)] time: Text, #[prop(into)] label: Text) -> impl IntoView {
    view! {
        <li class="now">
            <time>{time}</time>
            <span class="rail"><i></i></span>
            <p class="nowline">{label}</p>
        </li>
    }
    .into_any()
}

/// Severity under a title: ticks, the figure in words, what it is doing ("easing").
#[component]
pub fn Severity(n: u8, #[prop(into)] figure: Text, #[prop(optional, into)] trend: MaybeText) -> impl IntoView {
    view! {
        <p class="sev">
            <crate::figure::Ticks n/>
            <b>{figure}</b>
            {trend.get().map(|trend| view! { <span class="quiet">{trend}</span> })}
        </p>
    }
    .into_any()
}

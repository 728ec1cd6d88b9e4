//! What the pages of incidents share: the state, the clock.

use crate::words::incidents as w;
use contract::incident::{Listed, Status};
use insight::clock::Moment;
use leptos::prelude::*;
use ui::{NoticeStrip, Tag, Tone};

/// How far it is, and whether it is a drill.
#[component]
pub fn State(incident: Listed) -> impl IntoView {
    let tone = match incident.status {
        Status::Closed => Tone::Ok,
        Status::Opened => Tone::Danger,
        _ => Tone::Warn,
    };
    let drill = incident.is_drill.then(|| view! { " " <Tag filled=true>{w::drill()}</Tag> });
    view! { <Tag tone boxed=true>{w::status(incident.status)}</Tag>{drill} }.into_any()
}

/// What is left of the 72 hours, while nothing is decided.
#[component]
pub fn Clock(incident: Listed, deadline: Moment) -> impl IntoView {
    let Some(left) = incident.minutes_left else { return ().into_any() };
    let tone = if left < 12 * 60 { Tone::Danger } else { Tone::Warn };
    view! {
        <NoticeStrip tone title=w::left(left)>
            <p>{w::until(deadline)}</p>
        </NoticeStrip>
    }
    .into_any()
}

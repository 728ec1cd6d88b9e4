//! Small pictures. Lengths are SVG attributes, so a strict `style-src` holds; a shape always says what a colour says.
//! None of them replaces words: the figure stands beside it, or `label` is read in its place.

use crate::text::{MaybeText, Text};
use leptos::prelude::*;
use std::fmt::Write as _;

/// One shape for each kind of thing, the same on a line, in a list and in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Disc.
    Meal,
    /// Ring.
    Drink,
    /// Bar.
    Symptom,
    /// Diamond: the second symptom of a chart.
    SymptomB,
    /// Square.
    Dose,
    /// Block.
    Sleep,
    /// Frame: an appointment.
    Visit,
    /// Dashed ring.
    Planned,
}

impl Mark {
    fn class(self) -> &'static str {
        match self {
            Self::Meal => "mark meal",
            Self::Drink => "mark drink",
            Self::Symptom => "mark symptom",
            Self::SymptomB => "mark symptom-b",
            Self::Dose => "mark dose",
            Self::Sleep => "mark sleep",
            Self::Visit => "mark visit",
            Self::Planned => "mark planned",
        }
    }
}

/// Draws a mark; decoration beside the word.
#[component]
pub fn Mark(kind: Mark) -> impl IntoView {
    view! { <i class=kind.class() aria-hidden="true"></i> }
}

/// Severity 0 to 10 as ten ticks; decoration beside "6 of 10".
#[component]
pub fn Ticks(n: u8) -> impl IntoView {
    view! { <span class="ticks" data-n=n.min(10).to_string() aria-hidden="true"></span> }
}

/// A share of an amount, 0 to 1 (more is drawn as 1). `least` draws it striped: part of the amount is unknown.
#[component]
pub fn Bar(share: f64, #[prop(optional)] least: bool, #[prop(optional)] accent: bool) -> impl IntoView {
    let width = format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0);
    let fill = if least {
        view! {
            <svg width=width height="8" overflow="hidden">
                <path class="least" d="M-8 4H2000" transform="skewX(-45)"></path>
            </svg>
        }
        .into_any()
    } else {
        view! { <rect class=if accent { "acc" } else { "full" } width=width height="8" rx="1"></rect> }.into_any()
    };
    view! {
        <svg class="bar" aria-hidden="true">
            <rect class="track" width="100%" height="8" rx="1"></rect>
            {fill}
        </svg>
    }
}

/// A symptom day by day, oldest first, in `0..=10`; `None` is a day without an entry and leaves a gap.
#[component]
pub fn Spark(days: Vec<Option<u8>>) -> impl IntoView {
    let (mut seen, mut none) = (String::new(), String::new());
    for (at, day) in days.iter().enumerate() {
        let x = at * 3;
        // Writing to a String cannot fail.
        match day {
            Some(0) => _ = write!(none, "M{x} 20.5h2v1.5h-2z"),
            Some(value) => _ = write!(seen, "M{x} 22h2v-{h}h-2z", h = 2 * u32::from((*value).min(10))),
            None => {}
        }
    }
    let width = (days.len() * 3).max(1).to_string();
    view! {
        <svg class="spark" width=width.clone() height="24" viewBox=format!("0 0 {width} 24") aria-hidden="true">
            <path class="s" d=seen></path>
            <path class="z" d=none></path>
        </svg>
    }
    .into_any()
}

/// Which of the last days have an entry, oldest first; `label` says it ("logged on 13 of 14 days").
#[component]
pub fn Dots(days: Vec<bool>, #[prop(into)] label: Text) -> impl IntoView {
    let (mut yes, mut no) = (String::new(), String::new());
    for (at, logged) in days.iter().enumerate() {
        let x = at * 6;
        if *logged {
            _ = write!(yes, "M{x} 0.5h4v7h-4z");
        } else {
            _ = write!(no, "M{x} 2.5h4v3h-4z");
        }
    }
    let width = (days.len() * 6).max(1).to_string();
    view! {
        <svg class="dots" width=width.clone() height="8" viewBox=format!("0 0 {width} 8") role="img" aria-label=label>
            <path class="y" d=yes></path>
            <path class="n" d=no></path>
        </svg>
    }
    .into_any()
}

/// Hours that are open on a day's ruler: pairs of hours such as `(9.0, 12.5)`. Decoration beside the times.
#[component]
pub fn HourRuler(open: Vec<(f64, f64)>) -> impl IntoView {
    let blocks = open
        .into_iter()
        .map(|(from, to)| {
            let (from, to) = (from.clamp(0.0, 24.0), to.clamp(0.0, 24.0));
            let x = format!("{:.2}%", from / 0.24);
            let width = format!("{:.2}%", (to - from).max(0.0) / 0.24);
            view! { <rect class="open" x=x width=width y="3" height="8" rx="1"></rect> }
        })
        .collect_view();
    let hours = (0..=24)
        .map(|hour| {
            let x = format!("{:.2}%", f64::from(hour) / 0.24);
            let top = if hour % 6 == 0 { "9" } else { "12" };
            view! { <line class="base" x1=x.clone() x2=x y1=top y2="15.5"></line> }
        })
        .collect_view();
    view! {
        <svg class="hours" height="16" aria-hidden="true">
            {blocks}
            {hours}
            <line class="base" x1="0" x2="100%" y1="15.5" y2="15.5"></line>
        </svg>
    }
    .into_any()
}

/// The hatch patterns charts refer to: `url(#void)` (not logged) and `url(#at-least)`. Once on a page with a chart.
#[component]
pub fn Patterns() -> impl IntoView {
    view! {
        <svg class="sprite" aria-hidden="true">
            <defs>
                <pattern id="at-least" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="hatch-least" d="M0 0v5"></path>
                </pattern>
                <pattern id="void" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="hatch-void" d="M0 0v5"></path>
                </pattern>
            </defs>
        </svg>
    }
    .into_any()
}

/// A picture with its caption.
#[component]
pub fn Figure(#[prop(optional, into)] caption: MaybeText, children: Children) -> impl IntoView {
    view! {
        <figure>
            {children()}
            {caption.get().map(|caption| view! { <figcaption class="tiny quiet">{caption}</figcaption> })}
        </figure>
    }
    .into_any()
}

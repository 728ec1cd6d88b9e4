//! Seven days in a row, each a small ruler with its meals and symptoms.

use crate::text::Text;
use leptos::prelude::*;

/// Something on a day's small ruler. Hours are of that day: 0 to 24, below and above for the nights beside it; what lies
/// beyond the ruler is drawn at its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayMark {
    hour: f32,
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Dot,
    /// As high as it is strong: 0 to 10.
    Bar(u8),
    /// As long as it lasted, in hours.
    Span(f32),
}

impl DayMark {
    /// Something that was: a meal.
    pub fn dot(hour: f32) -> Self {
        Self { hour, shape: Shape::Dot }
    }

    /// Something that was so strong, from 0 to 10: a symptom.
    pub fn bar(hour: f32, strength: u8) -> Self {
        Self { hour, shape: Shape::Bar(strength) }
    }

    /// Something that lasted so many hours: a night's sleep.
    pub fn span(hour: f32, hours: f32) -> Self {
        Self { hour, shape: Shape::Span(hours) }
    }
}

/// One day of the strip.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekDay {
    pub href: Text,
    /// "Mo"
    pub short: Text,
    /// "11"
    pub number: Text,
    /// What a screen reader says: "Monday, 3 meals, bloating 3".
    pub label: Text,
    pub current: bool,
    /// After today.
    pub ahead: bool,
    /// A past day on which nothing was logged, drawn as hatch: it is not a day without symptoms.
    pub unlogged: bool,
    pub marks: Vec<DayMark>,
}

/// The strip; `label` names the navigation.
#[component]
pub fn WeekStrip(#[prop(into)] label: Text, days: Vec<WeekDay>) -> impl IntoView {
    view! {
        <nav aria-label=label>
            <ol class="week">{days.into_iter().map(|day| view! { <Day day/> }).collect_view()}</ol>
        </nav>
    }
    .into_any()
}

#[component]
fn Day(day: WeekDay) -> impl IntoView {
    let marks = day.marks.iter().map(|mark| draw(*mark)).collect_view();
    view! {
        <li>
            <a href=day.href class=day.ahead.then_some("ahead") aria-current=day.current.then_some("date")>
                <span aria-hidden="true">{day.short}</span>
                <b>{day.number}</b>
                <svg viewBox="0 0 26 18" aria-hidden="true">
                    <path class="base" d="M0 17.5h26"></path>
                    {day.unlogged.then(|| view! { <path class="void" d="M2 9l6-6M2 14l11-11M6 15l12-12M11 15l12-12M16 15l8-8M21 15l3-3"></path> })}
                    {marks}
                </svg>
                <span class="sr">{day.label}</span>
            </a>
        </li>
    }
    .into_any()
}

fn draw(mark: DayMark) -> AnyView {
    let x = |hour: f32| 2.0 + hour.clamp(0.0, 24.0) / 24.0 * 22.0;
    let at = x(mark.hour);
    match mark.shape {
        Shape::Dot => view! { <circle class="m" cx=format!("{at:.1}") cy="14" r="1.9"></circle> }.into_any(),
        Shape::Bar(strength) => {
            let height = 1.5 + f32::from(strength.min(10)) * 0.75;
            view! {
                <rect
                    class="s"
                    x=format!("{:.1}", at - 1.3)
                    y=format!("{:.1}", 11.0 - height)
                    width="2.6"
                    height=format!("{height:.1}")
                ></rect>
            }
            .into_any()
        }
        Shape::Span(hours) => {
            let width = (x(mark.hour + hours) - at).max(1.0);
            view! { <rect class="z" x=format!("{at:.1}") y="16.2" width=format!("{width:.1}") height="1.8" rx="0.9"></rect> }
                .into_any()
        }
    }
}

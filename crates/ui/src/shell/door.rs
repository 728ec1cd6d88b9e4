//! The way in: sign in, sign up, reset, invitation, choose an organisation.

use super::{Brand, SkipLink};
use crate::text::Text;
use leptos::prelude::*;
use std::fmt::Write as _;

/// The form on the left; on wide screens a week on rulers beside it. `foot` is the quiet line at the bottom.
#[component]
pub fn DoorShell(
    #[prop(into)] skip: Text,
    #[prop(into)] brand: Text,
    #[prop(into)] home: Text,
    #[prop(optional)] foot: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="enter">
            <SkipLink label=skip/>
            <div class="door">
                <header><Brand name=brand href=home/></header>
                <main class="inner" id="main" tabindex="-1">{children()}</main>
                {foot.map(|foot| view! { <footer class="tiny">{foot}</footer> })}
            </div>
            <div class="window" aria-hidden="true"><WeekOnRulers/></div>
        </div>
    }
    .into_any()
}

/// Meals as hours, and one symptom as hour and severity.
type Day = (&'static [f32], Option<(f32, u8)>);

/// An invented week, only for the picture.
const WEEK: [Day; 7] = [
    (&[7.4, 13.0, 19.5], Some((22.2, 6))),
    (&[7.4, 13.0, 15.7, 19.1], Some((16.2, 5))),
    (&[7.5, 13.1, 19.4], Some((21.7, 4))),
    (&[7.0, 12.7, 16.4, 18.6], None),
    (&[8.3, 19.0], Some((22.7, 3))),
    (&[8.0, 13.5, 19.2], Some((15.2, 2))),
    (&[7.6, 12.6, 16.1, 18.5], None),
];

/// Seven rulers of 24 hours. The ticks are one dashed stroke each, so the picture stays under 2 KB.
#[component]
fn WeekOnRulers() -> impl IntoView {
    let x = |hour: f32| 24.0 + hour / 24.0 * 512.0;
    let (mut axes, mut ticks, mut quarters, mut meals, mut bars) =
        (String::new(), String::new(), String::new(), String::new(), String::new());
    for (row, (hours, symptom)) in WEEK.iter().enumerate() {
        let y = 60 + row * 82;
        // Writing to a String cannot fail.
        _ = write!(axes, "M24 {y}H536");
        _ = write!(ticks, "M23.5 {}H536.5", y + 2);
        _ = write!(quarters, "M23.5 {}H536.5", y + 4);
        for hour in *hours {
            _ = write!(meals, "M{:.0} {y}m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0", x(*hour));
        }
        if let Some((hour, severity)) = symptom {
            _ = write!(bars, "M{:.0} {y}h6v-{h}h-6z", x(*hour), h = u32::from(*severity) * 6);
        }
    }
    view! {
        <svg viewBox="0 0 560 600">
            <path class="r" d=axes></path>
            <path class="r" d=ticks stroke-width="4" stroke-dasharray="1 20.333"></path>
            <path class="r" d=quarters stroke-width="8" stroke-dasharray="1 127"></path>
            <path class="m" d=meals></path>
            <path class="s" d=bars></path>
        </svg>
    }
    .into_any()
}

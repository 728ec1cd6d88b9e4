//! A chart as the server draws it: one axis, aligned rows, label and count at the left.

use leptos::prelude::*;
use std::fmt::Write as _;
use ui::*;

const LEFT: f64 = 118.0;
const WIDTH: f64 = 704.0;

/// Day of the period (0 to 30, with hours as fractions) and severity.
const BLOATING: &[(f64, u8)] = &[
    (0.9, 6),
    (1.7, 5),
    (2.9, 7),
    (3.9, 6),
    (4.3, 3),
    (8.9, 5),
    (10.4, 3),
    (11.9, 6),
    (13.3, 2),
    (16.9, 4),
    (17.8, 7),
    (19.3, 2),
    (22.3, 3),
    (24.6, 4),
    (26.4, 3),
    (29.6, 6),
];
const HEADACHE: &[(f64, u8)] = &[(10.4, 5), (11.3, 6), (12.5, 4), (12.8, 3)];
const ONION: &[(f64, bool)] = &[
    (0.8, true),
    (1.5, true),
    (2.8, true),
    (3.8, true),
    (4.5, false),
    (8.8, true),
    (9.5, false),
    (11.8, true),
    (13.8, false),
    (16.8, true),
    (17.7, true),
    (19.5, false),
    (24.5, true),
    (27.0, false),
    (29.5, true),
];

fn x(day: f64) -> f64 {
    LEFT + day / 30.0 * WIDTH
}

#[component]
pub fn Chart() -> impl IntoView {
    let (mut bars, mut diamonds, mut links, mut sleep) = (String::new(), String::new(), String::new(), String::new());
    // Writing to a String cannot fail.
    for (day, severity) in BLOATING {
        _ = write!(bars, "M{:.1} 248h5v-{:.1}h-5z", x(*day), f64::from(*severity) * 16.8);
    }
    for (day, severity) in HEADACHE {
        _ = write!(diamonds, "M{:.1} {:.1}l5 5l-5 5l-5-5z", x(*day), 243.0 - f64::from(*severity) * 16.8);
    }
    for (day, followed) in ONION {
        if *followed {
            _ = write!(links, "M{:.1} 283.5V248", x(*day));
        }
    }
    for night in (0..30).filter(|night| !(6..8).contains(night)) {
        let hours = 28.0 + f64::from(night * 7 % 11);
        _ = write!(sleep, "M{:.1} 380h17.5v-{hours}h-17.5z", x(f64::from(night)) + 3.0);
    }
    let weekends = [3.0, 10.0, 17.0, 24.0]
        .map(|day| view! { <rect class="wk" x=format!("{:.1}", x(day)) y="26" width="46.9" height="360"></rect> });
    let mondays = [(5.0, "20 Apr"), (12.0, "27 Apr"), (19.0, "4 May"), (26.0, "11 May")].map(|(day, label)| {
        view! {
            <path class="tickl" d=format!("M{:.1} 22V386", x(day))></path>
            <text class="ax" x=format!("{:.1}", x(day) + 3.0) y="18">{label}</text>
        }
    });
    let grid = [(80, "10"), (164, "5"), (248, "0")].map(|(y, label)| {
        view! {
            <path class="grid" d=format!("M118 {y}H822")></path>
            <text class="ax" x="112" y=(y + 4).to_string() text-anchor="end">{label}</text>
        }
    });
    let dots = ONION.iter().map(|(day, followed)| {
        view! { <circle class=if *followed { "ex on" } else { "ex off" } cx=format!("{:.1}", x(*day)) cy="283.5" r="4"></circle> }
    });
    let dots = dots.collect_view();
    view! {
        <svg class="chart" viewBox="0 0 828 390" role="img" aria-labelledby="chart-title chart-desc">
            <title id="chart-title">"Symptoms over meals, cycle and sleep, 15 April to 14 May"</title>
            <desc id="chart-desc">"Bloating on 16 days, up to 7 of 10, ten times within six hours of onion or garlic. Nothing logged on 21 and 22 April."</desc>
            {weekends.into_iter().collect_view()}
            {mondays.into_iter().collect_view()}
            <rect class="voidr" x="258.8" y="80" width="46.9" height="306"></rect>
            <text class="ax halo" x="282.3" y="164" text-anchor="middle">"not"</text>
            <text class="ax halo" x="282.3" y="177" text-anchor="middle">"logged"</text>
            <rect class="ph lut" x="118.5" y="30" width="257.1" height="20"></rect>
            <text class="phl" x="124" y="44">"Luteal"</text>
            <rect class="ph men" x="376.6" y="30" width="116.3" height="20"></rect>
            <text class="phl ment" x="382" y="44">"Bleeding"</text>
            <rect class="ph fol" x="494" y="30" width="163.3" height="20"></rect>
            <text class="phl" x="499.5" y="44">"Follicular"</text>
            <rect class="ph ovu" x="658.2" y="30" width="163.3" height="20"></rect>
            <text class="phl" x="663.7" y="44">"Ovulation"</text>
            <text class="lab" x="0" y="44">"Cycle"</text>
            {grid.into_iter().collect_view()}
            <text class="lab" x="0" y="92">"Bloating"</text>
            <rect class="sy" x="0" y="98" width="4" height="11" rx="1"></rect>
            <text class="sub" x="9" y="108">"0 to 10"</text>
            <text class="lab" x="0" y="130">"Headache"</text>
            <path class="hd" d="M4 137l4.5 4.5l-4.5 4.5l-4.5-4.5z"></path>
            <text class="sub" x="13" y="146">"0 to 10"</text>
            <path class="link" d=links></path>
            <path class="sy" d=bars></path>
            <path class="hd" d=diamonds></path>
            <path class="appt" d="M155.6 50V386"></path>
            <rect class="flag" x="156.6" y="59" width="108" height="16"></rect>
            <text class="apptt" x="159.6" y="71">"16 Apr, last seen"</text>
            <rect class="hl" x="0" y="272" width="822" height="23"></rect>
            <text class="lab" x="0" y="287.5">"Onion, garlic"</text>
            <text class="ax" x="112" y="287.5" text-anchor="end">"15"</text>
            <path class="grid" d="M118 295H822"></path>
            {dots}
            <text class="lab" x="0" y="348">"Sleep"</text>
            <text class="sub" x="0" y="362">"hours"</text>
            <path class="sl" d=sleep></path>
        </svg>
    }
}

/// Shapes of the chart in words.
#[component]
pub fn Legend() -> impl IntoView {
    view! {
        <p class="legend tiny">
            <span><svg width="10" height="10" aria-hidden="true"><circle class="ex on" cx="5" cy="5" r="4"></circle></svg>"onion, garlic; bloating within 2 to 6 h"</span>
            <span><svg width="10" height="10" aria-hidden="true"><circle class="ex off" cx="5" cy="5" r="3.6"></circle></svg>"not followed"</span>
            <span><svg width="14" height="10" aria-hidden="true"><rect class="voidr" width="14" height="10"></rect></svg>"nothing logged, which is not none"</span>
        </p>
        <Disclosure summary="Show as table">
            <DataTable caption="Bloating by day">
                <thead><tr><th scope="col">"Day"</th><th scope="col" class="num">"Severity"</th></tr></thead>
                <tbody><tr><th scope="row">"Thu 14 May"</th><td class="num">"6"</td></tr></tbody>
            </DataTable>
        </Disclosure>
    }
}

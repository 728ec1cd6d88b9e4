//! The landing page's picture: one invented day on the ruler, where a symptom follows a meal.

use crate::words::public as w;
use leptos::prelude::*;
use std::fmt::Write;

const LEFT: f32 = 12.0;
const WIDTH: f32 = 316.0;
const GROUND: f32 = 96.0;

/// Where an hour stands.
fn x(hour: f32) -> f32 {
    LEFT + hour / 24.0 * WIDTH
}

#[component]
pub fn DayPicture() -> impl IntoView {
    let mut ticks = String::new();
    for hour in 0..=24_u8 {
        let length = if hour % 6 == 0 { 10 } else { 5 };
        // Writing to a String cannot fail.
        _ = write!(ticks, "M{:.1} {GROUND}v{length}", x(f32::from(hour)));
    }
    let meals =
        [7.5, 13.0, 19.2].map(|hour| view! { <circle class="m" cx=x(hour).to_string() cy=GROUND.to_string() r="6"/> });
    let hours = [0, 6, 12, 18, 24_u8].map(|hour| {
        view! { <text x=x(f32::from(hour)).to_string() y="124" text-anchor="middle">{format!("{hour:02}")}</text> }
    });
    let reach = format!("M{:.1} 88V70H{:.1}", x(13.0), x(16.2));
    let bar = format!("M{:.1} {GROUND}v-44h8v44z", x(16.2));
    view! {
        <figure>
            <svg class="ruled" viewBox="0 0 340 132" role="img" aria-label=format!("{}. {}.", w::picture_meal(), w::picture_symptom())>
                <path class="r" d=format!("M{LEFT} {GROUND}h{WIDTH}{ticks}")/>
                <path class="reach" d=reach/>
                {meals.collect_view()}
                <path class="s" d=bar/>
                <text class="said" x=x(12.9).to_string() y="62" text-anchor="end">{w::picture_meal()}</text>
                <text class="said" x=x(16.9).to_string() y="44">{w::picture_symptom()}</text>
                {hours.collect_view()}
            </svg>
            <figcaption>{w::picture_caption()}</figcaption>
        </figure>
    }
    .into_any()
}

//! Island: how long a time is still held. Without it the end of the hold stands there as a time of day.

use crate::words::booking as w;
use leptos::prelude::*;

/// `seconds` were left when the page was rendered. Counted from the page's own start, so that neither a wrong clock nor
/// a late awakening matters.
#[island]
pub fn HoldTimer(seconds: i64, until: String) -> impl IntoView {
    let left = RwSignal::new(seconds);
    Effect::new(move |_| {
        let look = move || left.set((seconds - since_start()).max(0));
        look();
        if let Ok(ticking) = set_interval(look, std::time::Duration::from_secs(1)) {
            on_cleanup(move || ticking.clear());
        }
    });
    view! {
        <p class="left" role="timer" aria-label=move || w::held_for(left.get())>
            <b>{move || format!("{}:{:02}", left.get() / 60, left.get() % 60)}</b>
            <span class="quiet">{w::held_until(&until)}</span>
        </p>
    }
}

/// Whole seconds since the browser asked for this page.
#[cfg(feature = "hydrate")]
fn since_start() -> i64 {
    let elapsed = web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now());
    (elapsed / 1000.0) as i64
}

#[cfg(not(feature = "hydrate"))]
fn since_start() -> i64 {
    0
}

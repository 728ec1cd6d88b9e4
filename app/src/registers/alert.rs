//! What `/clinic` says about reviews, to administrators.

use crate::words::registers as w;
use contract::registers::ReviewsView;
use leptos::prelude::*;
use ui::{NoticeStrip, Tone};

/// Days before a review is due from which the page says so.
const NOTICE: i64 = 7;

/// A strip for each review that is due or nearly; nothing else.
#[component]
pub fn ReviewsDue(reviews: ReviewsView) -> impl IntoView {
    let today = reviews.today;
    let due = reviews.open.into_iter().filter(move |review| (review.due_on - today).num_days() <= NOTICE);
    due.map(|review| {
        let tone = if review.due_on < today { Tone::Warn } else { Tone::Quiet };
        let title = format!("{}: {}", w::review(review.kind), w::due(review.due_on, today));
        let href = format!("/clinic/registers/reviews/{}", review.id);
        view! { <NoticeStrip tone title><p><a href=href>{w::due_do()}</a></p></NoticeStrip> }.into_any()
    })
    .collect_view()
}

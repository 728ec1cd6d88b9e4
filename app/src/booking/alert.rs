//! What `/clinic` says of money that waits for a person: refunds that failed, amounts that did not match, disputes.

use crate::words::booking as w;
use contract::{
    booking::{MoneyView, Reader},
    consent::Language,
};
use leptos::prelude::*;
use ui::{NoticeStrip, Tone};

/// So many are told at once; the list has all.
const SHOWN: usize = 5;

/// A strip for each, with the way to where they are settled.
#[component]
pub fn MoneyAlert(money: MoneyView) -> impl IntoView {
    let more = money.tasks.len().saturating_sub(SHOWN);
    let strips = money.tasks.into_iter().take(SHOWN).map(|task| {
        let told =
            task.facts.iter().map(|fact| fact.told(Reader::Practice, Language::En)).collect::<Vec<_>>().join(" ");
        view! {
            <NoticeStrip tone=Tone::Warn title=w::money_of(task.day)>
                <p>{told} " " <a href="/clinic/money">{w::settle_it()}</a></p>
            </NoticeStrip>
        }
        .into_any()
    });
    let strips = strips.collect_view();
    let rest = (more > 0).then(|| {
        view! { <p><a href="/clinic/money">{w::more_money(more)}</a></p> }
    });
    view! { {strips} {rest} }
}

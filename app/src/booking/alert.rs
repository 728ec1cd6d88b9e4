//! What `/clinic` says of money that waits for a person: refunds that failed, disputes to answer.

use crate::words::booking as w;
use chrono::NaiveDate;
use contract::{
    booking::{MoneyFact, Reader},
    consent::Language,
};
use leptos::prelude::*;
use ui::{NoticeStrip, Tone};

/// A strip for each, with the way to the agenda's week.
#[component]
pub fn MoneyAlert(trouble: Vec<(NaiveDate, Vec<MoneyFact>)>) -> impl IntoView {
    trouble
        .into_iter()
        .map(|(day, facts)| {
            let told = facts.iter().map(|fact| fact.told(Reader::Practice, Language::En)).collect::<Vec<_>>().join(" ");
            let href = format!("/clinic/agenda?day={day}");
            view! {
                <NoticeStrip tone=Tone::Warn title=w::money_of(day)>
                    <p>{told} " " <a href=href>{w::see_agenda()}</a></p>
                </NoticeStrip>
            }
            .into_any()
        })
        .collect_view()
}

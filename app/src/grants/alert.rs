//! What is said where it cannot be missed: to the client on their day, to the reader on the record, to the clinic.

use crate::words::grants as w;
use contract::{grant::Alert, review::Basis};
use leptos::prelude::*;
use ui::{Icon, NoticeStrip, Tone};

/// On the client's day, until they say that they know.
#[component]
pub fn ClientAlert(alerts: Vec<Alert>) -> impl IntoView {
    alerts
        .into_iter()
        .next()
        .map(|alert| {
            view! {
                <NoticeStrip tone=Tone::Danger title=w::opened_by(&alert.reader, alert.at) icon=Icon::Siren>
                    <p><a href="/me/access">{w::see_why()}</a></p>
                </NoticeStrip>
            }
        })
        .into_any()
}

/// On a record that is open for another reason than care.
#[component]
pub fn ReaderAlert(basis: Basis) -> impl IntoView {
    let strip = |tone, icon, title: &'static str, text: String, reason: String| {
        view! {
            <NoticeStrip tone title icon>
                <p>{text}</p>
                <p class="voice">{reason}</p>
                <p><a href="/practice/access">{w::end_here()}</a></p>
            </NoticeStrip>
        }
        .into_any()
    };
    match basis {
        Basis::Care => ().into_any(),
        Basis::Grant { until, reason } => {
            strip(Tone::Warn, Icon::Key, w::by_grant_title(), w::by_grant_text(until), reason)
        }
        Basis::Emergency { until, reason } => {
            strip(Tone::Danger, Icon::Siren, w::by_emergency_title(), w::by_emergency_text(until), reason)
        }
    }
}

/// On the clinic's overview, for a week.
#[component]
pub fn ClinicAlert(emergencies: i64) -> impl IntoView {
    (emergencies > 0)
        .then(|| {
            view! {
                <NoticeStrip tone=Tone::Danger title=w::emergencies_lately(emergencies) icon=Icon::Siren>
                    <p><a href="/clinic/access">{w::see_why()}</a></p>
                </NoticeStrip>
            }
        })
        .into_any()
}

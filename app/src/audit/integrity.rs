//! `/clinic/audit/integrity`: whether the log and the ledger are what was signed (M4, T8).

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::audit as w,
};
use backend::db::Clinic;
use backend::evidence::{LatestCheckpoint, Report};
use contract::AppError;
use leptos::prelude::*;
use ui::{Link, NoticeStrip, PageHead, Tone};

/// A log longer than this is verified by `nutriscope verify-audit`: a page must not take minutes.
const MOST: u64 = 200_000;

/// Verifies now, entry by entry, and says what was compared.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for who is no administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let newest = ctx.check(ctx.backend().latest_checkpoint(&mut tx).await)?;
    let is_short = newest.as_ref().is_none_or(|newest| newest.size + newest.waiting <= MOST);
    let report = if is_short { Some(ctx.check(ctx.backend().verify(&mut tx).await)?) } else { None };
    Ok(Page::new(Shell::Clinic, w::integrity(), move || body(newest, report)))
}

fn body(newest: Option<LatestCheckpoint>, report: Option<Report>) -> AnyView {
    let verdict = match &report {
        None => view! { <NoticeStrip tone=Tone::Warn title=w::too_long()><p><code>"nutriscope verify-audit"</code></p></NoticeStrip> }.into_any(),
        Some(report) if report.is_sound() => view! { <NoticeStrip tone=Tone::Ok title=w::sound()/> }.into_any(),
        Some(report) => {
            let faults: Vec<_> = report.faults.iter().take(20).map(|fault| view! { <li>{fault.to_string()}</li> }).collect();
            view! { <NoticeStrip tone=Tone::Danger title=w::unsound()><ul>{faults}</ul></NoticeStrip> }.into_any()
        }
    };
    let compared = report.map(|report| {
        view! {
            <div><dt>{w::entries()}</dt><dd class="num">{report.entries}</dd></div>
            <div><dt>{w::redacted()}</dt><dd class="num">{report.redacted}</dd></div>
            <div><dt>{w::ledger_entries()}</dt><dd class="num">{report.ledger_entries}</dd></div>
            <div><dt>{w::checkpoints()}</dt><dd class="num">{report.checkpoints}</dd></div>
            <div><dt>{w::outside()}</dt><dd>{if report.has_outside { w::outside_there() } else { w::outside_missing() }}</dd></div>
        }
    });
    let sealed = newest.map(|newest| {
        view! {
            <div><dt>{w::sealed_until()}</dt><dd class="num">{newest.size}</dd></div>
            <div><dt>{w::waiting()}</dt><dd class="num">{newest.waiting}</dd></div>
            <div><dt>{w::fingerprint()}</dt><dd class="mono hash">{newest.fingerprint}</dd></div>
        }
    });
    view! {
        <PageHead title=w::integrity() back=Link::new(w::title(), super::api::VIEWER)/>
        <p class="lede">{w::integrity_lede()}</p>
        {verdict}
        <dl class="facts">{compared}{sealed}</dl>
        <p class="small quiet">{w::integrity_more()} " " <code>"nutriscope verify-audit --checkpoint FILE"</code></p>
    }
    .into_any()
}

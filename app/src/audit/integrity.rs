//! `/clinic/audit/integrity`: whether the log and the ledger are what was signed (M4, T8).

use crate::{
    ctx::Ctx,
    form::Form,
    page::{Page, Shell},
    words::audit as w,
};
use backend::db::Clinic;
use backend::evidence::{LastCheck, LatestCheckpoint, Standing, Verified};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Link, NoticeStrip, PageHead, Tone};

/// Says what the last verification found: one that ran to its end, and when. Verifying is a job's, so that a visit
/// costs the same whatever the length of the log.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    if !tx.scope().role().is_admin() {
        return Err(AppError::NotFound);
    }
    let newest = ctx.check(ctx.backend().latest_checkpoint(&mut tx).await)?;
    let check = ctx.backend().last_check(tx.scope().organisation().0);
    let (zone, now) = (tx.scope().tz(), ctx.backend().clock.now());
    Ok(Page::new(Shell::Clinic, w::integrity(), move || body(newest, &check, zone, now)))
}

fn body(newest: Option<LatestCheckpoint>, check: &LastCheck, zone: Tz, now: DateTime<Utc>) -> AnyView {
    let sealed = newest.map(|newest| {
        view! {
            <div><dt>{w::sealed_until()}</dt><dd class="num">{newest.size}</dd></div>
            <div><dt>{w::waiting()}</dt><dd class="num">{newest.waiting}</dd></div>
            <div><dt>{w::fingerprint()}</dt><dd class="mono hash">{newest.fingerprint}</dd></div>
        }
    });
    let asked = match check.under_way(now) {
        Some(running) => progress(running),
        None => view! { <Form action="/api/audit/verify"><Button>{w::verify_now()}</Button></Form> }.into_any(),
    };
    view! {
        <PageHead title=w::integrity() back=Link::new(w::title(), super::api::VIEWER)/>
        <p class="lede">{w::integrity_lede()}</p>
        {verdict(check)}
        <dl class="facts">{check.last.as_ref().map(|last| compared(last, zone))}{sealed}</dl>
        {asked}
        <p class="small quiet">{w::integrity_more()} " " <code>"nutriscope verify-audit --checkpoint FILE"</code></p>
    }
    .into_any()
}

fn verdict(check: &LastCheck) -> AnyView {
    let too_long = check.too_long.map(
        |_| view! { <NoticeStrip tone=Tone::Warn title=w::too_long()><p><code>"nutriscope verify-audit"</code></p></NoticeStrip> },
    );
    let found = match &check.last {
        None => view! { <NoticeStrip tone=Tone::Warn title=w::never_verified()/> }.into_any(),
        Some(last) if last.is_sound() => view! { <NoticeStrip tone=Tone::Ok title=w::sound()/> }.into_any(),
        Some(last) => {
            let faults: Vec<_> = last.faults.iter().map(|fault| view! { <li>{fault.clone()}</li> }).collect();
            view! { <NoticeStrip tone=Tone::Danger title=w::unsound()><ul>{faults}</ul></NoticeStrip> }.into_any()
        }
    };
    view! { {too_long}{found} }.into_any()
}

fn compared(last: &Verified, zone: Tz) -> AnyView {
    let at = insight::clock::written(&zone, last.at, "%-d %B %Y, %H:%M");
    let brought = last.brought.map(|(entries, vouched)| {
        let whom = if vouched { w::brought_vouched() } else { w::brought_alone() };
        view! { <div><dt>{w::brought()}</dt><dd><span class="num">{entries}</span> " " {whom}</dd></div> }
    });
    let witness = match &last.witness {
        None => w::no_witness().to_owned(),
        Some((name, 0, _)) => w::witness_nothing(name),
        Some((name, count, newest)) => w::witness_confirmed(name, *count, *newest),
    };
    view! {
        <div><dt>{w::verified_at()}</dt><dd class="num">{at}</dd></div>
        <div><dt>{w::entries()}</dt><dd class="num">{last.entries}</dd></div>
        <div><dt>{w::redacted()}</dt><dd class="num">{last.redacted}</dd></div>
        <div><dt>{w::ledger_entries()}</dt><dd class="num">{last.ledger_entries}</dd></div>
        {brought}
        <div><dt>{w::checkpoints()}</dt><dd class="num">{last.checkpoints}</dd></div>
        <div><dt>{w::witness()}</dt><dd>{witness}</dd></div>
        <div><dt>{w::outside()}</dt><dd>{if last.has_outside { w::outside_there() } else { w::outside_missing() }}</dd></div>
    }
    .into_any()
}

fn progress(running: &Standing) -> AnyView {
    let percent = running.done.saturating_mul(100).checked_div(running.of).unwrap_or(0).min(100).to_string();
    view! {
        <p>{w::verifying(running.done, running.of)}</p>
        <p><progress max="100" value=percent aria-label=w::integrity()></progress></p>
    }
    .into_any()
}

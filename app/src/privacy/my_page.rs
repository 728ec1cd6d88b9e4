//! `/me/privacy`: what is kept, who sees it, and having it erased.

use super::links::{self, Entry};
use crate::{
    access::Role,
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Fold, Form, fault, kept_or},
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::{ai, audit, privacy as w, signing, who_saw},
};
use backend::db::Client;
use contract::{
    AppError,
    privacy::{Erasable, ErasureStatus, ErasureView, HoldView, MyPrivacy},
};
use leptos::prelude::*;
use ui::{Button, Choice, DayHead, EmptyState, Icon, Look, NoticeStrip, Select, Tag, Tone};

const ASK: &str = "/api/privacy/ask_erasure";

/// Shown in this order, each once its page exists.
const LINKS: &[Entry] = &[
    ("/me/privacy/what-we-keep", w::kept_entry, w::kept_entry_text),
    ("/me/access", w::sees_entry, w::sees_entry_text),
    // Consent and documents to sign.
    ("/me/documents", signing::entry, signing::entry_text),
    ("/me/ai", ai::my_entry, ai::my_entry_text),
    // Exports.
    // The audit viewer and incidents.
    ("/me/who-saw", who_saw::entry, who_saw::entry_text),
    ("/me/activity", audit::mine, audit::mine_lede),
    // Checkpoints and proofs.
];

/// `/me/privacy`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let long = Long::of(&ctx)?;
    let mut privacy = ctx.check(ctx.backend().load_my_privacy(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut privacy.requests).or(long.cut(&mut privacy.holds));
    let page = Page::new(Shell::Client, w::my_title(), move || body(privacy, beyond));
    Ok(page.with_head(|| view! { <DayHead title=w::my_title() detail=w::my_lede()/> }))
}

fn body(privacy: MyPrivacy, beyond: Option<Beyond>) -> AnyView {
    let held = (!privacy.holds.is_empty()).then(|| holds(privacy.holds));
    let requests = if privacy.requests.is_empty() {
        view! { <EmptyState title=w::no_requests() icon=Icon::Check><p>{w::no_requests_text()}</p></EmptyState> }
            .into_any()
    } else {
        let lines = privacy.requests.into_iter().map(request).collect_view();
        view! { <ul class="items">{lines}</ul> }.into_any()
    };
    let choices = Erasable::ALL.iter().map(|what| Choice::new(what.as_str(), w::erasable(*what))).collect();
    view! {
        <section class="blk">{links::list(LINKS, w::my_title(), Role::Client)}</section>
        {held}
        <section class="blk" aria-labelledby="requests"><h2 id="requests">{w::requests()}</h2>{requests}<Further beyond/></section>
        <section class="blk">
            <Fold summary=w::erase_title()>
                <Form action=ASK class="stack">
                    <ErrorSummary/>
                    <p class="small quiet">{w::erase_lead()}</p>
                    <Select name="what" label=w::what() prompt=w::choose() options=choices value=kept_or("what", "") error=fault("what")/>
                    <p class="small quiet">{w::account_text()}</p>
                    <Button look=Look::Danger>{w::erase_do()}</Button>
                </Form>
            </Fold>
        </section>
    }
    .into_any()
}

fn request(request: ErasureView) -> AnyView {
    let tone = match request.status {
        ErasureStatus::Pending | ErasureStatus::Held => Tone::Warn,
        ErasureStatus::Done => Tone::Ok,
        ErasureStatus::Running | ErasureStatus::Undone => Tone::default(),
    };
    let can_undo = matches!(request.status, ErasureStatus::Pending | ErasureStatus::Held);
    let undo = can_undo.then(|| {
        let id = request.id.to_string();
        view! {
            <Form action="/api/privacy/undo_erasure" mark=id.clone()>
                <Fixed name="request" value=id/>
                <Button>{w::undo()}</Button>
            </Form>
        }
    });
    let held = (request.status == ErasureStatus::Held).then(|| view! { <p class="small">{w::held_text()}</p> });
    let amount = (request.status == ErasureStatus::Done)
        .then(|| view! { <p class="quiet">{w::amount(request.rows, request.files)}</p> });
    view! {
        <li class=(!request.status.is_open()).then_some("off")>
            <div>
                <b>{w::erasable(request.what)}</b>
                <p class="quiet">{w::when(&request)}</p>
                {held}
                {amount}
            </div>
            <Tag tone>{w::status(request.status)}</Tag>
            <div class="actions">{undo}</div>
        </li>
    }
    .into_any()
}

fn holds(holds: Vec<HoldView>) -> AnyView {
    let lines = holds
        .into_iter()
        .map(|hold| {
            view! {
                <li>
                    <p class="voice">{hold.reason}</p>
                    <p class="quiet small">{w::placed(hold.placed)}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <NoticeStrip tone=Tone::Warn title=w::holds()>
            <p>{w::holds_text()}</p>
            <ul>{lines}</ul>
        </NoticeStrip>
    }
    .into_any()
}

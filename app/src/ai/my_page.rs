//! `/me/ai`: when an AI service was asked about the client, in the language in which they decided last, or in the other.

use crate::{
    consent::{Languages, Query},
    ctx::Ctx,
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::{ai as w, signing::moment},
};
use backend::db::Client;
use contract::{AppError, ai::AiLedger, consent::Language};
use leptos::prelude::*;
use ui::{EmptyState, Icon, Link, SheetHead};

/// `/me/ai`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let query: Query = ctx.query()?;
    let mut tx = ctx.read::<Client>().await?;
    let long = Long::of(&ctx)?;
    let mut ledger = ctx.check(ctx.backend().load_my_ai_uses(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut ledger.uses);
    let language = match Language::parse(&query.language) {
        Some(chosen) => chosen,
        None => ctx.check(ctx.backend().load_language(&mut tx).await)?,
    };
    let page = Page::new(Shell::Client, w::title(language), move || body(ledger, beyond, language));
    Ok(page.sheet().with_head(
        move || view! { <SheetHead title=w::title(language) back=Link::new(w::back(language), "/me/privacy")/> },
    ))
}

fn body(ledger: AiLedger, beyond: Option<Beyond>, language: Language) -> AnyView {
    let not_connected = (!ledger.connected).then(|| w::not_connected(language));
    let lines = ledger
        .uses
        .iter()
        .map(|one| {
            view! {
                <li>
                    <div>
                        <b>{w::purpose(one.purpose, language)}</b>
                        <p class="quiet small">{moment(one.asked, language)}", "{w::outcome(one.outcome, language)}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    let listed = match ledger.uses.is_empty() {
        true => view! { <EmptyState title=w::none(language) icon=Icon::Check><p>{not_connected}</p></EmptyState> }
            .into_any(),
        false => view! { <ul class="items">{lines}</ul><Further beyond language/> }.into_any(),
    };
    view! {
        <section class="blk"><Languages current=language/></section>
        <section class="blk" lang=language.as_str()>
            <p class="small quiet">{w::lede(language)}</p>
            {listed}
            <p class="small quiet">
                {w::only_with_consent(language)}" "
                <a href=format!("/me/consents?language={}", language.as_str())>{w::consents(language)}</a>
            </p>
        </section>
    }
    .into_any()
}

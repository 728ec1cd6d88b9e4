//! `/me/consents/receipt`: what was decided, signed; as a file and in words.

use super::{my_page::Query, parts::History};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::consent as w,
};
use backend::db::Client;
use contract::{
    AppError,
    consent::{Language, Receipt},
};
use leptos::prelude::*;
use ui::DayHead;

/// `/me/consents/receipt`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let query: Query = ctx.query()?;
    let mut tx = ctx.read::<Client>().await?;
    let language = match Language::parse(&query.language) {
        Some(chosen) => chosen,
        None => ctx.check(ctx.backend().load_language(&mut tx).await)?,
    };
    let receipt = ctx.check(ctx.backend().issue_receipt(&mut tx, language).await)?;
    let detail = w::receipt_of(&receipt.mine.organisation, receipt.issued, language);
    let page = Page::new(Shell::Client, w::receipt(language), move || body(receipt, language));
    Ok(page.sheet().with_head(move || view! { <DayHead title=w::receipt(language) detail/> }))
}

/// The file travels in its link: nothing is asked again, and it works without script.
fn body(receipt: Receipt, language: Language) -> AnyView {
    view! {
        <section class="blk" lang=language.as_str()>
            <p>{w::receipt_text(language)}</p>
            <p><a class="btn primary" download="consent-receipt.json" href=receipt.link>{w::receipt_save(language)}</a></p>
            <p class="small quiet">{w::receipt_print(language)}</p>
        </section>
        <section class="blk" aria-labelledby="history" lang=language.as_str()>
            <h2 id="history">{w::history(language)}</h2>
            <History events=receipt.mine.history title=w::history(language) language/>
        </section>
        <section class="blk small" lang=language.as_str()>
            <p class="quiet">{w::receipt_key(language)}</p>
            <p class="mono">{receipt.public_key}</p>
            <p class="quiet">{w::receipt_check(language)}</p>
            <p><a href=format!("/me/consents?language={}", language.as_str())>{w::title(language)}</a></p>
        </section>
    }
    .into_any()
}

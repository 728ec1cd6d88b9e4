//! `/me/keys`: how one's entries are kept closed, and the certificates of keys that were destroyed.

use super::list::certificates;
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::keys as w,
};
use backend::db::Client;
use contract::AppError;
use leptos::prelude::*;
use ui::DayHead;

/// `/me/keys`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let detail = tx.scope().organisation_name.clone();
    let listed = ctx.check(tx.certificates().await)?;
    let page = Page::new(Shell::Client, w::my_title(), move || {
        view! {
            <section class="blk"><p>{w::my_text()}</p></section>
            <section class="blk" aria-labelledby="destroyed">
                <h2 id="destroyed">{w::destroyed()}</h2>
                <p class="small quiet">{w::check()}</p>
                {certificates(listed)}
            </section>
        }
    });
    Ok(page.with_head(move || view! { <DayHead title=w::my_title() detail/> }))
}

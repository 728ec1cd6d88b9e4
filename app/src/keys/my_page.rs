//! `/me/keys`: how one's entries are kept closed, and the certificates of keys that were destroyed.

use super::list::certificates;
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    paging::{Further, Long},
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
    let long = Long::of(&ctx)?;
    let mut listed = ctx.check(tx.certificates(long.reach).await)?;
    let beyond = long.cut(&mut listed);
    let page = Page::new(Shell::Client, w::my_title(), move || {
        view! {
            <section class="blk"><p>{w::my_text()}</p></section>
            <section class="blk" aria-labelledby="destroyed">
                <h2 id="destroyed">{w::destroyed()}</h2>
                <p class="small quiet">{w::check()}</p>
                {certificates(listed)}
                <Further beyond/>
            </section>
        }
    });
    Ok(page.with_head(move || view! { <DayHead title=w::my_title() detail/> }))
}

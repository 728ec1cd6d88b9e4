//! What stands in place of a form while the client does not agree to what logging needs: said before anything is typed.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::journal as w,
};
use backend::db::Client;
use contract::AppError;
use leptos::prelude::*;
use ui::{Icon, LinkButton, Look, NoticeStrip, SheetHead, Tone};

/// The page that says so; none while logging is open.
///
/// # Errors
/// `NotSignedIn`.
pub async fn instead(ctx: &Ctx, title: &'static str) -> Result<Option<Page>, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    if ctx.check(ctx.backend().may_log(&mut tx).await)? {
        return Ok(None);
    }
    let page = Page::new(Shell::Client, title, move || {
        view! {
            <NoticeStrip tone=Tone::Warn title=w::closed_title() icon=Icon::Lock>
                <p>{w::closed_text()}</p>
                <p><LinkButton href="/me/consents" look=Look::Primary>{w::closed_do()}</LinkButton></p>
            </NoticeStrip>
        }
        .into_any()
    });
    Ok(Some(page.sheet().with_head(move || view! { <SheetHead title back=ui::Link::new(w::closed_back(), "/me")/> })))
}

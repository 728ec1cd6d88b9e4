//! `/dev/mailbox`: letters of a development server without a mail server. Anywhere else it does not exist (T15).

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::identity as w,
};
use contract::AppError;
use leptos::prelude::*;

/// `/dev/mailbox`
///
/// # Errors
/// `NotFound` in production and wherever letters are really sent.
pub async fn mailbox(ctx: Ctx) -> Result<Page, AppError> {
    let letters = ctx.backend().mailbox().ok_or(AppError::NotFound)?;
    Ok(Page::new(Shell::Public, w::mailbox_title(), move || {
        let empty = letters.is_empty().then(|| view! { <ui::EmptyState title=w::mailbox_empty()/> });
        let list = letters
            .into_iter()
            .map(|letter| {
                view! {
                    <article class="card">
                        <h2>{letter.subject}</h2>
                        <p class="quiet small">{w::for_address(&letter.to)} ", " {insight::clock::written(&chrono::Utc, letter.at, "%H:%M:%S UTC")}</p>
                        <pre class="small">{letter.text}</pre>
                        <p><a class="btn" href=letter.link>{w::open_link()}</a></p>
                    </article>
                }
            })
            .collect_view();
        view! {
            <h1>{w::mailbox_title()}</h1>
            <p class="quiet">{w::mailbox_text()}</p>
            {empty}
            <div class="stack">{list}</div>
        }
    }))
}

//! The frame around a page: skip link, header, notice, main. One per portal; a page never draws its own.

use crate::{appearance::choice::AppearanceChoice, ctx::Ctx, page::Shell, words};
use leptos::prelude::*;

/// Puts `content` into its shell.
pub fn frame(shell: Shell, content: AnyView) -> impl IntoView {
    let ctx = use_context::<Ctx>();
    let notice = ctx.as_ref().and_then(Ctx::notice).map(words::notices::notice);
    view! {
        <a class="skip" href="#content">{words::shell::skip()}</a>
        <header class="masthead">
            <a class="brand" href=shell.home() aria-label=words::shell::home()>{words::shell::brand()}</a>
        </header>
        {notice.map(|said| view! { <p class="strip notice" role="status">{said}</p> })}
        <main id="content" tabindex="-1">{content}</main>
        <footer class="colophon">
            <AppearanceChoice/>
        </footer>
    }
}

//! The pages that say something went wrong: what, what to do, and the reference that finds it in the log; and the one
//! that only moves on.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::errors as w,
};
use leptos::prelude::*;
use ui::{ErrorPage, LinkButton, Look};

/// The page for an HTTP status, in the shell of the portal it happened in.
pub fn page(ctx: &Ctx, status: u16) -> Page {
    // Nobody known means no portal: a stranger sees the public frame, whatever the address.
    let shell = if ctx.viewer().is_some() { Shell::of(ctx.path()) } else { Shell::Public };
    let (heading, text) = w::status(status);
    // Whoever asks us about it can be answered, whatever it was.
    let reference = Some(format!("{} {}", w::reference(), ctx.request_id()));
    Page::new(shell, heading, move || {
        view! {
            <ErrorPage title=heading reference>
                <p>{text}</p>
                <p class="rowx"><LinkButton href=shell.home() look=Look::Primary>{w::back()}</LinkButton></p>
            </ErrorPage>
        }
    })
    .with_status(status)
}

/// Seen for a moment by somebody who comes from another site.
pub fn moving_on(path: &str) -> Page {
    let path = path.to_owned();
    Page::new(Shell::Public, w::moving_on(), move || {
        view! {
            <h1>{w::moving_on()}</h1>
            <p><a href=path>{w::go_on()}</a></p>
        }
    })
}

//! The page that says something went wrong: what, what to do, and the reference that finds it in the log.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words,
};
use leptos::prelude::*;

/// The page for an HTTP status, in the shell of the portal it happened in.
pub fn page(ctx: &Ctx, status: u16) -> Page {
    let shell = Shell::of(ctx.path());
    let (heading, text) = words::errors::status(status);
    // A reference helps where we may be at fault; elsewhere it is noise.
    let reference = (status >= 500 || status == 400).then(|| ctx.request_id().to_owned());
    Page::new(shell, heading, move || {
        view! {
            <section class="error-page">
                <h1>{heading}</h1>
                <p>{text}</p>
                {reference.map(|reference| view! {
                    <p class="small quiet">{words::errors::reference()} ": " <code>{reference}</code></p>
                })}
                <p><a class="btn" href=shell.home()>{words::errors::back()}</a></p>
            </section>
        }
    })
    .with_status(status)
}

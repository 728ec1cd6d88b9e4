//! From a loader's result to an answer: HTML with a status, or another place to go.
//!
//! Guarantees: a page is rendered in one go from data that is there, so there is no placeholder, no streaming script
//! and no inline script at all; a page without an island names no script; the nonce stands in `nonce` alone.
//! Leptos' own page handler is not used because it appends an inline script to every page.

use crate::{ctx::Ctx, document, error_page, local, page::Page, routes::Route, shell};
use contract::AppError;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

/// What the server sends.
#[derive(Debug)]
pub enum Answer {
    Html(Html),
    /// 303 to a path of this site.
    SeeOther(String),
}

#[derive(Debug)]
pub struct Html {
    pub status: u16,
    pub body: String,
    /// Set when the page starts a script: belongs into `script-src`.
    pub nonce: Option<String>,
    pub retry_seconds: Option<u32>,
}

/// Loads and renders one page.
pub async fn answer(ctx: Ctx, route: &Route) -> Answer {
    match (route.load)(ctx.clone()).await {
        Ok(page) => Answer::Html(html(&ctx, page)),
        Err(AppError::NotSignedIn) => Answer::SeeOther(sign_in_for(ctx.path())),
        Err(error) => Answer::Html(error_html(&ctx, &error)),
    }
}

/// The error's page inside the shell of the portal it happened in.
pub fn error_html(ctx: &Ctx, error: &AppError) -> Html {
    let retry_seconds = match error {
        AppError::TooMany { retry_seconds } => Some(*retry_seconds),
        _ => None,
    };
    Html { retry_seconds, ..html(ctx, error_page::page(ctx, error.status())) }
}

/// `/sign-in`, remembering where the person wanted to go.
pub fn sign_in_for(path: &str) -> String {
    match local::next_path(path) {
        Some(next) if next != "/" => format!("/sign-in?next={next}"),
        _ => "/sign-in".to_owned(),
    }
}

/// Renders a page. When it is shown again for a refused form, that form's status is the page's.
pub fn html(ctx: &Ctx, page: Page) -> Html {
    let Page { title, shell, status, view } = page;
    let refused = ctx.form().filter(|_| status == 200).map(|form| &form.error);
    let body = in_owner(ctx, move || shell::frame(shell, view()).into_any());
    let nonce = body.contains("<leptos-island").then(nonce);
    Html {
        status: refused.map_or(status, AppError::status),
        retry_seconds: match refused {
            Some(AppError::TooMany { retry_seconds }) => Some(*retry_seconds),
            _ => None,
        },
        body: document::document(
            ctx,
            &document::Head { title: &title, shell, refused: refused.is_some(), nonce: nonce.as_deref() },
            &body,
        ),
        nonce,
    }
}

/// Renders a view inside a reactive owner of its own that is gone afterwards.
fn in_owner(ctx: &Ctx, view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        provide_context(ctx.clone());
        view().to_html()
    });
    owner.unset_with_forced_cleanup();
    html
}

/// 128 random bits. Without randomness there is no nonce worth the name: an empty one starts no script.
fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => String::new(),
    }
}

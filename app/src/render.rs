//! From a loader's result to an answer: HTML with a status, or another place to go.
//!
//! Guarantees: a page is rendered in one go from data that is there, so there is no placeholder, no streaming script
//! and no inline script at all; a page without an island names no script; the nonce stands in `nonce` alone.
//! Leptos' own page handler is not used because it appends an inline script to every page.

use crate::{
    ctx::Ctx,
    document::{self, Head},
    error_page, feature, features, local,
    page::{File, Page, Shell},
    shell, words,
};
use contract::AppError;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use std::sync::Arc;

/// Where a client is led who has not agreed to what the portal stands on.
pub const CONSENTS: &str = "/me/consents";

/// What the server sends.
#[derive(Debug)]
pub enum Answer {
    Html(Html),
    /// 303 to a path of this site.
    SeeOther(String),
    /// 303 to the sign-in page, which is this path.
    SignIn(String),
    /// A file to keep.
    File(File),
}

#[derive(Debug)]
pub struct Html {
    pub status: u16,
    pub body: String,
    /// Set when the page starts a script: belongs into `script-src`.
    pub nonce: Option<String>,
    pub retry_seconds: Option<u32>,
    /// It is the page that was asked for, and not one that says why it cannot be shown.
    pub is_shown: bool,
}

/// Loads and renders one page.
pub async fn answer(ctx: &Ctx, page: &feature::Page) -> Answer {
    let rule = features::find_rule(page.rule.endpoint);
    match load(ctx, page).await {
        Ok(Page { goto: Some(path), .. }) => Answer::SeeOther(path),
        Ok(Page { file: Some(file), .. }) => Answer::File(file),
        Ok(page) => {
            ctx.know_viewer(rule).await;
            Answer::Html(html(ctx, page))
        }
        Err(AppError::NotSignedIn) => Answer::SignIn(local::sign_in_for(ctx.path())),
        Err(AppError::ProofNeeded) => Answer::SeeOther(local::prove_for(ctx.path(), None)),
        Err(AppError::ConsentNeeded) => Answer::SeeOther(CONSENTS.to_owned()),
        Err(error) => Answer::Html(error_html(ctx, &error)),
    }
}

/// Runs a page's loader where words find the request, and with it its reader's language.
async fn load(ctx: &Ctx, page: &feature::Page) -> Result<Page, AppError> {
    // Not a root: a root would stay the thread's own after this request has gone to another.
    let loading = Owner::new().with(|| {
        provide_context(ctx.clone());
        ScopedFuture::new_untracked((page.load)(ctx.clone()))
    });
    loading.await
}

/// The error's page inside the shell of the portal it happened in.
pub fn error_html(ctx: &Ctx, error: &AppError) -> Html {
    Html { retry_seconds: wait(error), ..status_html(ctx, error.status()) }
}

/// The page of an HTTP status.
pub fn status_html(ctx: &Ctx, status: u16) -> Html {
    html(ctx, error_page::page(ctx, status))
}

/// A page that moves on to its own address by itself. A strict cookie is not sent when somebody comes from another
/// site (a letter, the payment page); it is sent with the step from here.
pub fn moving_on_html(ctx: &Ctx) -> Html {
    let path = ctx.path();
    let page = error_page::moving_on(path);
    let title = page.title.clone();
    let head = Head {
        title: &title,
        lang: "en-GB",
        shell: Shell::Public,
        refused: false,
        nonce: None,
        has_islands: false,
        has_verifier: false,
        refresh: Some(path),
    };
    let body = in_owner(ctx, move || shell::frame(page).to_html());
    Html { status: 200, body: document::document(ctx, &head, &body), nonce: None, retry_seconds: None, is_shown: false }
}

/// The page for a form that was made in another place of the same person: where, and one press to go on there.
pub fn elsewhere_html(ctx: &Ctx, elsewhere: error_page::Elsewhere) -> Html {
    html(ctx, error_page::elsewhere(elsewhere))
}

/// The page for a form of somebody else's: nothing of it.
pub fn stranger_html(ctx: &Ctx) -> Html {
    html(ctx, error_page::stranger())
}

/// The error's page with what was typed, to read; and sealed with a button that sends it once more, where that may help.
pub fn again_html(
    ctx: &Ctx,
    error: &AppError,
    action: &'static str,
    carried: Option<String>,
    typed: &[(String, String)],
) -> Html {
    Html { retry_seconds: wait(error), ..html(ctx, error_page::again(ctx, error.status(), action, carried, typed)) }
}

/// Renders a page. When it is shown again for a refused form, that form's status is the page's.
pub fn html(ctx: &Ctx, page: Page) -> Html {
    let refused = ctx.form().filter(|_| page.status == 200).map(|form| &form.error);
    let (title, shell, status) = (page.title.clone(), page.shell, page.status);
    let has_verifier = page.has_verifier && ctx.site().verifier.is_some();
    let (lang, body) = in_owner(ctx, move || (words::language::tag(), shell::frame(page).to_html()));
    let has_islands = body.contains("<leptos-island");
    let nonce = (has_islands || has_verifier).then(|| hex(&backend::random::bytes::<16>()));
    let head = Head {
        title: &title,
        lang,
        shell,
        refused: refused.is_some_and(|error| *error != AppError::Continue),
        nonce: nonce.as_deref(),
        has_islands,
        has_verifier,
        refresh: None,
    };
    Html {
        status: refused.map_or(status, AppError::status),
        is_shown: status == 200,
        retry_seconds: refused.and_then(wait),
        body: document::document(ctx, &head, &body),
        nonce,
    }
}

fn wait(error: &AppError) -> Option<u32> {
    match error {
        AppError::TooMany { retry_seconds } => Some(*retry_seconds),
        _ => None,
    }
}

/// Renders a view inside a reactive owner of its own that is gone afterwards.
fn in_owner<T>(ctx: &Ctx, view: impl FnOnce() -> T) -> T {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        provide_context(ctx.clone());
        view()
    });
    owner.unset_with_forced_cleanup();
    html
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

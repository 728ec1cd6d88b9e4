//! What was typed outlives the end of a session, a proof, a consent and a change of place (N8): kept for its own person, in
//! this browser, for an hour, and gone once it was sent.
//!
//! A form that a proof or a change of place held up goes on by itself; one whose session had ended is shown again.

use app::access::Rule;
use app::ctx::Ctx;
use app::error_page::Elsewhere;
use app::export::list::DOWNLOAD;
use app::features;
use app::identity::session;
use app::{local, render};
use axum::Router;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts as Head;
use axum::response::Response;
use backend::form::{Kept, KeptForm, KeptKey, Made};
use contract::form::{Notice, THEN_FIELD};
use uuid::Uuid;

use super::posted::Posted;
use super::request::{self, KEPT_COOKIE};
use super::{functions, place, response};
use crate::state::App;

/// As long as the row lives.
const KEPT_SECONDS: u32 = 3600;
const SIGN_OUT: &str = "/api/identity/sign_out";
/// Being signed in again leads back to what was being typed; so does having agreed.
const LEADS_BACK: &[&str] = &["/api/identity/sign_in", "/api/account/sign_in_by_passkey", "/api/consent/decide"];
/// The second step of signing in, and the same forms when more is asked: these lead back on the way in.
const PROOFS: &[&str] = &[
    "/api/account/prove_password",
    "/api/account/prove_totp",
    "/api/account/prove_email",
    "/api/account/prove_recovery",
    "/api/account/prove_passkey",
];

/// Keeps a form for whom it was made for. Its id; nothing when it does not say for whom, or nothing can be stored.
pub async fn keep(app: &App, head: &Head, ctx: &Ctx, rule: &Rule, posted: &Posted, goes_on: bool) -> Option<Uuid> {
    let page = posted.page().filter(|_| rule.needs_seal())?;
    let made = place::made(app, posted)?;
    let key = request::kept_key(app, head).unwrap_or_else(KeptKey::random);
    let form = posted.to_keep(rule.endpoint, page, goes_on);
    let id = ctx.check(app.backend.keep_form(&key, &made, posted.key(), &form).await).ok()?;
    ctx.set_strict_cookie(KEPT_COOKIE, &key.to_cookie(), KEPT_SECONDS).ok()?;
    Some(id)
}

/// The page for a form that belongs to another place of its person.
pub async fn elsewhere(app: &App, head: &Head, ctx: &Ctx, rule: &Rule, posted: &Posted, made: &Made) -> Response {
    let kept = keep(app, head, ctx, rule, posted, true).await;
    let places = match ctx.token() {
        Ok(token) => app.backend.list_places(&token).await.ok().flatten().unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let there = places.iter().find(|place| place.membership == made.membership).cloned();
    let here = places.into_iter().find(|place| place.current);
    let page = ctx.path().to_owned();
    response::html(ctx, render::elsewhere_html(ctx, Elsewhere { there, here, page, kept, is_form: true }))
}

/// After a form that succeeded: the answer of another one that waited for it, or the page that one is shown on.
pub async fn after(
    app: &App,
    pages: &Router,
    head: &Head,
    ctx: &Ctx,
    rule: &'static Rule,
    posted: &Posted,
) -> Option<Response> {
    let key = request::kept_key(app, head)?;
    if rule.endpoint == SIGN_OUT {
        // The next person at this browser finds nothing, and nothing is left to be found.
        _ = ctx.check(app.backend.drop_kept_forms(&key, None).await);
        _ = ctx.set_strict_cookie(KEPT_COOKIE, "", 0);
        return None;
    }
    if let Some(own) = posted.key().filter(|_| rule.needs_seal()) {
        _ = ctx.check(app.backend.drop_kept_forms(&key, Some(own)).await);
    }
    let then = posted.value(THEN_FIELD).and_then(|id| id.parse().ok());
    let kept = waiting(app, ctx, &key, rule, posted, then).await?;
    if then.is_some() && kept.form.goes_on {
        if kept.form.action != DOWNLOAD {
            return go_on(app, pages, head, ctx, &kept.form).await;
        }
        // A file is no page to arrive at: the page its button stands on leads on to it.
        response::set_notice(ctx, &Notice::DownloadGoesOn);
    }
    Some(response::see_other(ctx, &kept.form.page))
}

/// The form that waits for this one: the one it names, or on the way in the newest.
async fn waiting(
    app: &App,
    ctx: &Ctx,
    key: &KeptKey,
    rule: &Rule,
    posted: &Posted,
    then: Option<Uuid>,
) -> Option<Kept> {
    let on_the_way_in = PROOFS.contains(&rule.endpoint) && ctx.path().starts_with("/sign-in/");
    if then.is_none() && !on_the_way_in && !LEADS_BACK.contains(&rule.endpoint) {
        return None;
    }
    let mut kept = ctx.check(app.backend.kept_forms(&ctx.token().ok()?, key).await).ok()?.into_iter();
    let found = match then {
        Some(id) => kept.find(|kept| kept.id == id),
        // Who followed a link to another page wants that page.
        None => {
            let next = posted.value("next");
            kept.find(|kept| next.is_none() || next == local::next_path(&kept.form.page))
        }
    }?;
    if !found.placed {
        session::enter(ctx, found.membership).await.ok()?;
        return Some(found);
    }
    found.here.then_some(found)
}

/// The form to `action` that waits in this browser to go on, for whom and where it was made; taken once.
pub async fn take(app: &App, head: &Head, ctx: &Ctx, action: &str) -> Option<Posted> {
    let key = request::kept_key(app, head)?;
    let kept = ctx.check(app.backend.kept_forms(&ctx.token().ok()?, &key).await).ok()?;
    let form = kept.into_iter().find(|kept| kept.here && kept.form.goes_on && kept.form.action == action)?.form;
    let posted = Posted::from_kept(&form)?;
    ctx.check(app.backend.drop_kept_forms(&key, Some(posted.key()?)).await).ok()?;
    Some(posted)
}

/// Sends a kept form, as if it had been sent now; with it come the cookies of the step that led here.
async fn go_on(app: &App, pages: &Router, head: &Head, first: &Ctx, form: &KeptForm) -> Option<Response> {
    let rule = features::find_rule(&form.action)?;
    let posted = Posted::from_kept(form)?;
    let mut response = Box::pin(functions::answer(app, pages, head, rule, posted)).await;
    for cookie in first.take_headers().get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    Some(response)
}

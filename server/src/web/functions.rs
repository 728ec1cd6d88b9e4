//! POST of a server function, by a form or by an island (N8: what went wrong never enters a URL).
//!
//! Guarantees: a function without a row in the access matrix does not exist; where a form belongs is compared with the
//! session before its fields are read (`place`); a form is answered with 303 or with its own page again, an island with
//! JSON and a telling status; what was typed outlives the end of a session and a proof (`kept`); where a form leads is a
//! path of ours or the pay page.

use app::access::Rule;
use app::ctx::Ctx;
use app::features;
use app::{error_page, local, render};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, RETRY_AFTER};
use axum::http::request::Parts as Head;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use backend::identity::{Arrival, SessionStore};
use contract::form::CARRIED_FIELD;
use contract::{AppError, Done, FormState};
use http_body_util::BodyExt;
use leptos::prelude::provide_context;
use tower::ServiceExt;
use tower_sessions::Session;

use super::place::{self, Stop};
use super::posted::Posted;
use super::request::{self, Address, Refused, RequestId};
use super::response::{self, Dressed, Endpoint, NotShown, WithoutForm};
use super::{kept, once, posted};
use crate::state::App;

pub async fn call(State((app, pages)): State<(App, Router)>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let known = server_fn::axum::get_server_fn_service(path, Method::POST).is_some();
    let Some(rule) = features::find_rule(path).filter(|_| known) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = match Posted::read(&head.headers, body, app.edge.patience.body).await {
        Err(status) => status.into_response(),
        Ok(posted) => match unfold(&app, rule, posted) {
            Some(posted) => answer(&app, &pages, &head, rule, posted).await,
            None => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        },
    };
    response.extensions_mut().insert(Endpoint(rule.endpoint));
    response
}

/// A form whose page gave back, sealed, what was typed: that, and nothing else of it.
fn unfold(app: &App, rule: &Rule, posted: Posted) -> Option<Posted> {
    let Some(carried) = posted.value(CARRIED_FIELD) else { return Some(posted) };
    let form = app.backend.carried_form(carried).filter(|form| form.action == rule.endpoint)?;
    Posted::from_kept(&form)
}

/// Answers one form or call. Also used for a kept form that goes on.
pub(super) async fn answer(app: &App, pages: &Router, head: &Head, rule: &'static Rule, posted: Posted) -> Response {
    // A form that names no page of ours has none to be shown again on.
    let page = posted.page().unwrap_or("/").to_owned();
    let ctx = request::ctx(app, head, Some(rule), &page, Vec::new());
    let outcome = perform(app, head, &ctx, rule, &posted).await;
    if !request::wants_page(&head.headers) {
        return data(&ctx, outcome.map_err(Stop::into_app));
    }
    let error = match outcome {
        Ok(json) => match serde_json::from_slice::<Done>(&json) {
            Ok(done) => return proceed(app, pages, head, &ctx, rule, &posted, &done).await,
            Err(_) => AppError::NotFound,
        },
        Err(Stop::Stranger) => return response::html(&ctx, render::stranger_html(&ctx)),
        Err(Stop::Elsewhere(made)) => return kept::elsewhere(app, head, &ctx, rule, &posted, &made).await,
        Err(Stop::App(error)) => error,
    };
    match error {
        AppError::NotSignedIn => {
            kept::keep(app, head, &ctx, rule, &posted, false).await;
            response::see_other(&ctx, &app::local::sign_in_for(&page))
        }
        AppError::ProofNeeded => {
            let then = kept::keep(app, head, &ctx, rule, &posted, true).await;
            response::see_other(&ctx, &app::local::prove_for(&page, then))
        }
        AppError::ConsentNeeded => {
            kept::keep(app, head, &ctx, rule, &posted, false).await;
            response::see_other(&ctx, render::CONSENTS)
        }
        // Where nobody is known there is nothing that could be gone.
        AppError::NotFound if !rule.needs_seal() => response::html(&ctx, render::error_html(&ctx, &AppError::NotFound)),
        error if posted.page().is_none() => response::html(&ctx, render::error_html(&ctx, &error)),
        error => {
            let carried = app.backend.carry_form(&posted.to_keep(rule.endpoint, &page, false));
            let form = FormState { action: rule.endpoint.to_owned(), values: posted.kept(), error };
            show_again(&ctx, pages, head, rule, form, carried).await
        }
    }
}

/// Counts the call, compares where the form belongs with the session, and only then runs the function.
async fn perform(app: &App, head: &Head, ctx: &Ctx, rule: &'static Rule, posted: &Posted) -> Result<Vec<u8>, Stop> {
    count(app, head, rule.endpoint, posted).await?;
    let outcome = match place::check(app, head, ctx, rule, posted).await? {
        Some(made) => {
            let sending = match once::begin(app, ctx, rule, made.membership, posted).await {
                Ok(sending) => sending,
                Err(known) => return Ok(known?),
            };
            // A row is named by what the key stands for, so that no key is the name of somebody else's.
            let named = posted.key().map(|key| posted.with_key(app.backend.own_id(made.membership, key)));
            let outcome = run(ctx, rule, named.as_ref().unwrap_or(posted)).await;
            once::end(app, ctx, sending, &outcome).await;
            outcome
        }
        None => run(ctx, rule, posted).await,
    };
    // A session that ends while its change is under way makes the change fail, wherever it was: with nobody there no
    // consent is in force and no row is anybody's.
    let may_be_its_end = matches!(
        outcome,
        Err(AppError::Internal { .. } | AppError::Conflict(_) | AppError::NotFound | AppError::Gone(_))
    );
    if may_be_its_end && rule.needs_seal() && place::is_over(app, ctx).await {
        return Err(AppError::NotSignedIn.into());
    }
    Ok(outcome?)
}

/// A form that succeeded: where it leads, unless another form waits to go on.
async fn proceed(
    app: &App,
    pages: &Router,
    head: &Head,
    ctx: &Ctx,
    rule: &'static Rule,
    posted: &Posted,
    done: &Done,
) -> Response {
    match kept::after(app, pages, head, ctx, rule, posted).await {
        Some(response) => response,
        None => lead_on(app, ctx, done),
    }
}

/// Counts one call, unless it comes from a browser that the account it is about knows.
async fn count(app: &App, head: &Head, endpoint: &str, posted: &Posted) -> Result<(), AppError> {
    let (address, account) = (request::address(head), posted.value("email"));
    let arrival = head.extensions.get::<Arrival>().filter(|arrival| arrival.known.is_some());
    if let (Some(email), Some(arrival)) = (account, arrival)
        && app.edge.limits.may_look_up(endpoint, address)
        // When that cannot be answered, the browser is like any other.
        && app.backend.knows_device(email, arrival).await.unwrap_or(false)
    {
        return Ok(());
    }
    app.edge.limits.check(endpoint, address, account)
}

/// Runs the function. It sees its arguments and `Ctx`; neither `Accept` nor `Referer`, which would make it redirect.
async fn run(ctx: &Ctx, rule: &Rule, posted: &Posted) -> Result<Vec<u8>, AppError> {
    let mut request = Request::new(Body::from(posted.bytes.clone()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static(rule.endpoint);
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    let given = ctx.clone();
    let answer = leptos_axum::handle_server_fns_with_context(move || provide_context(given.clone()), request).await;
    let (answer, body) = answer.into_response().into_parts();
    let bytes = body.collect().await.map_err(|_| AppError::Unavailable)?.to_bytes();
    if answer.status.is_success() {
        return Ok(bytes.to_vec());
    }
    Err(serde_json::from_slice(&bytes).unwrap_or(AppError::Unavailable))
}

/// For an island: the value, or the error with its status.
fn data(ctx: &Ctx, outcome: Result<Vec<u8>, AppError>) -> Response {
    let (status, body, wait) = match outcome {
        Ok(json) => (200, json, None),
        Err(error) => {
            let wait = match error {
                AppError::TooMany { retry_seconds } => Some(retry_seconds),
                _ => None,
            };
            (error.status(), serde_json::to_vec(&error).unwrap_or_default(), wait)
        }
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response.extensions_mut().insert(Dressed);
    response::with_headers(ctx, response)
}

/// For a form that succeeded.
fn lead_on(app: &App, ctx: &Ctx, done: &Done) -> Response {
    if !may_lead_to(app.edge.checkout.as_deref(), &done.goto) {
        tracing::error!(request_id = ctx.request_id(), kind = "a function wanted to lead to a foreign address");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if let Some(notice) = &done.notice {
        response::set_notice(ctx, notice);
    }
    response::see_other(ctx, &done.goto)
}

fn may_lead_to(checkout: Option<&str>, place: &str) -> bool {
    let is_checkout = checkout.and_then(|origin| place.strip_prefix(origin)).is_some_and(|rest| rest.starts_with('/'));
    local::is_local(place) || is_checkout
}

/// The page the form stands on, rendered as if asked for by GET, with what was typed and why it was refused.
/// Where that is not possible now, what was typed is in the answer all the same (`carried`).
async fn show_again(
    ctx: &Ctx,
    pages: &Router,
    head: &Head,
    rule: &'static Rule,
    form: FormState,
    carried: Option<String>,
) -> Response {
    let error = form.error.clone();
    // To read, for somebody who is known: these come after it was asked where the form belongs.
    let is_known = matches!(error, AppError::NotFound | AppError::Gone(_) | AppError::Conflict(_));
    let typed = if rule.needs_seal() && is_known { form.values.clone() } else { Vec::new() };
    let mut request = Request::new(Body::empty());
    if let Ok(uri) = ctx.path().parse() {
        *request.uri_mut() = uri;
    }
    for cookie in head.headers.get_all(COOKIE) {
        request.headers_mut().append(COOKIE, cookie.clone());
    }
    let extensions = request.extensions_mut();
    extensions.insert(Refused(form));
    if let Some(id) = head.extensions.get::<RequestId>() {
        extensions.insert(id.clone());
    }
    if let Some(address) = head.extensions.get::<Address>() {
        extensions.insert(*address);
    }
    if let Some(session) = head.extensions.get::<Session>() {
        extensions.insert(session.clone());
    }
    if let Some(store) = head.extensions.get::<SessionStore>() {
        extensions.insert(store.clone());
    }
    if let Some(arrival) = head.extensions.get::<Arrival>() {
        extensions.insert(arrival.clone());
    }
    let is_gone = matches!(error, AppError::NotFound | AppError::Gone(_));
    if error == AppError::NotFound && rule.needs_seal() && !error_page::has_typed(&typed) {
        // A button alone: what it was about is said on a page of its own, where no closed dialogue hides it.
        return response::html(ctx, render::again_html(ctx, &error, rule.endpoint, None, &typed));
    }
    match pages.clone().oneshot(request).await {
        // A step that refuses nothing leads to whatever its page is by now, with that page's own status.
        Ok(shown) if error == AppError::Continue && !shown.status().is_server_error() => {
            response::with_headers(ctx, shown)
        }
        Ok(shown) if is_it(&shown, &error, rule) => response::with_headers(ctx, shown),
        // No such page, or it cannot be shown now, or the form stands there no more.
        Ok(_) => {
            let carried = carried.filter(|carried| carried.len() < posted::CARRIED_BYTES);
            let carried = carried.filter(|_| !is_gone && rule.needs_seal());
            response::html(ctx, render::again_html(ctx, &error, rule.endpoint, carried, &typed))
        }
        Err(never) => match never {},
    }
}

/// Whether the form stands on what was answered: a page that fails for the same reason has the same status, and one whose
/// row is gone may have lost the form with it.
fn is_it(shown: &Response, error: &AppError, rule: &Rule) -> bool {
    let has_form = !rule.needs_seal() || shown.extensions().get::<WithoutForm>().is_none();
    shown.status().as_u16() == error.status() && shown.extensions().get::<NotShown>().is_none() && has_form
}

#[cfg(test)]
mod tests {
    use super::*;

    // N13: the browser is led to our own paths and to the pay page, nowhere else.
    #[test]
    fn forms_lead_nowhere_foreign() {
        let checkout = Some("https://checkout.stripe.com");
        assert!(may_lead_to(checkout, "/me?day=2026-11-22"));
        assert!(may_lead_to(checkout, "https://checkout.stripe.com/c/pay/cs_test_1"));
        for bad in ["https://checkout.stripe.com.evil.example/", "//evil.example", "https://evil.example/", "me", ""] {
            assert!(!may_lead_to(checkout, bad), "{bad:?}");
        }
        assert!(!may_lead_to(None, "https://checkout.stripe.com/c/pay/cs_test_1"));
    }
}

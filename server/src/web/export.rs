//! `/api/export/download` (T12): the archive of a finished export, for the one person it belongs to.
//!
//! Asked for by the form beside it. Where a proof came first, the page that its person came back to leads here by itself,
//! by GET: then it is the form that waited in this browser, once; whoever follows a link from elsewhere finds nothing.
//!
//! Guarantees: fetching is written into the log and counted, so no address alone does it; refused like any function;
//! the file is kept by no cache, opened by no browser as anything else, and named for nobody. It streams: nothing here
//! holds more of it than a few chunks.

use app::access::Rule;
use app::ctx::Ctx;
use app::export::list::DOWNLOAD;
use app::features;
use app::render;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts as Head;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use backend::db::{Client, Clinic, Portal, Practice};
use backend::export::Download;
use contract::AppError;
use contract::id::ExportId;
use contract::team::MemberRole;
use futures_util::stream;

use super::place::{self, Stop};
use super::posted::Posted;
use super::response::Endpoint;
use super::{kept, request, response};
use crate::state::App;

pub async fn download(State(app): State<App>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Some(rule) = features::find_rule(DOWNLOAD) else { return StatusCode::NOT_FOUND.into_response() };
    let posted = match Posted::read(&head.headers, body, app.edge.patience.body).await {
        Ok(posted) => posted,
        Err(status) => return status.into_response(),
    };
    answer(&app, &head, rule, &posted).await
}

/// Goes on with a download that waited for a proof.
pub async fn go_on(State(app): State<App>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let Some(rule) = features::find_rule(DOWNLOAD) else { return StatusCode::NOT_FOUND.into_response() };
    let ctx = request::ctx(&app, &head, Some(rule), "/", Vec::new());
    match kept::take(&app, &head, &ctx, DOWNLOAD).await {
        Some(posted) => answer(&app, &head, rule, &posted).await,
        None => response::html(&ctx, render::error_html(&ctx, &AppError::NotFound)),
    }
}

async fn answer(app: &App, head: &Head, rule: &'static Rule, posted: &Posted) -> Response {
    let page = posted.page().unwrap_or("/").to_owned();
    let ctx = request::ctx(app, head, Some(rule), &page, Vec::new());
    let outcome = match app.edge.limits.check(DOWNLOAD, request::address(head), None) {
        Ok(()) => match place::check(app, head, &ctx, rule, posted).await {
            Ok(_) => open(&ctx, posted.value("export")).await.map_err(Stop::from),
            Err(stop) => Err(stop),
        },
        Err(error) => Err(error.into()),
    };
    let mut answer = match outcome {
        Ok(download) => file(&ctx, download),
        Err(Stop::Elsewhere(made)) if request::wants_page(&head.headers) => {
            kept::elsewhere(app, head, &ctx, rule, posted, &made).await
        }
        Err(Stop::App(AppError::ProofNeeded)) if request::wants_page(&head.headers) => {
            let then = kept::keep(app, head, &ctx, rule, posted, true).await;
            response::see_other(&ctx, &app::local::prove_for(&page, then))
        }
        Err(stop) => refusal(&ctx, &head.headers, &page, &stop.into_app()),
    };
    answer.extensions_mut().insert(Endpoint(DOWNLOAD));
    answer
}

async fn open(ctx: &Ctx, export: Option<&str>) -> Result<Download, AppError> {
    let role = ctx.account().await?.role;
    let id = export.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
    match role {
        MemberRole::Client => open_in::<Client>(ctx, id).await,
        MemberRole::Practitioner => open_in::<Practice>(ctx, id).await,
        MemberRole::FrontDesk | MemberRole::Admin | MemberRole::Owner => open_in::<Clinic>(ctx, id).await,
    }
}

async fn open_in<P: Portal>(ctx: &Ctx, id: ExportId) -> Result<Download, AppError> {
    let tx = ctx.write::<P>().await?;
    ctx.check(ctx.backend().download_export(tx, id).await)
}

fn file(ctx: &Ctx, download: Download) -> Response {
    let mut chunks = download.chunks;
    let body = stream::poll_fn(move |cx| chunks.poll_recv(cx).map(|next| next.map(|chunk| chunk.map(Bytes::from))));
    let mut answer = Body::from_stream(body).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Our own name: letters, digits, dots.
    if let Ok(named) = format!("attachment; filename=\"{}\"", download.name).parse() {
        headers.insert(CONTENT_DISPOSITION, named);
    }
    response::with_headers(ctx, answer)
}

/// As a function refuses: a person is led on or shown the page of the error, a script gets the status.
fn refusal(ctx: &Ctx, headers: &HeaderMap, page: &str, error: &AppError) -> Response {
    if !request::wants_page(headers) {
        return StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    }
    match error {
        AppError::NotSignedIn => response::see_other(ctx, &app::local::sign_in_for(page)),
        error => response::html(ctx, render::error_html(ctx, error)),
    }
}

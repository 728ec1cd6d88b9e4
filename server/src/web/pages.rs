//! GET of a page: load, render, answer.

use app::ctx::Ctx;
use app::feature::Page;
use app::features;
use app::render::{self, Answer};
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts as Head;
use axum::response::{IntoResponse, Response};
use contract::{AppError, FormState};

use super::request::{self, Refused, StillHere};
use super::response;
use crate::state::App;

/// What was typed on this page before its person had to sign in again, or was asked for more.
async fn kept(app: &App, head: &Head, ctx: &Ctx) -> Option<FormState> {
    let key = request::kept_key(app, head)?;
    let kept = app.backend.kept_forms(&ctx.token().ok()?, &key).await.ok()?;
    let form = kept.into_iter().find(|kept| kept.here && kept.form.page == ctx.path())?.form;
    Some(FormState { action: form.action, values: form.values, error: AppError::Continue })
}

/// Answers for one page of a feature.
pub async fn show(State((app, page)): State<(App, &'static Page)>, request: Request) -> Response {
    let (mut head, _) = request.into_parts();
    let Ok(params) = RawPathParams::from_request_parts(&mut head, &()).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let rule = features::find_rule(page.rule.endpoint);
    let mut ctx = request::ctx(&app, &head, rule, path, params);
    if head.extensions.get::<Refused>().is_none()
        && let Some(form) = kept(&app, &head, &ctx).await
    {
        head.extensions.insert(Refused(form));
        head.extensions.insert(StillHere);
        let params = ctx.params().to_vec();
        ctx = request::ctx(&app, &head, rule, ctx.path(), params);
    }
    if let Err(error) = app.edge.limits.check(page.rule.endpoint, request::address(&head), None) {
        return response::html(&ctx, render::error_html(&ctx, &error));
    }
    match render::answer(&ctx, page).await {
        Answer::Html(html) => response::html(&ctx, html),
        Answer::SeeOther(path) => response::see_other(&ctx, &path),
        Answer::SignIn(_) if request::is_from_elsewhere(&head.headers) && ctx.session().id().is_none() => {
            response::html(&ctx, render::moving_on_html(&ctx))
        }
        Answer::SignIn(path) => response::see_other(&ctx, &path),
        Answer::File(file) => response::file(&ctx, file),
    }
}

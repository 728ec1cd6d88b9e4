//! GET of a page: load, render, answer.

use app::access;
use app::render::{self, Answer};
use app::routes::Route;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{request, response};
use crate::state::App;

/// Answers for one route of `app::routes`.
pub async fn show(State((app, route)): State<(App, Route)>, request: Request) -> Response {
    let (mut head, _) = request.into_parts();
    let Ok(params) = RawPathParams::from_request_parts(&mut head, &()).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let ctx = request::ctx(&app, &head, access::find_rule(route.pattern), path, params);
    if let Err(error) = app.edge.limits.check(route.pattern, request::address(&head), None) {
        return response::html(&ctx, render::error_html(&ctx, &error));
    }
    match render::answer(&ctx, &route).await {
        Answer::Html(html) => response::html(&ctx, html),
        Answer::SeeOther(path) => response::see_other(&ctx, &path),
        Answer::SignIn(_) if request::is_from_elsewhere(&head.headers) && ctx.session().id().is_none() => {
            response::html(&ctx, render::moving_on_html(&ctx))
        }
        Answer::SignIn(path) => response::see_other(&ctx, &path),
        Answer::File(file) => response::file(&ctx, file),
    }
}

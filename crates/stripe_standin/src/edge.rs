//! What every API request passes: outage, authentication, idempotency, and the headers of every answer.
//!
//! An idempotency key and the change it stands for are taken under one lock, so two requests with one key can never
//! both be carried out.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use crate::error::ApiError;
use crate::form::Params;
use crate::ledger::Ledger;
use crate::model::Kept;
use crate::settings::is_test_key;
use crate::shapes::API_VERSION;
use crate::{App, api};

const LARGEST_BODY: usize = 128 * 1024;

/// An answer before it becomes HTTP.
struct Answer {
    status: u16,
    body: Value,
    request_id: String,
    /// The request that first used this idempotency key.
    replay_of: Option<String>,
}

/// Every request under `/v1/`.
pub async fn v1(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let key = text(&parts.headers, "idempotency-key");
    let version = text(&parts.headers, "stripe-version").unwrap_or_else(|| API_VERSION.to_owned());
    let body = to_bytes(body, LARGEST_BODY).await;
    let params =
        Params::parse(&[parts.uri.query().unwrap_or_default().as_bytes(), body.as_deref().unwrap_or_default()]);
    let refusal = refuse(&app, &parts.headers).or_else(|| body.is_err().then(ApiError::too_large));
    let answer = app.change(|ledger, now| {
        let request_id = ledger.ids.next("req_", 14);
        *ledger.asked.entry(format!("{} {}", parts.method, parts.uri.path())).or_default() += 1;
        if let Some(error) = refusal {
            return Answer { status: error.status, body: error.to_json(), request_id, replay_of: None };
        }
        let call = Call { method: &parts.method, path: parts.uri.path(), params: &params, now };
        match &key {
            Some(key) if parts.method == Method::POST => once(ledger, &call, key, request_id),
            _ => run(ledger, &call, request_id).0,
        }
    });
    let lost = parts.method == Method::POST && answer.status != 503 && {
        let mut settings = app.postman.settings();
        let lost = settings.lose_answers > 0;
        settings.lose_answers = settings.lose_answers.saturating_sub(1);
        lost
    };
    if lost {
        return respond(StatusCode::BAD_GATEWAY, "text/html", Body::from("<h1>Bad gateway</h1>"));
    }
    finish(&answer, &version, key.as_deref())
}

struct Call<'a> {
    method: &'a Method,
    path: &'a str,
    params: &'a Params,
    now: i64,
}

/// Carries the request out; the flag says whether its answer belongs to its idempotency key.
fn run(ledger: &mut Ledger, call: &Call<'_>, request_id: String) -> (Answer, bool) {
    match api::answer(ledger, call.method.as_str(), call.path, call.params, call.now) {
        Ok(body) => (Answer { status: 200, body, request_id, replay_of: None }, true),
        Err(error) => {
            (Answer { status: error.status, body: error.to_json(), request_id, replay_of: None }, error.started)
        }
    }
}

/// The first answer to this key again, or the request carried out now.
fn once(ledger: &mut Ledger, call: &Call<'_>, key: &str, request_id: String) -> Answer {
    let fingerprint = format!("{} {}?{}", call.method, call.path, call.params.fingerprint());
    if let Some(kept) = ledger.kept.get(key) {
        if kept.fingerprint != fingerprint {
            let error = ApiError::idempotency(key);
            return Answer { status: error.status, body: error.to_json(), request_id, replay_of: None };
        }
        let replay_of = Some(kept.request_id.clone());
        return Answer { status: kept.status, body: kept.body.clone(), request_id, replay_of };
    }
    let (answer, keep) = run(ledger, call, request_id);
    if keep {
        let kept = Kept {
            fingerprint,
            request_id: answer.request_id.clone(),
            status: answer.status,
            body: answer.body.clone(),
        };
        ledger.kept.insert(key.to_owned(), kept);
    }
    answer
}

/// Why the request is not even looked at.
fn refuse(app: &App, headers: &HeaderMap) -> Option<ApiError> {
    if app.postman.settings().outage {
        return Some(ApiError::outage());
    }
    let Some(key) = api_key(headers) else {
        return Some(ApiError::unauthorised("No API key: send it as a bearer token or as the user name of Basic."));
    };
    let accepted = app.secret_key.as_deref().map_or_else(|| is_test_key(&key), |expected| expected == key);
    if !accepted {
        let start: String = key.chars().take(8).collect();
        return Some(ApiError::unauthorised(format!("Invalid API key: {start}…")));
    }
    text(headers, "idempotency-key")
        .filter(|key| key.chars().count() > 255)
        .map(|_| ApiError::parameter("parameter_invalid_string_too_long", "Idempotency-Key", "At most 255 characters."))
}

/// The key from `Bearer KEY` or from the user name of `Basic`.
fn api_key(headers: &HeaderMap) -> Option<String> {
    let value = text(headers, header::AUTHORIZATION.as_str())?;
    let (scheme, rest) = value.split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(rest.trim().to_owned()),
        "basic" => {
            use base64::Engine as _;
            let decoded = base64::engine::general_purpose::STANDARD.decode(rest.trim()).ok()?;
            let pair = String::from_utf8(decoded).ok()?;
            pair.split(':').next().map(str::to_owned)
        }
        _ => None,
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn respond(status: StatusCode, kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn finish(answer: &Answer, version: &str, key: Option<&str>) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = respond(status, "application/json", Body::from(format!("{:#}\n", answer.body)));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set("request-id", &answer.request_id);
    set("stripe-version", version);
    if status == StatusCode::UNAUTHORIZED {
        set("www-authenticate", "Basic realm=\"Stripe stand-in\"");
    }
    if let Some(key) = key {
        set("idempotency-key", key);
        set("original-request", answer.replay_of.as_deref().unwrap_or(&answer.request_id));
    }
    if answer.replay_of.is_some() {
        set("idempotent-replayed", "true");
    }
    response
}

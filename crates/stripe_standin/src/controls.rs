//! Test controls: form-encoded requests without a key, answered with JSON.
//!
//! | request | effect |
//! |---|---|
//! | `GET /standin/settings` | the settings of the moment |
//! | `POST /standin/settings` | changes those named: `webhook_url`, `delay_ms` (0–60000), `copies` (1–1000), `hold`, `outage`, `slow_refunds` (`true`, `false`; refunds stay pending), `lose_answers` (0–1000: carry out API changes but lose the answers) |
//! | `POST /standin/release` | delivers events held back, `order=reverse` (newest first) or `order=made`; ends `hold` |
//! | `GET /standin/requests` | how often each address of the API was asked for: `{"GET /v1/…": 1}` |
//! | `GET /standin/deliveries` | each copy of each event: its state and the status of each attempt |
//! | `POST /standin/events` | `type=…`, `object_id=…`: delivers an event about an object that does not exist |
//! | `POST /standin/events/{event}/redeliver` | delivers a kept event again, `copies` times (1) |
//! | `POST /standin/sessions/{session}/{action}` | `pay`, `decline` or `expire`, as the buttons of the pay page do; `refund` (`amount=…`, or all that is left) as at the dashboard; `dispute` as the cardholder's bank does |
//! | `POST /standin/refunds/{refund}/{action}` | `arrive` or `fail` |
//! | `POST /standin/disputes/{dispute}/{action}` | `win` or `lose` |
//!
//! The next control is one function here and one route in `lib.rs`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::form::{Metadata, Params};
use crate::{App, shapes};

type Answer = Result<Json<Value>, ApiError>;

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(self.to_json())).into_response()
    }
}

pub async fn show_settings(State(app): State<App>) -> Answer {
    let settings = app.postman.settings().clone();
    Ok(Json(json!(settings)))
}

pub async fn change_settings(State(app): State<App>, body: Bytes) -> Answer {
    let changed = {
        let mut settings = app.postman.settings();
        settings.change(&Params::parse(&[&body]))?;
        settings.clone()
    };
    app.ledger().slow_refunds = changed.slow_refunds;
    Ok(Json(json!(changed)))
}

pub async fn list_requests(State(app): State<App>) -> Answer {
    Ok(Json(json!(app.ledger().asked)))
}

pub async fn list_deliveries(State(app): State<App>) -> Answer {
    Ok(Json(json!({ "data": app.postman.deliveries() })))
}

pub async fn release(State(app): State<App>, body: Bytes) -> Answer {
    let params = Params::parse(&[&body]);
    let order = params.choice("order", &["made", "reverse"])?;
    params.refuse_unknown()?;
    let released = app.postman.release(order.as_deref() == Some("reverse"));
    Ok(Json(json!({ "released": released })))
}

pub async fn send_event(State(app): State<App>, body: Bytes) -> Answer {
    let params = Params::parse(&[&body]);
    let kind = params.need_text("type", 100)?;
    let object_id = params.need_text("object_id", 200)?;
    params.refuse_unknown()?;
    let object = json!({ "id": object_id, "object": kind.rsplit_once('.').map_or("unknown", |(object, _)| object) });
    let event = app.change(|ledger, now| ledger.make_event(&kind, object, now));
    let id = event.id.clone();
    app.postman.send_any(event, None);
    Ok(Json(json!({ "event": id })))
}

pub async fn redeliver(State(app): State<App>, Path(id): Path<String>, body: Bytes) -> Answer {
    let params = Params::parse(&[&body]);
    let copies = params.integer("copies")?.and_then(|copies| u32::try_from(copies).ok()).unwrap_or(1).min(1000);
    params.refuse_unknown()?;
    let event = app.ledger().events.get(&id).cloned();
    app.postman.send_any(event.ok_or_else(|| ApiError::no_such("event", &id, "event"))?, Some(copies));
    Ok(Json(json!({ "event": id, "copies": copies })))
}

pub async fn act_on_session(State(app): State<App>, Path((id, action)): Path<(String, String)>, body: Bytes) -> Answer {
    let params = Params::parse(&[&body]);
    let amount = params.integer("amount")?;
    app.change(|ledger, now| {
        match action.as_str() {
            "refund" => {
                let charge = ledger.charge_of(&id)?;
                return ledger.refund(&charge, amount, None, Metadata::new(), now).map(|r| Json(shapes::refund(&r)));
            }
            "dispute" => {
                let charge = ledger.charge_of(&id)?;
                return ledger.open_dispute(&charge, now).map(|dispute| Json(shapes::dispute(&dispute)));
            }
            "pay" => ledger.attempt(&id, true, now).map(|_| ()),
            "decline" => ledger.attempt(&id, false, now).map(|_| ()),
            "expire" => ledger.expire(&id, now),
            _ => Err(ApiError::no_such_url("POST", &format!("/standin/sessions/…/{action}"))),
        }?;
        let session = ledger.sessions.get(&id).map(|session| shapes::session(session, &ledger.base));
        Ok(Json(session.unwrap_or_default()))
    })
}

pub async fn act_on_refund(State(app): State<App>, Path((id, action)): Path<(String, String)>) -> Answer {
    let arrives = one_of(&action, "arrive", "fail")?;
    app.change(|ledger, now| ledger.end_refund(&id, arrives, now)).map(|refund| Json(shapes::refund(&refund)))
}

pub async fn act_on_dispute(State(app): State<App>, Path((id, action)): Path<(String, String)>) -> Answer {
    let won = one_of(&action, "win", "lose")?;
    app.change(|ledger, now| ledger.end_dispute(&id, won, now)).map(|dispute| Json(shapes::dispute(&dispute)))
}

fn one_of(action: &str, yes: &str, no: &str) -> Result<bool, ApiError> {
    match action {
        action if action == yes => Ok(true),
        action if action == no => Ok(false),
        _ => Err(ApiError::no_such_url("POST", &format!("/standin/…/{action}"))),
    }
}

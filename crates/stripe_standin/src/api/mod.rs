//! The API's routes: a method and a path lead to one function from parameters to an object.
//!
//! The next endpoint is one line in [`answer`] and one function in the module of its resource. Functions read their
//! parameters first, then refuse unknown ones, then change state, so that a refused request has changed nothing.

mod checkout;
mod disputes;
mod payments;
mod refunds;

use serde_json::Value;

pub use checkout::line_items;

use crate::error::ApiError;
use crate::form::Params;
use crate::ledger::Ledger;
use crate::shapes;

/// Answers one request.
pub fn answer(ledger: &mut Ledger, method: &str, path: &str, params: &Params, now: i64) -> Result<Value, ApiError> {
    let expand = params.list("expand")?;
    let parts: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    let mut object = match (method, parts.as_slice()) {
        ("POST", ["checkout", "sessions"]) => checkout::create(ledger, params, now),
        ("GET", ["checkout", "sessions"]) => checkout::list(ledger, params),
        ("GET", ["checkout", "sessions", id]) => checkout::find(ledger, params, id),
        ("GET", ["checkout", "sessions", id, "line_items"]) => checkout::list_line_items(ledger, params, id),
        ("POST", ["checkout", "sessions", id, "expire"]) => checkout::expire(ledger, params, id, now),
        ("GET", ["payment_intents", id]) => payments::find_intent(ledger, params, id),
        ("GET", ["charges", id]) => payments::find_charge(ledger, params, id),
        ("GET", ["events"]) => payments::list_events(ledger, params),
        ("GET", ["events", id]) => payments::find_event(ledger, params, id),
        ("GET", ["disputes"]) => disputes::list(ledger, params),
        ("GET", ["disputes", id]) => disputes::find(ledger, params, id),
        ("POST", ["refunds"]) => refunds::create(ledger, params, now),
        ("GET", ["refunds"]) => refunds::list(ledger, params),
        ("GET", ["refunds", id]) => refunds::find(ledger, params, id),
        _ => Err(ApiError::no_such_url(method, path)),
    }?;
    expand.iter().try_for_each(|path| shapes::expand(ledger, &mut object, path))?;
    Ok(object)
}

/// One page of a newest-first list: `limit` 1 to 100 (10 if absent), `starting_after` an id.
fn page(url: &str, params: &Params, all: impl Iterator<Item = Value>) -> Result<Value, ApiError> {
    let limit = params.integer("limit")?.unwrap_or(10);
    let after = params.text("starting_after", 100)?;
    params.refuse_unknown()?;
    let Some(limit) = usize::try_from(limit).ok().filter(|limit| (1..=100).contains(limit)) else {
        return Err(ApiError::parameter("parameter_invalid_integer", "limit", "`limit` lies between 1 and 100."));
    };
    let mut rest: Box<dyn Iterator<Item = Value>> = match after {
        None => Box::new(all),
        Some(id) => Box::new(all.skip_while(move |object| object["id"] != id.as_str()).skip(1)),
    };
    let data: Vec<Value> = rest.by_ref().take(limit).collect();
    let has_more = rest.next().is_some();
    Ok(shapes::list(url, data, has_more))
}

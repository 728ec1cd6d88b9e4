//! Reading payment intents, charges and events.

use serde_json::Value;

use super::page;
use crate::error::ApiError;
use crate::form::Params;
use crate::ledger::Ledger;
use crate::shapes;

pub fn find_intent(ledger: &Ledger, params: &Params, id: &str) -> Result<Value, ApiError> {
    params.refuse_unknown()?;
    ledger.intents.get(id).map(shapes::intent).ok_or_else(|| ApiError::no_such("payment_intent", id, "intent"))
}

pub fn find_charge(ledger: &Ledger, params: &Params, id: &str) -> Result<Value, ApiError> {
    params.refuse_unknown()?;
    ledger.charges.get(id).map(shapes::charge).ok_or_else(|| ApiError::no_such("charge", id, "charge"))
}

pub fn find_event(ledger: &Ledger, params: &Params, id: &str) -> Result<Value, ApiError> {
    params.refuse_unknown()?;
    ledger.events.get(id).map(|event| event.body.clone()).ok_or_else(|| ApiError::no_such("event", id, "id"))
}

pub fn list_events(ledger: &Ledger, params: &Params) -> Result<Value, ApiError> {
    let kind = params.text("type", 100)?;
    let chosen = ledger.events.newest_first().filter(|event| kind.as_ref().is_none_or(|kind| *kind == event.kind));
    page("/v1/events", params, chosen.map(|event| event.body.clone()))
}

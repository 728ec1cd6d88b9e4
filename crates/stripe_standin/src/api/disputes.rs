//! Reading disputes.

use serde_json::Value;

use super::page;
use crate::error::ApiError;
use crate::form::Params;
use crate::ledger::Ledger;
use crate::shapes;

pub fn find(ledger: &Ledger, params: &Params, id: &str) -> Result<Value, ApiError> {
    params.refuse_unknown()?;
    ledger.disputes.get(id).map(shapes::dispute).ok_or_else(|| ApiError::no_such("dispute", id, "dispute"))
}

pub fn list(ledger: &Ledger, params: &Params) -> Result<Value, ApiError> {
    let intent = params.text("payment_intent", 100)?;
    let charge = params.text("charge", 100)?;
    let chosen = ledger.disputes.newest_first().filter(|dispute| {
        intent.as_ref().is_none_or(|id| *id == dispute.intent) && charge.as_ref().is_none_or(|id| *id == dispute.charge)
    });
    page("/v1/disputes", params, chosen.map(shapes::dispute))
}

//! Refunds of a payment intent or of one charge, in part or in full.

use serde_json::Value;

use super::page;
use crate::error::ApiError;
use crate::form::Params;
use crate::ledger::Ledger;
use crate::shapes;

pub fn create(ledger: &mut Ledger, params: &Params, now: i64) -> Result<Value, ApiError> {
    let intent = params.text("payment_intent", 100)?;
    let charge = params.text("charge", 100)?;
    let amount = params.integer("amount")?;
    let reason = params.choice("reason", &["duplicate", "fraudulent", "requested_by_customer"])?;
    let metadata = params.metadata("metadata")?;
    params.refuse_unknown()?;
    let charge = match (intent, charge) {
        (Some(id), None) => {
            let Some(intent) = ledger.intents.get(&id) else {
                return Err(ApiError::no_such("payment_intent", &id, "payment_intent"));
            };
            let nothing = || ApiError::state(None, format!("{id} has no successful charge to refund."));
            intent.latest_charge.clone().ok_or_else(nothing)?
        }
        (None, Some(id)) => id,
        _ => {
            let message = "Give either `payment_intent` or `charge`.";
            return Err(ApiError::parameter("parameter_missing", "payment_intent", message));
        }
    };
    ledger.refund(&charge, amount, reason, metadata, now).map(|refund| shapes::refund(&refund))
}

pub fn find(ledger: &Ledger, params: &Params, id: &str) -> Result<Value, ApiError> {
    params.refuse_unknown()?;
    ledger.refunds.get(id).map(shapes::refund).ok_or_else(|| ApiError::no_such("refund", id, "refund"))
}

pub fn list(ledger: &Ledger, params: &Params) -> Result<Value, ApiError> {
    let intent = params.text("payment_intent", 100)?;
    let charge = params.text("charge", 100)?;
    let chosen = ledger.refunds.newest_first().filter(|refund| {
        intent.as_ref().is_none_or(|id| *id == refund.intent) && charge.as_ref().is_none_or(|id| *id == refund.charge)
    });
    page("/v1/refunds", params, chosen.map(shapes::refund))
}

//! The objects as JSON, with the keys that the documented examples of each object have.

use serde_json::{Value, json};

use crate::error::ApiError;
use crate::ledger::Ledger;
use crate::model::{
    Charge, Dispute, DisputeStatus, Intent, IntentStatus, Line, Refund, RefundStatus, Session, SessionStatus,
};

/// The version whose shapes these are: the one that the server's client library asks for.
pub const API_VERSION: &str = "2026-09-30.endive";

fn address() -> Value {
    json!({ "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null })
}

pub fn session(session: &Session, base: &str) -> Value {
    let order = &session.order;
    let open = session.status == SessionStatus::Open;
    let paid = session.status == SessionStatus::Complete;
    let total = order.total();
    let details = (paid || order.customer_email.is_some()).then(|| {
        json!({
            "address": paid.then(address), "business_name": null, "email": order.customer_email,
            "individual_name": null, "name": null, "phone": null, "tax_exempt": "none", "tax_ids": null,
        })
    });
    json!({
        "id": session.id,
        "object": "checkout.session",
        "adaptive_pricing": { "enabled": false },
        "after_expiration": null,
        "allow_promotion_codes": null,
        "allowed_payment_method_types": (!order.allowed.is_empty()).then_some(&order.allowed),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "billing_address_collection": null,
        "cancel_url": order.cancel_url,
        "client_reference_id": order.client_reference_id,
        "client_secret": null,
        "collected_information": null,
        "consent": null,
        "consent_collection": null,
        "created": session.created,
        "currency": order.currency,
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": {
            "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null,
        },
        "customer": null,
        "customer_account": null,
        "customer_creation": "if_required",
        "customer_details": details,
        "customer_email": order.customer_email,
        "discounts": [],
        "expires_at": order.expires_at,
        "integration_identifier": null,
        "invoice": null,
        "invoice_creation": {
            "enabled": false,
            "invoice_data": {
                "account_tax_ids": null, "custom_fields": null, "description": null, "footer": null, "issuer": null,
                "metadata": {}, "rendering_options": null,
            },
        },
        "livemode": false,
        "locale": order.locale,
        "managed_payments": { "enabled": false },
        "metadata": order.metadata,
        "mode": "payment",
        "origin_context": null,
        "payment_intent": session.intent,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": if paid { "paid" } else { "unpaid" },
        "permissions": null,
        "phone_number_collection": { "enabled": false },
        "recovered_from": null,
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "status": session.status.as_str(),
        "submit_type": order.submit_type,
        "subscription": null,
        "success_url": order.success_url,
        "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
        "ui_mode": "hosted_page",
        "url": open.then(|| format!("{base}/c/pay/{}", session.id)),
        "wallet_options": null,
    })
}

pub fn line(line: &Line, currency: &str, created: i64) -> Value {
    json!({
        "id": line.id,
        "object": "item",
        "adjustable_quantity": null,
        "amount_discount": 0,
        "amount_subtotal": line.total(),
        "amount_tax": 0,
        "amount_total": line.total(),
        "currency": currency,
        "description": line.name,
        "metadata": null,
        "price": {
            "id": line.price_id, "object": "price", "active": false, "billing_scheme": "per_unit", "created": created,
            "currency": currency, "custom_unit_amount": null, "livemode": false, "lookup_key": null, "metadata": {},
            "nickname": null, "product": line.product_id, "recurring": null, "tax_behavior": "unspecified",
            "tiers_mode": null, "transform_quantity": null, "type": "one_time", "unit_amount": line.unit_amount,
            "unit_amount_decimal": line.unit_amount.to_string(),
        },
        "quantity": line.quantity,
    })
}

/// A card refusal as Stripe words it in codes.
fn decline(intent: &Intent) -> Value {
    json!({
        "charge": intent.latest_charge, "code": "card_declined", "decline_code": "generic_decline",
        "doc_url": "https://stripe.com/docs/error-codes/card-declined", "message": "The card was declined.",
        "type": "card_error",
    })
}

pub fn intent(intent: &Intent) -> Value {
    let paid = intent.status == IntentStatus::Succeeded;
    json!({
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": 0,
        "amount_details": { "tip": {} },
        "amount_received": if paid { intent.amount } else { 0 },
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": intent.canceled_at,
        "cancellation_reason": intent.canceled_at.map(|_| "automatic"),
        "capture_method": "automatic_async",
        "client_secret": null,
        "confirmation_method": "automatic",
        "created": intent.created,
        "currency": intent.currency,
        "customer": null,
        "customer_account": null,
        "description": intent.description,
        "excluded_payment_method_types": null,
        "last_payment_error": intent.declined.then(|| decline(intent)),
        "latest_charge": intent.latest_charge,
        "livemode": false,
        "managed_payments": { "enabled": false },
        "metadata": intent.metadata,
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": intent.payment_method,
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": null,
        "receipt_email": null,
        "review": null,
        "setup_future_usage": null,
        "shipping": null,
        "source": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": intent.status.as_str(),
        "transfer_data": null,
        "transfer_group": null,
    })
}

fn card(amount: i64, works: bool) -> Value {
    json!({
        "type": "card",
        "card": {
            "amount_authorized": works.then_some(amount), "authorization_code": null, "brand": "visa",
            "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
            "country": "US", "exp_month": 12, "exp_year": 2034, "extended_authorization": { "status": "disabled" },
            "fingerprint": "standin", "funding": "credit", "incremental_authorization": { "status": "unavailable" },
            "installments": null, "last4": if works { "4242" } else { "0002" }, "mandate": null,
            "multicapture": { "status": "unavailable" }, "network": "visa", "network_token": { "used": false },
            "network_transaction_id": null,
            "overcapture": { "maximum_amount_capturable": amount, "status": "unavailable" },
            "regulated_status": "unregulated", "three_d_secure": null, "transaction_link_id": null, "wallet": null,
        },
    })
}

pub fn charge(charge: &Charge) -> Value {
    let outcome = if charge.paid {
        json!({
            "advice_code": null, "network_advice_code": null, "network_decline_code": null,
            "network_status": "approved_by_network", "reason": null, "seller_message": null, "type": "authorized",
        })
    } else {
        json!({
            "advice_code": null, "network_advice_code": null, "network_decline_code": null,
            "network_status": "declined_by_network", "reason": "generic_decline", "seller_message": null,
            "type": "issuer_declined",
        })
    };
    json!({
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": if charge.paid { charge.amount } else { 0 },
        "amount_refunded": charge.refunded,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": {
            "address": address(), "email": charge.email, "name": null, "phone": null, "tax_id": null,
        },
        "calculated_statement_descriptor": null,
        "captured": charge.paid,
        "created": charge.created,
        "currency": charge.currency,
        "customer": null,
        "description": charge.description,
        "disputed": charge.disputed,
        "failure_balance_transaction": null,
        "failure_code": (!charge.paid).then_some("card_declined"),
        "failure_message": (!charge.paid).then_some("The card was declined."),
        "fraud_details": {},
        "livemode": false,
        "metadata": charge.metadata,
        "on_behalf_of": null,
        "outcome": outcome,
        "paid": charge.paid,
        "payment_intent": charge.intent,
        "payment_method": charge.payment_method,
        "payment_method_details": card(charge.amount, charge.paid),
        "receipt_email": null,
        "receipt_number": null,
        "receipt_url": null,
        "refunded": charge.paid && charge.refunded == charge.amount,
        "review": null,
        "shipping": null,
        "source": null,
        "source_transfer": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": if charge.paid { "succeeded" } else { "failed" },
        "transfer_data": null,
        "transfer_group": null,
    })
}

pub fn refund(refund: &Refund) -> Value {
    let mut object = json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": null,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "customer": null,
        "customer_account": null,
        "destination_details": { "card": { "type": "refund" }, "type": "card" },
        "metadata": refund.metadata,
        "payment_intent": refund.intent,
        "payment_method": null,
        "reason": refund.reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": refund.status.as_str(),
        "transfer_reversal": null,
    });
    // Only a refund that failed has these.
    if refund.status == RefundStatus::Failed {
        object["failure_balance_transaction"] = Value::Null;
        object["failure_reason"] = "lost_or_stolen_card".into();
    }
    object
}

/// Nothing is ever submitted here, so all the evidence is empty.
fn evidence() -> Value {
    let empty = [
        "access_activity_log",
        "billing_address",
        "cancellation_policy",
        "cancellation_policy_disclosure",
        "cancellation_rebuttal",
        "customer_communication",
        "customer_email_address",
        "customer_name",
        "customer_purchase_ip",
        "customer_signature",
        "duplicate_charge_documentation",
        "duplicate_charge_explanation",
        "duplicate_charge_id",
        "product_description",
        "receipt",
        "refund_policy",
        "refund_policy_disclosure",
        "refund_refusal_explanation",
        "service_date",
        "service_documentation",
        "shipping_address",
        "shipping_carrier",
        "shipping_date",
        "shipping_documentation",
        "shipping_tracking_number",
        "uncategorized_file",
        "uncategorized_text",
    ];
    let mut fields: serde_json::Map<String, Value> =
        empty.into_iter().map(|name| (name.to_owned(), Value::Null)).collect();
    fields.insert("enhanced_evidence".to_owned(), json!({}));
    Value::Object(fields)
}

pub fn dispute(dispute: &Dispute) -> Value {
    let open = dispute.status == DisputeStatus::NeedsResponse;
    json!({
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": [],
        "charge": dispute.charge,
        "created": dispute.created,
        "currency": dispute.currency,
        "enhanced_eligibility_types": [],
        "evidence": evidence(),
        "evidence_details": {
            "due_by": open.then_some(dispute.created + 7 * 24 * 60 * 60), "enhanced_eligibility": {},
            "has_evidence": false, "past_due": false, "submission_count": 0,
        },
        "is_charge_refundable": false,
        "livemode": false,
        "metadata": {},
        "payment_intent": dispute.intent,
        "payment_method_details": {
            "card": { "brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4" },
            "type": "card",
        },
        "reason": "fraudulent",
        "status": dispute.status.as_str(),
    })
}

pub fn list(url: &str, data: Vec<Value>, has_more: bool) -> Value {
    json!({ "object": "list", "data": data, "has_more": has_more, "url": url })
}

/// Puts the object itself where its id stands, at a dotted path (`payment_intent.latest_charge`, `data.charge`).
///
/// # Errors
/// Nothing at that path can be expanded.
pub fn expand(ledger: &Ledger, object: &mut Value, path: &str) -> Result<(), ApiError> {
    let (field, rest) = path.split_once('.').map_or((path, None), |(field, rest)| (field, Some(rest)));
    if field == "line_items" && object["object"] == "checkout.session" {
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        object[field] = crate::api::line_items(ledger, &id)?;
        return Ok(());
    }
    let wrong = || ApiError::parameter("parameter_invalid", "expand", format!("`{path}` cannot be expanded."));
    let Some(place) = object.get_mut(field) else { return Err(wrong()) };
    if let Some(entries) = place.as_array_mut() {
        let rest = rest.ok_or_else(wrong)?;
        return entries.iter_mut().try_for_each(|entry| expand(ledger, entry, rest));
    }
    if let Some(id) = place.as_str() {
        let found = ledger.intents.get(id).map(intent).or_else(|| ledger.charges.get(id).map(charge));
        *place = found.ok_or_else(wrong)?;
    }
    match rest {
        Some(rest) if place.is_object() => expand(ledger, place, rest),
        _ => Ok(()),
    }
}

//! Checkout sessions in payment mode with prices given inline, within the limits that Stripe documents.

use serde_json::Value;

use super::page;
use crate::error::ApiError;
use crate::form::Params;
use crate::ledger::Ledger;
use crate::model::{Line, Order};
use crate::shapes;

/// A session lives at least 30 minutes and at most 24 hours.
const SHORTEST_LIFE: i64 = 30 * 60;
const LONGEST_LIFE: i64 = 24 * 60 * 60;

/// Smallest charge in minor units where it is not 50: <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>.
const SMALLEST: [(&str, i64); 7] =
    [("gbp", 30), ("sek", 300), ("nok", 300), ("dkk", 250), ("pln", 200), ("czk", 1500), ("huf", 17500)];
const LARGEST: i64 = 99_999_999;

pub fn create(ledger: &mut Ledger, params: &Params, now: i64) -> Result<Value, ApiError> {
    params.need_text("mode", 20)?;
    params.choice("mode", &["payment"])?;
    params.choice("ui_mode", &["hosted", "hosted_page"])?;
    params.choice("customer_creation", &["if_required"])?;
    // The name depends on the version asked for: the newer one filters, the older one lists.
    let allowed = card_only(params, "allowed_payment_method_types")?;
    card_only(params, "payment_method_types")?;
    let (currency, lines) = read_lines(ledger, params)?;
    let order = Order {
        currency,
        lines,
        allowed,
        success_url: web_address(params, "success_url")?.ok_or_else(|| missing("success_url"))?,
        cancel_url: web_address(params, "cancel_url")?,
        expires_at: read_expiry(params, now)?,
        client_reference_id: params.text("client_reference_id", 200)?,
        customer_email: read_email(params)?,
        locale: params.text("locale", 10)?,
        submit_type: params.choice("submit_type", &["auto", "book", "donate", "pay"])?,
        metadata: params.metadata("metadata")?,
        intent_metadata: params.metadata("payment_intent_data[metadata]")?,
        intent_description: params.text("payment_intent_data[description]", 1000)?,
    };
    params.refuse_unknown()?;
    let total = order.total();
    let smallest = SMALLEST.iter().find(|(currency, _)| *currency == order.currency).map_or(50, |(_, least)| *least);
    if total < smallest {
        let message = format!("The total of {total} is below the smallest charge in {}.", order.currency);
        return Err(ApiError { code: Some("amount_too_small"), ..ApiError::state(None, message) });
    }
    if total > LARGEST {
        let message = format!("The total of {total} is above the largest charge.");
        return Err(ApiError { code: Some("amount_too_large"), ..ApiError::state(None, message) });
    }
    let session = ledger.open_session(order, now);
    Ok(shapes::session(&session, &ledger.base))
}

/// `line_items[n]`: each with a price given inline, all in one currency.
fn read_lines(ledger: &mut Ledger, params: &Params) -> Result<(String, Vec<Line>), ApiError> {
    let mut currency: Option<String> = None;
    let mut lines = Vec::new();
    for item in (0..100).map(|at| format!("line_items[{at}]")).take_while(|item| params.has_under(item)) {
        if let Some(price) = params.text(&format!("{item}[price]"), 200)? {
            return Err(ApiError { status: 400, ..ApiError::no_such("price", &price, &format!("{item}[price]")) });
        }
        let data = format!("{item}[price_data]");
        let this = params.need_text(&format!("{data}[currency]"), 3)?.to_lowercase();
        if this.len() != 3 || !this.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let message = format!("'{this}' is not a currency of three letters.");
            return Err(ApiError::parameter("parameter_invalid", &format!("{data}[currency]"), message));
        }
        if currency.get_or_insert_with(|| this.clone()) != &this {
            return Err(ApiError::parameter("parameter_invalid", "line_items", "All lines share one currency."));
        }
        let unit_amount = at_least(params, &format!("{data}[unit_amount]"), 0)?;
        let quantity = at_least(params, &format!("{item}[quantity]"), 1)?;
        let name = params.need_text(&format!("{data}[product_data][name]"), 250)?;
        params.text(&format!("{data}[product_data][description]"), 500)?;
        params.metadata(&format!("{data}[product_data][metadata]"))?;
        params.choice(&format!("{data}[tax_behavior]"), &["exclusive", "inclusive", "unspecified"])?;
        let ids = &mut ledger.ids;
        lines.push(Line {
            id: ids.next("li_1", 23),
            price_id: ids.next("price_1", 23),
            product_id: ids.next("prod_", 14),
            name,
            unit_amount,
            quantity,
        });
    }
    currency.map(|currency| (currency, lines)).ok_or_else(|| missing("line_items"))
}

fn card_only(params: &Params, name: &str) -> Result<Vec<String>, ApiError> {
    let chosen = params.list(name)?;
    for at in 0..chosen.len() {
        params.choice(&format!("{name}[{at}]"), &["card"])?;
    }
    Ok(chosen)
}

fn at_least(params: &Params, name: &str, least: i64) -> Result<i64, ApiError> {
    let value = params.need_integer(name)?;
    if value < least {
        return Err(ApiError::parameter("parameter_invalid_integer", name, format!("`{name}` is at least {least}.")));
    }
    Ok(value)
}

fn read_expiry(params: &Params, now: i64) -> Result<i64, ApiError> {
    let at = params.integer("expires_at")?.unwrap_or(now + LONGEST_LIFE);
    if (now + SHORTEST_LIFE..=now + LONGEST_LIFE).contains(&at) {
        return Ok(at);
    }
    let message = "`expires_at` lies between 30 minutes and 24 hours after the session is made.";
    Err(ApiError::parameter("parameter_invalid_integer", "expires_at", message))
}

fn read_email(params: &Params) -> Result<Option<String>, ApiError> {
    let email = params.text("customer_email", 512)?;
    let plausible =
        |email: &str| email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    match email {
        Some(email) if !plausible(&email) => {
            Err(ApiError::parameter("email_invalid", "customer_email", format!("Invalid email address: {email}")))
        }
        email => Ok(email),
    }
}

/// A web address; Stripe's `{CHECKOUT_SESSION_ID}` may stand in it.
fn web_address(params: &Params, name: &str) -> Result<Option<String>, ApiError> {
    let Some(url) = params.text(name, 5000)? else { return Ok(None) };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || url.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(ApiError::parameter("url_invalid", name, "Not a valid URL."));
    }
    Ok(Some(url))
}

fn missing(name: &str) -> ApiError {
    ApiError::parameter("parameter_missing", name, format!("`{name}` is required."))
}

pub fn find(ledger: &Ledger, params: &Params, id: &str) -> Result<Value, ApiError> {
    params.refuse_unknown()?;
    let found = ledger.sessions.get(id).map(|session| shapes::session(session, &ledger.base));
    found.ok_or_else(|| ApiError::no_such("checkout.session", id, "session"))
}

pub fn list(ledger: &Ledger, params: &Params) -> Result<Value, ApiError> {
    let intent = params.text("payment_intent", 100)?;
    let status = params.choice("status", &["open", "complete", "expired"])?;
    let chosen = ledger.sessions.newest_first().filter(|session| {
        (intent.is_none() || session.intent == intent) && status.as_deref().is_none_or(|s| s == session.status.as_str())
    });
    page("/v1/checkout/sessions", params, chosen.map(|session| shapes::session(session, &ledger.base)))
}

pub fn list_line_items(ledger: &Ledger, params: &Params, id: &str) -> Result<Value, ApiError> {
    let all = line_items(ledger, id)?;
    let entries = all["data"].as_array().cloned().unwrap_or_default();
    page(all["url"].as_str().unwrap_or_default(), params, entries.into_iter())
}

/// All lines of a session, for its own list and for `expand`.
pub fn line_items(ledger: &Ledger, id: &str) -> Result<Value, ApiError> {
    let session = ledger.sessions.get(id).ok_or_else(|| ApiError::no_such("checkout.session", id, "session"))?;
    let order = &session.order;
    let data = order.lines.iter().map(|line| shapes::line(line, &order.currency, session.created)).collect();
    Ok(shapes::list(&format!("/v1/checkout/sessions/{id}/line_items"), data, false))
}

pub fn expire(ledger: &mut Ledger, params: &Params, id: &str, now: i64) -> Result<Value, ApiError> {
    params.refuse_unknown()?;
    ledger.expire(id, now)?;
    find(ledger, params, id)
}

//! A service as its form posts it, and checked.

use super::{Money, Place};
use crate::error::{AppError, Code, Refused};
use serde::{Deserialize, Serialize};

/// What the form posts. `price` is typed in major units with decimals; an unticked box posts nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ServiceInput {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub minutes: String,
    #[serde(default)]
    pub price: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub active: Option<String>,
}

/// Checked: what may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDraft {
    pub name: String,
    pub minutes: i32,
    pub price: Money,
    pub place: Place,
    pub active: bool,
}

impl ServiceInput {
    /// Checks everything at once; `currency` is the organisation's.
    ///
    /// # Errors
    /// `Invalid` with the fields `name`, `minutes`, `price`, `place`.
    pub fn check(&self, currency: &str) -> Result<ServiceDraft, AppError> {
        let mut refused = Refused::default();
        let name = refused.take("name", name(&self.name));
        let minutes = refused.take("minutes", minutes(&self.minutes));
        let price = refused.take("price", Money::parse(&self.price, currency).and_then(enough));
        let place = refused.take("place", Place::parse(&self.place).ok_or(Code::Unknown));
        refused.finish()?;
        match (name, minutes, price, place) {
            (Some(name), Some(minutes), Some(price), Some(place)) => {
                Ok(ServiceDraft { name, minutes, price, place, active: self.active.is_some() })
            }
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

fn name(text: &str) -> Result<String, Code> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Code::Required),
        1..=120 => Ok(text.to_owned()),
        _ => Err(Code::TooLong),
    }
}

/// Five minutes to eight hours.
fn minutes(text: &str) -> Result<i32, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    match text.parse::<i32>().map_err(|_| Code::Malformed)? {
        ..5 => Err(Code::TooSmall),
        481.. => Err(Code::TooLarge),
        minutes => Ok(minutes),
    }
}

/// Card payments have a floor (Stripe: 0.30 to 0.50 of the large currencies); below it a price cannot be charged.
fn enough(price: Money) -> Result<Money, Code> {
    let floor = 10_i64.pow(super::exponent(&price.currency)).max(50);
    if price.minor > 0 && price.minor < floor { Err(Code::TooSmall) } else { Ok(price) }
}

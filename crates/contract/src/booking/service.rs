//! A service as its form posts it, and checked.

use super::{Money, Place};
use crate::error::{AppError, Code, Refused};
use crate::{amount, text};
use serde::{Deserialize, Serialize};

/// The shortest and the longest service.
pub const MINUTES_MIN: i32 = 5;
pub const MINUTES_MAX: i32 = 480;

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
        let name = refused.take("name", text::TITLE.required(&self.name));
        let minutes = refused.take("minutes", amount::parse_whole(&self.minutes, MINUTES_MIN, MINUTES_MAX));
        let price = refused.take("price", Money::parse(&self.price, currency).and_then(Money::chargeable));
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

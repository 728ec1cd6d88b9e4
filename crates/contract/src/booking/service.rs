//! A service as its form posts it, and checked.

use super::{Money, Place};
use crate::error::{AppError, Code, Refused};
use crate::{amount, text};
use serde::{Deserialize, Serialize};

/// The shortest and the longest service.
pub const MINUTES_MIN: i32 = 5;
pub const MINUTES_MAX: i32 = 480;

/// How much of a practitioner's time one client books online, counted over all services of the practitioner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingLimits {
    /// Bookings that lie ahead, at once.
    pub ahead: u16,
    /// New bookings within 24 hours.
    pub daily: u16,
    /// Cancellations within 24 hours.
    pub cancelled: u16,
}

impl BookingLimits {
    /// The most that any of them may be, as the database has it.
    pub const MOST: i32 = 200;
}

impl Default for BookingLimits {
    /// As the database has them for a service that says nothing.
    fn default() -> Self {
        Self { ahead: 6, daily: 12, cancelled: 6 }
    }
}

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
    #[serde(default)]
    pub most_ahead: String,
    #[serde(default)]
    pub most_daily: String,
    #[serde(default)]
    pub most_cancelled: String,
}

/// Checked: what may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDraft {
    pub name: String,
    pub minutes: i32,
    pub price: Money,
    pub place: Place,
    pub active: bool,
    pub limits: BookingLimits,
}

impl ServiceInput {
    /// Checks everything at once; `currency` is the organisation's.
    ///
    /// # Errors
    /// `Invalid` with the fields `name`, `minutes`, `price`, `place`, `most_ahead`, `most_daily`, `most_cancelled`.
    pub fn check(&self, currency: &str) -> Result<ServiceDraft, AppError> {
        let mut refused = Refused::default();
        let name = refused.take("name", text::TITLE.required(&self.name));
        let minutes = refused.take("minutes", amount::parse_whole(&self.minutes, MINUTES_MIN, MINUTES_MAX));
        let price = Money::parse(&self.price, currency).and_then(Money::chargeable);
        let price = price.map_err(|code| match Money::figure(code, currency) {
            Some(figure) => refused.add_figure("price", code, figure),
            None => refused.add("price", code),
        });
        let place = refused.take("place", Place::parse(&self.place).ok_or(Code::Unknown));
        let mut limit = |field, typed: &str| {
            let number = amount::parse_whole(typed, 1, BookingLimits::MOST);
            refused.take(field, number.and_then(|number| u16::try_from(number).map_err(|_| Code::TooLarge)))
        };
        let ahead = limit("most_ahead", &self.most_ahead);
        let daily = limit("most_daily", &self.most_daily);
        let cancelled = limit("most_cancelled", &self.most_cancelled);
        refused.finish()?;
        match (name, minutes, price, place, (ahead, daily, cancelled)) {
            (Some(name), Some(minutes), Ok(price), Some(place), (Some(ahead), Some(daily), Some(cancelled))) => {
                let limits = BookingLimits { ahead, daily, cancelled };
                Ok(ServiceDraft { name, minutes, price, place, active: self.active.is_some(), limits })
            }
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

//! Accounts: what people type when they sign up, sign in, reset a password or accept an invitation, and what the pages
//! about it show.
//!
//! Guarantee: a checked type (`Email`, `Name`, `NewPassword`) exists only for an acceptable text, so that nothing
//! behind the forms checks again. To add an input: a struct of strings as posted, and `parse` into checked types.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{AppError, Code, Refused};
use crate::id::MembershipId;
use crate::team::MemberRole;
use crate::text;

pub use crate::address::Email;
pub use crate::password::{NewPassword, PASSWORD_MAX, PASSWORD_MIN};

/// Zones offered in lists, west to east; any other IANA name is accepted too.
pub const ZONES: &[&str] = &[
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Phoenix",
    "America/Chicago",
    "America/Mexico_City",
    "America/New_York",
    "America/Toronto",
    "America/Bogota",
    "America/Lima",
    "America/Halifax",
    "America/Santiago",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Atlantic/Azores",
    "Atlantic/Reykjavik",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/London",
    "Africa/Lagos",
    "Europe/Amsterdam",
    "Europe/Belgrade",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Budapest",
    "Europe/Copenhagen",
    "Europe/Luxembourg",
    "Europe/Madrid",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Rome",
    "Europe/Stockholm",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/Zurich",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Europe/Athens",
    "Europe/Bucharest",
    "Europe/Helsinki",
    "Europe/Kyiv",
    "Europe/Riga",
    "Europe/Sofia",
    "Europe/Tallinn",
    "Europe/Vilnius",
    "Asia/Jerusalem",
    "Africa/Nairobi",
    "Asia/Riyadh",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Hong_Kong",
    "Asia/Manila",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Australia/Perth",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
];

/// Currencies an organisation may charge in: ISO 4217, lower case, all with two decimals.
pub const CURRENCIES: &[&str] =
    &["gbp", "eur", "usd", "aud", "cad", "chf", "czk", "dkk", "nok", "nzd", "pln", "ron", "sek", "zar"];

/// The name of a person or an organisation, as [`text::name`] reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// # Errors
    /// As [`text::name`].
    pub fn parse(typed: &str) -> Result<Self, Code> {
        text::name(typed).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The look of an IANA zone name; whether it exists, the server knows.
///
/// # Errors
/// `Required` or `Unknown`.
pub fn parse_zone(typed: &str) -> Result<String, Code> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/_+-".contains(&b);
    match typed.trim() {
        "" => Err(Code::Required),
        zone if zone.len() <= 64 && zone.bytes().all(plain) => Ok(zone.to_owned()),
        _ => Err(Code::Unknown),
    }
}

/// Organisation sign-up as posted.
#[derive(Clone, Default)]
pub struct SignUpInput {
    pub name: String,
    pub email: String,
    pub password: String,
    pub organisation: String,
    pub zone: String,
    pub currency: String,
    /// The owner also sees clients, so they become a practitioner too.
    pub sees_clients: bool,
}

/// Organisation sign-up, checked.
#[derive(Debug, Clone)]
pub struct SignUp {
    pub name: Name,
    pub email: Email,
    pub password: NewPassword,
    pub organisation: Name,
    pub zone: String,
    pub currency: String,
    pub sees_clients: bool,
}

impl SignUpInput {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<SignUp, AppError> {
        let mut refused = Refused::default();
        let organisation = refused.take("organisation", Name::parse(&self.organisation));
        let zone = refused.take("zone", parse_zone(&self.zone));
        let currency = match CURRENCIES.iter().find(|known| **known == self.currency.trim()) {
            Some(currency) => Ok((*currency).to_owned()),
            None => Err(if self.currency.trim().is_empty() { Code::Required } else { Code::Unknown }),
        };
        let currency = refused.take("currency", currency);
        let name = refused.take("name", Name::parse(&self.name));
        let email = refused.take("email", Email::parse(&self.email));
        let password = refused.take("new_password", NewPassword::parse(&self.password));
        refused.finish()?;
        match (name, email, password, organisation, zone, currency) {
            (Some(name), Some(email), Some(password), Some(organisation), Some(zone), Some(currency)) => {
                Ok(SignUp { name, email, password, organisation, zone, currency, sees_clients: self.sees_clients })
            }
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

/// One of the places a person belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub organisation: String,
    pub membership: MembershipId,
    pub role: MemberRole,
    /// The one the session is in.
    pub current: bool,
}

/// What a new password is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Why it would be refused; none where it would do.
    pub fault: Option<Code>,
    /// 0 guessed at once … 4 out of reach.
    pub score: u8,
}

/// One place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub id: uuid::Uuid,
    /// The one that asks.
    pub current: bool,
    /// "Firefox on Windows".
    pub device: String,
    /// It began in the network that the asking one began in.
    pub same_network: bool,
    pub signed_in_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub organisation: Option<String>,
    pub role: Option<MemberRole>,
}

/// Where somebody is signed in, and how often a wrong password was tried on their account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    pub sessions: Vec<SessionRow>,
    pub wrong_passwords: i64,
    /// Counted over so many days.
    pub days: i32,
}

/// What the page of an invitation shows to whoever holds its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    pub role: MemberRole,
    pub email: String,
    pub name: String,
    pub organisation: String,
    pub inviter: String,
    /// The organisation's zone, a likely one for the invited.
    pub zone: String,
    /// The address has an account already: its password joins, no new one is made.
    pub has_account: bool,
}

/// Accepting an invitation, as posted: name, zone and a new password, or the password of the account there is.
#[derive(Clone, Default)]
pub struct AcceptInput {
    pub name: String,
    pub zone: String,
    pub new_password: String,
    pub password: String,
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;

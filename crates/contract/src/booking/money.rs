//! An amount in a currency's smallest unit, and how people write and read it.

use crate::error::Code;
use serde::{Deserialize, Serialize};

/// Never a floating-point number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In the smallest unit: pence, cents; whole yen.
    pub minor: i64,
    /// ISO 4217 in lower case.
    pub currency: String,
}

/// The most a service may cost, in the smallest unit.
const MOST: i64 = 10_000_000;

/// Decimals of a currency in Stripe's sense (ISO 4217, with Stripe's exceptions for ISK and UGX, which take two).
pub fn exponent(currency: &str) -> u32 {
    match currency {
        "bif" | "clp" | "djf" | "gnf" | "jpy" | "kmf" | "krw" | "mga" | "pyg" | "rwf" | "vnd" | "vuv" | "xaf"
        | "xof" | "xpf" => 0,
        "bhd" | "jod" | "kwd" | "omr" | "tnd" => 3,
        _ => 2,
    }
}

/// The step between two amounts that Stripe takes, in the smallest unit: whole krónur and shillings where the API counts
/// two decimals that must be zero, and no last decimal where there are three. Source: "Zero-decimal currencies",
/// "Three-decimal currencies" and "Special cases", <https://docs.stripe.com/currencies#zero-decimal>.
pub fn step(currency: &str) -> i64 {
    match (currency, exponent(currency)) {
        ("isk" | "ugx", _) => 100,
        (_, 3) => 10,
        _ => 1,
    }
}

/// The least amount Stripe charges in a currency, in the smallest unit. Source: the table "Minimum and maximum charge
/// amounts", <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>, whose 24 lines these are; it counts for
/// an account that is paid out in the same currency. Of the currencies a practice can choose, the rand alone has no line
/// there: then the worth of half a US dollar counts, for which this takes a round amount above it.
pub fn minimum(currency: &str) -> i64 {
    match currency {
        "gbp" => 30,
        "aud" | "brl" | "cad" | "chf" | "eur" | "inr" | "nzd" | "sgd" | "usd" => 50,
        "jpy" => 50,
        "bgn" => 100,
        "aed" | "myr" | "pln" | "ron" => 200,
        "dkk" => 250,
        "nok" | "sek" => 300,
        "hkd" => 400,
        "mxn" | "thb" | "zar" => 1_000,
        "czk" => 1_500,
        "huf" => 17_500,
        // No practice can choose it: a whole unit, and fifty where the unit is the smallest.
        other => 10_i64.pow(exponent(other)).max(50),
    }
}

impl Money {
    pub fn new(minor: i64, currency: impl Into<String>) -> Self {
        Self { minor, currency: currency.into() }
    }

    pub fn is_free(&self) -> bool {
        self.minor == 0
    }

    /// Reads `65`, `65.5`, `65,50`. Free is `0`: nothing is free because somebody forgot its price.
    ///
    /// # Errors
    /// `Required`, `Malformed`, `TooLarge`. More decimals than the currency has, or Stripe takes, are malformed, not
    /// rounded.
    pub fn parse(text: &str, currency: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = exponent(currency);
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = u32::try_from(part.len()).is_ok_and(|length| length <= digits);
        if whole.is_empty() || whole.len() > 12 || !plain(whole) || !plain(part) || !fits {
            return Err(Code::Malformed);
        }
        let padding = "0".repeat(digits as usize - part.len());
        let minor: i64 = format!("{whole}{part}{padding}").parse().map_err(|_| Code::Malformed)?;
        match minor {
            minor if minor > MOST => Err(Code::TooLarge),
            minor if minor % step(currency) != 0 => Err(Code::Malformed),
            minor => Ok(Self::new(minor, currency)),
        }
    }

    /// The figure that belongs into the sentence about a refused amount: the least, the most, or an example.
    pub fn figure(code: Code, currency: &str) -> Option<String> {
        match code {
            Code::TooSmall => Some(Self::new(minimum(currency), currency).to_string()),
            Code::TooLarge => Some(Self::new(MOST, currency).to_string()),
            Code::Malformed if step(currency) == 10_i64.pow(exponent(currency)) => Some("600".to_owned()),
            Code::Malformed => Some("60 or 60.50".to_owned()),
            _ => None,
        }
    }

    /// The least that a card can be charged, where it is not free.
    ///
    /// # Errors
    /// `TooSmall` below [`minimum`].
    pub fn chargeable(self) -> Result<Self, Code> {
        if self.minor > 0 && self.minor < minimum(&self.currency) { Err(Code::TooSmall) } else { Ok(self) }
    }

    /// `65.00`: the number alone, as it is typed into a form.
    pub fn amount(&self) -> String {
        let digits = exponent(&self.currency);
        let unit = 10_i64.pow(digits);
        if digits == 0 {
            return self.minor.to_string();
        }
        format!("{}.{:0width$}", self.minor / unit, self.minor % unit, width = digits as usize)
    }
}

impl std::fmt::Display for Money {
    /// `£65.00`, `€65.00`, `$65.00`; where a sign would be unclear, `CHF 65.00`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.currency.as_str() {
            "gbp" => write!(f, "£{}", self.amount()),
            "eur" => write!(f, "€{}", self.amount()),
            "usd" => write!(f, "${}", self.amount()),
            other => write!(f, "{}\u{a0}{}", other.to_uppercase(), self.amount()),
        }
    }
}

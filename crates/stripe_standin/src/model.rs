//! What the stand-in remembers. Amounts are in the currency's minor unit, instants are Unix seconds.

use serde_json::Value;

use crate::form::Metadata;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStatus {
    Open,
    Complete,
    Expired,
}

impl SessionStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// One line of a session, priced inline.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: String,
    pub price_id: String,
    pub product_id: String,
    pub name: String,
    pub unit_amount: i64,
    pub quantity: i64,
}

impl Line {
    pub fn total(&self) -> i64 {
        self.unit_amount.saturating_mul(self.quantity)
    }
}

/// What the caller asked for when it opened a session; never changes afterwards.
#[derive(Debug, Clone)]
pub struct Order {
    pub currency: String,
    pub lines: Vec<Line>,
    /// Kinds of payment it was limited to; empty if it was not.
    pub allowed: Vec<String>,
    pub success_url: String,
    pub cancel_url: Option<String>,
    pub expires_at: i64,
    pub client_reference_id: Option<String>,
    pub customer_email: Option<String>,
    pub locale: Option<String>,
    pub submit_type: Option<String>,
    pub metadata: Metadata,
    pub intent_metadata: Metadata,
    pub intent_description: Option<String>,
}

impl Order {
    pub fn total(&self) -> i64 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.total()))
    }
}

#[derive(Debug, Clone)]
pub struct Session {
    pub id: String,
    pub created: i64,
    pub status: SessionStatus,
    pub order: Order,
    /// Exists from the first attempt to pay, as at Stripe.
    pub intent: Option<String>,
}

impl Session {
    pub fn success_url(&self) -> String {
        self.order.success_url.replace("{CHECKOUT_SESSION_ID}", &self.id)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntentStatus {
    RequiresPaymentMethod,
    Succeeded,
    Canceled,
}

impl IntentStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Intent {
    pub id: String,
    pub created: i64,
    pub amount: i64,
    pub currency: String,
    pub status: IntentStatus,
    pub metadata: Metadata,
    pub description: Option<String>,
    pub payment_method: Option<String>,
    pub latest_charge: Option<String>,
    pub declined: bool,
    pub canceled_at: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Charge {
    pub id: String,
    pub created: i64,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub paid: bool,
    pub refunded: i64,
    pub disputed: bool,
    pub email: Option<String>,
    pub description: Option<String>,
    pub payment_method: String,
    pub metadata: Metadata,
}

/// How far a refund has come. A card refund succeeds at once and may still fail days later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundStatus {
    Pending,
    Succeeded,
    Failed,
}

impl RefundStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Refund {
    pub id: String,
    pub status: RefundStatus,
    pub created: i64,
    pub charge: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub reason: Option<String>,
    pub metadata: Metadata,
}

/// How a dispute stands. From the moment it is opened its amount is withdrawn; a win reinstates it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeStatus {
    NeedsResponse,
    Won,
    Lost,
}

impl DisputeStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NeedsResponse => "needs_response",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Dispute {
    pub id: String,
    pub created: i64,
    pub charge: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub status: DisputeStatus,
}

/// A fact with the object as it was at that moment: what is delivered late is old.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub kind: String,
    pub body: Value,
}

/// The answer kept for an idempotency key.
#[derive(Debug, Clone)]
pub struct Kept {
    pub fingerprint: String,
    pub request_id: String,
    pub status: u16,
    pub body: Value,
}

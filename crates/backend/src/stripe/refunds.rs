//! Money given back, the charge it came from, and disputes: what moved after a payment came in.

use super::StripeError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundStatus {
    Succeeded,
    /// On its way; Stripe will say.
    Pending,
    /// Failed or cancelled: the money is still with us.
    Failed,
}

/// A refund Stripe accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// `re_…`
    pub id: String,
    pub status: RefundStatus,
    /// In the minor unit.
    pub amount_minor: i64,
    /// Unix seconds.
    pub created: i64,
    /// `pi_…`: leads to our payment.
    pub payment_intent: Option<String>,
    /// `re_…`: the refund that failed and that this one repeats, where we made it.
    pub instead_of: Option<String>,
}

/// Under which name a refund that is sent again keeps the id of the one that failed.
pub(super) const INSTEAD_OF: &str = "instead_of";

impl Refund {
    pub(super) fn read(refund: &stripe_core::Refund) -> Self {
        let status = match refund.status.as_deref() {
            Some("succeeded") => RefundStatus::Succeeded,
            Some("failed" | "canceled") => RefundStatus::Failed,
            _ => RefundStatus::Pending,
        };
        Self {
            id: refund.id.as_str().to_owned(),
            status,
            amount_minor: refund.amount,
            created: refund.created,
            payment_intent: refund.payment_intent.as_ref().map(|intent| intent.id().as_str().to_owned()),
            instead_of: refund.metadata.as_ref().and_then(|kept| kept.get(INSTEAD_OF)).cloned(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeStatus {
    /// A question of the bank's; no money moved, and none does unless it becomes a dispute.
    Inquiry,
    /// The bank holds the money until it has decided.
    Open,
    Won,
    Lost,
}

/// A cardholder's bank asks for the money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// `dp_…` or `du_…`
    pub id: String,
    pub status: DisputeStatus,
    /// In the minor unit.
    pub amount_minor: i64,
    /// `pi_…`: leads to our payment.
    pub payment_intent: Option<String>,
}

impl Dispute {
    pub(super) fn read(dispute: &stripe_core::Dispute) -> Self {
        use stripe_core::DisputeStatus as Stage;
        let status = match &dispute.status {
            Stage::NeedsResponse | Stage::UnderReview => DisputeStatus::Open,
            Stage::Lost => DisputeStatus::Lost,
            Stage::Won => DisputeStatus::Won,
            _ => DisputeStatus::Inquiry,
        };
        Self {
            id: dispute.id.as_str().to_owned(),
            status,
            amount_minor: dispute.amount,
            payment_intent: dispute.payment_intent.as_ref().map(|intent| intent.id().as_str().to_owned()),
        }
    }
}

/// All that happened to a payment since it came in, as Stripe has it now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movements {
    pub refunds: Vec<Refund>,
    pub disputes: Vec<Dispute>,
}

/// A charge as Stripe has it now: what `charge.refunded` is about, also when the refund was made in Stripe's dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// `ch_…`
    pub id: String,
    /// `pi_…`: leads to our payment.
    pub payment_intent: Option<String>,
    /// In the minor unit.
    pub amount_minor: i64,
    /// Given back so far, in the minor unit.
    pub refunded_minor: i64,
    /// ISO 4217 in lower case.
    pub currency: String,
}

impl Charge {
    pub(super) fn read(charge: &stripe_core::Charge) -> Self {
        Self {
            id: charge.id.as_str().to_owned(),
            payment_intent: charge.payment_intent.as_ref().map(|intent| intent.id().as_str().to_owned()),
            amount_minor: charge.amount,
            refunded_minor: charge.amount_refunded,
            currency: charge.currency.to_string(),
        }
    }
}

/// Ids go into paths, so nothing that could change a path is let through: `prefix`, then letters, digits, underscores.
///
/// # Errors
/// `Refused` with `resource_missing`: such an id exists nowhere.
pub(super) fn checked_id<'a>(id: &'a str, prefix: &str) -> Result<&'a str, StripeError> {
    let fits = id.strip_prefix(prefix).is_some_and(|rest| {
        (1..=200).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    if fits { Ok(id) } else { Err(StripeError::Refused { code: "resource_missing".to_owned() }) }
}

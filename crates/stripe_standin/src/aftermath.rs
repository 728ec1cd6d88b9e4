//! What happens to money long after it was paid: refunds that arrive or fail, disputes and their end.
//!
//! Guarantees: a failed refund is back on the charge; a refund fails or arrives once; a charge has one dispute at most.

use crate::error::ApiError;
use crate::ledger::Ledger;
use crate::model::{Dispute, DisputeStatus, Refund, RefundStatus};
use crate::shapes;

impl Ledger {
    /// The charge that paid a session.
    pub fn charge_of(&self, session: &str) -> Result<String, ApiError> {
        let session =
            self.sessions.get(session).ok_or_else(|| ApiError::no_such("checkout.session", session, "session"))?;
        let intent = session.intent.as_deref().and_then(|id| self.intents.get(id));
        intent
            .and_then(|intent| intent.latest_charge.clone())
            .ok_or_else(|| ApiError::state(None, "Nothing was paid here."))
    }

    /// The bank has taken the money back, or has not: a refund may fail even after it had succeeded.
    pub fn end_refund(&mut self, id: &str, arrives: bool, now: i64) -> Result<Refund, ApiError> {
        let refund = self.refunds.get_mut(id).ok_or_else(|| ApiError::no_such("refund", id, "refund"))?;
        if refund.status == RefundStatus::Failed || arrives && refund.status == RefundStatus::Succeeded {
            return Err(ApiError::state(None, "This refund has come to its end."));
        }
        refund.status = if arrives { RefundStatus::Succeeded } else { RefundStatus::Failed };
        let refund = refund.clone();
        if !arrives && let Some(charge) = self.charges.get_mut(&refund.charge) {
            charge.refunded -= refund.amount;
        }
        let shape = shapes::refund(&refund);
        if !arrives {
            self.record("refund.failed", shape.clone(), now);
        }
        self.record("refund.updated", shape.clone(), now);
        self.record("charge.refund.updated", shape, now);
        Ok(refund)
    }

    /// The cardholder's bank takes back what is left of a charge until the dispute is decided.
    pub fn open_dispute(&mut self, charge_id: &str, now: i64) -> Result<Dispute, ApiError> {
        let Some(charge) = self.charges.get_mut(charge_id) else {
            return Err(ApiError::no_such("charge", charge_id, "charge"));
        };
        if !charge.paid || charge.disputed {
            return Err(ApiError::state(None, "This charge cannot be disputed."));
        }
        charge.disputed = true;
        let charge = charge.clone();
        let dispute = Dispute {
            id: self.ids.next("du_1", 23),
            created: now,
            charge: charge.id.clone(),
            intent: charge.intent.clone(),
            amount: charge.amount - charge.refunded,
            currency: charge.currency.clone(),
            status: DisputeStatus::NeedsResponse,
        };
        self.disputes.put(&dispute.id, dispute.clone());
        self.record("charge.dispute.created", shapes::dispute(&dispute), now);
        self.record("charge.dispute.funds_withdrawn", shapes::dispute(&dispute), now);
        Ok(dispute)
    }

    /// The bank's decision. Won: the money is back with the merchant, and may be refunded again.
    pub fn end_dispute(&mut self, id: &str, won: bool, now: i64) -> Result<Dispute, ApiError> {
        let dispute = self.disputes.get_mut(id).ok_or_else(|| ApiError::no_such("dispute", id, "dispute"))?;
        if dispute.status != DisputeStatus::NeedsResponse {
            return Err(ApiError::state(None, "This dispute is closed."));
        }
        dispute.status = if won { DisputeStatus::Won } else { DisputeStatus::Lost };
        let dispute = dispute.clone();
        if won {
            self.record("charge.dispute.funds_reinstated", shapes::dispute(&dispute), now);
        }
        self.record("charge.dispute.closed", shapes::dispute(&dispute), now);
        Ok(dispute)
    }
}

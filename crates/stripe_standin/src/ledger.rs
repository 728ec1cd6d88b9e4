//! All state and every state change. No I/O and no clock: each change takes the instant.
//!
//! Guarantees: a session leaves `open` once, for `complete` or `expired`; it is charged at most once; refunds never
//! exceed the charge; each change records its events with the objects as they were.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::clock;
use crate::error::ApiError;
use crate::form::Metadata;
use crate::ids::Ids;
use crate::model::{
    Charge, Dispute, DisputeStatus, Event, Intent, IntentStatus, Kept, Order, Refund, RefundStatus, Session,
    SessionStatus,
};
use crate::shapes;
use crate::shelf::Shelf;

#[derive(Debug)]
pub struct Ledger {
    pub base: String,
    pub ids: Ids,
    pub sessions: Shelf<Session>,
    pub intents: Shelf<Intent>,
    pub charges: Shelf<Charge>,
    pub refunds: Shelf<Refund>,
    pub disputes: Shelf<Dispute>,
    pub events: Shelf<Event>,
    /// Answers by idempotency key.
    pub kept: HashMap<String, Kept>,
    /// Refunds made from here on stay pending until a control says what became of them.
    pub slow_refunds: bool,
    /// How often each address of the API was asked for, by method and path.
    pub asked: BTreeMap<String, u64>,
    outbox: Vec<Event>,
}

/// What pressing a button on the pay page led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Paid now, or already before: send the browser to the success URL.
    Paid,
    /// The card was refused; the session stays open.
    Declined,
    /// The session had expired before.
    Expired,
}

impl Ledger {
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            ids: Ids::new(clock::nanos()),
            sessions: Shelf::default(),
            intents: Shelf::default(),
            charges: Shelf::default(),
            refunds: Shelf::default(),
            disputes: Shelf::default(),
            events: Shelf::default(),
            kept: HashMap::new(),
            slow_refunds: false,
            asked: BTreeMap::new(),
            outbox: Vec::new(),
        }
    }

    /// The events since the last call, oldest first.
    pub fn take_outbox(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.outbox)
    }

    pub fn open_session(&mut self, order: Order, now: i64) -> Session {
        let id = self.ids.next("cs_test_", 58);
        let session = Session { id, created: now, status: SessionStatus::Open, order, intent: None };
        self.sessions.put(&session.id, session.clone());
        session
    }

    /// Tries to pay with a card that works or one that is declined.
    pub fn attempt(&mut self, session_id: &str, card_works: bool, now: i64) -> Result<Attempt, ApiError> {
        let Some(session) = self.sessions.get(session_id).cloned() else {
            return Err(ApiError::no_such("checkout.session", session_id, "session"));
        };
        match session.status {
            SessionStatus::Complete => return Ok(Attempt::Paid),
            SessionStatus::Expired => return Ok(Attempt::Expired),
            SessionStatus::Open => {}
        }
        let intent = self.charge(&session, card_works, now);
        if let Some(open) = self.sessions.get_mut(session_id) {
            open.intent = Some(intent.id.clone());
            if card_works {
                open.status = SessionStatus::Complete;
            }
        }
        let intent_shape = shapes::intent(&intent);
        if !card_works {
            self.record("payment_intent.payment_failed", intent_shape, now);
            return Ok(Attempt::Declined);
        }
        self.record("payment_intent.succeeded", intent_shape, now);
        self.record_session("checkout.session.completed", session_id, now);
        Ok(Attempt::Paid)
    }

    /// Makes the charge and, at the first attempt, the payment intent that holds it.
    fn charge(&mut self, session: &Session, card_works: bool, now: i64) -> Intent {
        let known = session.intent.as_deref().and_then(|id| self.intents.get(id)).cloned();
        let mut intent = known.unwrap_or_else(|| Intent {
            id: self.ids.next("pi_3", 23),
            created: now,
            amount: session.order.total(),
            currency: session.order.currency.clone(),
            status: IntentStatus::RequiresPaymentMethod,
            metadata: session.order.intent_metadata.clone(),
            description: session.order.intent_description.clone(),
            payment_method: None,
            latest_charge: None,
            declined: false,
            canceled_at: None,
        });
        let charge = Charge {
            id: self.ids.next("ch_3", 23),
            created: now,
            intent: intent.id.clone(),
            amount: intent.amount,
            currency: intent.currency.clone(),
            paid: card_works,
            refunded: 0,
            disputed: false,
            email: session.order.customer_email.clone(),
            description: intent.description.clone(),
            payment_method: self.ids.next("pm_1", 23),
            metadata: intent.metadata.clone(),
        };
        intent.latest_charge = Some(charge.id.clone());
        intent.declined = !card_works;
        if card_works {
            intent.status = IntentStatus::Succeeded;
            intent.payment_method = Some(charge.payment_method.clone());
        }
        let kind = if card_works { "charge.succeeded" } else { "charge.failed" };
        self.record(kind, shapes::charge(&charge), now);
        self.charges.put(&charge.id.clone(), charge);
        self.intents.put(&intent.id, intent.clone());
        intent
    }

    /// Ends an open session without payment.
    pub fn expire(&mut self, session_id: &str, now: i64) -> Result<(), ApiError> {
        let Some(session) = self.sessions.get_mut(session_id) else {
            return Err(ApiError::no_such("checkout.session", session_id, "session"));
        };
        if session.status != SessionStatus::Open {
            let message = format!("Only an open session can be expired; this one is {}.", session.status.as_str());
            return Err(ApiError::state(None, message));
        }
        session.status = SessionStatus::Expired;
        if let Some(intent) = session.intent.as_deref().and_then(|id| self.intents.get_mut(id)) {
            intent.status = IntentStatus::Canceled;
            intent.canceled_at = Some(now);
        }
        self.record_session("checkout.session.expired", session_id, now);
        Ok(())
    }

    /// Expires every open session whose time has come.
    pub fn expire_due(&mut self, now: i64) {
        let is_due = |session: &&Session| session.status == SessionStatus::Open && session.order.expires_at <= now;
        let due: Vec<String> = self.sessions.newest_first().filter(is_due).map(|session| session.id.clone()).collect();
        for id in due.iter().rev() {
            // It was open a moment ago and nothing else runs in between.
            let _ = self.expire(id, now);
        }
    }

    /// Gives back `amount`, or all that is left.
    pub fn refund(
        &mut self,
        charge_id: &str,
        amount: Option<i64>,
        reason: Option<String>,
        metadata: Metadata,
        now: i64,
    ) -> Result<Refund, ApiError> {
        let Some(charge) = self.charges.get_mut(charge_id) else {
            return Err(ApiError::no_such("charge", charge_id, "charge"));
        };
        if !charge.paid {
            return Err(ApiError::state(None, "This charge failed, so there is nothing to refund."));
        }
        let withdrawn = self.disputes.newest_first().any(|d| d.charge == charge_id && d.status != DisputeStatus::Won);
        if withdrawn {
            let message = format!("Charge {charge_id} has been charged back; it cannot be refunded.");
            return Err(ApiError::state(Some("charge_disputed"), message));
        }
        let left = charge.amount - charge.refunded;
        if left == 0 {
            let message = format!("Charge {charge_id} has already been refunded.");
            return Err(ApiError::state(Some("charge_already_refunded"), message));
        }
        let amount = amount.unwrap_or(left);
        if amount < 1 || amount > left {
            let message = format!("The refund of {amount} must lie between 1 and the {left} not yet refunded.");
            return Err(ApiError { param: Some("amount".to_owned()), ..ApiError::state(None, message) });
        }
        charge.refunded += amount;
        let charge = charge.clone();
        let refund = Refund {
            id: self.ids.next("re_3", 23),
            status: if self.slow_refunds { RefundStatus::Pending } else { RefundStatus::Succeeded },
            created: now,
            charge: charge.id.clone(),
            intent: charge.intent.clone(),
            amount,
            currency: charge.currency.clone(),
            reason,
            metadata,
        };
        self.refunds.put(&refund.id, refund.clone());
        self.record("charge.refunded", shapes::charge(&charge), now);
        Ok(refund)
    }

    fn record_session(&mut self, kind: &str, session_id: &str, now: i64) {
        let shape = self.sessions.get(session_id).map(|session| shapes::session(session, &self.base));
        if let Some(shape) = shape {
            self.record(kind, shape, now);
        }
    }

    pub(crate) fn record(&mut self, kind: &str, object: Value, now: i64) {
        let event = self.make_event(kind, object, now);
        self.events.put(&event.id, event.clone());
        self.outbox.push(event);
    }

    /// An event that is not kept: for deliveries about objects that do not exist.
    pub fn make_event(&mut self, kind: &str, object: Value, now: i64) -> Event {
        let id = self.ids.next("evt_1", 23);
        let body = json!({
            "id": id,
            "object": "event",
            "api_version": shapes::API_VERSION,
            "created": now,
            "data": { "object": object },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": null, "idempotency_key": null },
            "type": kind,
        });
        Event { id, kind: kind.to_owned(), body }
    }
}

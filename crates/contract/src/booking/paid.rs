//! What became of the money of one booking: the figures that pages, letters and lists write, and the facts they say.
//!
//! Guarantee: whoever tells of money tells these facts, made here from the ledger's figures, so that the client's page,
//! the practice's and both letters say the same. The next fact: a variant, and words for it wherever the compiler asks.

use super::{AppointmentStatus, DisputeState, Money, PaymentStatus};
use serde::{Deserialize, Serialize};

/// A payment as the ledger has it, in the currency's smallest unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub status: PaymentStatus,
    pub currency: String,
    /// What it costs; paid once the status says so.
    pub amount: i64,
    /// Went back and arrived.
    pub went_back: i64,
    /// On its way back.
    pub on_its_way: i64,
    /// Could not be given back, is still with the practice, and nobody has settled it.
    pub failed: i64,
    /// Was paid back another way than by card.
    pub settled: i64,
    /// How that was done, or how an amount that did not match was settled: in the practice's words.
    pub how: Option<String>,
    /// Stripe was paid another amount than was asked for, and nobody has settled it.
    pub mismatched: bool,
    pub dispute: Option<DisputeState>,
    /// What the bank holds, or held.
    pub disputed: i64,
    /// Whether what is left has to go back: the booking is over in a way that gives the money back.
    pub due: bool,
}

/// One thing that is true of the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyFact {
    NothingCharged,
    /// Stripe has not said yet whether anything was paid. If so, it goes back.
    BeingChecked,
    WentBack(Money),
    OnItsWay(Money),
    /// It is owed and will be sent.
    GoesBack(Money),
    /// Sending it back failed; the practice has to settle it.
    DidNotArrive(Money),
    /// The practice paid it back another way; the words say how.
    PaidBack(Money, String),
    /// Stripe was paid another amount than this, which was asked for; the practice has to settle it.
    NotAsAsked(Money),
    /// The practice has settled that; the words say how.
    Settled(String),
    /// Cancelled too late.
    Kept(Money),
    InDispute(Money),
    /// The bank decided for the client.
    TakenBack(Money),
    /// The bank decided for the practice.
    DisputeWon(Money),
}

impl Paid {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency.clone())
    }

    /// Money came in, whatever became of it.
    pub fn came_in(&self) -> bool {
        use PaymentStatus::{ChargedBack, Disputed, Paid, PartlyRefunded, Refunded};
        matches!(self.status, Paid | PartlyRefunded | Refunded | Disputed | ChargedBack)
    }

    /// What was paid.
    pub fn paid(&self) -> Money {
        self.money(if self.came_in() { self.amount } else { 0 })
    }

    /// What the practice has of it now.
    pub fn left(&self) -> Money {
        let withdrawn = match self.dispute {
            Some(DisputeState::Open | DisputeState::Lost) => self.disputed,
            Some(DisputeState::Won) | None => 0,
        };
        self.money((self.paid().minor - self.went_back - self.on_its_way - self.settled - withdrawn).max(0))
    }

    /// What goes back by itself when the booking ends in a way that gives money back: all that is left, but for what
    /// failed before (a person settles that) and while a bank decides.
    pub fn returnable(&self) -> Money {
        let open = self.dispute == Some(DisputeState::Open);
        self.money(if open { 0 } else { (self.left().minor - self.failed).max(0) })
    }

    /// What a person has to look at: a refund that failed, another amount than was asked for, or a dispute that waits for
    /// an answer.
    pub fn needs_attention(&self) -> bool {
        self.failed > 0 || self.mismatched || self.dispute == Some(DisputeState::Open)
    }

    /// Everything to be said of the money while the appointment is in this state, in the order it is said.
    pub fn facts(&self, appointment: AppointmentStatus) -> Vec<MoneyFact> {
        use AppointmentStatus::{CancelledByClient, CancelledByPractice, Held, Released};
        let over = matches!(appointment, Released | CancelledByClient | CancelledByPractice);
        match (&self.how, self.came_in()) {
            (_, false) if self.mismatched => return vec![MoneyFact::NotAsAsked(self.money(self.amount))],
            (Some(how), false) => return vec![MoneyFact::Settled(how.clone())],
            _ => {}
        }
        match self.status {
            PaymentStatus::Created | PaymentStatus::Open if appointment == Held => return Vec::new(),
            PaymentStatus::Created | PaymentStatus::Open => return vec![MoneyFact::BeingChecked],
            PaymentStatus::Expired | PaymentStatus::Failed => return vec![MoneyFact::NothingCharged],
            _ => {}
        }
        let mut facts = Vec::new();
        let mut say = |fact: MoneyFact| {
            if fact.amount().is_some_and(|money| money.minor > 0) {
                facts.push(fact);
            }
        };
        let disputed = self.money(self.disputed);
        match self.dispute {
            Some(DisputeState::Open) => say(MoneyFact::InDispute(disputed)),
            Some(DisputeState::Lost) => say(MoneyFact::TakenBack(disputed)),
            Some(DisputeState::Won) => say(MoneyFact::DisputeWon(disputed)),
            None => {}
        }
        say(MoneyFact::WentBack(self.money(self.went_back)));
        say(MoneyFact::OnItsWay(self.money(self.on_its_way)));
        say(MoneyFact::DidNotArrive(self.money(self.failed)));
        say(MoneyFact::PaidBack(self.money(self.settled), self.how.clone().unwrap_or_default()));
        match (over, self.due) {
            (true, true) => say(MoneyFact::GoesBack(self.returnable())),
            (true, false) => say(MoneyFact::Kept(self.returnable())),
            (false, _) => {}
        }
        facts
    }
}

impl MoneyFact {
    /// The figure it is about, where there is one.
    pub fn amount(&self) -> Option<&Money> {
        match self {
            Self::NothingCharged | Self::BeingChecked | Self::Settled(_) => None,
            Self::WentBack(money)
            | Self::PaidBack(money, _)
            | Self::NotAsAsked(money)
            | Self::OnItsWay(money)
            | Self::GoesBack(money)
            | Self::DidNotArrive(money)
            | Self::Kept(money)
            | Self::InDispute(money)
            | Self::TakenBack(money)
            | Self::DisputeWon(money) => Some(money),
        }
    }
}

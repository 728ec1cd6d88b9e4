//! What Stripe's refunds and disputes of a payment add up to.

use contract::booking::{DisputeState, MoneyNews, PaymentStatus};

use crate::stripe::{DisputeStatus, Movements, RefundStatus};

/// The figures of a payment that came in, in the currency's smallest unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figures {
    pub status: PaymentStatus,
    pub refunded: i64,
    pub on_its_way: i64,
    pub failed: i64,
    pub dispute: Option<DisputeState>,
    pub disputed: i64,
}

impl Figures {
    /// Adds up. A refund that failed is made good by a later one of at least its amount; what was not is still owed.
    pub(super) fn of(amount: i64, moved: &Movements) -> Self {
        let mut refunds: Vec<_> = moved.refunds.iter().collect();
        // Those of one second first fail, then are made again: the order within it is not known.
        refunds.sort_by_key(|refund| (refund.created, refund.status != RefundStatus::Failed));
        let (mut refunded, mut on_its_way) = (0_i64, 0_i64);
        let mut failures: Vec<i64> = Vec::new();
        for refund in refunds {
            match refund.status {
                RefundStatus::Failed => failures.push(refund.amount_minor),
                RefundStatus::Succeeded => refunded += refund.amount_minor,
                RefundStatus::Pending => on_its_way += refund.amount_minor,
            }
            if refund.status != RefundStatus::Failed {
                let good = failures.iter().enumerate().filter(|(_, failed)| **failed <= refund.amount_minor);
                if let Some((at, _)) = good.max_by_key(|(_, failed)| **failed) {
                    failures.remove(at);
                }
            }
        }
        let refunded = refunded.clamp(0, amount);
        let on_its_way = on_its_way.clamp(0, amount - refunded);
        let failed = failures.iter().sum::<i64>().clamp(0, amount - refunded - on_its_way);
        let (dispute, disputed) = dispute(moved);
        let status = match dispute {
            Some(DisputeState::Open) => PaymentStatus::Disputed,
            Some(DisputeState::Lost) => PaymentStatus::ChargedBack,
            _ if refunded == amount => PaymentStatus::Refunded,
            _ if refunded > 0 => PaymentStatus::PartlyRefunded,
            _ => PaymentStatus::Paid,
        };
        Self { status, refunded, on_its_way, failed, dispute, disputed }
    }

    /// What of this both people have to be told, coming from `before`. `announced`: a letter said already that what is
    /// left goes back.
    pub(super) fn news(&self, before: &Self, announced: bool) -> Vec<MoneyNews> {
        let mut news = Vec::new();
        // Whoever was told that it failed is told that it went well.
        if self.refunded > before.refunded && (!announced || before.failed > 0) {
            news.push(MoneyNews::Refunded);
        }
        if self.failed > before.failed {
            news.push(MoneyNews::RefundFailed);
        }
        if self.dispute != before.dispute {
            news.extend(self.dispute.map(|dispute| match dispute {
                DisputeState::Open => MoneyNews::DisputeOpened,
                DisputeState::Won => MoneyNews::DisputeWon,
                DisputeState::Lost => MoneyNews::DisputeLost,
            }));
        }
        news
    }
}

/// One that is open counts before one that was lost, and that before one that was won.
fn dispute(moved: &Movements) -> (Option<DisputeState>, i64) {
    for (stage, state) in [
        (DisputeStatus::Open, DisputeState::Open),
        (DisputeStatus::Lost, DisputeState::Lost),
        (DisputeStatus::Won, DisputeState::Won),
    ] {
        if let Some(found) = moved.disputes.iter().find(|dispute| dispute.status == stage) {
            return (Some(state), found.amount_minor.max(0));
        }
    }
    (None, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stripe::{Dispute, Refund};

    fn refund(created: i64, amount_minor: i64, status: RefundStatus) -> Refund {
        Refund { id: format!("re_{created}"), status, amount_minor, created, payment_intent: None }
    }

    fn moved(refunds: Vec<Refund>, disputes: &[(DisputeStatus, i64)]) -> Movements {
        let disputes = disputes.iter().map(|(status, amount_minor)| Dispute {
            id: "du_1".into(),
            status: *status,
            amount_minor: *amount_minor,
            payment_intent: None,
        });
        Movements { refunds, disputes: disputes.collect() }
    }

    // N13: refunded, on its way, failed and the state, of every mix.
    #[test]
    fn refunds_and_disputes_add_up() {
        use PaymentStatus::{ChargedBack, Disputed, Paid, PartlyRefunded, Refunded};
        use RefundStatus::{Failed, Pending, Succeeded};
        let r = refund;
        for (refunds, disputes, expected) in [
            (vec![], vec![], (Paid, 0, 0, 0)),
            (vec![r(1, 5000, Succeeded)], vec![], (PartlyRefunded, 5000, 0, 0)),
            (vec![r(1, 5000, Succeeded), r(2, 3000, Succeeded)], vec![], (Refunded, 8000, 0, 0)),
            (vec![r(1, 8000, Pending)], vec![], (Paid, 0, 8000, 0)),
            (vec![r(1, 8000, Failed)], vec![], (Paid, 0, 0, 8000)),
            (vec![r(1, 8000, Failed), r(2, 8000, Succeeded)], vec![], (Refunded, 8000, 0, 0)),
            (vec![r(1, 5000, Failed), r(2, 3000, Succeeded)], vec![], (PartlyRefunded, 3000, 0, 5000)),
            (vec![r(1, 3000, Succeeded), r(2, 5000, Failed)], vec![], (PartlyRefunded, 3000, 0, 5000)),
            (vec![r(1, 8000, Failed), r(1, 8000, Pending)], vec![], (Paid, 0, 8000, 0)),
            (vec![], vec![(DisputeStatus::Inquiry, 8000)], (Paid, 0, 0, 0)),
            (vec![], vec![(DisputeStatus::Open, 8000)], (Disputed, 0, 0, 0)),
            (vec![r(1, 3000, Succeeded)], vec![(DisputeStatus::Lost, 5000)], (ChargedBack, 3000, 0, 0)),
            (vec![r(1, 3000, Succeeded)], vec![(DisputeStatus::Won, 5000)], (PartlyRefunded, 3000, 0, 0)),
        ] {
            let found = Figures::of(8000, &moved(refunds.clone(), &disputes));
            assert_eq!(
                (found.status, found.refunded, found.on_its_way, found.failed),
                expected,
                "{refunds:?} {disputes:?}"
            );
        }
    }
}

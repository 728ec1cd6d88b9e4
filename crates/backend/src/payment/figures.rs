//! What Stripe's refunds and disputes of a payment add up to.

use contract::booking::{DisputeState, MoneyNews, PaymentStatus};

use crate::stripe::{DisputeStatus, Movements, Refund, RefundStatus};

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
    /// Adds up.
    pub(super) fn of(amount: i64, moved: &Movements) -> Self {
        let sum = |status| -> i64 {
            moved.refunds.iter().filter(|refund| refund.status == status).map(|refund| refund.amount_minor).sum()
        };
        let (refunded, on_its_way) = (sum(RefundStatus::Succeeded), sum(RefundStatus::Pending));
        let failed: i64 = outstanding(moved).iter().map(|refund| refund.amount_minor).sum();
        let refunded = refunded.clamp(0, amount);
        let on_its_way = on_its_way.clamp(0, amount - refunded);
        let failed = failed.clamp(0, amount - refunded - on_its_way);
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
        // The same while it is on its way: when it arrives, that has been said.
        if before.failed > self.failed && self.on_its_way > before.on_its_way {
            news.push(MoneyNews::SentAgain);
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

/// Refunds that failed and are still owed, in the order they were made. One that was sent again counts no more, whatever
/// became of its successor, which counts itself; one that a later refund of at least its amount made good, as in Stripe's
/// dashboard, counts no more either.
pub(super) fn outstanding(moved: &Movements) -> Vec<&Refund> {
    let sent_again: Vec<&str> = moved.refunds.iter().filter_map(|refund| refund.instead_of.as_deref()).collect();
    let mut refunds: Vec<_> = moved.refunds.iter().filter(|refund| !sent_again.contains(&refund.id.as_str())).collect();
    // Those of one second first fail, then are made again: the order within it is not known.
    refunds.sort_by_key(|refund| (refund.created, refund.status != RefundStatus::Failed));
    let mut failures: Vec<&Refund> = Vec::new();
    for refund in refunds {
        if refund.status == RefundStatus::Failed {
            failures.push(refund);
        } else if refund.instead_of.is_none() {
            let good = failures.iter().enumerate().filter(|(_, failed)| failed.amount_minor <= refund.amount_minor);
            if let Some((at, _)) = good.max_by_key(|(_, failed)| failed.amount_minor) {
                failures.remove(at);
            }
        }
    }
    failures
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
    use crate::stripe::Dispute;

    fn refund(created: i64, amount_minor: i64, status: RefundStatus) -> Refund {
        Refund { id: format!("re_{created}"), status, amount_minor, created, payment_intent: None, instead_of: None }
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

    // Sent again, each failure counts once: the newest of a chain, never the chain; and what succeeded ends it.
    #[test]
    fn what_was_sent_again_counts_once() {
        use RefundStatus::{Failed, Pending, Succeeded};
        let again = |created: i64, of: i64, amount: i64, status| Refund {
            instead_of: Some(format!("re_{of}")),
            ..refund(created, amount, status)
        };
        for (refunds, expected) in [
            (vec![refund(1, 2000, Failed), again(2, 1, 2000, Failed)], vec!["re_2"]),
            (vec![refund(1, 2000, Failed), again(2, 1, 2000, Failed), again(3, 2, 2000, Failed)], vec!["re_3"]),
            (vec![refund(1, 2000, Failed), again(2, 1, 2000, Pending)], vec![]),
            (vec![refund(1, 2000, Failed), again(2, 1, 2000, Succeeded)], vec![]),
            // Two that failed, one of them sent again: the other is still owed, also where its amount is less.
            (vec![refund(1, 1000, Failed), refund(2, 2000, Failed), again(3, 2, 2000, Succeeded)], vec!["re_1"]),
            // In the same second, in whatever order they are listed.
            (vec![again(2, 1, 2000, Succeeded), refund(2, 500, Failed), refund(1, 2000, Failed)], vec!["re_2"]),
        ] {
            let moved = moved(refunds.clone(), &[]);
            let ids: Vec<_> = outstanding(&moved).iter().map(|refund| refund.id.clone()).collect();
            assert_eq!(ids, expected, "{refunds:?}");
        }
    }
}

//! Money and state agree, whatever happens in which order (N13): random interleavings on the real database.

use std::collections::BTreeSet;

use backend::booking::BookOrder;
use backend::identity::SessionToken;
use backend::payment::StripeEventJob;
use contract::booking::AppointmentStatus;
use contract::id::AppointmentId;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::Row;
use uuid::Uuid;

use crate::house::House;

const STEPS: [&str; 17] = [
    "book",
    "book",
    "open",
    "open",
    "pay",
    "pay",
    "decline",
    "expire",
    "completed",
    "expired",
    "give back",
    "cancel",
    "practice cancels",
    "leave",
    "later",
    "work",
    "lost answer",
];

/// What one client has in hand.
#[derive(Default)]
struct Hand {
    appointment: Option<AppointmentId>,
    checkouts: BTreeSet<String>,
}

#[tokio::test]
async fn money_and_state_agree_in_any_order() {
    let house = House::build(2).await;
    let rounds: u64 = std::env::var("NS_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(40);
    let mut paid = 0;
    for seed in 0..rounds {
        let mut hands = [Hand::default(), Hand::default()];
        let mut story = Vec::new();
        let mut chance = StdRng::seed_from_u64(seed);
        // Twelve slots a day and many days: every round has a time of its own, which both clients want.
        let slot = house.slot(&house.clients[0], house.paid, usize::try_from(seed).unwrap() % 300).await;
        // Somebody books and goes to pay; what follows is chance, and the other one may come first.
        let first = chance.random_range(0..2);
        let opening = [(first, "book"), (first, "open"), (1 - first, "book")];
        let rest = (0..chance.random_range(2..16))
            .map(|_| (chance.random_range(0..2), STEPS[chance.random_range(0..STEPS.len())]))
            .collect::<Vec<_>>();
        for (who, step) in opening.into_iter().chain(rest) {
            story.push((who, step));
            take(&house, &mut hands[who], who, step, slot).await;
        }
        // In the end time passes, Stripe is there, and jobs run.
        for _ in 0..3 {
            house.later().await;
            house.work().await;
        }
        for hand in &hands {
            paid += check(&house, hand, &format!("seed {seed}: {story:?}")).await;
        }
        clear(&house).await;
    }
    assert!(rounds < 20 || paid >= 8, "the stories are too tame: {paid} payments");
}

async fn take(house: &House, hand: &mut Hand, who: usize, step: &str, starts_at: chrono::DateTime<chrono::Utc>) {
    let token = &house.clients[who].token;
    if step == "book" && hand.appointment.is_none() {
        let order = BookOrder { service: house.paid, starts_at, key: Uuid::now_v7() };
        hand.appointment = house.backend.book(token, "test", order).await.ok().map(|booked| booked.appointment);
    }
    let Some(appointment) = hand.appointment else { return };
    match step {
        "open" => {
            if let Ok(url) = house.backend.open_checkout(token, "test", appointment).await {
                hand.checkouts.insert(url.as_str().rsplit('/').next().unwrap().to_owned());
            }
        }
        // A process that dies after Stripe has done what it was asked for.
        "lost answer" => {
            house.press("/standin/settings", "lose_answers=2").await;
            if let Ok(url) = house.backend.open_checkout(token, "test", appointment).await {
                hand.checkouts.insert(url.as_str().rsplit('/').next().unwrap().to_owned());
            }
            house.press("/standin/settings", "lose_answers=0").await;
        }
        "pay" | "decline" | "expire" => {
            for checkout in &hand.checkouts {
                house.act(checkout, step).await;
            }
        }
        "completed" | "expired" => {
            for checkout in &hand.checkouts {
                let event = StripeEventJob { kind: format!("checkout.session.{step}"), object_id: checkout.clone() };
                house.backend.apply_event(&SessionToken::random(), &event).await.unwrap();
            }
        }
        "give back" => drop(house.backend.give_back(token, "test", appointment).await),
        "cancel" => drop(house.backend.cancel_appointment(token, "test", appointment).await),
        "practice cancels" => {
            let tx = house.practitioner.write(&house.backend).await;
            let to = AppointmentStatus::CancelledByPractice;
            drop(house.backend.conclude_appointment(tx, appointment, to).await);
        }
        "leave" => {
            for checkout in &hand.checkouts {
                let code = house.return_code(appointment, checkout).await;
                house.backend.leave_checkout(appointment, &code).await.unwrap();
            }
        }
        "later" => house.later().await,
        "work" => drop(house.work().await),
        _ => {}
    }
}

/// Compares what is stored with what Stripe holds; 1 when money came in.
async fn check(house: &House, hand: &Hand, story: &str) -> usize {
    let Some(appointment) = hand.appointment else { return 0 };
    assert!(hand.checkouts.len() <= 1, "two checkouts for one payment. {story}");
    let mut sql = house.world.db.superuser().await;
    let row = sqlx::query("select a.status, p.status as payment, p.refunded_minor, p.amount_minor, p.payment_intent from app.appointment a join app.payment p using (appointment_id) where a.appointment_id = $1")
        .bind(appointment.0)
        .fetch_one(&mut sql)
        .await
        .unwrap();
    let (status, payment): (String, String) = (row.get("status"), row.get("payment"));
    let (refunded, amount): (i64, i64) = (row.get("refunded_minor"), row.get("amount_minor"));
    let mut came_in = false;
    for checkout in &hand.checkouts {
        came_in |= house.paid_at_stripe(checkout).await;
    }
    let now = format!("{status}/{payment}, {refunded} of {amount} given back, came in: {came_in}. {story}");
    if came_in {
        let kept = payment == "paid" && status == "confirmed" && refunded == 0;
        let given_back = payment == "refunded" && refunded == amount && status != "confirmed" && status != "held";
        assert!(kept || given_back, "paid without a booking or a refund: {now}");
    } else {
        assert!(!matches!(payment.as_str(), "paid" | "refunded"), "paid out of thin air: {now}");
        assert!(status != "confirmed" && status != "held", "booked or held for ever without money: {now}");
    }
    usize::from(came_in)
}

/// The next round has the calendar for itself.
async fn clear(house: &House) {
    let mut hand = house.world.db.superuser().await;
    // T8: the ledger has every state in its order, and ends where the payment is.
    let loose: i64 = sqlx::query_scalar(
        "select count(*) from app.payment p where (p.status, p.amount_minor, p.refunded_minor) is distinct from
           (select (l.status, l.amount_minor, l.refunded_minor) from app.ledger l where l.payment_id = p.payment_id order by l.seq desc limit 1)",
    )
    .fetch_one(&mut hand)
    .await
    .unwrap();
    assert_eq!(loose, 0, "money and ledger disagree");
    let left: i64 =
        sqlx::query_scalar("select count(*) from ops.job where status = 'failed'").fetch_one(&mut hand).await.unwrap();
    assert_eq!(left, 0);
    sqlx::query("update app.appointment set status = 'cancelled_by_practice' where status = 'confirmed'")
        .execute(&mut hand)
        .await
        .unwrap();
}

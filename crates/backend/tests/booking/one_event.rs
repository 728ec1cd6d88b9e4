//! What reading one event of Stripe's costs: transactions here, questions at Stripe. N12 N13

use std::cell::Cell;
use std::sync::Once;
use std::time::Duration;

use backend::db::TRANSACTIONS;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::house::House;

thread_local! {
    static BEGUN: Cell<usize> = const { Cell::new(0) };
}

/// Counts the transactions that begin in each thread: a test and what it spawns have one of their own.
struct Begun;

impl Begun {
    fn count() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| tracing::subscriber::set_global_default(Self).unwrap());
        Self::take();
    }

    /// How many began since the last call.
    fn take() -> usize {
        BEGUN.take()
    }
}

impl Subscriber for Begun {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TRANSACTIONS
    }

    fn event(&self, _: &Event<'_>) {
        BEGUN.set(BEGUN.get() + 1);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Runs the next due job, which must be the event's, and says how many transactions that took.
async fn read_event(house: &House) -> usize {
    Begun::take();
    assert!(house.backend.run_next_job().await.unwrap());
    let took = Begun::take();
    let done = "select count(*) from ops.job where kind = 'apply_stripe_event' and status <> 'done'";
    assert_eq!(house.count(done).await, 0, "the job that ran was not the event's, or failed");
    took
}

#[tokio::test]
async fn an_event_is_stored_in_one_transaction_and_read_in_four() {
    Begun::count();
    let house = House::build(1).await;
    let (paid, checkout) = house.checkout(&house.clients[0], 0).await;
    let asked = async |path: String| house.ask("/standin/requests").await[path].as_u64().unwrap_or_default();

    Begun::take();
    house.act(&checkout, "pay").await;
    house.events(1).await;
    let stored = Begun::take();
    let read = read_event(&house).await;
    assert_eq!(house.state(paid).await, "confirmed//paid");
    let fetched = asked(format!("GET /v1/checkout/sessions/{checkout}")).await;
    // Claim the job, learn the organisation, settle, finish the job.
    assert_eq!((stored, read, fetched), (1, 4, 1), "stored, read, fetched");
    assert_eq!(house.count("select count(*) from auth.session where portal = 'worker'").await, 1, "one session");
    assert_eq!(
        house.count("select count(*) from auth.session where portal = 'worker' and ended_at is null").await,
        0,
        "the session ended with the job"
    );

    // A refund made at Stripe's dashboard: the figures are written, then read again and found in agreement.
    while house.backend.run_next_job().await.unwrap() {}
    house.press(&format!("/standin/sessions/{checkout}/refund"), "amount=2000").await;
    house.events(2).await;
    let read = read_event(&house).await;
    assert_eq!(house.state(paid).await, "confirmed//partly_refunded");
    assert_eq!(read, 6, "claim, learn, look, write, look again, finish");
    assert_eq!(asked(format!("GET /v1/checkout/sessions/{checkout}")).await, 1, "a refund needs no checkout");
}

#[tokio::test]
async fn an_event_that_comes_in_rings_for_the_worker() {
    let house = House::build(1).await;
    let (_, checkout) = house.checkout(&house.clients[0], 0).await;
    // What booking rang for is heard.
    drop(tokio::time::timeout(Duration::ZERO, house.backend.wait_for_work()).await);
    assert!(tokio::time::timeout(Duration::ZERO, house.backend.wait_for_work()).await.is_err(), "it still rings");
    house.act(&checkout, "pay").await;
    house.events(1).await;
    let heard = tokio::time::timeout(Duration::from_secs(10), house.backend.wait_for_work()).await;
    assert!(heard.is_ok(), "nobody rang");
}

// The client cancels; that Stripe gave the money back is nobody's deed, though the job was the client's to ask for.
#[tokio::test]
async fn what_stripe_did_is_written_down_as_nobodys_deed() {
    let house = House::build(1).await;
    let me = &house.clients[0];
    let (paid, checkout) = house.checkout(me, 0).await;
    house.act(&checkout, "pay").await;
    house.events(1).await;
    while house.backend.run_next_job().await.unwrap() {}
    house.backend.cancel_appointment(&me.token, "test", paid).await.unwrap();
    while house.backend.run_next_job().await.unwrap() {}
    assert_eq!(house.state(paid).await, "cancelled_by_client//refunded");
    let entries = "select count(*) from app.activity where action like 'payment.%' and action <> 'payment.opened'";
    assert_eq!(house.count(entries).await, 2, "paid and refunded");
    assert_eq!(house.count(&format!("{entries} and via = 'system' and actor_id is null")).await, 2);
}

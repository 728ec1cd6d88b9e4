//! The ledger of payments (T8): every change is sealed in its own transaction, and the first broken link is named.

use backend::activity::{Action, Activity};
use backend::evidence::{Fault, Log};
use sqlx::Executor;

use crate::support::House;

async fn entry(house: &House, payment: uuid::Uuid) {
    let mut tx = house.client.write(&house.backend).await;
    house.backend.write_ledger(&mut tx, payment).await.unwrap();
    tx.commit(Activity::new(Action::PaymentOpened).on(payment)).await.unwrap();
}

/// Payments that went through some states, by the functions that really write them.
async fn payments(house: &mut House, count: usize) {
    let (org, client, practitioner) = (house.org.0, house.client.member.0, house.practitioner.member.0);
    for n in 0..count {
        let id = uuid::Uuid::now_v7();
        house.world.by_hand(format!(
            "set session_replication_role = replica;
             insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, hold_expires_at)
             values ('{org}', '{id}', '{client}', '{practitioner}', '{id}', 'Talk', 'online', 5000, 'gbp', now() + interval '{n} days 1 hour', now() + interval '{n} days 2 hours', 'held', now() + interval '5 minutes');
             set session_replication_role = origin;
             insert into app.payment (organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status) values ('{org}', '{id}', '{id}', '{client}', 5000, 'gbp', 'created')"
        )).await;
        entry(house, id).await;
        house
            .world
            .by_hand(format!("update app.payment set status = 'open', checkout_id = '{id}' where payment_id = '{id}'"))
            .await;
        entry(house, id).await;
        // The same state twice is one entry.
        entry(house, id).await;
    }
}

#[tokio::test]
async fn the_first_broken_link_is_named() {
    let mut house = House::new().await;
    payments(&mut house, 4).await;
    house.checkpoint().await;
    let report = house.verify().await;
    assert_eq!((report.faults.as_slice(), report.ledger_entries), (&[][..], 8));
    for (harm, named) in [
        ("update app.ledger set amount_minor = 500 where seq = 3", "ledger entry 3 was edited"),
        ("update app.ledger set refunded_minor = 5000 where seq = 8", "ledger entry 8 was edited"),
        ("update app.ledger set settled_minor = 5000 where seq = 7", "ledger entry 7 was edited"),
        ("update app.ledger set status = 'refunded' where seq = 5", "ledger entry 5 was edited"),
        ("update app.ledger set at = at + interval '1 microsecond' where seq = 1", "ledger entry 1 was edited"),
        ("update app.ledger set mac = sha256(mac) where seq = 2", "ledger entry 2 was edited"),
        ("delete from app.ledger where seq = 4", "ledger entry 4 is missing"),
        ("delete from app.ledger where seq = 8", "ledger entry 8 and what followed is gone"),
        ("delete from app.ledger", "ledger entry 1 and what followed is gone"),
        ("delete from app.ledger_key", "the ledger's key is gone"),
        ("update app.ledger_key set sealed = sealed || '\\x00'", "the ledger's key is gone"),
        ("delete from app.ledger; delete from app.ledger_key", "the ledger's key is gone"),
        (
            "update app.ledger set seq = case seq when 6 then 7 else 6 end + 100 where seq in (6, 7); update app.ledger set seq = seq - 100 where seq > 100",
            "ledger entry 6 was edited",
        ),
        (
            "update app.payment set amount_minor = 50 where payment_id = (select payment_id from app.ledger where seq = 6)",
            "ledger entry (6)",
        ),
        (
            "update app.payment set status = 'paid' where payment_id = (select payment_id from app.ledger where seq = 8)",
            "ledger entry (8)",
        ),
    ] {
        house.world.by_hand(format!(
            "create temp table l as select * from app.ledger; create temp table k as select * from app.ledger_key; create temp table p as select * from app.payment;
             set session_replication_role = replica; {harm}; set session_replication_role = origin"
        )).await;
        let faults = house.verify().await.faults;
        assert!(matches!(&faults[..], [Fault { log: Log::Ledger, .. }]), "{harm}: {faults:?}");
        assert!(faults[0].to_string().contains(named), "{harm}: {}", faults[0]);
        house.world.by_hand(
            "set session_replication_role = replica; delete from app.ledger; insert into app.ledger select * from l; delete from app.ledger_key; insert into app.ledger_key select * from k;
             delete from app.payment; insert into app.payment select * from p; set session_replication_role = origin; drop table l; drop table k; drop table p".to_owned(),
        ).await;
    }
    assert_eq!(house.verify().await.faults, []);
}

// A payment that changes without its entry does not last, whatever program writes it.
#[tokio::test]
async fn no_change_lasts_without_its_entry() {
    let mut house = House::new().await;
    payments(&mut house, 1).await;
    let (org, person, member) = (house.org.0, house.client.person.0, house.client.member.0);
    house
        .world
        .by_hand(format!(
            "insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, idle_expires_at, expires_at)
             values (sha256('raw'), '{person}', '{org}', '{member}', 'client', now() + interval '1 hour', now() + interval '1 hour');
             update app.payment set checkout_id = null; delete from app.ledger where false"
        ))
        .await;
    let mut raw = house.world.db.as_role("ns_client").await;
    raw.execute("begin; select authz.enter('raw'); update app.payment set checkout_id = 'cs_other'; commit")
        .await
        .unwrap();
    assert_eq!(
        house.count("select count(*) from app.payment where checkout_id = 'cs_other'").await,
        1,
        "the same state"
    );
    // As if the ledger had missed the step from created to open.
    house.world.by_hand("set session_replication_role = replica; delete from app.ledger where seq = 2; update app.payment set status = 'created'; set session_replication_role = origin".into()).await;
    let refused = raw.execute("begin; select authz.enter('raw'); update app.payment set status = 'open'; commit").await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("without its ledger entry"), "{refused}");
    raw.execute("rollback").await.unwrap();
    assert_eq!(house.count("select count(*) from app.payment where status = 'open'").await, 0);
}

//! Money that waits for a person: who may settle it, what is written down, and that nothing else is settled by it. N13 T8

use backend::Refusal;
use backend::db::{Clinic, Portal, WriteTx};
use contract::booking::{MoneyFact, SettleInput};
use contract::{AppError, Code};
use sqlx::{AssertSqlSafe, Connection};
use testkit::Actor;

use crate::house::House;

const HOW: &str = "By bank transfer on 3 December";

fn how(failed: i64) -> SettleInput {
    SettleInput { how: HOW.into(), failed }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> AppError {
    match answer {
        Err(Refusal::App(error)) => error,
        other => panic!("{other:?}"),
    }
}

async fn write<P: Portal>(house: &House, who: &Actor<P>) -> WriteTx<P> {
    who.write(&house.backend).await
}

/// A refund of everything that failed.
async fn failed(house: &House) -> contract::id::AppointmentId {
    let (id, checkout) = house.checkout(&house.clients[0], 0).await;
    house.act(&checkout, "pay").await;
    house.events(1).await;
    while house.backend.run_next_job().await.unwrap() {}
    house.backend.cancel_appointment(&house.clients[0].token, "test", id).await.unwrap();
    while house.backend.run_next_job().await.unwrap() {}
    let intent = house.at_stripe(&checkout).await["payment_intent"].as_str().unwrap().to_owned();
    let refunds = house.ask(&format!("/v1/refunds?payment_intent={intent}")).await;
    let refund = refunds["data"][0]["id"].as_str().unwrap().to_owned();
    let before: i64 = house.count("select count(*) from ops.stripe_event").await;
    house.press(&format!("/standin/refunds/{refund}/fail"), "").await;
    house.events(before + 1).await;
    while house.backend.run_next_job().await.unwrap() {}
    id
}

#[tokio::test]
async fn administrators_settle_what_was_shown_and_once() {
    let mut house = House::build(1).await;
    let organisation = house.practitioner.organisation;
    let elsewhere = house.world.organisation("Elsewhere").await;
    let admin: Actor<Clinic> = house.world.admin(organisation, "Noor").await;
    let desk: Actor<Clinic> = house.world.front_desk(organisation, "Iris").await;
    let stranger: Actor<Clinic> = house.world.admin(elsewhere, "Hanna").await;
    let id = failed(&house).await;
    let backend = house.backend.clone();

    for who in [&desk, &stranger] {
        let answer = backend.settle_another_way(write(&house, who).await, id, &how(6000)).await;
        assert_eq!(refused(answer), AppError::NotFound);
        assert_eq!(refused(backend.ask_refund_again(write(&house, who).await, id).await), AppError::NotFound);
    }
    let seen = backend.list_money_tasks(&mut desk.read(&backend).await).await.unwrap();
    assert_eq!((seen.tasks.len(), seen.may_settle), (1, false));
    assert!(backend.list_money_tasks(&mut stranger.read(&backend).await).await.unwrap().tasks.is_empty());
    for (typed, code) in [("", Code::Required), ("paid", Code::TooShort)] {
        let input = SettleInput { how: typed.into(), failed: 6000 };
        let answer = backend.settle_another_way(write(&house, &admin).await, id, &input).await;
        assert_eq!(refused(answer), AppError::field("how", code));
    }
    // Another sum than was shown: nothing is settled.
    let moved = AppError::Conflict(Code::MoneyMoved);
    assert_eq!(refused(backend.settle_another_way(write(&house, &admin).await, id, &how(5000)).await), moved);
    assert_eq!(house.count("select count(*) from app.payment where settled_at is not null").await, 0);

    backend.settle_another_way(write(&house, &admin).await, id, &how(6000)).await.unwrap();
    while backend.run_next_job().await.unwrap() {}
    let seen = backend.list_money_tasks(&mut admin.read(&backend).await).await.unwrap();
    assert!(seen.tasks.is_empty() && seen.may_settle, "{:?}", seen.tasks);
    let mine = backend.find_appointment(&mut house.clients[0].read(&backend).await, id).await.unwrap().unwrap();
    let facts = mine.facts();
    let [MoneyFact::PaidBack(money, words)] = facts.as_slice() else { panic!("{facts:?}") };
    assert_eq!((money.minor, words.as_str()), (6000, HOW));
    // Once: a second time, and sending it again, find nothing that waits.
    assert_eq!(refused(backend.settle_another_way(write(&house, &admin).await, id, &how(6000)).await), moved);
    assert_eq!(refused(backend.settle_another_way(write(&house, &admin).await, id, &how(0)).await), moved);
    assert_eq!(refused(backend.ask_refund_again(write(&house, &admin).await, id).await), moved);
    let by = "select count(*) from app.activity where action = 'payment.settled' and actor_member = ";
    assert_eq!(house.count(&format!("{by} '{}'", admin.member)).await, 1);
    // Both people have it in a letter, with the words.
    let letters = backend.mailbox().unwrap();
    let settled: Vec<_> = letters.iter().filter(|letter| letter.subject.ends_with("is settled")).collect();
    assert_eq!(settled.len(), 2);
    assert!(settled.iter().all(|letter| letter.text.contains(HOW)), "{settled:?}");
    assert_eq!(backend.pulse().await.unwrap().jobs_failed, 0);
}

// What a login of the clinic can do by statements of its own: settle what failed, in full, with words and a ledger entry.
#[tokio::test]
async fn nothing_is_settled_by_hand_otherwise() {
    let mut house = House::build(1).await;
    let admin = house.world.admin(house.practitioner.organisation, "Noor").await;
    let id = failed(&house).await;
    let desk = house.world.front_desk(house.practitioner.organisation, "Iris").await;
    for (secret, who) in [("of an administrator", &admin), ("of the front desk", &desk)] {
        house
            .world
            .by_hand(format!(
                "insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, idle_expires_at, expires_at)
                 values (sha256(convert_to('{secret}', 'UTF8')), '{}', '{}', '{}', 'clinic', now() + interval '1 hour', now() + interval '1 hour')",
                who.person, who.organisation, who.member
            ))
            .await;
    }
    let (admin, desk) = ("of an administrator", "of the front desk");
    let refund =
        "select ops.enqueue('refund_again', jsonb_build_object('payment_id', payment_id), null, null) from app.payment";
    for (secret, statement, why) in [
        (admin, "update app.payment set settled_minor = 1, settled_how = 'By hand, a part'", "payment_settlement"),
        (admin, "update app.payment set settled_minor = 6000, settled_how = null", "payment_settlement"),
        (admin, "update app.payment set settled_how = 'Words and no money'", "payment_settlement"),
        (
            admin,
            "update app.payment set settled_minor = 6000, settled_how = 'Without an entry in the ledger'",
            "ledger_agrees",
        ),
        (admin, "update app.payment set refund_failed_minor = 0", ""),
        (admin, "update app.payment set status = 'refunded'", ""),
        (desk, refund, "job_scope"),
        (desk, "select app.ledger_next(payment_id) from app.payment", ""),
        (desk, "select app.ledger_append(payment_id, 1, now(), sha256('forged')) from app.payment", ""),
        (admin, "select app.ledger_append(payment_id, 100, now(), sha256('forged')) from app.payment", ""),
    ] {
        let mut connection = house.world.db.as_role("ns_clinic").await;
        let mut tx = connection.begin().await.unwrap();
        let entered = sqlx::query("select authz.enter($1)").bind(secret).fetch_all(&mut *tx).await.unwrap();
        assert_eq!(entered.len(), 1, "not signed in, so this proves nothing");
        let done = match sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await {
            Ok(_) => tx.commit().await,
            Err(error) => Err(error),
        };
        let error = done.expect_err(statement);
        let named = error.as_database_error().and_then(|error| error.constraint()).unwrap_or_default().to_owned();
        assert_eq!(named, why, "{statement}: {error}");
    }
    assert_eq!(house.state(id).await, "cancelled_by_client//paid");
    assert_eq!(house.count("select count(*) from app.payment where settled_at is not null").await, 0);
}

//! What a portal's own login cannot do, even with SQL written by hand.

use sqlx::{AssertSqlSafe, Executor};

use crate::house::House;

#[tokio::test]
async fn a_client_cannot_confirm_or_pay_by_hand() {
    // N13: the database refuses, whatever the program above does
    let house = House::build(1).await;
    let me = &house.clients[0];
    let (appointment, _) = house.checkout(me, 0).await;
    // A session of the client's whose token is known here.
    let token = "by-hand";
    let mut hand = house.world.db.superuser().await;
    sqlx::query("insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, idle_expires_at, expires_at) values (sha256('by-hand'), $1, $2, $3, 'client', now() + interval '1 hour', now() + interval '1 hour')")
        .bind(me.person.0)
        .bind(me.organisation.0)
        .bind(me.member.0)
        .execute(&mut hand)
        .await
        .unwrap();
    let mut raw = house.world.db.as_role("ns_client").await;
    let id = appointment.0;
    for sql in [
        format!("update app.appointment set status = 'confirmed' where appointment_id = '{id}'"),
        format!("update app.appointment set status = 'completed' where appointment_id = '{id}'"),
        format!("update app.appointment set price_minor = 0 where appointment_id = '{id}'"),
        format!("update app.appointment set hold_expires_at = now() + interval '1 year' where appointment_id = '{id}'"),
        format!("update app.payment set status = 'paid' where appointment_id = '{id}'"),
        format!("update app.payment set status = 'refunded' where appointment_id = '{id}'"),
        format!("update app.payment set amount_minor = 1 where appointment_id = '{id}'"),
        format!("update app.payment set refunded_minor = 0, paid_at = now() where appointment_id = '{id}'"),
        format!("delete from app.payment where appointment_id = '{id}'"),
        format!("insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status)
                 select organisation_id, gen_random_uuid(), client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at + interval '1 day', ends_at + interval '1 day', 'confirmed' from app.appointment where appointment_id = '{id}'"),
        format!("insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status)
                 select organisation_id, gen_random_uuid(), client_id, practitioner_id, service_id, service_name, place, 0, currency, starts_at + interval '1 day', ends_at + interval '1 day', 'confirmed' from app.appointment where appointment_id = '{id}'"),
        "insert into ops.stripe_event (event_id, kind, object_id, created_at) values ('evt_1', 'checkout.session.completed', 'cs_1', now())".to_owned(),
        "select ops.open_payment_session((select payment_id from app.payment limit 1), '\\x00')".to_owned(),
    ] {
        raw.execute("begin").await.unwrap();
        sqlx::query("select authz.enter($1)").bind(token).execute(&mut raw).await.unwrap();
        let seen: i64 = sqlx::query_scalar("select count(*) from app.payment").fetch_one(&mut raw).await.unwrap();
        assert_eq!(seen, 1, "the identity holds, so what follows is refused for itself");
        let done = raw.execute(AssertSqlSafe(sql.clone())).await;
        assert!(matches!(done, Err(sqlx::Error::Database(_))), "{sql}: {done:?}");
        raw.execute("rollback").await.unwrap();
    }
    assert_eq!(house.state(appointment).await, "held//open");
}

#[tokio::test]
async fn even_the_worker_confirms_only_what_is_paid() {
    // N13
    let house = House::build(1).await;
    let (appointment, _) = house.checkout(&house.clients[0], 0).await;
    let mut hand = house.world.db.superuser().await;
    sqlx::query("insert into auth.session (token_hash, organisation_id, portal, idle_expires_at, expires_at) values (sha256('by-hand'), $1, 'worker', now() + interval '1 hour', now() + interval '1 hour')")
        .bind(house.practitioner.organisation.0)
        .execute(&mut hand)
        .await
        .unwrap();
    let mut raw = house.world.db.as_role("ns_worker").await;
    raw.execute("begin").await.unwrap();
    raw.execute("select authz.enter('by-hand')").await.unwrap();
    let sql = format!("update app.appointment set status = 'confirmed' where appointment_id = '{appointment}'");
    let done = raw.execute(AssertSqlSafe(sql)).await;
    let Err(sqlx::Error::Database(error)) = done else { panic!("{done:?}") };
    assert_eq!(error.constraint(), Some("appointment_transition"));
}

#[tokio::test]
async fn the_worker_takes_over_no_session_but_its_own() {
    // N12: a payment's session is made for a new hash, or for the job's own
    let house = House::build(1).await;
    house.checkout(&house.clients[0], 0).await;
    let mut hand = house.world.db.superuser().await;
    for portal in ["client", "worker"] {
        sqlx::query("insert into auth.session (token_hash, organisation_id, portal, ended_at, idle_expires_at, expires_at) values (sha256($2::bytea), $1, $2, case $2 when 'worker' then now() end, now() + interval '1 hour', now() + interval '1 hour')")
            .bind(house.practitioner.organisation.0)
            .bind(portal)
            .execute(&mut hand)
            .await
            .unwrap();
    }
    let payment: uuid::Uuid =
        sqlx::query_scalar("select payment_id from app.payment").fetch_one(&mut hand).await.unwrap();
    let mut raw = house.world.db.as_role("ns_worker").await;
    for portal in ["client", "worker"] {
        let opened = sqlx::query("select ops.open_payment_session($1, sha256($2::bytea))")
            .bind(payment)
            .bind(portal)
            .execute(&mut raw)
            .await;
        assert!(opened.is_err_and(|error| error.to_string().contains("of elsewhere")), "{portal}");
    }
}

#[tokio::test]
async fn a_forged_event_is_refused_and_leaves_nothing() {
    // N12
    let house = House::build(1).await;
    let body = br#"{"id":"evt_1","object":"event","type":"checkout.session.completed","created":1,"livemode":false,"data":{"object":{"id":"cs_1"}}}"#;
    for signature in ["", "t=1,v1=00", "v1=00"] {
        assert!(house.backend.receive_event(body, signature).await.is_err(), "{signature}");
    }
    let mut hand = house.world.db.superuser().await;
    let stored: i64 = sqlx::query_scalar("select count(*) from ops.stripe_event").fetch_one(&mut hand).await.unwrap();
    assert_eq!(stored, 0);
}

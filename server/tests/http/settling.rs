//! `/clinic/money` over plain HTTP (N13): who may settle what waits for a person, what is said when nothing was typed or
//! another sum waits by now, and that a thing is settled once.

use backend::activity::{Action, Activity};
use backend::db::{Clinic, Practice};
use contract::id::{MembershipId, OrganisationId};
use testkit::{Actor, World};
use uuid::Uuid;

use crate::found::form;
use crate::support::{app, submit, visit};

const PAGE: &str = "/clinic/money";
const SETTLE: &str = "/api/booking/settle_another_way";
const AGAIN: &str = "/api/booking/refund_again";

/// A payment of 60 pounds, all of which could not be sent back.
async fn failed(world: &mut World, org: OrganisationId, practitioner: MembershipId) -> Uuid {
    let maya = world.client(org, "Maya").await;
    let client = maya.member;
    let (appointment, payment) = (Uuid::now_v7(), Uuid::now_v7());
    world
        .by_hand(format!(
            "set session_replication_role = replica;
             insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, status_changed_at)
               values ('{org}', '{appointment}', '{client}', '{practitioner}', gen_random_uuid(), 'First talk', 'online', 6000, 'gbp', now() + interval '1 day', now() + interval '25 hours', 'cancelled_by_client', now());
             insert into app.payment (organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status, paid_at, refund_failed_minor)
               values ('{org}', '{payment}', '{appointment}', '{client}', 6000, 'gbp', 'paid', now(), 6000);
             reset session_replication_role"
        ))
        .await;
    // The ledger has it from when it was paid.
    let mut tx = maya.write(&world.backend).await;
    world.backend.write_ledger(&mut tx, payment).await.unwrap();
    tx.commit(Activity::new(Action::PaymentOpened).on(payment)).await.unwrap();
    payment
}

#[tokio::test]
async fn money_that_waits_is_settled_once_by_an_administrator() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let ruth: Actor<Practice> = world.practitioner(clinic, "Ruth").await;
    let noor: Actor<Clinic> = world.admin(clinic, "Noor").await;
    let iris: Actor<Clinic> = world.front_desk(clinic, "Iris").await;
    let payment = failed(&mut world, clinic, ruth.member).await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let (noor, iris) = (format!("ns={}", noor.cookie), format!("ns={}", iris.cookie));

    // Front desk sees what waits, and that an administrator settles it.
    let seen = visit(&service, PAGE, &iris).await;
    assert!(seen.status == 200 && seen.body.contains("£60.00"), "{}", seen.body);
    assert!(!seen.body.contains(SETTLE) && !seen.body.contains(AGAIN));

    let opened = visit(&service, PAGE, &noor).await;
    let sent = form(&opened.body, SETTLE);
    assert_eq!(sent.value("failed"), Some("6000"));
    let by_desk = submit(&service, SETTLE, &iris, &sent.filled(&[("how", "By bank transfer")])).await;
    assert!(by_desk.status.is_client_error(), "{}", by_desk.status);

    // Nothing was typed: said beside the field, where it says what is missing.
    let empty = submit(&service, SETTLE, &noor, &sent.filled(&[("how", "")])).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Say in a few words how it was done: the client reads it."), "{}", empty.body);

    // Less waits by now than the page had shown: nothing is settled, and what was typed is kept.
    let fewer = "set session_replication_role = replica; update app.payment set refund_failed_minor = 5000;
                 reset session_replication_role";
    world.by_hand(fewer.into()).await;
    let late = submit(&service, SETTLE, &noor, &sent.filled(&[("how", "By bank transfer today")])).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("has changed since the page was opened"), "{}", late.body);
    assert!(late.body.contains("By bank transfer today"), "what was typed is lost");

    let sent = form(&visit(&service, PAGE, &noor).await.body, SETTLE);
    let typed = sent.filled(&[("how", "By bank transfer today")]);
    let done = submit(&service, SETTLE, &noor, &typed).await;
    assert_eq!((done.status.as_u16(), done.header("location").split('?').next()), (303, Some(PAGE)));
    let settled: (i64, String) =
        sqlx::query_as("select settled_minor, settled_how from app.payment where payment_id = $1")
            .bind(payment)
            .fetch_one(&mut world.hand)
            .await
            .unwrap();
    assert_eq!(settled, (5000, "By bank transfer today".to_owned()));
    let after = visit(&service, PAGE, &noor).await;
    assert!(!after.body.contains(SETTLE) && !after.body.contains("£50.00"), "{}", after.body);

    // Sent twice it is the same answer; a new form about it is refused.
    assert_eq!(submit(&service, SETTLE, &noor, &typed).await.status, 303);
    let lines: i64 = sqlx::query_scalar("select count(*) from app.activity where action = 'payment.settled'")
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(lines, 1);
}

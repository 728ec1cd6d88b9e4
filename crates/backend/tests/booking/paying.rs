//! Paid bookings from the hold to the refund, through the real webhook.

use backend::Refusal;
use contract::booking::{AppointmentStatus, ReturnView};
use contract::{AppError, Code};

use crate::house::House;

#[tokio::test]
async fn free_is_confirmed_at_once_and_paid_waits_for_the_event() {
    // N13
    let house = House::build(1).await;
    let me = &house.clients[0];
    let slot = house.slot(me, house.free, 20).await;
    let free = house.book(me, house.free, slot).await;
    assert_eq!(house.state(free).await, "confirmed//");
    let (paid, checkout) = house.checkout(me, 0).await;
    assert_eq!(house.state(paid).await, "held//open");
    house.act(&checkout, "pay").await;
    house.events(1).await;
    assert_eq!(house.state(paid).await, "held//open", "nothing before the job has asked Stripe");
    assert_eq!(house.work().await, 0);
    assert_eq!(house.state(paid).await, "confirmed//paid");
    house.later().await;
    assert_eq!(house.work().await, 0);
    assert_eq!(house.state(paid).await, "confirmed//paid", "the end of the hold changes nothing any more");
}

#[tokio::test]
async fn a_hundred_copies_confirm_once() {
    // N12 N13
    let house = House::build(1).await;
    house.press("/standin/settings", "copies=100").await;
    let (paid, checkout) = house.checkout(&house.clients[0], 0).await;
    house.act(&checkout, "pay").await;
    house.events(1).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let mut hand = house.world.db.superuser().await;
    let stored: i64 = sqlx::query_scalar("select count(*) from ops.stripe_event").fetch_one(&mut hand).await.unwrap();
    let jobs: i64 = sqlx::query_scalar("select count(*) from ops.job where kind = 'apply_stripe_event'")
        .fetch_one(&mut hand)
        .await
        .unwrap();
    assert_eq!((stored, jobs), (1, 1));
    house.work().await;
    assert_eq!(house.state(paid).await, "confirmed//paid");
    assert_eq!(house.entries(paid).await, 2, "held and confirmed, once each");
}

#[tokio::test]
async fn declined_and_left_gives_the_time_back_and_says_so() {
    // N13
    let house = House::build(2).await;
    let me = &house.clients[0];
    let slot = house.slot(me, house.paid, 0).await;
    let (paid, checkout) = house.checkout(me, 0).await;
    house.act(&checkout, "decline").await;
    house.work().await;
    assert_eq!(house.state(paid).await, "held//open", "another card may be tried");
    assert!(matches!(house.backend.leave_checkout(paid, "guess").await, Err(Refusal::App(AppError::NotFound))));
    let code = house.return_code(paid, &checkout).await;
    assert_eq!(house.backend.leave_checkout(paid, &code).await.unwrap(), ReturnView::Released);
    assert_eq!(house.state(paid).await, "released/declined/failed");
    house.book(&house.clients[1], house.paid, slot).await;
    house.act(&checkout, "pay").await;
    house.later().await;
    house.work().await;
    assert_eq!(house.state(paid).await, "released/declined/failed", "a checkout that is over cannot be paid");
}

#[tokio::test]
async fn leaving_without_paying_gives_the_time_back() {
    // N13
    let house = House::build(1).await;
    let me = &house.clients[0];
    let (paid, checkout) = house.checkout(me, 0).await;
    let code = house.return_code(paid, &checkout).await;
    for _ in 0..2 {
        assert_eq!(house.backend.leave_checkout(paid, &code).await.unwrap(), ReturnView::Released);
    }
    assert_eq!(house.state(paid).await, "released/cancelled/expired");
    let again = house.backend.open_checkout(&me.token, "test", paid).await;
    assert!(matches!(again, Err(Refusal::App(AppError::Gone(Code::HoldExpired)))), "{again:?}");
}

#[tokio::test]
async fn who_paid_and_then_pressed_back_has_the_appointment() {
    // N13
    let house = House::build(1).await;
    let (paid, checkout) = house.checkout(&house.clients[0], 0).await;
    let code = house.return_code(paid, &checkout).await;
    house.act(&checkout, "pay").await;
    assert_eq!(house.backend.leave_checkout(paid, &code).await.unwrap(), ReturnView::Paid);
    assert_eq!(house.state(paid).await, "confirmed//paid");
}

#[tokio::test]
async fn a_hold_runs_out() {
    // N13
    let house = House::build(1).await;
    let (paid, _) = house.checkout(&house.clients[0], 0).await;
    assert_eq!(house.work().await, 0);
    assert_eq!(house.state(paid).await, "held//open", "its job is not due yet");
    house.later().await;
    assert_eq!(house.work().await, 0);
    assert_eq!(house.state(paid).await, "released/expired/expired");
}

#[tokio::test]
async fn paid_in_the_last_second_is_booked_or_refunded() {
    // N13: the time is free still; then it is not
    let house = House::build(2).await;
    let (mine, checkout) = house.checkout(&house.clients[0], 0).await;
    let slot = house
        .backend
        .find_appointment(&mut house.clients[0].read(&house.backend).await, mine)
        .await
        .unwrap()
        .unwrap()
        .starts_at;
    house.act(&checkout, "pay").await;
    house.later().await;
    let other = house.book(&house.clients[1], house.paid, slot).await;
    assert_eq!(house.state(mine).await, "released/expired/open");
    house.events(1).await;
    house.work().await;
    assert_eq!(house.state(mine).await, "released/slot_lost/refunded");
    assert_eq!(house.state(other).await, "held//created");

    let (late, checkout) = house.checkout(&house.clients[0], 20).await;
    house.act(&checkout, "pay").await;
    let mut hand = house.world.db.superuser().await;
    sqlx::query("update app.appointment set status = 'released', released_why = 'expired' where appointment_id = $1")
        .bind(late.0)
        .execute(&mut hand)
        .await
        .unwrap();
    house.events(2).await;
    house.work().await;
    assert_eq!(house.state(late).await, "confirmed//paid");
}

#[tokio::test]
async fn cancelling_in_time_refunds_and_too_late_does_not() {
    // N13
    let house = House::build(1).await;
    let me = &house.clients[0];
    let (in_time, checkout) = house.checkout(me, 0).await;
    house.act(&checkout, "pay").await;
    let (too_late, checkout) = house.checkout(me, 20).await;
    house.act(&checkout, "pay").await;
    house.events(2).await;
    house.work().await;
    let mut hand = house.world.db.superuser().await;
    sqlx::raw_sql("alter table app.appointment disable trigger transition").execute(&mut hand).await.unwrap();
    sqlx::query("update app.appointment set starts_at = now() + interval '23 hours', ends_at = now() + interval '24 hours' where appointment_id = $1").bind(too_late.0).execute(&mut hand).await.unwrap();
    sqlx::raw_sql("alter table app.appointment enable trigger transition").execute(&mut hand).await.unwrap();
    for appointment in [in_time, too_late] {
        house.backend.cancel_appointment(&me.token, "test", appointment).await.unwrap();
        let again = house.backend.cancel_appointment(&me.token, "test", appointment).await;
        assert!(matches!(again, Err(Refusal::App(AppError::Conflict(Code::NotCancellable)))));
    }
    assert!(
        house
            .backend
            .find_appointment(&mut me.read(&house.backend).await, in_time)
            .await
            .unwrap()
            .unwrap()
            .refund_due()
    );
    house.work().await;
    assert_eq!(house.state(in_time).await, "cancelled_by_client//refunded");
    assert_eq!(house.state(too_late).await, "cancelled_by_client//paid");
    house.events(3).await;
    house.later().await;
    assert_eq!(house.work().await, 0);
    assert_eq!(house.state(in_time).await, "cancelled_by_client//refunded");
}

#[tokio::test]
async fn the_practice_cancels_and_the_money_goes_back() {
    // N13
    let house = House::build(1).await;
    let (paid, checkout) = house.checkout(&house.clients[0], 0).await;
    house.act(&checkout, "pay").await;
    house.events(1).await;
    house.work().await;
    let early = house
        .backend
        .conclude_appointment(house.practitioner.write(&house.backend).await, paid, AppointmentStatus::Completed)
        .await;
    assert!(matches!(early, Err(Refusal::App(AppError::Conflict(_)))), "it has not started");
    house
        .backend
        .conclude_appointment(
            house.practitioner.write(&house.backend).await,
            paid,
            AppointmentStatus::CancelledByPractice,
        )
        .await
        .unwrap();
    house.work().await;
    assert_eq!(house.state(paid).await, "cancelled_by_practice//refunded");
}

#[tokio::test]
async fn an_outage_is_told_and_gives_the_time_back() {
    // N13
    let house = House::build(2).await;
    let me = &house.clients[0];
    let slot = house.slot(me, house.paid, 0).await;
    house.press("/standin/settings", "outage=true").await;
    let mine = house.book(me, house.paid, slot).await;
    let refused = house.backend.open_checkout(&me.token, "test", mine).await;
    assert!(matches!(refused, Err(Refusal::App(AppError::Conflict(Code::PaymentUnavailable)))), "{refused:?}");
    assert_eq!(house.state(mine).await, "released/unavailable/created");
    house.book(&house.clients[1], house.paid, slot).await;
    house.press("/standin/settings", "outage=false").await;
    house.later().await;
    assert_eq!(house.work().await, 0);
    assert_eq!(house.state(mine).await, "released/unavailable/expired");
}

#[tokio::test]
async fn a_refund_waits_for_stripe_to_come_back() {
    // N13
    let house = House::build(1).await;
    let me = &house.clients[0];
    let (paid, checkout) = house.checkout(me, 0).await;
    house.act(&checkout, "pay").await;
    house.events(1).await;
    house.work().await;
    house.press("/standin/settings", "outage=true").await;
    house.backend.cancel_appointment(&me.token, "test", paid).await.unwrap();
    assert_eq!(house.work().await, 1);
    assert_eq!(house.state(paid).await, "cancelled_by_client//paid");
    house.press("/standin/settings", "outage=false").await;
    house.later().await;
    assert_eq!(house.work().await, 0);
    assert_eq!(house.state(paid).await, "cancelled_by_client//refunded");
}

#[tokio::test]
async fn events_in_reverse_order_end_in_the_same_state() {
    // N12 N13
    let house = House::build(1).await;
    let me = &house.clients[0];
    house.press("/standin/settings", "hold=true").await;
    let (paid, checkout) = house.checkout(me, 0).await;
    house.act(&checkout, "decline").await;
    house.act(&checkout, "pay").await;
    house.press("/standin/release", "order=reverse").await;
    house.events(2).await;
    house.work().await;
    assert_eq!(house.state(paid).await, "confirmed//paid");
}

//! How much of a practitioner's time one client takes.

use backend::Refusal;
use backend::booking::BookOrder;
use contract::{AppError, Code};
use uuid::Uuid;

use crate::house::House;

async fn limit(house: &mut House, ahead: i32, daily: i32, cancelled: i32) {
    sqlx::query("update app.service set most_ahead = $1, most_daily = $2, most_cancelled = $3")
        .bind(ahead)
        .bind(daily)
        .bind(cancelled)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
}

async fn try_to_book(house: &House, at: usize) -> Result<contract::id::AppointmentId, (Code, u16)> {
    let starts_at = house.slot(&house.clients[0], house.free, at).await;
    let order = BookOrder { service: house.free, starts_at, key: Uuid::now_v7() };
    match house.backend.book(&house.clients[0].token, "test", order).await {
        Ok(booked) => Ok(booked.appointment),
        Err(Refusal::App(AppError::Limit { code, most })) => Err((code, most)),
        Err(other) => panic!("{other:?}"),
    }
}

// N13: sixty free times, one client: as many are booked as the service allows, and others find theirs.
#[tokio::test]
async fn nobody_takes_every_free_time() {
    let mut house = House::build(2).await;
    limit(&mut house, 6, 12, 6).await;
    let mut booked = Vec::new();
    for at in 0..30 {
        match try_to_book(&house, at * 2).await {
            Ok(id) => booked.push(id),
            Err(limit) => assert_eq!(limit, (Code::TooManyAhead, 6), "the figure is named"),
        }
    }
    assert_eq!(booked.len(), 6);
    let slot = house.slot(&house.clients[1], house.free, 40).await;
    house.book(&house.clients[1], house.free, slot).await;
    // A service of the same practitioner is no way round.
    let starts_at = house.slot(&house.clients[0], house.paid, 45).await;
    let order = BookOrder { service: house.paid, starts_at, key: Uuid::now_v7() };
    let refused = house.backend.book(&house.clients[0].token, "test", order).await;
    let limit = AppError::Limit { code: Code::TooManyAhead, most: 6 };
    assert!(matches!(refused, Err(Refusal::App(error)) if error == limit), "another service of theirs");
}

// Each booking and each cancelling writes to two people: both come to an end.
#[tokio::test]
async fn booking_and_cancelling_comes_to_an_end() {
    let mut house = House::build(1).await;
    let limits = [(200, 4, 4, (Code::TooManyCancelled, 4)), (7, 200, 3, (Code::TooManyToday, 7))];
    for (daily, cancelled, expected, code) in limits {
        limit(&mut house, 6, daily, cancelled).await;
        let mut done = 0;
        let refused = loop {
            match try_to_book(&house, done).await {
                Ok(id) => house.backend.cancel_appointment(&house.clients[0].token, "test", id).await.unwrap(),
                Err(code) => break code,
            }
            done += 1;
            assert!(done < 40, "without an end");
        };
        assert_eq!((done, refused), (expected, code));
    }
}

#[tokio::test]
async fn a_service_that_was_withdrawn_says_so_and_history_keeps_its_names() {
    let mut house = House::build(1).await;
    let me = &house.clients[0];
    let slot = house.slot(me, house.free, 0).await;
    let mine = house.book(me, house.free, slot).await;
    let other = house.slot(me, house.free, 10).await;
    sqlx::query("update app.service set active = false where service_id = $1")
        .bind(house.free.0)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    let order = BookOrder { service: house.free, starts_at: other, key: Uuid::now_v7() };
    let gone = house.backend.book(&house.clients[0].token, "test", order).await;
    assert!(matches!(gone, Err(Refusal::App(AppError::Conflict(Code::NoLongerOffered)))), "{gone:?}");
    for statement in [
        "update app.care_relationship set status = 'ended', ended_on = current_date where practitioner_id = $1",
        "update app.membership set status = 'removed' where membership_id = $1",
    ] {
        sqlx::query(statement).bind(house.practitioner.member.0).execute(&mut house.world.hand).await.unwrap();
    }
    let me = &house.clients[0];
    let seen = house.backend.find_appointment(&mut me.read(&house.backend).await, mine).await.unwrap().unwrap();
    assert_eq!((seen.practitioner_name.as_str(), seen.offered), ("Ruth", false));
}

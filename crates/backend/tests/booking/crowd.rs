//! Many people, one time.

use contract::paging::Reach;
use std::sync::Arc;

use backend::Refusal;
use backend::booking::BookOrder;
use contract::{AppError, Code};
use uuid::Uuid;

use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forty_people_book_one_time_and_one_of_them_gets_it() {
    // N13: one winner, no deadlock, everybody answered
    let house = Arc::new(House::build(40).await);
    for round in 0..5 {
        let service = if round % 2 == 0 { house.paid } else { house.free };
        let starts_at = house.slot(&house.clients[0], service, round * 10).await;
        let tries: Vec<_> = (0..40)
            .map(|at| {
                let house = Arc::clone(&house);
                tokio::spawn(async move {
                    let order = BookOrder { service, starts_at, key: Uuid::now_v7() };
                    house.backend.book(&house.clients[at].token, "test", order).await
                })
            })
            .collect();
        let mut won = 0;
        for attempt in tries {
            match attempt.await.unwrap() {
                Ok(_) => won += 1,
                Err(Refusal::App(AppError::Conflict(Code::SlotTaken))) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
}

#[tokio::test]
async fn the_same_form_twice_is_one_booking() {
    // N13
    let house = House::build(1).await;
    let me = &house.clients[0];
    let starts_at = house.slot(me, house.paid, 0).await;
    let order = BookOrder { service: house.paid, starts_at, key: Uuid::now_v7() };
    let first = house.backend.book(&me.token, "test", order).await.unwrap();
    assert_eq!(house.backend.book(&me.token, "test", order).await.unwrap(), first);
    assert_eq!(house.pay_now(me, first.appointment).await, house.pay_now(me, first.appointment).await);
    assert_eq!(
        house.backend.list_appointments(&mut me.read(&house.backend).await, Reach::default()).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn times_that_are_not_offered_cannot_be_booked() {
    // N13: whatever a request says
    let house = House::build(1).await;
    let me = &house.clients[0];
    let offered = house.slot(me, house.free, 0).await;
    for minutes in [7, -60 * 24 * 30, 60 * 24 * 90, -60 * 10] {
        let order = BookOrder {
            service: house.free,
            starts_at: offered + chrono::TimeDelta::minutes(minutes),
            key: Uuid::now_v7(),
        };
        let refused = house.backend.book(&me.token, "test", order).await;
        assert!(matches!(refused, Err(Refusal::App(AppError::Conflict(Code::NotBookable)))), "{minutes}: {refused:?}");
    }
}

#[tokio::test]
async fn somebody_who_holds_several_times_is_asked_to_pay_first() {
    let house = House::build(1).await;
    let me = &house.clients[0];
    for at in 0..3 {
        let slot = house.slot(me, house.paid, at * 10).await;
        house.book(me, house.paid, slot).await;
    }
    let starts_at = house.slot(me, house.paid, 30).await;
    let order = BookOrder { service: house.paid, starts_at, key: Uuid::now_v7() };
    let refused = house.backend.book(&me.token, "test", order).await;
    assert!(matches!(refused, Err(Refusal::App(AppError::TooMany { .. }))), "{refused:?}");
}

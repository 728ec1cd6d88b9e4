//! Stripe took another amount than was asked for: nothing is confirmed, it is counted, and the administrators are told once.
// N13 P16

use contract::booking::{MoneyFact, SettleInput};

use crate::house::House;

#[tokio::test]
async fn another_amount_confirms_nothing_and_is_told_once() {
    let mut house = House::build(1).await;
    let organisation = house.practitioner.organisation;
    let first = house.world.admin(organisation, "Noor").await;
    house.world.admin(organisation, "Iris").await;
    let (paid, checkout) = house.checkout(&house.clients[0], 0).await;
    assert_eq!(house.backend.pulse().await.unwrap().payments_mismatched, 0);
    // As if another amount had been asked for than Stripe will take.
    house
        .world
        .by_hand(
            "set session_replication_role = replica;
             update app.payment set amount_minor = amount_minor + 1; update app.ledger set amount_minor = amount_minor + 1;
             set session_replication_role = origin"
                .into(),
        )
        .await;
    house.act(&checkout, "pay").await;
    house.events(1).await;
    let told = |house: &House| {
        let letters = house.backend.mailbox().unwrap();
        letters.into_iter().filter(|letter| letter.subject.contains("does not match")).count()
    };
    for round in 0..4 {
        while house.backend.run_next_job().await.unwrap() {}
        assert_eq!(house.state(paid).await, "held//open", "round {round}");
        assert_eq!(told(&house), 2, "round {round}: each administrator once");
        // It is tried again, and says nothing more.
        house.world.by_hand("update ops.job set run_at = now() where status = 'queued'".into()).await;
    }
    assert_eq!(house.backend.pulse().await.unwrap().payments_mismatched, 1);
    let entries: i64 = sqlx::query_scalar(
        "select count(*) from app.activity where action = 'payment.mismatched' and organisation_id = $1",
    )
    .bind(first.organisation.0)
    .fetch_one(&mut house.world.hand)
    .await
    .unwrap();
    assert_eq!(entries, 1);

    // It is seen: on the clinic's list and on the client's page, which offers to pay no more.
    let admin = house.world.admin(organisation, "Ines").await;
    let backend = house.backend.clone();
    let money = backend.list_money_tasks(&mut admin.read(&backend).await).await.unwrap();
    assert_eq!(money.tasks.len(), 1);
    assert!(matches!(money.tasks[0].facts.as_slice(), [MoneyFact::NotAsAsked(asked)] if asked.minor == 6001));
    let mine = backend.find_appointment(&mut house.clients[0].read(&backend).await, paid).await.unwrap().unwrap();
    assert!(matches!(mine.facts().as_slice(), [MoneyFact::NotAsAsked(_)]) && !mine.can_pay(), "{:?}", mine.facts());
    // It ends when somebody says how it was settled; the client is told.
    let how = SettleInput { how: "Given back in Stripe's dashboard".into(), failed: 0 };
    backend.settle_another_way(admin.write(&backend).await, paid, &how).await.unwrap();
    while backend.run_next_job().await.unwrap() {}
    assert!(backend.list_money_tasks(&mut admin.read(&backend).await).await.unwrap().tasks.is_empty());
    assert_eq!(backend.pulse().await.unwrap().payments_mismatched, 0);
    let mine = backend.find_appointment(&mut house.clients[0].read(&backend).await, paid).await.unwrap().unwrap();
    assert_eq!(mine.facts(), [MoneyFact::Settled(how.how.clone())]);
    let letters = backend.mailbox().unwrap();
    let settled: Vec<_> = letters.iter().filter(|letter| letter.subject.ends_with("is settled")).collect();
    assert!(settled.len() == 2 && settled.iter().all(|letter| letter.text.contains(&how.how)), "{settled:?}");
    assert!(settled.iter().all(|letter| !letter.text.contains("0.00")), "{settled:?}");
}

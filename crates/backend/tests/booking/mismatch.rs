//! Stripe took another amount than was asked for: nothing is confirmed, it is counted, and the administrators are told once.
// N13 P16

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
}

//! The clock's letters.

use contract::incident::{Decision, NoteKind};
use testkit::House;

use crate::support::{assess, contain, load, open};

async fn run_jobs(house: &House) {
    while house.backend().run_next_job().await.unwrap() {}
}

fn subjects(house: &House) -> Vec<(String, String, String)> {
    let letters = house.backend().mailbox().unwrap();
    letters.into_iter().map(|letter| (letter.to, letter.subject, letter.text)).collect()
}

// N15: every administrator is reminded once for each time, while nothing is decided; the letter names nobody.
#[tokio::test]
async fn administrators_are_reminded_once() {
    let mut house = House::new().await;
    house.world.admin(house.noor.organisation, "Nina").await;
    let id = open(&house, 25, true).await;
    run_jobs(&house).await;
    let told = subjects(&house);
    assert_eq!(told.len(), 2, "two administrators: {told:?}");
    for (to, subject, text) in &told {
        assert!(subject.starts_with("Drill: incident 1 at Kestrel Street: 4"), "{subject}");
        assert!(text.contains("This is a drill") && !text.contains("Laptop") && !text.contains("Maya"), "{to}: {text}");
        assert!(text.contains(&format!("/clinic/incidents/{id}")));
    }
    // The same job again, as after a crash: nothing more.
    let again = "insert into ops.job (kind, organisation_id, payload) select kind, organisation_id, payload from ops.job where kind = 'remind_incident' and status = 'done'";
    house.world.by_hand(again.into()).await;
    run_jobs(&house).await;
    assert_eq!(subjects(&house).len(), 2);
    // The later ones wait for their time; then the second comes.
    house
        .world
        .by_hand("update ops.job set run_at = now() where kind = 'remind_incident' and payload->>'hours' = '48'".into())
        .await;
    run_jobs(&house).await;
    assert_eq!(subjects(&house).len(), 4);
    let reminded = load(&house, id).await.notes.into_iter().filter(|note| note.kind == NoteKind::Reminded).count();
    assert_eq!(reminded, 2);
    // Once it is decided nobody is reminded any more.
    contain(&house, id).await.unwrap();
    assess(&house, id, Decision::Nobody).await.unwrap();
    let backend = house.backend();
    let tx = house.noor.write(backend).await;
    backend.dismiss_incident(tx, id, uuid::Uuid::now_v7(), "x").await.unwrap();
    house.world.by_hand("update ops.job set run_at = now() where kind = 'remind_incident'".into()).await;
    run_jobs(&house).await;
    assert_eq!(subjects(&house).len(), 4);
}

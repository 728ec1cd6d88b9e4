//! Whoever an entry is about gets a proof that others check; nobody else gets it.

use evidence::{Doubt, Older, VerifierKey, check};

use crate::support::House;

// M4
#[tokio::test]
async fn a_client_proves_what_is_about_them() {
    let mut house = House::new().await;
    house.entries(300).await;
    house.checkpoint().await;
    let mut tx = house.client.read(&house.backend).await;
    let kept = house.backend.latest_checkpoint(&mut tx).await.unwrap().unwrap();
    drop(tx);
    house.entries(400).await;
    house.checkpoint().await;
    house.entries(1).await;
    let rows = house.rows().await;
    let mine: Vec<u64> = rows
        .iter()
        .filter(|row| row.client_id == Some(house.client.member.0))
        .map(|row| u64::try_from(row.seq).unwrap())
        .collect();
    let mut tx = house.client.read(&house.backend).await;
    let (events, more, newest) = house.backend.list_my_events(&mut tx, None).await.unwrap();
    let newest = newest.unwrap();
    assert!(more && events.len() == 50 && events[0].seq == *mine.last().unwrap());
    let (older, ..) = house.backend.list_my_events(&mut tx, events.last().map(|event| event.seq)).await.unwrap();
    assert!(older[0].seq < events[49].seq);
    let keys = [VerifierKey::parse(&newest.key).unwrap()];
    let path = house.backend.consistency_proof(&mut tx, kept.size, newest.size).await.unwrap().unwrap();
    for seq in mine.iter().copied().filter(|seq| *seq <= newest.size) {
        let proof = house.backend.inclusion_proof(&mut tx, seq).await.unwrap().unwrap();
        let older = Some(Older { checkpoint: &kept.note, path: &path });
        let checked = check(&proof.text, &keys, older).unwrap();
        assert_eq!((checked.entry.seq, checked.continues), (seq, Some(kept.size)));
        assert_eq!(checked.entry.client.as_deref(), Some(house.client.member.to_string().as_str()));
    }
    let bent = house.backend.inclusion_proof(&mut tx, mine[3]).await.unwrap().unwrap().text;
    let line = bent.lines().nth(4).unwrap();
    let other = format!("A{}", &line[1..]);
    assert!(matches!(check(&bent.replace(line, &other), &keys, None), Err(Doubt::NotInLog)) || line == other);
    // What is not about them, what no head covers yet, what is not there.
    let foreign = (1..).find(|seq| !mine.contains(seq)).unwrap();
    for seq in [foreign, u64::MAX, 0, rows.len() as u64] {
        assert!(house.backend.inclusion_proof(&mut tx, seq).await.unwrap().is_none(), "{seq}");
    }
    assert!(house.backend.consistency_proof(&mut tx, 5, 6).await.unwrap().is_none(), "no head has that size");
    // The administrator of the house may prove any entry; one of another house none of this.
    let mut tx = house.admin.read(&house.backend).await;
    assert!(house.backend.inclusion_proof(&mut tx, foreign).await.unwrap().is_some());
    let elsewhere = house.world.organisation("Elsewhere").await;
    let stranger = house.world.admin(elsewhere, "Hal").await;
    let mut tx = stranger.read(&house.backend).await;
    assert!(house.backend.inclusion_proof(&mut tx, 1).await.unwrap().is_none());
}

// Asked for twice in a hurry it is signed once.
#[tokio::test]
async fn a_head_can_be_asked_for() {
    let house = House::with(|config| (config.entries, config.minutes) = (1_000, 60)).await;
    for _ in 0..2 {
        let tx = house.client.write(&house.backend).await;
        house.backend.ask_checkpoint(tx).await.unwrap();
        while house.backend.run_next_job().await.unwrap() {}
    }
    let mut tx = house.client.read(&house.backend).await;
    let newest = house.backend.latest_checkpoint(&mut tx).await.unwrap().unwrap();
    // Three people signed in, and one asked.
    assert_eq!((newest.size, newest.waiting), (4, 0));
}

//! Who is asked to sign is written to: once, in their language, and with nothing of what it says. S9

use contract::consent::Language;
use contract::signing::NewText;
use uuid::Uuid;

use crate::support::House;

/// Maya is asked to sign a text; what was posted to her for it.
async fn asked(house: &House, title: &str) -> (Uuid, Vec<backend::mail::Delivered>) {
    let before = house.backend().mailbox().unwrap().len();
    let (text, copy) = (Uuid::now_v7(), Uuid::now_v7());
    let new = NewText::parse("", "consent", title, "My blood values may be shared.").unwrap();
    let backend = house.backend();
    backend.write_document(house.noor.write(backend).await, text, &new).await.unwrap();
    for _ in 0..2 {
        // The same form again is the same request, and no second letter.
        backend.request_signature(house.noor.write(backend).await, copy, text, house.maya.member).await.unwrap();
    }
    while backend.run_next_job().await.unwrap() {}
    let mut letters = backend.mailbox().unwrap();
    letters.truncate(letters.len() - before);
    (copy, letters)
}

#[tokio::test]
async fn a_client_gets_one_letter_in_their_language() {
    let mut house = House::new().await;
    let (copy, letters) = asked(&house, "Sharing blood values").await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].subject, "Kestrel Street asks you to sign a document");
    assert!(letters[0].text.starts_with("Dear Maya Osei,"), "{}", letters[0].text);
    assert!(letters[0].link.ends_with(&format!("/me/documents/{copy}")));

    // She decided last in Dutch.
    house.world.by_hand("set session_replication_role = replica; update app.consent_event set language = 'nl'; set session_replication_role = origin".into()).await;
    let mut tx = house.maya.read(house.backend()).await;
    assert_eq!(house.backend().load_language(&mut tx).await.unwrap(), Language::Nl);
    drop(tx);
    let (_, dutch) = asked(&house, "Sharing blood values again").await;
    assert_eq!(dutch.len(), 1);
    assert_eq!(dutch[0].subject, "Kestrel Street vraagt je een document te ondertekenen");
    assert!(dutch[0].text.starts_with("Beste Maya Osei,"), "{}", dutch[0].text);
    for letter in letters.iter().chain(&dutch) {
        let words = format!("{} {}", letter.subject, letter.text).to_lowercase();
        assert!(!words.contains("blood") && !words.contains("shar"), "{words}");
    }
    let told = "select count(*) from app.activity where action = 'document.told'";
    let told: i64 = sqlx::query_scalar(told).fetch_one(&mut house.world.hand).await.unwrap();
    assert_eq!(told, 2);
}

// A request that was taken back before the job ran is not written about; nor is one twice, should the job run again.
#[tokio::test]
async fn nobody_is_written_to_about_what_no_longer_waits() {
    let mut house = House::new().await;
    let (text, copy) = (Uuid::now_v7(), Uuid::now_v7());
    let new = NewText::parse("", "consent", "T", "B").unwrap();
    let backend = house.backend().clone();
    backend.write_document(house.noor.write(&backend).await, text, &new).await.unwrap();
    backend.request_signature(house.noor.write(&backend).await, copy, text, house.maya.member).await.unwrap();
    backend.end_document(house.noor.write(&backend).await, copy, "Asked by mistake").await.unwrap();
    while backend.run_next_job().await.unwrap() {}
    assert!(backend.mailbox().unwrap().is_empty());

    let copy = Uuid::now_v7();
    backend.request_signature(house.noor.write(&backend).await, copy, text, house.maya.member).await.unwrap();
    while backend.run_next_job().await.unwrap() {}
    // As if the worker had died before it could say that it was done.
    house
        .world
        .by_hand("update ops.job set status = 'queued', run_at = now() where kind = 'tell_document'".into())
        .await;
    while backend.run_next_job().await.unwrap() {}
    assert_eq!(backend.mailbox().unwrap().len(), 1);
}

//! The receipt proves itself, and nothing that was changed does. T13

use backend::consent::verify_receipt;
use backend::secret::MasterKeys;
use contract::consent::ConsentKind::Ai;
use contract::consent::Language;

use crate::support::House;

#[tokio::test]
async fn a_receipt_holds_as_it_was_given_and_not_otherwise() {
    let mut house = House::new().await;
    house.world.by_hand("update app.organisation set name = 'Zoë''s & \"Kestrel\" \\n {organisation}'".into()).await;
    house.say(Ai, false).await;
    let mut tx = house.maya.read(house.backend()).await;
    let receipt = house.backend().issue_receipt(&mut tx, Language::En).await.unwrap();
    let ours = MasterKeys::only([7; 32]);
    let verdict = verify_receipt(&receipt.file, Some(&ours)).unwrap();
    assert_eq!((verdict.client.as_str(), verdict.is_ours), ("Maya Osei", Some(true)));
    assert_eq!(verdict.decisions.len(), 6);
    let newest = verdict.decisions.first().map(|claim| (claim.kind.as_str(), claim.decision.as_str()));
    assert_eq!(newest, Some(("ai", "withdrawn")));
    assert_eq!(verify_receipt(&receipt.file, None).unwrap().is_ours, None);
    assert_eq!(verify_receipt(&receipt.file, Some(&MasterKeys::only([8; 32]))).unwrap().is_ours, Some(false));

    // A word changed, anywhere in what was signed.
    let changed = receipt.file.replacen("withdrawn", "given", 1);
    assert!(verify_receipt(&changed, None).is_err());
    for at in (0..receipt.file.len()).step_by(97) {
        let mut bytes = receipt.file.clone().into_bytes();
        bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        // White space around the fields is nobody's; everything else is held.
        assert!(verify_receipt(&text, Some(&ours)).is_err() || text == receipt.file, "byte {at}");
    }
    let huge = "x".repeat(5_000_000);
    for rubbish in ["", "{}", "[]", "null", &huge, &receipt.file[..receipt.file.len() / 2]] {
        assert!(verify_receipt(rubbish, None).is_err());
    }
}

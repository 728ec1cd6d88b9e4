//! Whose data was erased is told so, once, with the certificate in the letter; nothing else is left of the address. P11

use testkit::{Journal as _, World};
use uuid::Uuid;

use crate::support::{ask, count, found, status, work};

async fn write_entry(world: &World, who: &testkit::Actor<backend::db::Client>) {
    let input = contract::journal::SymptomInput {
        id: Uuid::now_v7().to_string(),
        code: "bloating".into(),
        present: "yes".into(),
        severity_ten: "4".into(),
        day: "2026-11-03".into(),
        time: "13:00".into(),
        ..Default::default()
    };
    world.backend.save_symptom(&who.token, "test", &input).await.unwrap();
}

#[tokio::test]
async fn an_erased_client_gets_one_last_letter_with_the_certificate() {
    for (category, account) in [("account", true), ("journal", false)] {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel").await;
        let maya = world.client(clinic, "Maya Osei").await;
        write_entry(&world, &maya).await;
        let address: String = sqlx::query_scalar("select email from auth.person where person_id = $1")
            .bind(maya.person.0)
            .fetch_one(&mut world.hand)
            .await
            .unwrap();
        let request = ask(&mut world, &maya, category).await;
        work(&world).await;
        // Coming back to it, as a job that was taken for dead does, says nothing again.
        let again = format!(
            "insert into ops.job (kind, organisation_id, payload) values ('erase', '{}', jsonb_build_object('client_id', '{}', 'request_id', '{request}'))",
            clinic.0, maya.member.0
        );
        world.by_hand(again).await;
        work(&world).await;
        assert_eq!(status(&mut world, request).await, "done");
        let letters = world.backend.mailbox().unwrap();
        let letters: Vec<_> = letters.iter().filter(|letter| letter.subject.contains("has erased")).collect();
        assert_eq!(letters.len(), 1, "{category}");
        let letter = letters[0];
        assert_eq!((letter.to.as_str(), letter.link.as_str()), (address.as_str(), ""));
        assert_eq!(letter.subject.contains("your account"), account, "{}", letter.subject);
        assert!(!letter.text.contains("http"), "a link: {}", letter.text);
        // The certificate in the text is the certificate: whoever kept the letter can check it.
        let from = letter.text.find("nutriscope certificate of destroyed keys").expect("the certificate");
        let text = &letter.text[from..];
        let line = text.find("signature ed25519").unwrap();
        let end = line + text[line..].find('\n').unwrap() + 1;
        let ours: Vec<_> = world
            .backend
            .public_keys(backend::secret::Signing::ErasureCertificate)
            .into_iter()
            .map(|(_, key)| key)
            .collect();
        let worth = backend::client_keys::certificate::verify(&text[..end], &ours);
        assert_eq!(worth, Ok(backend::client_keys::certificate::Worth::Ours));
        assert_eq!(count(&mut world, "app.erasure_request where letter_sealed is not null").await, 0);
        if account {
            assert_eq!(found(&mut world, &address).await, Vec::<String>::new());
        }
    }
}

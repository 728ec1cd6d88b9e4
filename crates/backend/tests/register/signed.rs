//! A client who has signed something is forgotten: that the text was signed then stays, who they were does not. S9 P11

use backend::db::HouseLook;
use backend::identity::Arrival;
use contract::grant::ReadKind;
use contract::id::MembershipId;
use contract::signing::NewText;
use testkit::{Actor, World};
use uuid::Uuid;

use crate::support::{ask, found, status, work};

/// A text the client was asked to sign; signed, and ended where there is a reason.
async fn signed(
    world: &World,
    admin: &Actor<backend::db::Clinic>,
    client: &Actor<backend::db::Client>,
    name: &str,
    end: Option<&str>,
) -> Uuid {
    let backend = &world.backend;
    let (text, copy) = (Uuid::now_v7(), Uuid::now_v7());
    let new = NewText::parse("", "financial", "Payment", "I pay within 14 days.").unwrap();
    backend.write_document(admin.write(backend).await, text, &new).await.unwrap();
    backend.request_signature(admin.write(backend).await, copy, text, MembershipId(client.member.0)).await.unwrap();
    let shown = backend.load_document(&mut client.read(backend).await, copy).await.unwrap().hash;
    let from = Arrival::from_address("192.0.2.77".parse().unwrap());
    backend.sign_document(client.write(backend).await, copy, name, &shown, &from).await.unwrap();
    if let Some(why) = end {
        backend.end_document(client.write(backend).await, copy, why).await.unwrap();
    }
    copy
}

#[tokio::test]
async fn what_was_signed_stays_without_its_signer() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, noor) = (world.client(clinic, "Maya Marked Osei").await, world.admin(clinic, "Noor").await);
    let tom = world.client(clinic, "Tom").await;
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    let copies = [
        signed(&world, &noor, &maya, "Maya Marked Osei", None).await,
        signed(&world, &noor, &maya, "Maya Marked Osei", Some("Marked: I moved to Harbour Street")).await,
    ];
    let kept = signed(&world, &noor, &tom, "Tom", None).await;
    work(&world).await;
    let request = ask(&mut world, &maya, "account").await;
    work(&world).await;
    assert_eq!(status(&mut world, request).await, "done");
    for copy in copies {
        // What `register/consent.rs` says: the text, its hash and the times stay; name, reason, browser and place go.
        let row: (String, Option<String>, Option<String>, bool, bool, bool, bool) = sqlx::query_as(
            "select signed_name, device, ended_why, signed_at is not null, network = decode(repeat('00', 32), 'hex'), sealed is null,
                    text_hash = sha256(convert_to(title || E'\\n\\n' || body, 'UTF8'))
               from app.document where document_id = $1",
        )
        .bind(copy)
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
        assert_eq!((row.0.as_str(), row.1.as_deref()), ("Erased", Some("Erased")));
        assert_eq!(row.2.as_deref(), (copy == copies[1]).then_some("Erased"));
        assert!(row.3 && row.4 && row.5 && row.6, "{row:?}");
        // There is no address left to open.
        assert!(
            world
                .backend
                .open_signature(
                    noor.change(&world.backend, &[HouseLook::at_one(ReadKind::Documents, copy)]).await,
                    copy
                )
                .await
                .is_err()
        );
    }
    assert_eq!(found(&mut world, "Marked").await, Vec::<String>::new());
    assert_eq!(
        world
            .backend
            .open_signature(noor.change(&world.backend, &[HouseLook::at_one(ReadKind::Documents, kept)]).await, kept)
            .await
            .unwrap(),
        "192.0.2.77"
    );
}

//! Signing over HTTP (S9): a proof is asked for before a name is typed, a typed name outlives a proof that ran out, and
//! the sealed address opens to an administrator who has just proved who they are, and is on record.

use axum::Router;
use contract::signing::NewText;
use testkit::World;
use uuid::Uuid;

use crate::support::{app, submit, visit};

const SIGN: &str = "/api/signing/sign";

struct House {
    world: World,
    service: Router,
    copy: Uuid,
    maya: String,
    noor: String,
    others: Vec<String>,
    hash: String,
}

/// Maya of Kestrel Street is asked to sign; nobody has proved anything lately.
async fn house() -> House {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let (maya, noor) = (world.client(clinic, "Maya").await, world.admin(clinic, "Noor").await);
    let (ruth, iris) = (world.practitioner(clinic, "Ruth").await, world.front_desk(clinic, "Iris").await);
    let elsewhere = world.organisation("Harbour").await;
    let otto = world.admin(elsewhere, "Otto").await;
    let (text, copy) = (Uuid::now_v7(), Uuid::now_v7());
    let new = NewText::parse("", "financial", "Payment", "I pay within 14 days.").unwrap();
    let backend = world.backend.clone();
    backend.write_document(noor.write(&backend).await, text, &new).await.unwrap();
    backend.request_signature(noor.write(&backend).await, copy, text, maya.member).await.unwrap();
    let hash = backend.load_document(&mut maya.read(&backend).await, copy).await.unwrap().hash;
    let service = server::router::router(app(backend, 0));
    let cookie = |cookie: &str| format!("ns={cookie}");
    let others = [&ruth.cookie, &iris.cookie, &otto.cookie, &maya.cookie].map(|one| cookie(one)).to_vec();
    House { world, service, copy, maya: cookie(&maya.cookie), noor: cookie(&noor.cookie), others, hash }
}

impl House {
    async fn proved(&mut self) {
        self.world.by_hand("update auth.session set proved_at = now()".into()).await;
    }

    async fn sign(&self) -> crate::support::Answer {
        let (copy, page) = (self.copy.to_string(), format!("/me/documents/{}", self.copy));
        let form = [
            ("document", copy.as_str()),
            ("shown", self.hash.as_str()),
            ("signed_name", "Maya Osei-Ankrah"),
            ("_page", page.as_str()),
        ];
        submit(&self.service, SIGN, &self.maya, &form).await
    }
}

#[tokio::test]
async fn a_typed_name_outlives_a_proof() {
    let mut house = house().await;
    let page = format!("/me/documents/{}", house.copy);
    let prove = format!("/account/prove?next={page}");
    let before = visit(&house.service, &page, &house.maya).await;
    assert!(before.body.contains(&prove) && !before.body.contains("name=\"signed_name\""), "asked before it is typed");
    // The proof ran out while the page lay open: it is asked for, and what was typed is kept for when it is given.
    let led = house.sign().await;
    assert_eq!(led.status, 303);
    assert!(led.header("location").starts_with(&format!("{prove}&then=")), "{}", led.header("location"));
    let maya = crate::belonging::jar(&house.maya, &led);
    house.proved().await;
    let page_now = visit(&house.service, &page, &maya).await;
    assert!(page_now.body.contains("value=\"Maya Osei-Ankrah\""), "the name is lost");
    let signed = house.sign().await;
    assert_eq!(signed.status, 303);
    assert!(signed.header("location").starts_with(&page), "{}", signed.header("location"));
    let after = visit(&house.service, &page, &house.maya).await;
    assert!(after.body.contains("Maya Osei-Ankrah") && !after.body.contains("name=\"signed_name\""));
    let dutch = visit(&house.service, &format!("{page}?language=nl"), &house.maya).await;
    assert!(dutch.body.contains("Ondertekend door"));
}

#[tokio::test]
async fn the_address_opens_to_an_administrator_on_record() {
    let mut house = house().await;
    let page = format!("/clinic/documents/{}/address", house.copy);
    let stale = visit(&house.service, &page, &house.noor).await;
    assert_eq!(
        (stale.status.as_u16(), stale.header("location")),
        (303, format!("/account/prove?next={page}").as_str())
    );
    house.proved().await;
    assert_eq!(visit(&house.service, &page, &house.noor).await.status, 404, "nobody has signed it");
    assert_eq!(house.sign().await.status, 303);
    for other in &house.others {
        let answer = visit(&house.service, &page, other).await;
        assert_ne!(answer.status, 200);
        assert!(!answer.body.contains("Network address"));
    }
    let opened = "select count(*) from app.activity where action = 'document.address_opened'";
    let count: i64 = sqlx::query_scalar(opened).fetch_one(&mut house.world.hand).await.unwrap();
    assert_eq!(count, 0);
    let shown = visit(&house.service, &page, &house.noor).await;
    assert_eq!(shown.status, 200);
    let address = shown.between("<dd class=\"mono\">", "</dd>");
    assert!(address.parse::<std::net::IpAddr>().is_ok(), "{address:?}");
    let count: i64 = sqlx::query_scalar(opened).fetch_one(&mut house.world.hand).await.unwrap();
    assert_eq!(count, 1);
}

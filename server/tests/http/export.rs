//! Fetching a copy of data over HTTP (T12 N7 N8): a post by its owner, freshly proved; kept by nobody, opened as nothing.

use http_body_util::BodyExt;
use testkit::World;
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::{app, ask, fetch, post, seal, submit, visit};

const PATH: &str = "/api/export/download";

#[tokio::test]
async fn a_copy_is_handed_to_its_owner_alone() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let maya = world.client(clinic, "Maya").await;
    let tom = world.client(clinic, "Tom").await;
    let noor = world.admin(clinic, "Noor").await;
    let id = Uuid::now_v7();
    world.backend.ask_my_export(maya.write(&world.backend).await, id).await.unwrap();
    while world.backend.run_next_job().await.unwrap() {}
    let service = server::router::router(app(world.backend.clone(), 0));
    let (own, id) = (format!("ns={}", maya.cookie), id.to_string());
    let form = [("export", id.as_str()), ("_page", "/me/export")];
    // Not freshly proved: led there and back.
    let stale = submit(&service, PATH, &own, &form).await;
    assert_eq!(stale.status, 303);
    assert!(
        stale.header("location").starts_with("/account/prove?next=/me/export&then="),
        "{}",
        stale.header("location")
    );
    assert_eq!(fetch(&service, PATH, &own, &form).await.status, 403);
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    for other in [&tom.cookie, &noor.cookie] {
        let answer = submit(&service, PATH, &format!("ns={other}"), &form).await;
        assert_eq!(answer.status, 404);
    }
    for bad in ["", "nonsense", "0190a7c4-0000-7000-8000-000000000000"] {
        assert_eq!(fetch(&service, PATH, &own, &[("export", bad)]).await.status, 404, "{bad:?}");
    }
    assert_eq!(fetch(&service, PATH, &own, &[]).await.status, 404);
    // From elsewhere, or by following a link: nothing.
    let mut foreign = post(PATH, &own, &form, "document");
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(ask(&service, foreign).await.status, 403);
    assert_eq!(visit(&service, PATH, &own).await.status, 404, "nothing waits in this browser");

    let seal = seal(&service, PATH, &own, &form).await;
    let [export, page] = form;
    let sealed = [export, page, ("_seal", seal.as_str())];
    let (head, body) = service.clone().oneshot(post(PATH, &own, &sealed, "document")).await.unwrap().into_parts();
    assert_eq!(head.status, 200);
    let header = |name: &str| head.headers.get(name).map_or("", |value| value.to_str().unwrap());
    assert_eq!(header("content-type"), "application/zip");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let named = header("content-disposition");
    assert!(named.starts_with("attachment; filename=\"nutriscope-2") && named.ends_with(".zip\""), "{named}");
    assert!(!named.contains("Maya") && header("content-security-policy").starts_with("default-src 'none'"));
    let bytes = body.collect().await.unwrap().to_bytes();
    assert_eq!(bytes.get(..2), Some(b"PK".as_slice()));
    let count = bytes.windows(4).filter(|bytes| *bytes == b"PK\x01\x02").count();
    assert!(count > 5, "{count} files");
}

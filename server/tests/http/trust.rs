//! The trust page for anybody, the registers for administrators. P14 P16 T16 N10

use axum::Router;
use backend::db::Clinic;
use backend::trust::status::{BackupDone, DrillDone, Isolation, Status};
use testkit::{Actor, World};

use crate::support::{Answer, app, submit, visit};

async fn clinic() -> (World, Router, Actor<Clinic>) {
    let mut world = World::new().await;
    let house = world.organisation("Kestrel Street").await;
    let noor = world.admin(house, "Noor").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    (world, service, noor)
}

fn cookie(who: &Actor<Clinic>) -> String {
    format!("ns={}", who.cookie)
}

/// Each statement against its fact: said when it is so, gone when it is not.
#[tokio::test]
async fn the_page_says_what_is_so_and_nothing_else() {
    let (world, service, _) = clinic().await;
    let page = visit(&service, "/trust", "").await;
    assert_eq!(page.status, 200);
    for unknown in ["No drill yet", "Not proved on this installation yet", "No backup is known of", "is not HTTPS"] {
        assert!(page.body.contains(unknown), "{unknown}: {}", page.body);
    }
    for claimed in ["held, ", "read back.", "was restored", "Every page is served over HTTPS"] {
        assert!(!page.body.contains(claimed), "{claimed}");
    }
    let now = world.backend.clock.now();
    let long_ago = now - chrono::Duration::days(100);
    let done = |at| DrillDone { at, checks: 4, broken: 0, seconds: 3, backup_made_at: at, erasures: Some(0) };
    Status::update(&world.backend.config.status_dir, |status| {
        status.isolation = Some(Isolation { at: now, checks: 59, pairs: 4321, uncovered: 2, ..Isolation::default() });
        status.backup = Some(BackupDone { at: now, bytes: 1_234_567 });
        status.drill = Some(done(long_ago));
    })
    .unwrap();
    let page = visit(&service, "/trust", "").await;
    for said in [
        "59 of 59 checks",
        "4321 times",
        "2 kinds of situations have no example",
        "less than a day ago, encrypted, and read back",
        "100 days ago: older than 90 days",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    Status::update(&world.backend.config.status_dir, |status| {
        status.isolation = Some(Isolation { at: now, checks: 59, broken: 2, ..Isolation::default() });
        status.backup_failed_at = Some(now);
        status.drill = Some(done(now));
    })
    .unwrap();
    let page = visit(&service, "/trust", "").await;
    for said in ["Only 57 of 59 checks held", "One has failed since", "all 4 checks held"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    // N10: no size, place, setting or version, whatever was recorded.
    let dir = world.backend.config.status_dir.display().to_string();
    for secret in
        [dir.as_str(), "1234567", "1,234,567", "NS_", "ostgres", "status.json", env!("CARGO_PKG_VERSION"), "0707"]
    {
        assert!(!page.body.contains(secret), "{secret} is told");
    }
    assert!(visit(&service, "/", "").await.body.contains("href=\"/trust\""));
}

async fn add(service: &Router, who: &Actor<Clinic>, change: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("_page", "/clinic/registers/processors"),
        ("key", "0190a7c4-0000-7000-8000-0000000000aa"),
        ("register", "processors"),
        ("fields[title]", "Post & Co <b>"),
        ("fields[service]", "letters"),
        ("fields[place]", "Utrecht"),
        ("fields[categories]", "addresses"),
        ("fields[flow]", "SMTP over TLS"),
        ("fields[transfer]", "none"),
    ];
    for (name, value) in change {
        form.retain(|(other, _)| other != name);
        form.push((name, value));
    }
    submit(service, "/api/registers/save_entry", &cookie(who), &form).await
}

#[tokio::test]
async fn a_sub_processor_is_kept_and_shown_in_public() {
    let (_world, service, noor) = clinic().await;
    let refused = add(&service, &noor, &[("fields[place]", ""), ("fields[contract_on]", "soon")]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("id=\"fields[place]-error\"")
            && refused.body.contains("id=\"fields[contract_on]-error\"")
    );
    assert!(refused.body.contains("SMTP over TLS"), "what was typed stays");
    for wrong in [("register", "enemies"), ("entry", "no-id"), ("entry", "0190a7c4-0000-7000-8000-000000000000")] {
        assert_eq!(add(&service, &noor, &[wrong]).await.status, 404, "{wrong:?}");
    }
    let saved = add(&service, &noor, &[("fields[contract_reference]", "drawer 3")]).await;
    assert_eq!((saved.status.as_u16(), saved.header("location")), (303, "/clinic/registers/processors"));
    assert_eq!(add(&service, &noor, &[]).await.status, 303, "the same form twice is one line");
    let list = visit(&service, "/clinic/registers/processors", &cookie(&noor)).await;
    assert_eq!(list.body.matches("Post &amp; Co &lt;b&gt;").count(), 1, "{}", list.body);
    assert!(list.body.contains("drawer 3"));
    let page = visit(&service, "/trust", "").await;
    assert!(page.body.contains("Post &amp; Co &lt;b&gt;") && page.body.contains("Utrecht"));
    assert!(!page.body.contains("drawer 3"), "where the contract lies is the clinic's own");
}

#[tokio::test]
async fn all_93_controls_and_a_review_go_by_plain_forms() {
    let (mut world, service, noor) = clinic().await;
    let me = cookie(&noor);
    let page = visit(&service, "/clinic/registers/controls", &me).await;
    assert_eq!(page.body.matches("/clinic/registers/controls/").count(), 93);
    let form = |reason| {
        [
            ("_page", "/clinic/registers/controls/7.4"),
            ("number", "7.4"),
            ("status", "not_applicable"),
            ("reason", reason),
        ]
    };
    assert_eq!(submit(&service, "/api/registers/save_control", &me, &form(" ")).await.status, 422);
    assert_eq!(submit(&service, "/api/registers/save_control", &me, &form("No rooms")).await.status, 303);
    assert!(visit(&service, "/clinic/registers/controls", &me).await.body.contains("No rooms"));
    assert_eq!(visit(&service, "/clinic/registers/controls/7.15", &me).await.status, 404);

    assert_eq!(submit(&service, "/api/registers/begin_reviews", &me, &[]).await.status, 303);
    let overview = visit(&service, "/clinic", &me).await;
    assert!(overview.body.contains("Quarterly review: due today"), "{}", overview.body);
    let id = overview.between("/clinic/registers/reviews/", "\"").to_owned();
    let items = ["team", "access", "isolation", "backups", "processors", "requests"];
    let items = items.map(|item| format!("ticked[{item}]"));
    let all = items.each_ref().map(|item| (item.as_str(), "on"));
    let mut form = vec![("_page", "/clinic/registers/reviews"), ("review", id.as_str()), ("signed", "Noor Example")];
    form.extend(all);
    assert_eq!(submit(&service, "/api/registers/hold_review", &me, &form).await.status, 303);
    let held = visit(&service, &format!("/clinic/registers/reviews/{id}"), &me).await;
    assert!(held.body.contains("Noor Example") && !held.body.contains("<textarea"), "{}", held.body);
    assert_eq!(submit(&service, "/api/registers/hold_review", &me, &form).await.status, 404, "held once");
    // The front desk sees none of it, not on its overview either.
    let iris = world.front_desk(noor.organisation, "Iris").await;
    assert_eq!(visit(&service, "/clinic/registers", &cookie(&iris)).await.status, 404);
    assert!(!visit(&service, "/clinic", &cookie(&iris)).await.body.contains("/clinic/registers"));
}

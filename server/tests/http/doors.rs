//! The sweep of what is neither page nor function (T1, T15, N12): at each door of the matrix, who must not get anything
//! gets nothing, whoever they are signed in as, and who should does. And every kind of job, handed to the queue by
//! somebody who made it up.

use app::doors::{DOORS, Door, Knocker};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use testkit::World;

use crate::support::{Answer, app, ask};

const TOKEN: &str = "Bearer token-of-the-test";

async fn knock(service: &Router, door: &Door, below: &str, cookie: &str, token: &str) -> Answer {
    let request = Request::builder()
        .method(door.method.clone())
        .uri(format!("{}{below}", door.path))
        .header("cookie", cookie)
        .header("authorization", token)
        .header(
            "stripe-signature",
            format!("t={},v1={}", backend::clock::Clock::System.now().timestamp(), "0".repeat(64)),
        )
        .body(Body::from(r#"{"id": "evt_1", "type": "checkout.session.completed"}"#));
    ask(service, request.unwrap()).await
}

/// A path below a folder that is there.
fn below(door: &Door) -> &'static str {
    match door.path {
        "/pkg" => "/boot.1.js",
        "/assets" => "/mark.svg",
        _ => "",
    }
}

#[tokio::test]
async fn doors_open_as_the_matrix_says_whoever_is_signed_in() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let elsewhere = world.organisation("Harbour").await;
    let mut cookies = vec![
        String::new(),
        "ns=AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        format!("ns={}", world.client(clinic, "Maya").await.cookie),
        format!("ns={}", world.practitioner(clinic, "Ruth").await.cookie),
        format!("ns={}", world.front_desk(clinic, "Iris").await.cookie),
        format!("ns={}", world.admin(clinic, "Noor").await.cookie),
        format!("ns={}", world.admin(elsewhere, "Otto").await.cookie),
    ];
    let half = world.admin(clinic, "Half").await;
    world.ask_factor(half.person).await;
    cookies.push(format!("ns={}", half.cookie));
    for door in DOORS {
        // A wall of its own each: how often one may knock is another matter.
        let service = server::router::router(app(world.backend.clone(), 0));
        let mut alike = None;
        for cookie in &cookies {
            let answer = knock(&service, door, below(door), cookie, "").await;
            let expected = match (door.knocker, door.path) {
                (Knocker::Operator, _) => 404,
                // Without the settings of Stripe it is not there; with them, 400: `attacks/webhook`.
                (Knocker::Stripe, _) => 404,
                (Knocker::Anyone, "/csp-report") => 204,
                (Knocker::Anyone, _) => 200,
            };
            assert_eq!(answer.status, expected, "{} for {cookie}", door.path);
            let sets_session = answer.cookies().iter().any(|set| set.starts_with("ns=") && !set.starts_with("ns=;"));
            assert!(!sets_session, "{} opened a session", door.path);
            // Being somebody changes nothing but the reference of an error's page.
            let said = (answer.status, answer.header("content-type").to_owned(), answer.body.len());
            assert_eq!(*alike.get_or_insert_with(|| said.clone()), said, "{} for {cookie}", door.path);
        }
        let holder = knock(&service, door, below(door), "", TOKEN).await;
        if door.knocker == Knocker::Operator {
            assert_eq!(holder.status, 200, "{} is shut for operators too", door.path);
        }
        // No other way of asking opens it.
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            if method == door.method {
                continue;
            }
            let other = Door { method: method.clone(), ..door.clone() };
            let answer = knock(&service, &other, below(door), "", TOKEN).await;
            assert!([403, 404, 405].contains(&answer.status.as_u16()), "{method} {}: {}", door.path, answer.status);
        }
        // Nor does what lies near it, or above a folder.
        for near in ["/", "/x", "/../.stamp", "/%2e%2e/.stamp", "/../manifest.json", "/..%2fmanifest.json"] {
            let answer = knock(&service, door, near, "", TOKEN).await;
            assert!(answer.status.is_client_error(), "{}{near}: {}", door.path, answer.status);
        }
    }
}

// T1: a job of no kind does nothing, and one that belongs to nobody reaches no organisation, whatever it asks for.
#[tokio::test]
async fn jobs_that_were_made_up_do_nothing() {
    use backend::features::JOBS;
    use backend::jobs::Reach;
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let maya = world.client(clinic, "Maya").await;
    let id = maya.member.0;
    let payload = serde_json::json!({
        "client_id": id, "appointment_id": id, "payment_id": id, "grant_id": id, "event_id": "evt_1", "kind": "x",
        "object_id": "cs_1", "from": id, "to": id, "clients": [id], "cancelled": [],
    });
    let before: i64 = sqlx::query_scalar("select count(*) from app.activity").fetch_one(&mut world.hand).await.unwrap();
    let kinds = JOBS.iter().map(|kind| (kind.name, Some(kind.reach))).chain([("drop_everything", None)]);
    for (kind, reach) in kinds {
        sqlx::query("insert into ops.job (kind, payload) values ($1, $2)")
            .bind(kind)
            .bind(&payload)
            .execute(&mut world.hand)
            .await
            .unwrap();
        assert!(world.backend.run_next_job().await.unwrap());
        let why: Option<String> =
            sqlx::query_scalar("delete from ops.job returning last_error").fetch_one(&mut world.hand).await.unwrap();
        match reach {
            None => assert_eq!(why.as_deref(), Some("no such kind of job"), "{kind}"),
            Some(Reach::Organisation | Reach::Client | Reach::House) => {
                assert_eq!(why.as_deref(), Some("the job belongs to nobody"), "{kind}")
            }
            // It reached nothing of ours, or said why not.
            Some(Reach::Itself) => {}
        }
    }
    // The database knows the same kinds as reading a whole house.
    let houses: Vec<String> =
        sqlx::query_scalar("select unnest(ops.house_kinds())").fetch_all(&mut world.hand).await.unwrap();
    for kind in JOBS {
        let is_house = houses.iter().any(|name| name == kind.name);
        assert_eq!(is_house, kind.reach == Reach::House, "{}", kind.name);
    }
    let after: i64 = sqlx::query_scalar("select count(*) from app.activity").fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(before, after, "something happened");
}

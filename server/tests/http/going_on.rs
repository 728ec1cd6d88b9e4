//! What was typed survives (N8): the end of a session, a proof, a service that fails; for its own person only, and for as
//! long as it takes to come back.

use axum::body::Body;
use axum::http::Request;
use backend::Backend;
use backend::clock::Clock;
use backend::db::{Client, Clinic, Practice};

use crate::belonging::{Two, jar, two};
use crate::found::form;
use crate::support::{app, ask, config, post, submit, visit};

const PASSWORD: &str = "violet staircase umbrella";

/// Chooses a password by the link of a letter, and opens both sessions anew. The address to sign in with.
async fn give_password(two: &mut Two) -> String {
    let (token, person) = ("7".repeat(64), two.person);
    two.world
        .by_hand(format!(
            "insert into auth.link (token_hash, kind, person_id, expires_at)
             values (sha256(convert_to('{token}', 'UTF8')), 'reset_password', '{person}', now() + interval '1 hour')"
        ))
        .await;
    let form = [("token", token.as_str()), ("new_password", PASSWORD)];
    let chosen = submit(&two.service, "/api/identity/reset_password", "", &form).await;
    assert_eq!(chosen.status, 303, "{}", chosen.body);
    two.world.by_hand(format!("update auth.person set credential_version = 0 where person_id = '{person}'")).await;
    two.a = format!("ns={}", two.world.sign_in(person, two.in_a).await.to_cookie());
    two.b = format!("ns={}", two.world.sign_in(person, two.in_b).await.to_cookie());
    format!("{person}@example.test")
}

// The day meant, the long note, everything: after signing in again, in the right one of two practices.
#[tokio::test]
async fn a_long_note_outlives_its_session() {
    let mut two = two::<Client>("client").await;
    let email = give_password(&mut two).await;
    let page = "/me/symptom?day=2026-11-20";
    let opened = visit(&two.service, page, &two.a).await;
    let sent = form(&opened.body, "/api/journal/save_symptom");
    let note = "It began after the second cup. ".repeat(20);
    let typed = [
        ("symptom[code]", "bloating"),
        ("symptom[present]", "yes"),
        ("symptom[severity_ten]", "7"),
        ("symptom[day]", "2026-11-20"),
        ("symptom[time]", "13:00"),
        ("symptom[note]", note.as_str()),
    ];
    two.world.by_hand("update auth.session set ended_at = now(), ended_why = 'sign_out'".into()).await;
    let led = submit(&two.service, "/api/journal/save_symptom", &two.a, &sent.filled(&typed)).await;
    assert_eq!(led.status, 303);
    assert!(led.header("location").starts_with("/sign-in?next=/me/symptom"), "{}", led.header("location"));
    let cookie = jar(&two.a, &led);
    assert!(cookie.contains("kept="), "{cookie}");
    let kept: Vec<u8> =
        sqlx::query_scalar("select sealed from auth.kept_form").fetch_one(&mut two.world.hand).await.unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("second cup"));
    // Somebody else who signs in at the same browser sees nothing of it.
    let other = two.world.client(two.of_a, "Maya").await;
    let kept_cookie = cookie.split("; ").find(|pair| pair.starts_with("kept=")).unwrap();
    let shown = visit(&two.service, page, &format!("ns={}; {kept_cookie}", other.cookie)).await;
    assert!(shown.status == 200 && !shown.body.contains("second cup"));
    let next = "/me/symptom";
    let signed_in = submit(
        &two.service,
        "/api/identity/sign_in",
        &cookie,
        &[("email", &email), ("password", PASSWORD), ("next", next)],
    )
    .await;
    assert_eq!((signed_in.status.as_u16(), signed_in.header("location")), (303, page));
    let cookie = jar(&cookie, &signed_in);
    let again = visit(&two.service, page, &cookie).await;
    assert_eq!(again.status, 200);
    assert!(again.body.contains("Kestrel Street"), "in the practice it was opened in");
    for typed in ["second cup", "2026-11-20", "13:00"] {
        assert!(again.body.contains(typed), "{typed} is lost");
    }
    let sent = form(&again.body, "/api/journal/save_symptom");
    assert!(sent.value("_seal").is_some());
    let saved = submit(&two.service, "/api/journal/save_symptom", &cookie, &sent.filled(&typed)).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert_eq!(two.count("select count(*) from app.observation").await, 1);
    assert_eq!(two.count("select count(*) from auth.kept_form").await, 0);
}

// An ended session and a field that is not right: the way to sign in, not a dead end.
#[tokio::test]
async fn an_ended_session_with_a_bad_field_leads_to_signing_in() {
    let mut two = two::<Practice>("practitioner").await;
    let opened = visit(&two.service, "/practice/clients/invite", &two.a).await;
    let sent = form(&opened.body, "/api/team/invite_client");
    two.world.by_hand("update auth.session set ended_at = now(), ended_why = 'sign_out'".into()).await;
    let form = sent.filled(&[("name", "Ana")]);
    let led = submit(&two.service, "/api/team/invite_client", &two.a, &form).await;
    assert_eq!(led.status, 303);
    assert!(led.header("location").starts_with("/sign-in?next=/practice/clients/invite"));
    assert_eq!(two.count("select count(*) from auth.kept_form").await, 1);
}

// A proof that ran out: asked for, and then the action goes on by itself with what was typed.
#[tokio::test]
async fn an_action_goes_on_after_its_proof() {
    let mut two = two::<Clinic>("admin").await;
    _ = give_password(&mut two).await;
    let sam = two.world.practitioner(two.of_a, "Sam").await;
    let maya = two.world.client(two.of_a, "Maya").await;
    two.world.by_hand("update auth.session set proved_at = now()".into()).await;
    let opened = visit(&two.service, "/clinic/access", &two.a).await;
    let sent = form(&opened.body, "/api/grants/give");
    let (client, practitioner) = (maya.member.to_string(), sam.member.to_string());
    let typed = [
        ("client", client.as_str()),
        ("practitioner", practitioner.as_str()),
        ("reason", "Holiday cover"),
        ("days", "7"),
    ];
    two.world.by_hand("update auth.session set proved_at = now() - interval '11 minutes', signed_in_at = now() - interval '1 hour'".into()).await;
    let led = submit(&two.service, "/api/grants/give", &two.a, &sent.filled(&typed)).await;
    assert_eq!(led.status, 303);
    let prove = led.header("location").to_owned();
    assert!(prove.starts_with("/account/prove?next=/clinic/access&then="), "{prove}");
    let mut cookie = jar(&two.a, &led);
    let asked = visit(&two.service, &prove, &cookie).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("goes on by itself"));
    // Proving for something else starts nothing.
    let without = form(&asked.body, "/api/account/prove_password");
    assert!(without.value("_then").is_some());
    assert_eq!(two.count("select count(*) from app.access_grant").await, 0);
    let wrong = submit(
        &two.service,
        "/api/account/prove_password",
        &cookie,
        &without.filled(&[("password", "not this one at all")]),
    )
    .await;
    assert_eq!(wrong.status, 422);
    assert_eq!(two.count("select count(*) from app.access_grant").await, 0);
    let done =
        submit(&two.service, "/api/account/prove_password", &cookie, &without.filled(&[("password", PASSWORD)])).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/clinic/access"), "{}", done.body);
    cookie = jar(&cookie, &done);
    assert_eq!(two.count("select count(*) from app.access_grant where reason = 'Holiday cover'").await, 1);
    let after = visit(&two.service, "/clinic/access", &cookie).await;
    assert!(after.status == 200 && after.body.contains("Access given"), "it says so, in the session of the proof");
    assert_eq!(two.count("select count(*) from auth.kept_form").await, 0);
}

// A file behind a proof: afterwards the browser stands on the page the file was asked for on, not on the one that asked.
#[tokio::test]
async fn a_file_behind_a_proof_leads_back_to_its_page() {
    let mut two = two::<Clinic>("admin").await;
    _ = give_password(&mut two).await;
    two.world.by_hand("update auth.session set proved_at = now() - interval '11 minutes', signed_in_at = now() - interval '1 hour'".into()).await;
    let opened = visit(&two.service, "/clinic/audit?kind=change", &two.a).await;
    let sent = form(&opened.body, "/api/audit/export");
    let led = submit(&two.service, "/api/audit/export", &two.a, &sent.filled(&[])).await;
    let prove = led.header("location").to_owned();
    assert!(led.status == 303 && prove.starts_with("/account/prove?next=/clinic/audit"), "{prove}");
    let mut cookie = jar(&two.a, &led);
    let asked = visit(&two.service, &prove, &cookie).await;
    let proof = form(&asked.body, "/api/account/prove_password");
    let done =
        submit(&two.service, "/api/account/prove_password", &cookie, &proof.filled(&[("password", PASSWORD)])).await;
    let back = done.header("location").to_owned();
    assert!(done.status == 303 && back.starts_with("/clinic/audit?kind=change&copy="), "{back}");
    cookie = jar(&cookie, &done);
    let page = visit(&two.service, &back, &cookie).await;
    assert!(page.status == 200 && page.body.contains("Your copy is on its way"), "{}", page.status);
    let (soon, file) = page.header("refresh").split_once(";url=").unwrap();
    assert_eq!(soon, "0");
    let fetched = visit(&two.service, file, &cookie).await;
    assert_eq!(fetched.status, 200);
    assert!(fetched.header("content-disposition").starts_with("attachment"), "{:?}", fetched.headers);
    // Loaded again, the page has a link and fetches nothing by itself.
    cookie = jar(&cookie, &page);
    let again = visit(&two.service, &back, &cookie).await;
    assert!(again.status == 200 && again.header("refresh").is_empty());
    assert!(again.body.contains(&file.replace('&', "&amp;")), "the link is there");
    assert_eq!(two.count("select count(*) from app.activity where action = 'audit.exported'").await, 1);
}

// A database that does not answer: what was typed is in the answer, sealed, and one press sends it again.
#[tokio::test]
async fn a_service_that_fails_keeps_what_was_typed() {
    let mut two = two::<Practice>("practitioner").await;
    let opened = visit(&two.service, "/practice/clients/invite", &two.a).await;
    let sent = form(&opened.body, "/api/team/invite_client");
    let typed = [("name", "Quince Canary"), ("email", "quince@example.org")];
    let mut away = config("http://localhost:3000");
    away.database.url = "postgres://nobody@127.0.0.1:1/none".into();
    let away = server::router::router(app(Backend::new(away, Clock::System).unwrap(), 0));
    let down = ask(&away, post("/api/team/invite_client", &two.a, &sent.filled(&typed), "document")).await;
    assert_eq!(down.status, 503, "{}", down.body);
    let again = form(&down.body, "/api/team/invite_client");
    assert!(again.value("_carried").is_some() && !down.body.contains("Quince"), "sealed, since nobody is known");
    let saved = ask(&two.service, post("/api/team/invite_client", &two.a, &again.filled(&[]), "document")).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert_eq!(two.count("select count(*) from app.invitation where email = 'quince@example.org'").await, 1);
    // Changed on the way, or sent elsewhere, it is nothing.
    let forged = ask(&two.service, post("/api/booking/save_own_service", &two.a, &again.filled(&[]), "document")).await;
    assert_eq!(forged.status, 422);
}

// Signing out takes what was kept with it.
#[tokio::test]
async fn signing_out_forgets_what_was_typed() {
    let mut two = two::<Practice>("practitioner").await;
    let opened = visit(&two.service, "/practice/clients/invite", &two.a).await;
    let sent = form(&opened.body, "/api/team/invite_client");
    let stopped = submit(
        &two.service,
        "/api/team/invite_client",
        &two.b,
        &sent.filled(&[("name", "Ana"), ("email", "a@example.org")]),
    )
    .await;
    let cookie = jar(&two.b, &stopped);
    assert_eq!(two.count("select count(*) from auth.kept_form").await, 1);
    let out = submit(&two.service, "/api/identity/sign_out", &cookie, &[]).await;
    assert!(out.cookies().iter().any(|cookie| cookie.starts_with("kept=;")), "{:?}", out.cookies());
    assert_eq!(two.count("select count(*) from auth.kept_form").await, 0);
}

// Answers do not depend on a cookie that is dead.
#[tokio::test]
async fn a_dead_cookie_changes_no_answer() {
    let mut two = two::<Practice>("practitioner").await;
    let noor = two.world.admin(two.of_a, "Noor").await;
    let invite = contract::team::InviteInput {
        name: "Robin".into(),
        email: format!("{}@example.test", two.person),
        role: "admin".into(),
    };
    two.world.by_hand("update auth.session set proved_at = now()".into()).await;
    two.world.backend.invite_member(&noor.token, "test", &invite).await.unwrap();
    let token = "0".repeat(64);
    two.world.by_hand(format!("update app.invitation set token_hash = sha256(convert_to('{token}', 'UTF8'))")).await;
    let page = format!("/invitation/{token}");
    let form = [("token", token.as_str()), ("password", ""), ("_page", page.as_str())];
    let dead = format!("ns={}", backend::identity::SessionToken::random().to_cookie());
    for cookie in ["", dead.as_str()] {
        let answer = submit(&two.service, "/api/identity/accept_invitation", cookie, &form).await;
        assert_eq!(answer.status, 422, "{cookie:?}");
    }
}

// Two at once with one session: one wins, the other is told to sign in; nobody is told of a fault, and the winner's cookie
// stays.
#[tokio::test]
async fn two_at_once_with_one_session_are_no_fault() {
    for action in ["/api/identity/choose_place", "/api/identity/end_other_sessions"] {
        let two = two::<Client>("client").await;
        let membership = two.in_a.to_string();
        let seal = crate::support::seal(&two.service, action, &two.b, &[]).await;
        let form = [("membership", membership.as_str()), ("_page", "/account/sessions"), ("_seal", seal.as_str())];
        let send = || ask(&two.service, post(action, &two.b, &form, "document"));
        let answers = tokio::join!(send(), send(), send(), send());
        let answers = [answers.0, answers.1, answers.2, answers.3];
        let won = answers
            .iter()
            .filter(|one| one.cookies().iter().any(|cookie| cookie.starts_with("ns=") && !cookie.starts_with("ns=;")))
            .count();
        assert_eq!(won, 1, "{action}");
        for answer in &answers {
            assert!(answer.status.as_u16() < 500, "{action}: {}", answer.status);
            assert!(
                !answer.cookies().iter().any(|cookie| cookie.starts_with("ns=;")),
                "{action} took the winner's cookie"
            );
        }
    }
}

// Writes beside a sign-out end as done or signed out.
#[tokio::test]
async fn writes_beside_a_sign_out_are_no_fault() {
    let two = two::<Client>("client").await;
    let seal = crate::support::seal(&two.service, "/api/journal/save_symptom", &two.a, &[]).await;
    let write = |n: usize| {
        let (service, cookie, seal) = (two.service.clone(), two.a.clone(), seal.clone());
        async move {
            let id = uuid::Uuid::now_v7().to_string();
            let form = [
                ("symptom[id]", id.as_str()),
                ("symptom[code]", "bloating"),
                ("symptom[present]", "no"),
                ("symptom[day]", "2026-11-20"),
                ("symptom[time]", "13:00"),
                ("_seal", seal.as_str()),
            ];
            match n {
                20 => ask(&service, post("/api/identity/sign_out", &cookie, &[], "document")).await.status,
                _ => ask(&service, post("/api/journal/save_symptom", &cookie, &form, "empty")).await.status,
            }
        }
    };
    let mut all = tokio::task::JoinSet::new();
    for n in 0..60 {
        all.spawn(write(n));
    }
    let (mut saved, mut out) = (0, 0);
    while let Some(status) = all.join_next().await {
        match status.unwrap().as_u16() {
            200 => saved += 1,
            303 | 401 => out += 1,
            other => panic!("{other}"),
        }
    }
    println!("{saved} saved, {out} signed out");
    assert_eq!(saved + out, 60);
}

#[tokio::test]
async fn a_doubled_name_is_refused_before_it_is_counted() {
    let service = crate::support::plain();
    for body in ["email[]=a@example.org&password=x", "email=a@example.org&email=b@example.org&password=x"] {
        let request = Request::post("/api/identity/sign_in")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-dest", "document")
            .body(Body::from(body))
            .unwrap();
        assert_eq!(ask(&service, request).await.status, 400, "{body}");
    }
}

// A download that a proof held up starts by itself on the page it was asked for, once, and in its own browser only.
#[tokio::test]
async fn a_download_goes_on_after_its_proof() {
    let mut two = two::<Client>("client").await;
    _ = give_password(&mut two).await;
    let path = "/api/export/download";
    let stale =
        "update auth.session set proved_at = now() - interval '11 minutes', signed_in_at = now() - interval '1 hour'";
    two.world.by_hand("update auth.session set proved_at = now()".into()).await;
    let asking = form(&visit(&two.service, "/me/export", &two.a).await.body, "/api/export/ask_mine");
    let asked = submit(&two.service, "/api/export/ask_mine", &two.a, &asking.filled(&[])).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    while two.world.backend.run_next_job().await.unwrap() {}
    two.world.by_hand(stale.into()).await;
    let sent = form(&visit(&two.service, "/me/export", &two.a).await.body, path);
    let led = submit(&two.service, path, &two.a, &sent.filled(&[])).await;
    assert_eq!(led.status, 303);
    let cookie = jar(&two.a, &led);
    // Before the proof there is nothing to fetch, whoever asks.
    assert_eq!(visit(&two.service, path, &two.b).await.status, 404);
    let proving = form(&visit(&two.service, led.header("location"), &cookie).await.body, "/api/account/prove_password");
    let typed = proving.filled(&[("password", PASSWORD)]);
    let done = submit(&two.service, "/api/account/prove_password", &cookie, &typed).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/me/export"), "{}", done.body);
    let cookie = jar(&cookie, &done);
    let page = visit(&two.service, "/me/export", &cookie).await;
    assert_eq!((page.status.as_u16(), page.header("refresh")), (200, "0;url=/api/export/download"));
    assert!(page.body.contains("Your download starts now."), "{}", page.body);
    let cookie = jar(&cookie, &page);
    // The session of the proof alone, in another browser: nothing waits there.
    let bare = cookie.split("; ").find(|pair| pair.starts_with("ns=")).unwrap();
    assert_eq!(visit(&two.service, path, bare).await.status, 404);
    let file = visit(&two.service, path, &cookie).await;
    assert!(file.status == 200 && file.body.starts_with("PK"), "{}", file.status);
    assert_eq!(visit(&two.service, path, &cookie).await.status, 404, "once");
    let again = visit(&two.service, "/me/export", &cookie).await;
    assert_eq!(again.header("refresh"), "", "a page that is loaded again starts nothing");
}

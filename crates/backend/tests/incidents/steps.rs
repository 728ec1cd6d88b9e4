//! The order of the states, kept by the program and by the database below it.

use contract::incident::{Authority, Decision, NoteKind, Notified, Opening, Status};
use contract::paging::Reach;
use contract::{AppError, Code};
use sqlx::Executor;
use testkit::{House, refused};
use uuid::Uuid;

use crate::support::{assess, close, contain, load, now, open, thought, wall};

fn told(persons: bool) -> Notified {
    Notified { authorities: vec![Authority::Ico], persons, reference: "IC-1".into(), text: "By telephone".into() }
}

fn too_early() -> AppError {
    AppError::Conflict(Code::StepNotPossible)
}

// N15: opened, contained, assessed, told, closed; each noted; no step before its time, none twice; evidence is held.
#[tokio::test]
async fn an_incident_runs_its_course_and_no_other() {
    let house = House::new().await;
    let backend = house.backend();
    let id = open(&house, 1, false).await;
    assert_eq!(refused(close(&house, id).await), too_early());
    assert_eq!(refused(assess(&house, id, Decision::Nobody).await), too_early());
    contain(&house, id).await.unwrap();
    assert_eq!(refused(contain(&house, id).await), too_early());
    assert_eq!(refused(close(&house, id).await), too_early());
    assess(&house, id, Decision::AuthorityAndPersons).await.unwrap();
    let notify = async |told: &Notified| {
        backend.notify_incident(house.noor.write(backend).await, id, Uuid::now_v7(), told).await
    };
    assert_eq!(refused(notify(&told(false)).await), AppError::field("persons", Code::Required));
    let dismissed = backend.dismiss_incident(house.noor.write(backend).await, id, Uuid::now_v7(), "No").await;
    assert_eq!(refused(dismissed), too_early());
    let before = load(&house, id).await;
    assert!(before.listed.minutes_left.is_some() && before.held_until.is_none());
    notify(&told(true)).await.unwrap();
    assert_eq!(refused(assess(&house, id, Decision::Nobody).await), too_early());
    close(&house, id).await.unwrap();
    assert_eq!(refused(close(&house, id).await), too_early());
    let after = load(&house, id).await;
    assert_eq!((after.listed.status, after.listed.minutes_left, after.authorities.len()), (Status::Closed, None, 1));
    assert!(wall(after.held_until.unwrap()) > now() + chrono::TimeDelta::days(360), "evidence stays for a year");
    let kinds: Vec<_> = after.notes.iter().rev().map(|note| note.kind).collect();
    let expected = [NoteKind::Opened, NoteKind::Contained, NoteKind::Assessed, NoteKind::Notified, NoteKind::Closed];
    assert_eq!(kinds, expected);
    // A late fact is still noted.
    backend.note_incident(house.noor.write(backend).await, id, Uuid::now_v7(), "Found again").await.unwrap();
}

// N15: who decides that nobody is told says so, and only after an assessment that says it too; thinking again is kept.
#[tokio::test]
async fn thinking_again_counts_and_both_are_kept() {
    let house = House::new().await;
    let backend = house.backend();
    let id = open(&house, 1, true).await;
    contain(&house, id).await.unwrap();
    assess(&house, id, Decision::Authority).await.unwrap();
    assess(&house, id, Decision::Nobody).await.unwrap();
    let notified = backend.notify_incident(house.noor.write(backend).await, id, Uuid::now_v7(), &told(false)).await;
    assert_eq!(refused(notified), too_early());
    backend.dismiss_incident(house.noor.write(backend).await, id, Uuid::now_v7(), "Encrypted").await.unwrap();
    close(&house, id).await.unwrap();
    let after = load(&house, id).await;
    assert_eq!((after.assessments, after.listed.is_drill), (2, true));
    assert!(
        wall(after.held_until.unwrap()) <= now() + chrono::TimeDelta::minutes(1),
        "a drill holds nothing afterwards"
    );
}

// N15 T5: whom one tells, that nobody is told, and that it is over take a fresh proof.
#[tokio::test]
async fn what_is_weighty_takes_a_proof() {
    let mut house = House::new().await;
    let id = open(&house, 1, false).await;
    contain(&house, id).await.unwrap();
    assess(&house, id, Decision::Nobody).await.unwrap();
    house.forget_proofs().await;
    let backend = house.backend();
    let key = Uuid::now_v7();
    assert_eq!(refused(close(&house, id).await), AppError::ProofNeeded);
    let dismissed = backend.dismiss_incident(house.noor.write(backend).await, id, key, "x").await;
    assert_eq!(refused(dismissed), AppError::ProofNeeded);
    let notified = backend.notify_incident(house.noor.write(backend).await, id, key, &told(true)).await;
    assert_eq!(refused(notified), AppError::ProofNeeded);
}

// T2: another clinic's is not there, and the front desk's rank is not enough.
#[tokio::test]
async fn others_have_no_part_in_it() {
    let mut house = House::new().await;
    let iris = house.world.front_desk(house.noor.organisation, "Iris").await;
    let backend = house.backend();
    let id = open(&house, 1, false).await;
    for who in [&house.other_admin, &iris] {
        let tx = who.write(backend).await;
        assert_eq!(refused(backend.contain_incident(tx, id, Uuid::now_v7(), "x").await), AppError::NotFound);
        let tx = who.write(backend).await;
        assert_eq!(refused(backend.note_incident(tx, id, Uuid::now_v7(), "x").await), AppError::NotFound);
        assert_eq!(
            refused(backend.load_incident(&mut who.read(backend).await, id, Reach::default()).await),
            AppError::NotFound
        );
        assert_eq!(refused(backend.load_affected(&mut who.read(backend).await, id).await), AppError::NotFound);
    }
    let opening = Opening { title: "x".into(), aware_at: now(), text: "x".into(), is_drill: false };
    let tx = iris.write(backend).await;
    assert_eq!(refused(backend.open_incident(tx, Uuid::now_v7(), &opening).await), AppError::NotFound);
    let early = Opening { aware_at: now() + chrono::TimeDelta::hours(2), ..opening };
    let tx = house.noor.write(backend).await;
    let refusal = refused(backend.open_incident(tx, Uuid::now_v7(), &early).await);
    assert_eq!(refusal, AppError::field("aware_at", Code::InFuture));
}

// A form posted twice is one step; two administrators who press at once: one is told.
#[tokio::test]
async fn twice_is_once_and_of_two_one_is_told() {
    let mut house = House::new().await;
    let nina = house.world.admin(house.noor.organisation, "Nina").await;
    house.prove().await;
    let backend = house.backend();
    let (key, step) = (Uuid::now_v7(), Uuid::now_v7());
    let opening = Opening { title: "Twice".into(), aware_at: now(), text: "x".into(), is_drill: false };
    for _ in 0..2 {
        let id = backend.open_incident(house.noor.write(backend).await, key, &opening).await.unwrap();
        assert_eq!(id.0, key);
    }
    let id = contract::id::IncidentId(key);
    for _ in 0..2 {
        backend.contain_incident(house.noor.write(backend).await, id, step, "x").await.unwrap();
    }
    let thought = thought(Decision::Nobody);
    assess(&house, id, Decision::Nobody).await.unwrap();
    let (one, two) = (house.noor.write(backend).await, nina.write(backend).await);
    let both = tokio::join!(
        backend.dismiss_incident(one, id, Uuid::now_v7(), "x"),
        backend.dismiss_incident(two, id, Uuid::now_v7(), "x"),
    );
    assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|ok| **ok).count(), 1, "{thought:?}");
    let register = backend.load_incidents(&mut house.noor.read(backend).await, Reach::default()).await.unwrap();
    assert_eq!((register.incidents.len(), register.incidents[0].number), (1, 1));
}

// N15: below the program the database keeps the same order, whoever asks.
#[tokio::test]
async fn the_database_refuses_what_the_program_would_not_do() {
    let mut house = House::new().await;
    let id = open(&house, 1, false).await;
    sqlx::query("update auth.session set token_hash = sha256('by hand') where membership_id = $1")
        .bind(house.noor.member.0)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    let mut login = house.world.db.as_role("ns_clinic").await;
    let (organisation, me) = (house.noor.organisation, house.noor.member);
    let assessment = format!(
        "insert into app.incident_assessment (organisation_id, incident_id, assessment_id, risk, decision, who, what, likelihood, measures, reasons, people, by_member)
         values ('{organisation}', '{id}', gen_random_uuid(), 'high', 'nobody', 'w', 'w', 'l', 'm', 'r', 1, '{me}')"
    );
    for (sql, constraint) in [
        ("update app.incident set status = 'assessed'".to_owned(), "incident_transition"),
        ("update app.incident set status = 'closed'".to_owned(), "incident_transition"),
        (
            "update app.incident set status = 'contained'; update app.incident set status = 'assessed'".to_owned(),
            "incident_unassessed",
        ),
        ("update app.incident set authorities = '{ico}'".to_owned(), "incident_rewritten"),
        (
            "update app.incident set status = 'contained'; update app.incident set status = 'opened'".to_owned(),
            "incident_transition",
        ),
        (assessment.clone(), "incident_transition"),
        (format!("update app.incident set status = 'contained'; {assessment}"), "assessment_decision"),
    ] {
        login.execute("begin").await.unwrap();
        login.execute("select authz.enter('by hand')").await.unwrap();
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.clone())).execute(&mut login).await.unwrap_err();
        assert_eq!(
            refused.as_database_error().and_then(|error| error.constraint()),
            Some(constraint),
            "{sql}: {refused}"
        );
        login.execute("rollback").await.unwrap();
    }
    for sql in [
        "update app.incident set aware_at = now()",
        "update app.incident set is_drill = true",
        "update app.incident set reminded = 66",
        "update app.incident_note set text = 'x'",
        "delete from app.incident_note",
        "delete from app.incident",
        "update app.evidence_hold set ends_at = now()",
    ] {
        login.execute("begin").await.unwrap();
        login.execute("select authz.enter('by hand')").await.unwrap();
        assert!(login.execute(sql).await.is_err(), "{sql}");
        login.execute("rollback").await.unwrap();
    }
    // Not even by a superuser's hand, past row security.
    assert!(house.world.hand.execute("delete from app.incident_note").await.is_err());
    assert!(house.world.hand.execute("update app.incident set aware_at = now()").await.is_err());
}

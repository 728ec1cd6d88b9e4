//! Copies of the log as files.

use contract::AppError;
use contract::audit::{AuditQuery, Filter, Format};
use testkit::{House, refused};
use uuid::Uuid;

use crate::support::{audit, fill};

fn looks() -> Filter {
    AuditQuery { kind: Some("look".into()), ..AuditQuery::default() }.parse().unwrap().0
}

// T9: a copy takes a fresh proof and is in the log before it exists; it holds every line and no formula.
#[tokio::test]
async fn a_copy_is_proved_logged_and_whole() {
    let mut house = House::new().await;
    fill(&mut house, 70).await;
    house
        .world
        .by_hand("update app.membership set display_name = '=cmd|''/c calc''!A1' where role = 'client'".into())
        .await;
    house.forget_proofs().await;
    let tx = house.noor.write(house.backend()).await;
    assert_eq!(refused(house.backend().export_audit(tx, &looks(), Format::Csv).await), AppError::ProofNeeded);
    house.prove().await;
    let backend = house.backend();
    let ticket = backend.export_audit(house.noor.write(backend).await, &looks(), Format::Csv).await.unwrap();
    let logged =
        audit(&house, &house.noor, &AuditQuery { action: Some("audit.exported".into()), ..AuditQuery::default() })
            .await
            .unwrap();
    assert_eq!((logged.lines.len(), logged.lines[0].to.as_deref()), (1, Some("csv")));
    let mut tx = house.noor.read(backend).await;
    let file = backend.load_audit_file(&mut tx, ticket, &looks(), Format::Csv).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert_eq!(text.lines().count(), 1 + 70);
    assert!(text.contains("\"'=cmd|'/c calc'!A1\""), "a cell is text");
    assert!(text.lines().skip(1).all(|line| line.starts_with("\"2026-11-01T09:00:")), "{text}");
}

// T9: the ticket opens what it was given for, to whom it was given, for a while.
#[tokio::test]
async fn a_ticket_opens_nothing_else() {
    let mut house = House::new().await;
    fill(&mut house, 5).await;
    house.prove().await;
    let clinic = house.noor.organisation;
    let colleague = house.world.admin(clinic, "Nina").await;
    let backend = house.backend();
    let ticket = backend.export_audit(house.noor.write(backend).await, &looks(), Format::Json).await.unwrap();
    let attempt = async |who: &testkit::Actor<backend::db::Clinic>, ticket, filter: &Filter, format| {
        let mut tx = who.read(backend).await;
        backend.load_audit_file(&mut tx, ticket, filter, format).await
    };
    let file = attempt(&house.noor, ticket, &looks(), Format::Json).await.unwrap();
    let json: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
    assert_eq!((json["lines"].as_array().unwrap().len(), json["lines"][0]["client"].as_str()), (5, Some("Maya Osei")));
    for refusal in [
        attempt(&house.noor, ticket, &Filter::default(), Format::Json).await,
        attempt(&house.noor, ticket, &looks(), Format::Csv).await,
        attempt(&house.noor, Uuid::now_v7(), &looks(), Format::Json).await,
        attempt(&colleague, ticket, &looks(), Format::Json).await,
        attempt(&house.other_admin, ticket, &looks(), Format::Json).await,
    ] {
        assert_eq!(refused(refusal), AppError::NotFound);
    }
    let sql = "set session_replication_role = replica; update app.activity set at = at - interval '11 minutes' where action = 'audit.exported'; reset session_replication_role";
    house.world.by_hand(sql.into()).await;
    let backend = house.backend();
    let mut tx = house.noor.read(backend).await;
    assert_eq!(refused(backend.load_audit_file(&mut tx, ticket, &looks(), Format::Json).await), AppError::NotFound);
}

// An export that names a client is a line in that client's own timeline.
#[tokio::test]
async fn a_client_reads_that_their_log_was_copied() {
    let mut house = House::new().await;
    house.prove().await;
    let backend = house.backend();
    let filter = Filter { client: Some(house.maya.member.0), ..Filter::default() };
    backend.export_audit(house.noor.write(backend).await, &filter, Format::Csv).await.unwrap();
    let mine = backend.load_my_activity(&mut house.maya.read(backend).await, None).await.unwrap();
    let line = mine.lines.iter().find(|line| line.action == "audit.exported").unwrap();
    assert_eq!(line.actor_name.as_deref(), Some("Noor Haddad"));
}

//! What happened, as the client and the practitioner read it; who saw the record.

use backend::db::Look;
use contract::AppError;
use contract::grant::{ReadKind, Via};
use testkit::{House, refused};

use crate::support::fill;

// S5: the client reads who did what with their record, and nothing of another's.
#[tokio::test]
async fn a_client_reads_their_own_timeline() {
    let mut house = House::new().await;
    let olga = house.world.client(house.other_admin.organisation, "Olga").await;
    fill(&mut house, 120).await;
    let backend = house.backend();
    let (mut lines, mut before) = (Vec::new(), None);
    loop {
        let mut tx = house.maya.read(backend).await;
        let page = backend.load_my_activity(&mut tx, before.as_deref()).await.unwrap();
        lines.extend(page.lines);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let theirs: Vec<_> = lines.iter().filter(|line| line.action == "relationship.paused").collect();
    assert_eq!(theirs.len(), 12);
    assert!(theirs.iter().all(|line| line.actor_name.as_deref() == Some("Ruth Calloway") && line.request.is_none()));
    let mut tx = olga.read(backend).await;
    let other = backend.load_my_activity(&mut tx, None).await.unwrap();
    assert!(other.lines.iter().all(|line| line.actor_name.as_deref() != Some("Ruth Calloway")), "{:?}", other.lines);
    let mut tx = house.maya.read(backend).await;
    assert_eq!(refused(backend.load_my_activity(&mut tx, Some("no number")).await), AppError::NotFound);
}

// M5: who, what, through which relationship or grant with its reason; an emergency is marked; page by page.
#[tokio::test]
async fn a_client_reads_who_saw_their_record_and_why() {
    let mut house = House::new().await;
    let olga = house.world.client(house.other_admin.organisation, "Olga").await;
    let (organisation, maya, anton, noor) =
        (house.maya.organisation, house.maya.member, house.anton.member, house.noor.member);
    let grant = |id: &str, kind: &str, by, reason: &str| {
        format!(
            "insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, starts_at, expires_at)
             values ('{organisation}', '{id}', '{maya}', '{anton}', '{kind}', '{{observation.read}}', '{reason}', '{by}', now() - interval '50 minutes', now());
             insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
             values ('{organisation}', '{maya}', '{anton}', 'review', '{kind}', '{id}', now(), clock_timestamp());"
        )
    };
    let sql = format!(
        "set session_replication_role = replica; {} {} reset session_replication_role",
        grant("0190a7c4-0000-7000-8000-00000000000a", "grant", noor, "Holiday cover"),
        grant("0190a7c4-0000-7000-8000-00000000000b", "emergency", anton, "Fainted here"),
    );
    house.world.by_hand(sql).await;
    let backend = house.backend();
    backend.open_records(&house.ruth.token, Look::Review(maya)).await.unwrap();
    let saw = backend.load_who_saw(&mut house.maya.read(backend).await, None).await.unwrap();
    let told: Vec<_> =
        saw.looks.iter().map(|look| (look.reader.as_str(), look.kind, look.via, look.reason.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("Ruth Calloway", ReadKind::Review, Via::Care, None),
            ("Anton Meyer", ReadKind::Review, Via::Emergency, Some("Fainted here")),
            ("Anton Meyer", ReadKind::Review, Via::Grant, Some("Holiday cover")),
        ]
    );
    assert!(saw.looks[0].since.is_some() && saw.next.is_none());
    let others = backend.load_who_saw(&mut olga.read(backend).await, None).await.unwrap();
    assert!(others.looks.is_empty());
}

#[tokio::test]
async fn many_looks_are_read_page_by_page() {
    let mut house = House::new().await;
    fill(&mut house, 110).await;
    let backend = house.backend();
    let (mut seen, mut before) = (0, None);
    loop {
        let page = backend.load_who_saw(&mut house.maya.read(backend).await, before.as_deref()).await.unwrap();
        seen += page.looks.len();
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, 110);
    for bad in ["x", "1.change.1", "1.look.nobody", "1.look.nobody~list"] {
        let refused = refused(backend.load_who_saw(&mut house.maya.read(backend).await, Some(bad)).await);
        assert_eq!(refused, AppError::NotFound, "{bad}");
    }
}

// T9 N2: a practitioner reads the timeline of a client in their care; that look is in the client's log before; private
// and deleted entries leave no trace in it, and nobody else reads it.
#[tokio::test]
async fn a_practitioner_reads_a_timeline_and_is_seen_to() {
    let mut house = House::new().await;
    let (organisation, maya) = (house.maya.organisation, house.maya.member);
    let entry = |id: u8, visibility: &str| {
        format!(
            r#"insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload, visibility)
               values ('{organisation}', '{maya}', '0190a7c4-0000-7000-8000-0000000000{id:02}', 'symptom', now(), 'Europe/London', current_date,
                       '{{"code": "bloating", "present": true, "severity": 4, "scale": "0-10"}}', '{visibility}');
               select app.append_activity('{organisation}', '{}', '{maya}', 'symptom.logged', '0190a7c4-0000-7000-8000-0000000000{id:02}', '{maya}', null, null, null);"#,
            house.maya.person
        )
    };
    let sql = [entry(1, "shared"), entry(2, "private")].concat();
    house.world.by_hand(sql).await;
    let backend = house.backend();
    let mut tx = backend.open_records(&house.ruth.token, Look::Timeline(maya)).await.unwrap();
    let page = backend.load_client_timeline(&mut tx, maya, None).await.unwrap();
    drop(tx);
    let logged = page.timeline.lines.iter().filter(|line| line.action == "symptom.logged").count();
    assert_eq!((page.name.as_str(), logged), ("Maya Osei", 1));
    let saw = backend.load_who_saw(&mut house.maya.read(backend).await, None).await.unwrap();
    assert_eq!((saw.looks.len(), saw.looks[0].kind), (1, ReadKind::Timeline));
    let mut tx = house.anton.read(backend).await;
    assert_eq!(refused(backend.check_timeline(&mut tx, maya).await), AppError::NotFound);
}

// S5: one's own actions, with a client's name only while the record is open.
#[tokio::test]
async fn a_practitioner_reads_what_they_did() {
    let mut house = House::new().await;
    fill(&mut house, 70).await;
    let backend = house.backend();
    let first = backend.load_own_activity(&mut house.ruth.read(backend).await, None).await.unwrap();
    // The newest is signing in, today.
    assert_eq!((first.lines[0].action.as_str(), first.lines.len()), ("session.opened", 50));
    assert_eq!(first.lines[1].client_name.as_deref(), Some("Maya Osei"));
    let rest = backend.load_own_activity(&mut house.ruth.read(backend).await, first.next.as_deref()).await.unwrap();
    assert_eq!((rest.lines.len(), rest.next), (21, None));
    house.world.by_hand("update app.care_relationship set status = 'ended', ended_on = current_date".into()).await;
    let after =
        house.world.backend.load_own_activity(&mut house.ruth.read(&house.world.backend).await, None).await.unwrap();
    assert!(after.lines.iter().all(|line| line.client_name.is_none()));
}

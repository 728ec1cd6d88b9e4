//! What an incident touched: by time, account, sign-in and network, missing nobody and nothing of others'.

use chrono::NaiveDateTime;
use std::collections::BTreeMap;

use contract::incident::{Affected, Scope, ScopeKind};
use testkit::House;
use uuid::Uuid;

use crate::support::{log, look, open, range, scope};

async fn affected(house: &House, asked: Scope<NaiveDateTime>) -> Affected {
    let id = open(house, 1, true).await;
    scope(house, id, asked).await;
    house.backend().load_affected(&mut house.noor.read(house.backend()).await, id).await.unwrap()
}

fn clients(affected: &Affected) -> BTreeMap<&str, (i64, i64)> {
    affected.listed.iter().map(|one| (one.name.as_deref().unwrap_or(""), (one.looks, one.changes))).collect()
}

// N15: everybody in a time. A look whose window reaches into the time counts, and one that does not does not.
#[tokio::test]
async fn a_time_finds_every_line_and_every_window_that_reaches_into_it() {
    let mut house = House::new().await;
    let (ruth, maya) = (house.ruth.member.0, house.maya.member.0);
    let tom = house.world.client(house.maya.organisation, "Tom").await.member.0;
    log(&mut house, 1001, ruth, maya, "2026-10-01 09:59Z").await;
    log(&mut house, 1002, ruth, maya, "2026-10-01 10:00Z").await;
    log(&mut house, 1003, ruth, tom, "2026-10-01 11:00Z").await;
    log(&mut house, 1004, ruth, tom, "2026-10-01 11:01Z").await;
    // First seen at 09:46, and as often as one likes until 10:00.
    look(&mut house, ruth, maya, "review", "2026-10-01 09:45Z", "2026-10-01 09:46Z").await;
    look(&mut house, ruth, maya, "review", "2026-10-01 10:00Z", "2026-10-01 10:05Z").await;
    look(&mut house, ruth, tom, "list", "2026-10-01 09:00Z", "2026-10-01 09:10Z").await;
    // In London it is an hour later: summer time.
    let found = affected(&house, range("2026-10-01T11:00:00", "2026-10-01T12:00:00")).await;
    assert_eq!(clients(&found), BTreeMap::from([("Maya Osei", (1, 1)), ("Tom", (0, 1))]));
    let earlier = affected(&house, range("2026-10-01T10:50:00", "2026-10-01T10:59:30")).await;
    assert_eq!(clients(&earlier), BTreeMap::from([("Maya Osei", (1, 1)), ("Tom", (1, 0))]));
    let never = affected(&house, range("2025-10-01T10:50:00", "2025-10-01T10:59:30")).await;
    assert!(never.listed.is_empty() && never.clients == 0);
}

// N15: an account; nothing of a colleague's, nor of another clinic's whose id was typed.
#[tokio::test]
async fn an_account_is_what_its_member_did() {
    let mut house = House::new().await;
    let (ruth, noor, maya) = (house.ruth.member.0, house.noor.member.0, house.maya.member.0);
    let tom = house.world.client(house.maya.organisation, "Tom").await.member.0;
    log(&mut house, 1001, ruth, maya, "2026-10-01 10:00Z").await;
    log(&mut house, 1002, noor, tom, "2026-10-01 10:00Z").await;
    let account = |id| Scope { kind: ScopeKind::Account, id: Some(id), from: None, until: None };
    let found = affected(&house, account(ruth)).await;
    assert_eq!(clients(&found), BTreeMap::from([("Maya Osei", (0, 1))]));
    assert_eq!(found.windows[0].name.as_deref(), Some("Ruth Calloway"));
    // A client's own account is all of their record, without a line.
    let own = affected(&house, account(tom)).await;
    assert_eq!((own.clients, own.listed[0].is_own), (1, true));
    for id in [house.other_admin.member.0, Uuid::nil()] {
        let nothing = affected(&house, account(id)).await;
        assert!(nothing.windows.is_empty() && nothing.clients == 0, "{id}");
    }
}

// N15: a sign-in is all that it became, while it lived; its network is every sign-in from there.
#[tokio::test]
async fn a_sign_in_and_its_network() {
    let mut house = House::new().await;
    let (ruth, maya) = (house.ruth.member.0, house.maya.member.0);
    let tom = house.world.client(house.maya.organisation, "Tom").await.member.0;
    let family = "0190a7c4-0000-7000-8000-0000000000ff";
    let sql = format!(
        "update auth.session set family_id = '{family}', created_at = '2026-10-01 10:00Z', ended_at = '2026-10-01 10:30Z', ended_why = 'replaced', network = sha256('here') where membership_id = '{ruth}';
         insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, family_id, created_at, idle_expires_at, expires_at, ended_at, ended_why)
         select sha256('later'), person_id, organisation_id, membership_id, portal, family_id, '2026-10-01 10:30Z', expires_at, expires_at, '2026-10-01 11:00Z', 'sign_out' from auth.session where membership_id = '{ruth}';
         update auth.session set network = sha256('here'), created_at = '2026-10-02 10:00Z', ended_at = '2026-10-02 11:00Z', ended_why = 'sign_out' where membership_id = '{maya}';"
    );
    house.world.by_hand(sql).await;
    log(&mut house, 1001, ruth, maya, "2026-10-01 10:15Z").await;
    log(&mut house, 1002, ruth, tom, "2026-10-01 10:45Z").await;
    log(&mut house, 1003, ruth, tom, "2026-10-01 12:00Z").await;
    let session: Uuid =
        sqlx::query_scalar("select session_id from auth.session where membership_id = $1 order by created_at limit 1")
            .bind(ruth)
            .fetch_one(&mut house.world.hand)
            .await
            .unwrap();
    let scope = |kind| Scope { kind, id: Some(session), from: None, until: None };
    let found = affected(&house, scope(ScopeKind::Session)).await;
    assert_eq!(clients(&found), BTreeMap::from([("Maya Osei", (0, 1)), ("Tom", (0, 1))]));
    assert_eq!(found.windows.len(), 1, "one stretch, not two");
    let network = affected(&house, scope(ScopeKind::Network)).await;
    assert_eq!(network.windows.len(), 2);
    assert!(
        network.listed.iter().any(|one| one.name.as_deref() == Some("Maya Osei") && one.is_own && one.changes == 1)
    );
}

// Counted in the database, in one go; with NS_INCIDENT_LINES=1000000 it prints what docs/benchmarks.md says.
#[tokio::test]
async fn many_lines_are_counted_in_the_database() {
    let mut house = House::new().await;
    let lines: i64 = std::env::var("NS_INCIDENT_LINES").ok().and_then(|n| n.parse().ok()).unwrap_or(3000);
    let organisation = house.maya.organisation;
    let (ruth, maya) = (house.ruth.member, house.maya.member);
    let sql = format!(
        "set session_replication_role = replica;
         insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
         select '{organisation}', gen_random_uuid(), gen_random_uuid(), 'client', 'active', 'Client ' || n, 'UTC' from generate_series(1, 300) n;
         insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, client_id, salt, commitment, hash)
         select '{organisation}', 100000 + n, timestamptz '2026-10-01Z' + n * interval '1 second', 'person', '{ruth}', '{ruth}', 'entries.viewed', c.ids[1 + n % 300], '', '', sha256(int8send(n))
           from (select array_agg(membership_id) as ids from app.membership where display_name like 'Client %') c, generate_series(1, {lines}::bigint) n;
         insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
         select '{organisation}', '{maya}', '{ruth}', 'review', 'care', gen_random_uuid(), timestamptz '2026-10-01Z' + n * interval '15 minutes', timestamptz '2026-10-01Z' + n * interval '15 minutes' from generate_series(1, 50) n;
         reset session_replication_role; analyze app.activity"
    );
    house.world.by_hand(sql).await;
    let started = std::time::Instant::now();
    let found = affected(&house, range("2026-10-01T00:00:00", "2026-12-31T00:00:00")).await;
    println!("{lines} lines: the page {:?}", started.elapsed());
    assert_eq!((found.clients >= 300, found.listed.len(), found.changes >= lines), (true, 200, true));
    let started = std::time::Instant::now();
    let mut tx = house.noor.read(house.backend()).await;
    let filter = contract::audit::Filter { action: Some("incident.opened".into()), ..Default::default() };
    let rare = house.backend().load_audit(&mut tx, &filter, None).await.unwrap();
    println!("{lines} lines: a rare action in the viewer {:?}", started.elapsed());
    assert_eq!(rare.lines.len(), 1);
    let started = std::time::Instant::now();
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("incident-{}", Uuid::now_v7()));
    let since = "2026-10-01T00:00:00Z".parse().ok();
    let question = backend::incident::Question::Scope {
        kind: ScopeKind::Range,
        id: None,
        since,
        until: "2026-12-31T00:00:00Z".parse().ok(),
    };
    let url = house.world.db.url(Some("ns_migrator"));
    let bundle =
        backend::incident::write_bundle(&url, organisation.0, question, &folder, backend::clock::Clock::System.now())
            .await
            .unwrap();
    println!("{lines} lines: the bundle {:?}", started.elapsed());
    assert!(bundle.lines >= u64::try_from(lines).unwrap() + 50);
    std::fs::remove_dir_all(folder).unwrap();
}

//! The steps of an incident as Noor takes them, and lines of the logs for it to find.

use backend::Refusal;
use chrono::NaiveDateTime;
use contract::id::IncidentId;
use contract::incident::{Assessment, Decision, Incident, Opening, Risk, Scope, ScopeKind};
use contract::paging::Reach;
use testkit::House;
use uuid::Uuid;

pub async fn open(house: &House, hours_ago: i64, is_drill: bool) -> IncidentId {
    let opening = Opening {
        title: "Laptop lost".into(),
        aware_at: now() - chrono::TimeDelta::hours(hours_ago),
        text: "In a train".into(),
        is_drill,
    };
    house.backend().open_incident(house.noor.write(house.backend()).await, Uuid::now_v7(), &opening).await.unwrap()
}

pub async fn contain(house: &House, id: IncidentId) -> Result<(), Refusal> {
    house.backend().contain_incident(house.noor.write(house.backend()).await, id, Uuid::now_v7(), "Wiped").await
}

pub async fn assess(house: &House, id: IncidentId, decision: Decision) -> Result<(), Refusal> {
    let tx = house.noor.write(house.backend()).await;
    house.backend().assess_incident(tx, id, Uuid::now_v7(), &thought(decision)).await
}

pub async fn close(house: &House, id: IncidentId) -> Result<(), Refusal> {
    house.backend().close_incident(house.noor.write(house.backend()).await, id, Uuid::now_v7(), "Learned").await
}

pub async fn load(house: &House, id: IncidentId) -> Incident {
    house.backend().load_incident(&mut house.noor.read(house.backend()).await, id, Reach::default()).await.unwrap()
}

pub async fn scope(house: &House, id: IncidentId, scope: Scope<NaiveDateTime>) {
    let tx = house.noor.write(house.backend()).await;
    house.backend().scope_incident(tx, id, Uuid::now_v7(), &scope).await.unwrap();
}

/// Lines of the logs: by whom, about whom, when.
pub async fn log(house: &mut House, seq: u32, by: Uuid, client: Uuid, at: &str) {
    let organisation = house.maya.organisation;
    let sql = format!(
        "set session_replication_role = replica;
         insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, client_id, salt, commitment, hash)
         values ('{organisation}', {seq}, '{at}', 'person', '{by}', '{by}', 'entries.viewed', '{client}', '', '', '\\x01');
         reset session_replication_role"
    );
    house.world.by_hand(sql).await;
}

pub async fn look(house: &mut House, by: Uuid, client: Uuid, kind: &str, window: &str, at: &str) {
    let organisation = house.maya.organisation;
    let sql = format!(
        "set session_replication_role = replica;
         insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
         values ('{organisation}', '{client}', '{by}', '{kind}', 'care', gen_random_uuid(), '{window}', '{at}');
         reset session_replication_role"
    );
    house.world.by_hand(sql).await;
}

/// As the clock on the wall shows it.
pub fn wall(at: insight::clock::Moment) -> NaiveDateTime {
    at.date().and_time(at.time_of_day())
}

/// Now in London, where everybody here is.
pub fn now() -> NaiveDateTime {
    wall(insight::clock::Moment::new(&chrono_tz::Europe::London, backend::clock::Clock::System.now()))
}

pub fn thought(decision: Decision) -> Assessment {
    let part = || "As far as we know".to_owned();
    let risk = match decision {
        Decision::Nobody => Risk::Unlikely,
        Decision::Authority => Risk::Risk,
        Decision::AuthorityAndPersons => Risk::High,
    };
    Assessment {
        risk,
        decision,
        people: 2,
        who: part(),
        what: part(),
        likelihood: part(),
        measures: part(),
        reasons: part(),
    }
}

pub fn range(from: &str, until: &str) -> Scope<NaiveDateTime> {
    Scope { kind: ScopeKind::Range, id: None, from: Some(from.parse().unwrap()), until: Some(until.parse().unwrap()) }
}

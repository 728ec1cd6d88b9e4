//! A clinic with two administrators, and another beside it.

use backend::db::{Client, Clinic, Practice};
use backend::{Backend, Refusal};
use chrono::NaiveDateTime;
use contract::AppError;
use contract::id::IncidentId;
use contract::incident::{Assessment, Decision, Incident, Opening, Risk, Scope, ScopeKind};
use testkit::{Actor, World};
use uuid::Uuid;

pub struct House {
    pub world: World,
    pub noor: Actor<Clinic>,
    pub nina: Actor<Clinic>,
    pub iris: Actor<Clinic>,
    pub ruth: Actor<Practice>,
    pub maya: Actor<Client>,
    pub tom: Actor<Client>,
    pub other_admin: Actor<Clinic>,
}

impl House {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let other = world.organisation("Harbour").await;
        let noor = world.admin(clinic, "Noor Haddad").await;
        let nina = world.admin(clinic, "Nina").await;
        let iris = world.front_desk(clinic, "Iris").await;
        let ruth = world.practitioner(clinic, "Ruth Calloway").await;
        let maya = world.client(clinic, "Maya Osei").await;
        let tom = world.client(clinic, "Tom").await;
        let other_admin = world.admin(other, "Otto").await;
        world.relate(&ruth, &maya, "active").await;
        let mut house = Self { world, noor, nina, iris, ruth, maya, tom, other_admin };
        house.prove(true).await;
        house
    }

    pub fn backend(&self) -> &Backend {
        &self.world.backend
    }

    pub async fn prove(&mut self, fresh: bool) {
        let at = if fresh { "now()" } else { "null" };
        self.world.by_hand(format!("update auth.session set proved_at = {at}")).await;
    }

    pub async fn open(&self, hours_ago: i64, is_drill: bool) -> IncidentId {
        let opening = Opening {
            title: "Laptop lost".into(),
            aware_at: now() - chrono::TimeDelta::hours(hours_ago),
            text: "In a train".into(),
            is_drill,
        };
        self.backend().open_incident(self.noor.write(self.backend()).await, Uuid::now_v7(), &opening).await.unwrap()
    }

    pub async fn contain(&self, id: IncidentId) -> Result<(), Refusal> {
        self.backend().contain_incident(self.noor.write(self.backend()).await, id, Uuid::now_v7(), "Wiped").await
    }

    pub async fn assess(&self, id: IncidentId, decision: Decision) -> Result<(), Refusal> {
        let tx = self.noor.write(self.backend()).await;
        self.backend().assess_incident(tx, id, Uuid::now_v7(), &thought(decision)).await
    }

    pub async fn close(&self, id: IncidentId) -> Result<(), Refusal> {
        self.backend().close_incident(self.noor.write(self.backend()).await, id, Uuid::now_v7(), "Learned").await
    }

    pub async fn load(&self, id: IncidentId) -> Incident {
        self.backend().load_incident(&mut self.noor.read(self.backend()).await, id).await.unwrap()
    }

    pub async fn scope(&self, id: IncidentId, scope: Scope) {
        let tx = self.noor.write(self.backend()).await;
        self.backend().scope_incident(tx, id, Uuid::now_v7(), &scope).await.unwrap();
    }

    /// Lines of the logs: by whom, about whom, when.
    pub async fn log(&mut self, seq: u32, by: Uuid, client: Uuid, at: &str) {
        let organisation = self.maya.organisation;
        let sql = format!(
            "set session_replication_role = replica;
             insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, client_id, salt, commitment, hash)
             values ('{organisation}', {seq}, '{at}', 'person', '{by}', '{by}', 'entries.viewed', '{client}', '', '', '\\x01');
             reset session_replication_role"
        );
        self.world.by_hand(sql).await;
    }

    pub async fn look(&mut self, by: Uuid, client: Uuid, kind: &str, window: &str, at: &str) {
        let organisation = self.maya.organisation;
        let sql = format!(
            "set session_replication_role = replica;
             insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
             values ('{organisation}', '{client}', '{by}', '{kind}', 'care', gen_random_uuid(), '{window}', '{at}');
             reset session_replication_role"
        );
        self.world.by_hand(sql).await;
    }
}

/// Now in London, where everybody here is.
pub fn now() -> NaiveDateTime {
    backend::clock::Clock::System.now().with_timezone(&chrono_tz::Europe::London).naive_local()
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

pub fn range(from: &str, until: &str) -> Scope {
    Scope { kind: ScopeKind::Range, id: None, from: Some(from.parse().unwrap()), until: Some(until.parse().unwrap()) }
}

pub fn refused<T>(result: Result<T, Refusal>) -> AppError {
    match result {
        Err(Refusal::App(error)) => error,
        Err(other) => panic!("a fault, not a refusal: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

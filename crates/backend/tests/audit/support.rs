//! A clinic with lines in its logs, and another beside it.

use backend::db::{Client, Clinic, Practice};
use backend::{Backend, Refusal};
use contract::AppError;
use contract::audit::{AuditPage, AuditQuery};
use testkit::{Actor, World};

pub struct House {
    pub world: World,
    pub ruth: Actor<Practice>,
    pub anton: Actor<Practice>,
    pub noor: Actor<Clinic>,
    pub iris: Actor<Clinic>,
    pub maya: Actor<Client>,
    pub other_admin: Actor<Clinic>,
    pub other_client: Actor<Client>,
}

impl House {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let other = world.organisation("Harbour").await;
        let ruth = world.practitioner(clinic, "Ruth Calloway").await;
        let anton = world.practitioner(clinic, "Anton Meyer").await;
        let noor = world.admin(clinic, "Noor Haddad").await;
        let iris = world.front_desk(clinic, "Iris").await;
        let maya = world.client(clinic, "Maya Osei").await;
        let other_admin = world.admin(other, "Otto").await;
        let other_client = world.client(other, "Olga").await;
        world.relate(&ruth, &maya, "active").await;
        Self { world, ruth, anton, noor, iris, maya, other_admin, other_client }
    }

    pub fn backend(&self) -> &Backend {
        &self.world.backend
    }

    /// `amount` lines by Ruth about Maya, a second apart, the newest last; and looks, several in one moment.
    pub async fn fill(&mut self, amount: u32) {
        let (organisation, ruth, maya) = (self.maya.organisation, self.ruth.member, self.maya.member);
        let person = self.ruth.person;
        self.world
            .by_hand(format!(
                "set session_replication_role = replica;
                 insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, subject_id, client_id, salt, commitment, hash)
                 select '{organisation}', 1000 + n, timestamptz '2026-11-01 09:00Z' + n / 3 * interval '1 second', 'person', '{person}', '{ruth}',
                        case when n % 10 = 0 then 'relationship.paused' else 'appointment.confirmed' end, gen_random_uuid(), '{maya}', '', '', ''
                   from generate_series(1, {amount}) n;
                 insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
                 select '{organisation}', '{maya}', '{ruth}', case when n % 2 = 0 then 'review' else 'list' end, 'care', gen_random_uuid(),
                        timestamptz '2026-11-01 09:00Z' + n * interval '1 hour', timestamptz '2026-11-01 09:00Z' + n / 2 * interval '1 second'
                   from generate_series(1, {amount}) n;
                 reset session_replication_role; analyze app.activity; analyze app.record_read"
            ))
            .await;
    }

    pub async fn audit(&self, who: &Actor<Clinic>, query: &AuditQuery) -> Result<AuditPage, Refusal> {
        let (filter, cursor) = query.parse()?;
        let mut tx = who.read(self.backend()).await;
        self.backend().load_audit(&mut tx, &filter, cursor.as_ref()).await
    }

    pub async fn prove(&mut self) {
        self.world.by_hand("update auth.session set proved_at = now()".into()).await;
    }
}

pub fn refused<T>(result: Result<T, Refusal>) -> AppError {
    match result {
        Err(Refusal::App(error)) => error,
        Err(other) => panic!("a fault, not a refusal: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

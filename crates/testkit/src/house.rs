//! A clinic that many tests know, and another beside it. What a feature does with it is its own test's `support`.

use backend::Backend;
use backend::db::{Client, Clinic, Practice};
use backend::mail::Delivered;

use crate::{Actor, World};

/// Kestrel Street: Maya in Ruth's care, a colleague, an administrator. Everybody has just proved who they are.
pub struct House {
    pub world: World,
    /// Maya's practitioner.
    pub ruth: Actor<Practice>,
    /// A colleague of Ruth's.
    pub anton: Actor<Practice>,
    pub noor: Actor<Clinic>,
    pub maya: Actor<Client>,
    /// Of another clinic.
    pub stranger: Actor<Practice>,
    pub other_admin: Actor<Clinic>,
}

impl House {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let other = world.organisation("Harbour").await;
        let ruth = world.practitioner(clinic, "Ruth Calloway").await;
        let anton = world.practitioner(clinic, "Anton Meyer").await;
        let noor = world.admin(clinic, "Noor Haddad").await;
        let maya = world.client(clinic, "Maya Osei").await;
        let stranger = world.practitioner(other, "Stranger").await;
        let other_admin = world.admin(other, "Otto").await;
        world.relate(&ruth, &maya, "active").await;
        let mut house = Self { world, ruth, anton, noor, maya, stranger, other_admin };
        house.prove().await;
        house
    }

    pub fn backend(&self) -> &Backend {
        &self.world.backend
    }

    /// Everybody signed in so far has just proved who they are.
    pub async fn prove(&mut self) {
        self.world.by_hand("update auth.session set proved_at = now()".into()).await;
    }

    pub async fn forget_proofs(&mut self) {
        self.world.by_hand("update auth.session set proved_at = null".into()).await;
    }

    /// One shared entry of today's in Maya's journal.
    pub async fn log_symptom(&mut self) {
        let (organisation, maya) = (self.maya.organisation, self.maya.member);
        self.world
            .by_hand(format!(
                r#"insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload)
                   values ('{organisation}', '{maya}', gen_random_uuid(), 'symptom', now(), 'Europe/London', current_date,
                           '{{"code": "bloating", "present": true, "severity": 4, "scale": "0-10"}}')"#
            ))
            .await;
    }

    /// All letters so far, after what is due was done.
    pub async fn letters(&self) -> Vec<Delivered> {
        while self.backend().run_next_job().await.unwrap() {}
        self.backend().mailbox().unwrap()
    }

    pub async fn count(&mut self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.world.hand).await.unwrap()
    }
}

/// What a caller is told; a fault is none.
///
/// # Panics
/// When it was not refused, or something failed.
pub fn refused<T>(result: Result<T, backend::Refusal>) -> contract::AppError {
    match result {
        Err(backend::Refusal::App(error)) => error,
        Err(other) => panic!("a fault, not a refusal: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

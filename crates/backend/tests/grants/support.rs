//! A clinic with two practitioners, and another clinic beside it.

use backend::db::{Client, Clinic, Look, Practice};
use backend::mail::Delivered;
use backend::{Backend, Refusal, review};
use contract::AppError;
use contract::grant::{Grant, GrantInput};
use contract::review::{ClientPage, Review, Rows, Span};
use testkit::{Actor, World};
use uuid::Uuid;

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
        house.log_symptom().await;
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

    /// One shared entry of today's in Maya's journal.
    pub async fn log_symptom(&mut self) {
        sqlx::query(
            r#"insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload)
               values ($1, $2, gen_random_uuid(), 'symptom', now(), 'Europe/London', current_date, '{"code": "bloating", "present": true, "severity": 4, "scale": "0-10"}')"#,
        )
        .bind(self.maya.organisation.0)
        .bind(self.maya.member.0)
        .execute(&mut self.world.hand)
        .await
        .unwrap();
    }

    pub async fn open(&self, who: &Actor<Practice>) -> Option<Review> {
        match open(self.backend(), who, &self.maya).await {
            Ok(ClientPage::Open(review)) => Some(*review),
            Ok(ClientPage::Paused(_) | ClientPage::Closed { .. }) | Err(Refusal::App(AppError::NotFound)) => None,
            Err(refusal) => panic!("{refusal}"),
        }
    }

    /// Noor gives Anton Maya's record.
    pub async fn give(&self, input: &GrantInput) -> Uuid {
        let key = Uuid::now_v7();
        let tx = self.noor.write(self.backend()).await;
        self.backend().give_access(tx, key, self.maya.member, &input.parse().unwrap()).await.unwrap();
        key
    }

    pub fn week(&self) -> GrantInput {
        GrantInput {
            practitioner: self.anton.member.to_string(),
            reason: "Holiday cover".into(),
            days: "7".into(),
            ..GrantInput::default()
        }
    }

    pub fn grant(&self) -> Grant {
        self.week().parse().unwrap()
    }

    /// Sets the clock of a grant, past the triggers that refuse it.
    pub async fn age(&mut self, grant: Uuid, by: &str) {
        let sql = format!(
            "set session_replication_role = replica;
             update app.access_grant set starts_at = starts_at - interval '{by}', expires_at = expires_at - interval '{by}' where grant_id = '{grant}';
             reset session_replication_role"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut self.world.hand).await.unwrap();
    }

    /// All letters so far, as "address: subject".
    pub async fn letters(&self) -> Vec<Delivered> {
        while self.backend().run_next_job().await.unwrap() {}
        self.backend().mailbox().unwrap()
    }

    /// Everybody's role and status.
    pub async fn standing(&mut self) -> Vec<(String, String, String)> {
        sqlx::query_as("select membership_id::text, role, status from app.membership order by 1")
            .fetch_all(&mut self.world.hand)
            .await
            .unwrap()
    }

    pub async fn count(&mut self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.world.hand).await.unwrap()
    }
}

pub async fn open(backend: &Backend, who: &Actor<Practice>, client: &Actor<Client>) -> Result<ClientPage, Refusal> {
    let mut tx = backend.open_records(&who.token, Look::Review(client.member)).await?;
    review::open(&mut tx, backend.clock.now(), client.member, Span::Month, &Rows::default()).await
}

pub fn refused<T>(result: Result<T, Refusal>) -> AppError {
    match result {
        Err(Refusal::App(error)) => error,
        Err(other) => panic!("a fault, not a refusal: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

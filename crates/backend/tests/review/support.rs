//! A practice with clients in every state, and a way to write journals as they would lie there.

use backend::db::{Client, Look, Practice};
use backend::journal::Stored;
use backend::{Backend, Refusal, caseload, review};
use chrono::{DateTime, NaiveDate, Utc};
use contract::caseload::{Caseload, CaseloadQuery};
use contract::id::MembershipId;
use contract::review::{ClientPage, Review, Rows, Span};
use serde_json::{Value, json};
use testkit::{Actor, World};
use uuid::Uuid;

/// "Now" in these tests: a Sunday noon in London, winter time.
pub fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub fn today() -> NaiveDate {
    now().date_naive()
}

pub struct Practices {
    pub world: World,
    pub ruth: Actor<Practice>,
    /// Of the same clinic.
    pub anton: Actor<Practice>,
    /// Of another clinic.
    pub stranger: Actor<Practice>,
    /// Ruth's, in active care.
    pub maya: Actor<Client>,
}

impl Practices {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let other = world.organisation("Harbour").await;
        let ruth = world.practitioner(clinic, "Ruth").await;
        let anton = world.practitioner(clinic, "Anton").await;
        let stranger = world.practitioner(other, "Stranger").await;
        let maya = world.client(clinic, "Maya").await;
        world.relate(&ruth, &maya, "active").await;
        Self { world, ruth, anton, stranger, maya }
    }

    /// Another client of Ruth's.
    pub async fn client(&mut self, name: &str, status: &str) -> Actor<Client> {
        let client = self.world.client(self.ruth.organisation, name).await;
        self.world.relate(&self.ruth, &client, status).await;
        client
    }

    pub async fn caseload(&self, who: &Actor<Practice>) -> Caseload {
        list(&self.world.backend, who).await
    }

    pub async fn page(&self, who: &Actor<Practice>, client: &Actor<Client>) -> Option<ClientPage> {
        match open(&self.world.backend, who, client.member, Span::Month, &Rows::default()).await {
            Ok(page) => Some(page),
            Err(Refusal::App(contract::AppError::NotFound)) => None,
            Err(refusal) => panic!("{refusal}"),
        }
    }

    /// Ruth's open review of a client.
    pub async fn review(&self, client: &Actor<Client>, span: Span, rows: &Rows) -> Review {
        match open(&self.world.backend, &self.ruth, client.member, span, rows).await.unwrap() {
            ClientPage::Open(review) => *review,
            ClientPage::Paused(_) | ClientPage::Closed { .. } => panic!("the journal is closed"),
        }
    }

    pub async fn activities(&mut self, action: &str) -> i64 {
        let count = sqlx::query_scalar("select count(*) from app.activity where action = $1").bind(action);
        count.fetch_one(&mut self.world.hand).await.unwrap()
    }
}

pub async fn list(backend: &Backend, who: &Actor<Practice>) -> Caseload {
    let mut tx = backend.open_records(&who.token, Look::List).await.unwrap();
    caseload::list(&mut tx, now(), CaseloadQuery::default(), None).await.unwrap()
}

pub async fn open(
    backend: &Backend,
    who: &Actor<Practice>,
    client: MembershipId,
    span: Span,
    rows: &Rows,
) -> Result<ClientPage, Refusal> {
    let mut tx = backend.open_records(&who.token, Look::Review(client)).await?;
    review::open(&mut tx, now(), client, span, rows).await
}

/// An entry as it is to lie in the database.
#[derive(Debug, Clone)]
pub struct Written {
    pub id: Uuid,
    pub day: NaiveDate,
    pub hour: u32,
    pub payload: Value,
    pub visibility: &'static str,
    pub deleted: bool,
    pub excluded: bool,
    pub created_at: DateTime<Utc>,
}

impl Written {
    pub fn meal(day: NaiveDate, hour: u32, items: Value) -> Self {
        Self::of(day, hour, json!({"meal_type": "lunch", "items": items}))
    }

    pub fn symptom(day: NaiveDate, hour: u32, code: &str, severity: Option<u8>) -> Self {
        let payload = json!({"code": code, "present": severity.is_some(), "scale": "0-10", "severity": severity});
        Self::of(day, hour, payload)
    }

    fn of(day: NaiveDate, hour: u32, payload: Value) -> Self {
        // Before any real present, whose clock the database goes by.
        let created_at = "2026-01-01T00:00:00Z".parse().unwrap();
        let (visibility, deleted, excluded) = ("shared", false, false);
        Self { id: Uuid::now_v7(), day, hour, payload, visibility, deleted, excluded, created_at }
    }

    pub fn private(self) -> Self {
        Self { visibility: "private", ..self }
    }

    pub fn deleted(self) -> Self {
        Self { deleted: true, ..self }
    }

    pub fn kind(&self) -> &'static str {
        if self.payload.get("items").is_some() { "meal" } else { "symptom" }
    }

    /// Sealed, or one in four as rows from before lie there: what is read must be the same.
    pub async fn save(&self, world: &mut World, client: &Actor<Client>) -> MembershipId {
        let (mut payload, mut sealed) = (Some(self.payload.clone()), None);
        if !self.id.as_bytes()[15].is_multiple_of(4) {
            let stored = Stored {
                observation_id: self.id,
                kind: self.kind().into(),
                payload: payload.take(),
                note: None,
                sealed: None,
            };
            let key = world.key_of(client).await;
            sealed = Some(stored.open(&key).unwrap().seal(self.id, &key).unwrap());
        }
        // Stamps would set created_at to the present; a journal has a past.
        sqlx::query("set session_replication_role = replica").execute(&mut world.hand).await.unwrap();
        sqlx::query(
            "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload, visibility, deleted_at, exclude_from_statistics, created_at, sealed)
             values ($1, $2, $3, $4, ($5 + make_interval(hours => $6)) at time zone 'Europe/London', 'Europe/London', $5, $7, $8, case when $9 then $10 end, $11, $10, $12)",
        )
        .bind(client.organisation.0)
        .bind(client.member.0)
        .bind(self.id)
        .bind(self.kind())
        .bind(self.day)
        .bind(i32::try_from(self.hour).unwrap())
        .bind(payload)
        .bind(self.visibility)
        .bind(self.deleted)
        .bind(self.created_at)
        .bind(self.excluded)
        .bind(sealed)
        .execute(&mut world.hand)
        .await
        .unwrap();
        sqlx::query("reset session_replication_role").execute(&mut world.hand).await.unwrap();
        client.member
    }
}

pub fn porridge() -> Value {
    json!([{"grams": 200, "name": "Oats, cooked", "source": "USDA SR28", "nutrients": {"fibre_g": 1.7, "iron_mg": 0.9}}])
}

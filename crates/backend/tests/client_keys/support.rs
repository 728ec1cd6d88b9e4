//! A clinic with two clients, entries as forms send them, and everything that lies in the database as text.

use backend::db::{Client, Clinic, Practice};
use backend::identity::SessionToken;
use backend::journal::{Plain, Stored};
use backend::secret::ClientKey;
use contract::journal::{ItemInput, MealInput};
use serde_json::json;
use testkit::{Actor, World};
use uuid::Uuid;

pub struct House {
    pub world: World,
    pub maya: Actor<Client>,
    pub tom: Actor<Client>,
    pub ruth: Actor<Practice>,
    pub noor: Actor<Clinic>,
}

impl House {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let maya = world.client(clinic, "Maya").await;
        let tom = world.client(clinic, "Tom").await;
        let ruth = world.practitioner(clinic, "Ruth").await;
        let noor = world.admin(clinic, "Noor").await;
        world.relate(&ruth, &maya, "active").await;
        world.by_hand("update auth.session set proved_at = now()".into()).await;
        Self { world, maya, tom, ruth, noor }
    }

    pub async fn number(&mut self, sql: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut self.world.hand).await.unwrap()
    }

    /// Entries of Maya's as they lay before there were keys: in the clear, each with one earlier state.
    pub async fn old_entries(&mut self, count: usize) {
        let (org, client) = (self.maya.organisation, self.maya.member);
        self.world
            .by_hand(format!(
                r#"insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload, note)
                     select '{org}', '{client}', gen_random_uuid(), 'symptom', now() - n * interval '1 hour', 'Europe/London', current_date,
                            '{{"code": "bloating", "present": true, "severity": 4, "scale": "0-10"}}', 'canary-old ' || n from generate_series(1, {count}) n;
                   set session_replication_role = replica;
                   update app.observation set version = 2;
                   insert into app.observation_version (organisation_id, client_id, observation_id, version, occurred_at, zone, local_date, payload, note, visibility, written_at)
                     select organisation_id, client_id, observation_id, 1, occurred_at, zone, local_date, payload, note || ' first', visibility, now() - interval '1 day' from app.observation;
                   reset session_replication_role"#
            ))
            .await;
    }

    /// Sealed entries of Maya's, as many at once as a form would not send.
    pub async fn new_entries(&mut self, count: usize) {
        let key = self.world.key_of(&self.maya).await;
        for n in 0..count {
            let id = Uuid::now_v7();
            let sealed = symptom(id, &format!("canary-note {n}"), &key).seal(id, &key).unwrap();
            sqlx::query(
                "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, sealed)
                 values ($1, $2, $3, 'symptom', now(), 'Europe/London', current_date, $4)",
            )
            .bind(self.maya.organisation.0)
            .bind(self.maya.member.0)
            .bind(id)
            .bind(sealed)
            .execute(&mut self.world.hand)
            .await
            .unwrap();
        }
    }

    /// Runs what is due, and what that leaves due, until nothing is. What was stopped half-way is taken up again.
    pub async fn work(&self) {
        let mut hand = self.world.db.superuser().await;
        for _ in 0..500 {
            while self.world.backend.run_next_job().await.unwrap() {}
            let left = "select count(*) from ops.job where status in ('queued', 'running')";
            if sqlx::query_scalar::<_, i64>(left).fetch_one(&mut hand).await.unwrap() == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            let expire =
                "update ops.job set locked_until = now() - interval '1 second', attempts = 1 where status = 'running'";
            sqlx::query(expire).execute(&mut hand).await.unwrap();
        }
        panic!("the work does not end");
    }

    /// A worker's session for a job about one client, as `ops.claim_job` would open it.
    pub async fn job_about(&mut self, client: Uuid) -> SessionToken {
        let token = self.world.sign_in(self.maya.person, self.maya.member).await;
        self.world
            .by_hand(format!(
                "update auth.session set portal = 'worker', membership_id = null, job_client = '{client}'
                  where session_id = (select session_id from auth.session order by created_at desc limit 1)"
            ))
            .await;
        token
    }

    /// Every row of every table as text, as a dump would hold it.
    pub async fn dump(&mut self) -> String {
        let tables: Vec<String> = sqlx::query_scalar(
            "select c.oid::regclass::text from pg_class c where c.relkind = 'r' and c.relnamespace = any (array['app', 'auth', 'ops']::regnamespace[])",
        )
        .fetch_all(&mut self.world.hand)
        .await
        .unwrap();
        let mut dump = String::new();
        for table in tables {
            let sql = format!("select t::text from {table} t");
            let rows: Vec<String> =
                sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut self.world.hand).await.unwrap();
            dump.extend(rows);
        }
        dump
    }
}

pub fn symptom(id: Uuid, note: &str, key: &ClientKey) -> Plain {
    let payload = Some(json!({"code": "bloating", "present": true, "severity": 4, "scale": "0-10"}));
    let stored = Stored { observation_id: id, kind: "symptom".into(), payload, note: Some(note.into()), sealed: None };
    stored.open(key).unwrap()
}

pub fn meal(name: &str, note: &str) -> MealInput {
    let now = backend::clock::Clock::System.now();
    MealInput {
        id: Uuid::now_v7().to_string(),
        meal_type: "lunch".into(),
        day: now.date_naive().to_string(),
        time: "00:30".into(),
        items: vec![ItemInput { name: name.into(), grams: "100".into(), ..ItemInput::default() }],
        note: note.into(),
        ..MealInput::default()
    }
}

//! A clinic with a log: entries of every kind, some as older versions wrote them, some with names erased.

use std::path::PathBuf;

use backend::Backend;
use backend::clock::Clock;
use backend::db::{Client, Clinic, Practice};
use backend::evidence::{EntryRow, EvidenceConfig, Report, verify_all};
use backend::secret::{Keys, MasterKeys};
use contract::id::OrganisationId;
use testkit::{Actor, World};
use uuid::Uuid;

pub struct House {
    pub world: World,
    pub backend: Backend,
    pub org: OrganisationId,
    pub admin: Actor<Clinic>,
    pub practitioner: Actor<Practice>,
    pub client: Actor<Client>,
    pub dir: PathBuf,
}

impl House {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut EvidenceConfig)) -> Self {
        let mut world = World::new().await;
        let org = world.organisation("Kestrel").await;
        let admin = world.admin(org, "Ines").await;
        let practitioner = world.practitioner(org, "Ruth").await;
        let client = world.client(org, "Maya").await;
        world.relate(&practitioner, &client, "active").await;
        let dir = std::env::temp_dir().join(format!("nutriscope-evidence-{}-{}", std::process::id(), org.0));
        let mut house = Self { backend: world.backend.clone(), world, org, admin, practitioner, client, dir };
        house.backend = house.backend_with(MasterKeys::only([7; 32]), change);
        house
    }

    pub fn backend_with(&self, keys: MasterKeys, change: impl FnOnce(&mut EvidenceConfig)) -> Backend {
        let mut config = testkit::config(&self.world.db);
        config.evidence =
            EvidenceConfig { dir: Some(self.dir.clone()), entries: 1, minutes: 0, ..EvidenceConfig::default() };
        config.master_keys = keys;
        change(&mut config.evidence);
        Backend::new(config, Clock::System).unwrap()
    }

    /// Entries as the triggers and functions write them, about the client and about nobody, in one statement.
    pub async fn entries(&mut self, count: i64) {
        let (org, person, member) = (self.org.0, self.practitioner.person.0, self.practitioner.member.0);
        let client = self.client.member.0;
        self.world
            .by_hand(format!(
                "select app.append_entry('{org}', case when n % 7 > 0 then '{person}'::uuid end, case when n % 7 > 0 then '{member}'::uuid end,
                   case when n % 2 = 0 then 'meal.logged' else 'entry.changed' end, gen_random_uuid(), case when n % 3 = 0 then '{client}'::uuid end,
                   case when n % 5 = 0 then E'a \\\\ \\n\"b' end, case when n % 5 < 2 then 'paid' end, 'req-' || n, 'care', null)
                 from generate_series(1, {count}) n"
            ))
            .await;
    }

    /// A log that began before there was a veil, with entries as they were written then.
    pub async fn old_entries(&mut self, count: i64, client: Uuid) {
        let org = self.org.0;
        self.world
            .by_hand(format!(
                "set session_replication_role = replica; delete from app.activity; delete from app.activity_head; set session_replication_role = origin;
                 do $$ declare head record; moment timestamptz; salt bytea; commitment bytea; link bytea; subject uuid; begin
                   insert into app.activity_head values ('{org}', 0, sha256(convert_to('{org}', 'UTF8'))) on conflict do nothing;
                   for n in 1..{count} loop
                     moment := clock_timestamp(); salt := decode(replace(gen_random_uuid()::text, '-', ''), 'hex'); subject := gen_random_uuid();
                     update app.activity_head h set seq = h.seq + 1 where h.organisation_id = '{org}' returning h.seq, h.hash into head;
                     commitment := sha256(salt || convert_to(jsonb_build_array('{org}'::uuid, head.seq, extract(epoch from moment)::text, null::uuid, null::uuid, 'meal.logged',
                       subject, '{client}'::uuid, E'q\"\\\\\\n\\u0001é', null::text, 'old')::text, 'UTF8'));
                     link := sha256(head.hash || commitment);
                     update app.activity_head h set hash = link where h.organisation_id = '{org}';
                     insert into app.activity (organisation_id, seq, at, actor_kind, action, subject_id, client_id, from_state, request_id, salt, commitment, hash, encoding)
                     values ('{org}', head.seq, moment, 'system', 'meal.logged', subject, '{client}', E'q\"\\\\\\n\\u0001é', 'old', salt, commitment, link, 1);
                   end loop; end $$"
            ))
            .await;
    }

    /// Plans what is due and runs it; how many heads were planned.
    pub async fn checkpoint(&self) -> i32 {
        let planned = self.backend.plan_checkpoints().await.unwrap();
        while self.backend.run_next_job().await.unwrap() {}
        planned
    }

    pub async fn verify(&self) -> Report {
        let mut tx = self.admin.read(&self.backend).await;
        self.backend.verify(&mut tx).await.unwrap()
    }

    pub async fn rows(&mut self) -> Vec<EntryRow> {
        sqlx::query_as(
            "select *, redacted_at is not null as redacted from app.activity where organisation_id = $1 order by seq",
        )
        .bind(self.org.0)
        .fetch_all(&mut self.world.hand)
        .await
        .unwrap()
    }

    pub async fn count(&mut self, sql: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut self.world.hand).await.unwrap()
    }

    /// What the command line says of the only organisation.
    pub async fn audit(&self, key: [u8; 32], config: &EvidenceConfig, given: &[String]) -> Report {
        let (url, keys) = (self.world.db.url(Some("ns_migrator")), Keys::derive(&MasterKeys::only(key)));
        let mut reports = verify_all(&url, &keys, config, given, |_| {}).await.unwrap();
        assert_eq!(reports.len(), 1);
        reports.remove(0)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// A worker's session about one client, as `ops.claim_job` opens it.
pub async fn job_about(house: &mut House, client: Uuid) -> String {
    let token = format!("job {client}");
    let org = house.org.0;
    house
        .world
        .by_hand(format!(
            "insert into ops.job (kind, organisation_id, payload) values ('erase', '{org}', '{{\"client_id\": \"{client}\"}}');
             select ops.claim_job(sha256('{token}'))"
        ))
        .await;
    token
}

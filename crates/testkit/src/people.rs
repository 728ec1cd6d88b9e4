//! A world to test in: organisations, people in roles, relationships in states, live sessions.

use std::collections::HashMap;
use std::marker::PhantomData;

use backend::Backend;
use backend::activity::{Action, Activity};
use backend::clock::Clock;
use backend::db::{
    Client, Clinic, HouseLook, HouseTx, Look, Portal, Practice, ReadTx, RecordTx, RecordWriteTx, WriteTx,
};
use backend::identity::{SessionStore, SessionToken};
use backend::journal::{Plain, Stored};
use chrono::{DateTime, Utc};
use contract::id::{MembershipId, OrganisationId, PersonId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use tower_sessions_core::SessionStore as _;
use tower_sessions_core::session::{Id, Record};
use uuid::Uuid;

use crate::TestDatabase;

/// Somebody signed in, in a role. `P` is the portal they use, so a client cannot be passed where a practitioner calls.
pub struct Actor<P: Portal> {
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub member: MembershipId,
    /// What the browser's cookie holds.
    pub cookie: String,
    pub token: SessionToken,
    portal: PhantomData<P>,
}

/// An entry as it lies there: when, its id, kind, payload, note, and what is sealed.
type Lying = (DateTime<Utc>, Uuid, String, Option<serde_json::Value>, Option<String>, Option<Vec<u8>>);

/// A database with a backend on it and a superuser's hand to arrange things.
pub struct World {
    pub db: TestDatabase,
    pub backend: Backend,
    pub hand: PgConnection,
}

impl World {
    pub async fn new() -> Self {
        let db = TestDatabase::new().await;
        let backend = db.backend(Clock::System);
        let hand = db.superuser().await;
        Self { db, backend, hand }
    }

    /// Arranges something by a superuser's hand: one or several statements.
    pub async fn by_hand(&mut self, sql: String) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut self.hand).await.unwrap();
    }

    pub async fn organisation(&mut self, name: &str) -> OrganisationId {
        let id = Uuid::now_v7();
        sqlx::query("insert into app.organisation (organisation_id, name, zone, currency) values ($1, $2, 'Europe/London', 'gbp')")
            .bind(id)
            .bind(name)
            .execute(&mut self.hand)
            .await
            .unwrap();
        OrganisationId(id)
    }

    pub async fn client(&mut self, organisation: OrganisationId, name: &str) -> Actor<Client> {
        self.somebody(organisation, name, "client").await
    }

    pub async fn practitioner(&mut self, organisation: OrganisationId, name: &str) -> Actor<Practice> {
        self.somebody(organisation, name, "practitioner").await
    }

    pub async fn admin(&mut self, organisation: OrganisationId, name: &str) -> Actor<Clinic> {
        self.somebody(organisation, name, "admin").await
    }

    pub async fn front_desk(&mut self, organisation: OrganisationId, name: &str) -> Actor<Clinic> {
        self.somebody(organisation, name, "front_desk").await
    }

    /// A confirmed account without a place to go, with the hash of its password: sealed by `seal_passwords`.
    pub async fn account(&mut self, email: &str, password_hash: &str) {
        sqlx::query(
            "insert into auth.person (person_id, email, email_canonical, display_name, zone, password_sealed, email_confirmed_at)
             values (gen_random_uuid(), $1, $1, 'Somebody', 'Europe/London', convert_to($2, 'UTF8'), now())",
        )
        .bind(email)
        .bind(password_hash)
        .execute(&mut self.hand)
        .await
        .unwrap();
    }

    /// Gives somebody a password, by what is stored of it: as a hash from before they were sealed, which is sealed now.
    pub async fn password(&mut self, person: PersonId, password_hash: &str) {
        sqlx::query("update auth.person set password_sealed = convert_to($2, 'UTF8') where person_id = $1")
            .bind(person.0)
            .bind(password_hash)
            .execute(&mut self.hand)
            .await
            .unwrap();
        self.seal_passwords().await;
    }

    /// Seals what `account` and `password` stored, as `nutriscope migrate` does.
    pub async fn seal_passwords(&self) {
        let migrator = self.db.url(Some("ns_migrator"));
        backend::client_keys::step::put(&migrator, &self.backend.config.master_keys).await.unwrap();
    }

    /// A person with a membership in `role` and a live session. `P` must be the portal of that role.
    pub async fn somebody<P: Portal>(&mut self, organisation: OrganisationId, name: &str, role: &str) -> Actor<P> {
        let (person, member) = (Uuid::now_v7(), Uuid::now_v7());
        sqlx::query(
            "insert into auth.person (person_id, email, email_canonical, display_name, zone, email_confirmed_at)
             values ($1, $2, $2, $3, 'Europe/London', now())",
        )
        .bind(person)
        .bind(format!("{person}@example.test"))
        .bind(name)
        .execute(&mut self.hand)
        .await
        .unwrap();
        sqlx::query(
            "insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
             values ($1, $2, $3, $4, 'active', $5, 'Europe/London')",
        )
        .bind(organisation.0)
        .bind(member)
        .bind(person)
        .bind(role)
        .bind(name)
        .execute(&mut self.hand)
        .await
        .unwrap();
        if role == "client" {
            self.consent(organisation, MembershipId(member)).await;
        }
        let token = self.sign_in(PersonId(person), MembershipId(member)).await;
        Actor {
            person: PersonId(person),
            organisation,
            member: MembershipId(member),
            cookie: token.to_cookie(),
            token,
            portal: PhantomData,
        }
    }

    /// As if the client had agreed to all five texts.
    pub async fn consent(&mut self, organisation: OrganisationId, client: MembershipId) {
        self.by_hand(format!(
            "insert into app.consent_head (organisation_id, client_id, seq) values ('{organisation}', '{client}', 5);
             insert into app.consent_event (organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, at, actor_id, actor_member)
             select m.organisation_id, m.membership_id, row_number() over (order by v.kind), v.kind, v.version, 'en', o.name,
                    sha256(convert_to(replace(t.title || E'\n\n' || t.body || E'\n\n' || t.effect, '{{organisation}}', o.name), 'UTF8')),
                    'given', 'form', now() - interval '1 day', m.person_id, m.membership_id
               from app.membership m join app.organisation o on o.organisation_id = m.organisation_id
              cross join (select kind, max(version) as version from ref.consent_version group by kind) v
               join ref.consent_text t on t.kind = v.kind and t.version = v.version and t.language = 'en'
              where m.organisation_id = '{organisation}' and m.membership_id = '{client}'"
        ))
        .await;
    }

    /// As if the client had said so at the form: "given", "refused" or "withdrawn".
    pub async fn decide(&mut self, client: &Actor<Client>, kind: &str, decision: &str) {
        let (organisation, client) = (client.organisation, client.member);
        self.by_hand(format!(
            "with place as (update app.consent_head set seq = seq + 1 where organisation_id = '{organisation}' and client_id = '{client}' returning seq)
             insert into app.consent_event (organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, at, actor_id, actor_member)
             select organisation_id, client_id, place.seq, kind, version, language, organisation_name, text_hash, '{decision}', 'form', clock_timestamp(), actor_id, actor_member
               from app.consent_event e, place
              where e.organisation_id = '{organisation}' and e.client_id = '{client}' and e.kind = '{kind}' order by e.seq limit 1"
        ))
        .await;
    }

    /// Opens a session the way the server does.
    pub async fn sign_in(&self, person: PersonId, member: MembershipId) -> SessionToken {
        let data = HashMap::from([
            ("person".to_owned(), serde_json::json!(person)),
            ("membership".to_owned(), serde_json::json!(member)),
            ("proof".to_owned(), serde_json::json!(0)),
        ]);
        let mut record =
            Record { id: Id::default(), data, expiry_date: OffsetDateTime::now_utc() + time::Duration::days(1) };
        let store = SessionStore::new(self.backend.clone());
        store.create(&mut record).await.unwrap();
        store.token(record.id).unwrap()
    }

    /// As if the person had a second factor: every session of theirs is half signed in from now on.
    pub async fn ask_factor(&mut self, person: PersonId) {
        sqlx::query("update auth.person set factor_since = now(), strong_since = now() where person_id = $1")
            .bind(person.0)
            .execute(&mut self.hand)
            .await
            .unwrap();
    }

    /// A client's own key, made if there is none yet: to look at what is stored, and to arrange sealed rows by hand.
    pub async fn key_of(&self, client: &Actor<Client>) -> backend::secret::ClientKey {
        let mut tx = client.write(&self.backend).await;
        let key = tx.client_key(client.member).await.unwrap();
        tx.commit(Activity::new(Action::KeyRotated)).await.unwrap();
        key
    }

    /// What a client's journal says, in order of time: the rows as they lie there, opened.
    pub async fn journal_of(&mut self, client: &Actor<Client>) -> Vec<(DateTime<Utc>, Plain)> {
        let key = self.key_of(client).await;
        let rows: Vec<Lying> = sqlx::query_as(
            "select occurred_at, observation_id, kind, payload, note, sealed from app.observation where client_id = $1 order by occurred_at, observation_id",
        )
        .bind(client.member.0)
        .fetch_all(&mut self.hand)
        .await
        .unwrap();
        let open = |(at, observation_id, kind, payload, note, sealed)| {
            (at, Stored { observation_id, kind, payload, note, sealed }.open(&key).unwrap())
        };
        rows.into_iter().map(open).collect()
    }

    /// A care relationship in any state.
    pub async fn relate(&mut self, practitioner: &Actor<Practice>, client: &Actor<Client>, status: &str) -> Uuid {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into app.care_relationship (organisation_id, relationship_id, practitioner_id, client_id, status, starts_on, ended_on)
             values ($1, $2, $3, $4, $5, current_date - 30, case when $5 = 'ended' then current_date end)",
        )
        .bind(client.organisation.0)
        .bind(id)
        .bind(practitioner.member.0)
        .bind(client.member.0)
        .bind(status)
        .execute(&mut self.hand)
        .await
        .unwrap();
        id
    }
}

impl<P: Portal> Actor<P> {
    /// Opens a read as this person; panics if refused.
    pub async fn read(&self, backend: &Backend) -> ReadTx<P> {
        backend.read::<P>(&self.token).await.unwrap_or_else(|refusal| panic!("the read was refused: {refusal}"))
    }

    /// Opens a change as this person; panics if refused.
    pub async fn write(&self, backend: &Backend) -> WriteTx<P> {
        backend
            .write::<P>(&self.token, "test")
            .await
            .unwrap_or_else(|refusal| panic!("the change was refused: {refusal}"))
    }
}

impl Actor<Clinic> {
    /// A read that has said what of clients it looks at.
    pub async fn look(&self, backend: &Backend, looks: &[HouseLook]) -> HouseTx {
        backend.open_house(&self.token, looks).await.expect("a live session of the staff")
    }

    /// The same before a change.
    pub async fn change(&self, backend: &Backend, looks: &[HouseLook]) -> WriteTx<Clinic> {
        backend.change_house(&self.token, "test", looks).await.expect("a live session of the staff")
    }
}

impl Actor<Practice> {
    pub async fn open(&self, backend: &Backend, look: Look) -> RecordTx {
        backend.open_records(&self.token, look).await.expect("a live session of a practitioner")
    }

    pub async fn change(&self, backend: &Backend, look: Look) -> RecordWriteTx {
        backend.change_records(&self.token, "test", look).await.expect("a live session of a practitioner")
    }
}

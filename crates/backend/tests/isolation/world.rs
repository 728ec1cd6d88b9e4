//! Two organisations with everybody and everything in them, and the sessions people hold: live, ended, expired,
//! suspended, used at another portal's door, forged.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use testkit::TestDatabase;
use uuid::Uuid;

use backend::prove::model::{self, About, Facts, Member};

use crate::access::{GRANTS, opens};
use crate::consent::{self, CONSENTS};
use crate::{Dice, arranged};

/// Somebody at a database login with a token.
pub struct Principal {
    pub is: model::Principal,
    pub login: &'static str,
    pub token: String,
    pub label: String,
}

impl Principal {
    pub fn new(
        member: Member,
        login: &'static str,
        token: String,
        live: bool,
        logs: bool,
        job: Option<About>,
        label: String,
    ) -> Self {
        Self { is: model::Principal { member, live, logs, fresh: true, job }, login, token, label }
    }
}

impl std::fmt::Display for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.label)
    }
}

/// A stored row and what it says to the model.
pub struct Row {
    pub says: model::Row,
    /// A condition that finds exactly this row.
    pub key: String,
    /// The rest of an insert that would add a sibling of this row.
    pub insert: String,
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} [{}]", self.says.table, self.key, self.says.mark)
    }
}

pub struct World {
    pub members: Vec<Member>,
    pub relations: BTreeMap<(Uuid, Uuid), &'static str>,
    /// The one grant of a practitioner for a client, and the state it is in.
    pub grants: BTreeMap<(Uuid, Uuid), &'static str>,
    /// How a client stands to the use of their data: one of `consent::CONSENTS`.
    pub consents: BTreeMap<Uuid, &'static str>,
    pub principals: Vec<Principal>,
    pub rows: Vec<Row>,
}

impl World {
    /// Whatever the dice say.
    pub async fn build(db: &TestDatabase, dice: Dice) -> Self {
        Self::made(db, dice, false).await
    }

    /// With two people for every fact that can decide alone (`arranged`), and the dice for everything else.
    pub async fn arranged(db: &TestDatabase, dice: Dice) -> Self {
        Self::made(db, dice, true).await
    }

    async fn made(db: &TestDatabase, mut dice: Dice, arranged: bool) -> Self {
        let mut hand = db.superuser().await;
        // Arranging states by hand, past the triggers that guard the way there.
        hand.execute("set session_replication_role = replica").await.unwrap();
        let mut world = Self {
            members: vec![],
            relations: BTreeMap::new(),
            grants: BTreeMap::new(),
            consents: BTreeMap::new(),
            principals: vec![],
            rows: vec![],
        };
        for house in 0..2 {
            world.organisation(&mut hand, &mut dice, arranged.then_some(house)).await;
        }
        world.principals(&mut hand).await;
        world
    }

    /// What the model knows of it.
    pub fn facts(&self) -> Facts {
        let opened = |state: &&str| opens(state).iter().map(|permission| (*permission).to_owned()).collect();
        Facts {
            members: self.members.iter().map(|member| (member.id, *member)).collect(),
            relations: self.relations.clone(),
            grants: self.grants.iter().map(|(pair, state)| (*pair, opened(state))).collect(),
            consents: self.consents.iter().map(|(client, state)| (*client, consent::opens(state))).collect(),
            hidden: BTreeMap::new(),
        }
    }

    async fn organisation(&mut self, hand: &mut PgConnection, dice: &mut Dice, arranged: Option<usize>) {
        let org = Uuid::now_v7();
        run(hand, format!("insert into app.organisation (organisation_id, name, zone, currency) values ('{org}', 'O', 'UTC', 'eur')")).await;
        self.row(
            "app.organisation",
            org,
            format!("organisation_id = '{org}'"),
            None,
            None,
            None,
            "",
            format!("(organisation_id, name, zone, currency) values ('{}', 'X', 'UTC', 'eur')", Uuid::now_v7()),
        );

        use model::Role::{self, Admin, Client, FrontDesk, Owner, Practitioner};
        let mut made = Vec::new();
        for (role, status) in [
            (Owner, "active"),
            (Admin, "active"),
            (FrontDesk, "active"),
            (Practitioner, "active"),
            (Practitioner, "active"),
            (Practitioner, "suspended"),
            (Practitioner, "removed"),
            (Client, "active"),
            (Client, "active"),
            (Client, "active"),
            (Client, "suspended"),
            (Client, "removed"),
            (Admin, "suspended"),
            (Client, "active"),
        ] {
            let (id, person) = (Uuid::now_v7(), Uuid::now_v7());
            run(hand, format!("insert into auth.person (person_id, email, email_canonical, display_name, zone) values ('{person}', '{person}@x', '{person}@x', 'N', 'UTC')")).await;
            run(hand, format!("insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone) values ('{org}', '{id}', '{person}', '{}', '{status}', 'N', 'UTC')", role.word())).await;
            self.row("app.membership", org, format!("membership_id = '{id}'"), None, None, Some(id), role.word(),
                format!("(organisation_id, membership_id, person_id, role, status, display_name, zone) values ('{org}', '{}', '{}', 'admin', 'active', 'X', 'UTC')", Uuid::now_v7(), Uuid::now_v7()));
            let member = Member { org, id, role, status };
            made.push(member);
            self.members.push(member);
        }
        let of = |role: Role| made.iter().filter(move |m| m.role == role).map(|m| m.id).collect::<Vec<_>>();
        let (practitioners, clients) = (of(Practitioner), of(Client));

        for (p, practitioner) in practitioners.iter().enumerate() {
            for (c, client) in clients.iter().enumerate() {
                let status = ["active", "active", "invited", "paused", "ended", "none"][dice.roll(6)];
                let state = GRANTS[dice.roll(GRANTS.len())];
                let (status, state) =
                    arranged.and_then(|house| arranged::between(house, p, c)).unwrap_or((status, state));
                if status != "none" {
                    self.relate(hand, org, *practitioner, *client, status).await;
                }
                let by = [*client, of(Admin)[0]][dice.roll(2)];
                self.grant(hand, org, *practitioner, *client, by, state).await;
                self.read(hand, org, *practitioner, *client).await;
            }
            self.offer(hand, org, *practitioner).await;
        }
        self.registers(hand, org).await;
        self.offers(hand, org, of(Owner)[0], of(Admin)[0], of(FrontDesk)[0]).await;
        self.incident(hand, org, of(Admin)[0], of(Owner)[0]).await;
        self.exports(hand, org, &made).await;
        for by in [of(Admin)[0], practitioners[0], practitioners[1]] {
            self.invitation(hand, org, by).await;
        }
        self.keys(hand, org, &clients).await;
        self.privacy(hand, org, of(Admin)[0], &clients).await;
        self.documents(hand, org, [of(Admin)[0], practitioners[0]], &clients).await;
        for (n, client) in clients.iter().enumerate() {
            // The first is always one who agrees to everything, so that there is something to see.
            let consent = CONSENTS[if n == 0 { 0 } else { dice.roll(CONSENTS.len()) }];
            let consent = arranged.and_then(|house| arranged::consent(house, n)).unwrap_or(consent);
            self.consent(hand, org, *client, consent).await;
            for mark in ["shared", "private", "deleted"] {
                self.observation(hand, org, *client, mark).await;
            }
            for practitioner in &practitioners[..2] {
                self.appointment(hand, org, *practitioner, *client, dice).await;
            }
        }
    }

    async fn relate(
        &mut self,
        hand: &mut PgConnection,
        org: Uuid,
        practitioner: Uuid,
        client: Uuid,
        status: &'static str,
    ) {
        let id = Uuid::now_v7();
        let ended = if status == "ended" { "current_date" } else { "null" };
        run(hand, format!("insert into app.care_relationship (organisation_id, relationship_id, practitioner_id, client_id, status, starts_on, ended_on) values ('{org}', '{id}', '{practitioner}', '{client}', '{status}', current_date, {ended})")).await;
        self.relations.insert((practitioner, client), status);
        self.row("app.care_relationship", org, format!("relationship_id = '{id}'"), Some(client), Some(practitioner), None, status,
            format!("(organisation_id, relationship_id, practitioner_id, client_id, status, starts_on) values ('{org}', '{}', '{practitioner}', '{client}', 'active', current_date)", Uuid::now_v7()));
    }

    async fn offer(&mut self, hand: &mut PgConnection, org: Uuid, practitioner: Uuid) {
        let columns = "(organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place)";
        let values =
            |id: Uuid| format!("{columns} values ('{org}', '{id}', '{practitioner}', 'S', 30, 0, 'eur', 'online')");
        let id = Uuid::now_v7();
        run(hand, format!("insert into app.service {}", values(id))).await;
        self.row(
            "app.service",
            org,
            format!("service_id = '{id}'"),
            None,
            Some(practitioner),
            None,
            "",
            values(Uuid::now_v7()),
        );
        let values = |id: Uuid| {
            format!(
                "(organisation_id, availability_id, practitioner_id, weekday, starts, ends) values ('{org}', '{id}', '{practitioner}', 1, '09:00', '10:00')"
            )
        };
        let id = Uuid::now_v7();
        run(hand, format!("insert into app.availability {}", values(id))).await;
        self.row(
            "app.availability",
            org,
            format!("availability_id = '{id}'"),
            None,
            Some(practitioner),
            None,
            "",
            values(Uuid::now_v7()),
        );
    }

    async fn observation(&mut self, hand: &mut PgConnection, org: Uuid, client: Uuid, mark: &'static str) {
        let sealed = crate::keys::SEALED;
        let visibility = if mark == "private" { "private" } else { "shared" };
        let deleted = if mark == "deleted" { "now()" } else { "null" };
        let values = |id: Uuid| {
            format!(
                "(organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, sealed, visibility, deleted_at) values ('{org}', '{client}', '{id}', 'symptom', now(), 'UTC', current_date, '{sealed}', '{visibility}', {deleted})"
            )
        };
        let id = Uuid::now_v7();
        run(hand, format!("insert into app.observation {}", values(id))).await;
        self.row(
            "app.observation",
            org,
            format!("observation_id = '{id}'"),
            Some(client),
            None,
            None,
            mark,
            values(Uuid::now_v7()),
        );
        let version = |n: u32| {
            format!(
                "(organisation_id, client_id, observation_id, version, occurred_at, zone, local_date, sealed, visibility, written_at) values ('{org}', '{client}', '{id}', {n}, now(), 'UTC', current_date, '{sealed}', '{visibility}', now())"
            )
        };
        run(hand, format!("insert into app.observation_version {}", version(1))).await;
        self.row(
            "app.observation_version",
            org,
            format!("observation_id = '{id}' and version = 1"),
            Some(client),
            None,
            None,
            mark,
            version(2),
        );
    }

    async fn appointment(
        &mut self,
        hand: &mut PgConnection,
        org: Uuid,
        practitioner: Uuid,
        client: Uuid,
        dice: &mut Dice,
    ) {
        let (service, id, payment) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let status = ["held", "confirmed", "completed", "cancelled_by_client", "released"][dice.roll(5)];
        let day = self.rows.len();
        run(hand, format!("insert into app.service (organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place) values ('{org}', '{service}', '{practitioner}', 'P', 30, 5000, 'eur', 'online')")).await;
        let values = |id: Uuid, status: &str, day: usize| {
            format!(
            "(organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, hold_expires_at)
             values ('{org}', '{id}', '{client}', '{practitioner}', '{service}', 'P', 'online', 5000, 'eur', now() + interval '{day} days', now() + interval '{day} days 30 minutes', '{status}', now() + interval '15 minutes')")
        };
        run(hand, format!("insert into app.appointment {}", values(id, status, day))).await;
        self.row(
            "app.appointment",
            org,
            format!("appointment_id = '{id}'"),
            Some(client),
            Some(practitioner),
            None,
            status,
            values(Uuid::now_v7(), "held", day + 1000),
        );
        // A second appointment without a payment, which the insert probe pays for.
        let unpaid = Uuid::now_v7();
        run(hand, format!("insert into app.appointment {}", values(unpaid, "released", day))).await;
        let values = |id: Uuid, appointment: Uuid, status: &str| {
            format!(
                "(organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status) values ('{org}', '{id}', '{appointment}', '{client}', 5000, 'eur', '{status}')"
            )
        };
        run(hand, format!("insert into app.payment {}", values(payment, id, "open"))).await;
        self.row(
            "app.payment",
            org,
            format!("payment_id = '{payment}'"),
            Some(client),
            Some(practitioner),
            None,
            "",
            values(Uuid::now_v7(), unpaid, "created"),
        );
        let seq = self.rows.len() + 1;
        let values = |seq: usize| {
            format!(
                "(organisation_id, seq, at, actor_kind, actor_id, actor_member, action, client_id, salt, commitment, hash) values ('{org}', {seq}, now(), 'person', '{id}', '{client}', 'test.made', '{client}', '', '', '')"
            )
        };
        run(hand, format!("insert into app.activity {}", values(seq))).await;
        self.row(
            "app.activity",
            org,
            format!("organisation_id = '{org}' and seq = {seq}"),
            Some(client),
            None,
            Some(client),
            "",
            values(seq + 10_000),
        );
    }

    #[expect(clippy::too_many_arguments, reason = "a row is its facts, and a builder would only rename them")]
    pub fn row(
        &mut self,
        table: &'static str,
        org: Uuid,
        key: String,
        client: Option<Uuid>,
        practitioner: Option<Uuid>,
        by: Option<Uuid>,
        mark: &'static str,
        insert: String,
    ) {
        let says = model::Row { table, org, client, practitioner, by, mark, leaving: false };
        self.rows.push(Row { says, key, insert });
    }
}

pub async fn run(hand: &mut PgConnection, sql: String) {
    hand.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

//! A client with something in every table, and a look at everything that is stored.

use contract::id::MembershipId;
use sqlx::{AssertSqlSafe, Row};
use testkit::{Actor, World};
use uuid::Uuid;

use backend::db::Client;
use backend::register::{self, Erasure, Table, Whose};

/// What marks a value of a column.
pub fn mark(table: &str, column: &str) -> String {
    format!("canary-{table}.{column};")
}

/// Two rows of the person in every table that can have some, every text, document and byte string marked: one with as
/// many nulls as can be, one without. Checks are dropped, in this database alone: a mark is no e-mail address.
pub async fn plant(world: &mut World, who: &Actor<Client>) {
    let checks: Vec<String> = sqlx::query_scalar(
        "select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) from pg_constraint c
           join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
          where c.contype in ('c', 'x') and n.nspname in ('app', 'auth', 'ops')",
    )
    .fetch_all(&mut world.hand)
    .await
    .unwrap();
    world.by_hand(checks.join("; ")).await;
    // An older session and its children; the live one goes on.
    world.by_hand("set session_replication_role = replica".into()).await;
    for table in register::tables().iter().filter(|table| touched(table)) {
        for full in [false, true] {
            let columns = columns(world, table, who, full).await;
            let sql = match table.name {
                // There already: marked where it may be.
                "auth.person" | "app.membership" => format!(
                    "update {} set {} where person_id = '{}'",
                    table.name,
                    columns
                        .iter()
                        .filter(|(name, value)| value.starts_with("'canary") && name != "role" && name != "status")
                        .map(|(name, value)| format!("{name} = {value}"))
                        .collect::<Vec<_>>()
                        .join(", "),
                    who.person.0
                ),
                _ => {
                    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
                    format!(
                        "insert into {} ({}) overriding system value values ({}) on conflict do nothing",
                        table.name,
                        names.join(", "),
                        values.join(", ")
                    )
                }
            };
            world.by_hand(sql).await;
        }
        assert!(rows_of(world, table, who).await > 0, "no row of theirs in {}: teach `value`", table.name);
    }
    world.by_hand("set session_replication_role = origin".into()).await;
}

/// Whether an erasure does anything to it: evidence is not planted, for it is read and must make sense.
fn touched(table: &Table) -> bool {
    let changes = |facts: register::Facts| matches!(facts.erasure, Erasure::Anonymise(_) | Erasure::Erase);
    table.whose != Whose::Nobody && table.entries().any(|(_, facts)| changes(facts))
}

async fn columns(world: &mut World, table: &Table, who: &Actor<Client>, full: bool) -> Vec<(String, String)> {
    let rows = sqlx::query(
        "select a.attname::text, format_type(a.atttypid, null), a.attnotnull or k.part is not null, a.attgenerated <> ''
           from pg_attribute a
           left join (select unnest(c.conkey) as part from pg_constraint c where c.conrelid = $1::regclass and c.contype = 'p') k on k.part = a.attnum
          where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum",
    )
    .bind(table.name)
    .fetch_all(&mut world.hand)
    .await
    .unwrap();
    let mut columns = Vec::new();
    for row in rows {
        let (name, kind, needed, made): (String, String, bool, bool) = (row.get(0), row.get(1), row.get(2), row.get(3));
        // A hold in force would stop what is tested.
        if !made
            && (full
                || needed
                || name == "released_at"
                || !kind.starts_with("timestamp")
                || name.starts_with("created"))
        {
            let value = value(table, &name, &kind, who, full);
            columns.push((name, value));
        }
    }
    columns
}

fn value(table: &Table, column: &str, kind: &str, who: &Actor<Client>, full: bool) -> String {
    let mark = mark(table.name, column);
    let id = |id: Uuid| format!("'{id}'");
    match (column, kind) {
        ("organisation_id", "uuid") => id(who.organisation.0),
        ("client_id" | "membership_id" | "accepted_member" | "member_id", "uuid") => id(who.member.0),
        // A request names a person only while it runs.
        (
            "person_id" | "asked_by" | "created_by" | "updated_by" | "status_changed_by" | "actor_id" | "written_by",
            "uuid",
        ) if !(matches!(table.name, "app.export" | "app.document") && column == "asked_by"
            || table.name == "app.erasure_request" && column == "person_id") =>
        {
            id(who.person.0)
        }
        ("session_id", "uuid") if table.name != "auth.session" => {
            format!("(select session_id from auth.session where person_id = '{}' limit 1)", who.person.0)
        }
        ("observation_id", "uuid") => format!("'00000000-0000-7000-8000-00000000000{}'", u8::from(full)),
        (_, "uuid") => id(Uuid::now_v7()),
        ("email_canonical", "text") => format!("'{mark}'"),
        (_, "text") => format!("'{mark}'"),
        (_, "text[]") => format!("array['{mark}']"),
        (_, "jsonb") => format!("'{{\"canary\": \"{mark}\"}}'"),
        // Unique where a hash is: both rows are marked.
        (_, "bytea") => format!("convert_to('{mark}{full}', 'UTF8')"),
        (_, "boolean") => "false".into(),
        (_, "date") => "current_date".into(),
        (_, "time without time zone") => "'09:00'".into(),
        (_, "timestamp with time zone") => "now() - interval '1 minute'".into(),
        (_, "integer" | "bigint" | "smallint" | "double precision" | "numeric") => format!("1{}", u8::from(full)),
        (_, other) => panic!("no value for {column} of type {other}"),
    }
}

async fn rows_of(world: &mut World, table: &Table, who: &Actor<Client>) -> i64 {
    let condition = table.whose.condition().unwrap();
    // Named once each, so that all four parameters have a type whatever the condition uses.
    let sql = format!(
        "select count(*) from {} t where ({condition}) and ($1::uuid, $2::uuid, $3::uuid, $4::boolean) is not null",
        table.name
    );
    sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(who.organisation.0)
        .bind(who.member.0)
        .bind(who.person.0)
        .bind(true)
        .fetch_one(&mut world.hand)
        .await
        .unwrap()
}

/// Where `needle` is found in a full dump: the names of the tables.
pub async fn found(world: &mut World, needle: &str) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname in ('app', 'auth', 'ops') order by 1",
    )
    .fetch_all(&mut world.hand)
    .await
    .unwrap();
    let hex: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut places = Vec::new();
    for table in tables {
        let sql = format!("select count(*) from {table} t where t::text like $1 or t::text like $2");
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(format!("%{needle}%"))
            .bind(format!("%{hex}%"))
            .fetch_one(&mut world.hand)
            .await
            .unwrap();
        if rows > 0 {
            places.push(table);
        }
    }
    places
}

/// A request of the client's that is due now.
pub async fn ask(world: &mut World, who: &Actor<Client>, category: &str) -> Uuid {
    let id = Uuid::now_v7();
    world
        .by_hand(format!(
            "insert into app.erasure_request (organisation_id, request_id, client_id, category) values ('{}', '{id}', '{}', '{category}')",
            who.organisation.0, who.member.0
        ))
        .await;
    fall_due(world, id).await;
    id
}

/// As if the days of grace were over.
pub async fn fall_due(world: &mut World, request: Uuid) {
    world
        .by_hand(format!(
            "set session_replication_role = replica;
             update app.erasure_request set due_at = now() - interval '1 second' where request_id = '{request}';
             update ops.job set run_at = now() where payload->>'request_id' = '{request}' and status = 'queued';
             set session_replication_role = origin"
        ))
        .await;
}

pub async fn status(world: &mut World, request: Uuid) -> String {
    sqlx::query_scalar("select status from app.erasure_request where request_id = $1")
        .bind(request)
        .fetch_one(&mut world.hand)
        .await
        .unwrap()
}

/// Entries of a client's journal.
pub async fn entries(world: &mut World, organisation: Uuid, client: MembershipId, amount: u32) {
    world
        .by_hand(format!(
            "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload)
             select '{organisation}', '{}', gen_random_uuid(), 'symptom', now(), 'UTC', current_date,
                    '{{\"code\":\"bloating\",\"present\":true,\"severity\":4,\"scale\":\"0-10\"}}' from generate_series(1, {amount})",
            client.0
        ))
        .await;
}

pub async fn count(world: &mut World, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {sql}"))).fetch_one(&mut world.hand).await.unwrap()
}

/// Runs jobs until none is due.
pub async fn work(world: &World) {
    while world.backend.run_next_job().await.unwrap() {}
}

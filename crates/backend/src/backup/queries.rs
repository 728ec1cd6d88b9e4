//! What a database holds, measured: in the snapshot of the dump, and again after it was restored.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::client_keys::KeyRow;
use super::container::{Head, Held};

/// Rows per table that are compared one by one.
const NEWEST: i64 = 50;

/// The table whose rows lie beside the backup.
pub(super) const CLIENT_KEYS: &str = "app.client_key";

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Measured {
    pub migration: i64,
    pub tables: BTreeMap<String, Held>,
    pub heads: Vec<Head>,
}

/// Opens a snapshot that pg_dump can share, and answers its name.
pub(super) async fn open_snapshot(db: &mut PgConnection) -> Result<String, sqlx::Error> {
    db.execute("begin isolation level repeatable read, read only").await?;
    sqlx::query_scalar("select pg_export_snapshot()").fetch_one(db).await
}

pub(super) async fn close_snapshot(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    db.execute("rollback").await?;
    Ok(())
}

pub(super) async fn server_version(db: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select current_setting('server_version_num')::int").fetch_one(db).await
}

/// Whether this login reads past row security: one that does not would dump a part and call it all.
pub(super) async fn reads_everything(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select (r.rolsuper or r.rolbypassrls) and not exists (
                  select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where c.relkind in ('r', 'p', 'S') and n.nspname in ('app', 'auth', 'ops', 'ref')
                     and not case c.relkind when 'S' then has_sequence_privilege(c.oid, 'SELECT') else has_table_privilege(c.oid, 'SELECT') end)
           from pg_roles r where r.rolname = session_user",
    )
    .fetch_one(db)
    .await
}

pub(super) async fn measure(db: &mut PgConnection) -> Result<Measured, sqlx::Error> {
    // Rows are compared as text: the same settings on both sides.
    db.execute(
        "set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; set extra_float_digits = 1",
    )
    .await?;
    let names: Vec<(String, String)> = sqlx::query_as(
        "select format('%I.%I', n.nspname, c.relname),
                coalesce((select string_agg(format('t.%I::text collate \"C\" desc', a.attname), ', ' order by k.place)
                   from pg_constraint p, unnest(p.conkey) with ordinality k (attnum, place), pg_attribute a
                  where p.conrelid = c.oid and p.contype = 'p' and a.attrelid = c.oid and a.attnum = k.attnum), 't::text collate \"C\"')
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind = 'r' and n.nspname in ('app', 'auth', 'ops', 'ref') order by 1",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut tables = BTreeMap::new();
    for (table, order) in names {
        // Both texts come from the catalogue, quoted there.
        let sql = format!(
            "select (select count(*) from {table}),
                    (select coalesce(encode(sha256(convert_to(string_agg(s.line, chr(10) order by s.line collate \"C\"), 'UTF8')), 'hex'), '')
                       from (select t::text as line from {table} t order by {order} limit {NEWEST}) s)"
        );
        let (rows, newest): (i64, String) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut *db).await?;
        tables.insert(table, Held { rows, newest });
    }
    let migration = sqlx::query_scalar("select coalesce(max(version), 0) from ops._sqlx_migrations where success")
        .fetch_one(&mut *db)
        .await?;
    let heads = sqlx::query_as(
        "select organisation_id, seq, encode(hash, 'hex') as hash from app.activity_head order by organisation_id",
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(Measured { migration, tables, heads })
}

/// Whether nothing was put into this database yet.
pub(super) async fn is_empty(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema')
            and not exists (select from pg_namespace where nspname in ('app', 'auth', 'authz', 'ops', 'ref', 'guard'))",
    )
    .fetch_one(db)
    .await
}

/// What was ended after the backup must not live again: sessions and links that lie in mailboxes.
pub(super) async fn sign_everybody_out(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    db.execute(
        "update auth.session set ended_at = now(), ended_why = 'revoked' where ended_at is null;
         update auth.link set expires_at = least(expires_at, now());
         update auth.email_change set ended_at = now() where ended_at is null and confirmed_at is null",
    )
    .await?;
    Ok(())
}

pub(super) async fn count_sessions(db: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from auth.session where ended_at is null").fetch_one(db).await
}

/// Makes a scratch database, marked so that a later drill may know it for one.
pub(super) async fn create_scratch(db: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    // The lock lasts as long as this connection: while it does, no other drill clears the database away.
    db.execute(AssertSqlSafe(format!("select pg_advisory_lock(7030267, hashtext('{name}'))"))).await?;
    db.execute(AssertSqlSafe(format!("create database {name} template template0 encoding 'UTF8'"))).await?;
    Ok(())
}

pub(super) async fn drop_scratch(db: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    db.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await?;
    Ok(())
}

/// Scratch databases whose drill was killed.
pub(super) async fn list_abandoned(db: &mut PgConnection, like: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select d.datname::text from pg_database d where d.datname ~ ('^' || $1 || '[0-9a-f]{16}$')
            and case when pg_try_advisory_lock(7030267, hashtext(d.datname::text)) then pg_advisory_unlock(7030267, hashtext(d.datname::text)) else false end",
    )
    .bind(like)
    .fetch_all(db)
    .await
}

#[derive(sqlx::FromRow)]
struct ClientKeyRow {
    organisation_id: uuid::Uuid,
    client_id: uuid::Uuid,
    version: i32,
    ended_why: Option<String>,
    destroyed_at: Option<chrono::DateTime<chrono::Utc>>,
    row: serde_json::Value,
}

/// Every client's keys, wrapped as they are.
pub(super) async fn list_client_keys(db: &mut PgConnection) -> Result<Vec<KeyRow>, sqlx::Error> {
    let rows: Vec<ClientKeyRow> = sqlx::query_as(
        "select organisation_id, client_id, version, ended_why, destroyed_at, to_jsonb(k) as row from app.client_key k
          order by organisation_id, client_id, version",
    )
    .fetch_all(db)
    .await?;
    let key = |row: ClientKeyRow| KeyRow {
        organisation: row.organisation_id,
        client: row.client_id,
        version: row.version,
        ended_why: row.ended_why,
        ended_at: row.destroyed_at,
        row: row.row,
    };
    Ok(rows.into_iter().map(key).collect())
}

/// Puts the keys of those clients that are there back as they were, past the triggers that stamp and refuse.
pub(super) async fn put_client_keys(db: &mut PgConnection, rows: &[KeyRow]) -> Result<(), sqlx::Error> {
    let rows: Vec<&serde_json::Value> = rows.iter().map(|row| &row.row).collect();
    let mut tx = db.begin().await?;
    tx.execute("set local session_replication_role = replica").await?;
    sqlx::query(
        "insert into app.client_key select k.* from jsonb_array_elements($1) r, jsonb_populate_record(null::app.client_key, r) k
          where exists (select from app.membership m where m.organisation_id = k.organisation_id and m.membership_id = k.client_id)",
    )
    .bind(sqlx::types::Json(rows))
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

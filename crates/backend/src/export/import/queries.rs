//! The SQL of an import. Tables and columns come from the register, never from the file.

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

use super::super::plan::Source;
use crate::secret::anew::Stored;

/// Nobody is here yet.
pub(super) async fn is_empty(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select not exists (select from app.organisation) and not exists (select from auth.person)")
        .fetch_one(db)
        .await
}

/// Stamps, versions and refusals are the rows' own already. Checks and keys of the tables hold nevertheless.
pub(super) async fn write_past_triggers(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    db.execute("set local session_replication_role = replica").await.map(|_| ())
}

/// Evidence is checked from a moment on that stands in its checks (`guard.check_text_from_now`): here, where there is none
/// yet, that moment becomes this one, since what comes was written before, perhaps by a version that checked less.
pub(super) async fn keep_evidence_as_written(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    db.execute(
        r#"do $$
        declare
          k record;
          moment constant text := '''[^'']+''::timestamp with time zone';
        begin
          for k in select c.conrelid::regclass as tbl, c.conname, pg_get_constraintdef(c.oid) as def from pg_constraint c
                    where c.contype = 'c' and pg_get_constraintdef(c.oid) ~ 'guard\.is_(line|text)'
                      and pg_get_constraintdef(c.oid) ~ (' < ' || moment)
          loop
            execute format('alter table %s drop constraint %I, add constraint %2$I %s', k.tbl, k.conname,
              regexp_replace(k.def, moment, quote_literal(now()) || '::timestamp with time zone'));
          end loop;
        end $$"#,
    )
    .await
    .map(|_| ())
}

/// How rows of one table are inserted.
pub(super) struct Table {
    sql: String,
}

impl Table {
    /// What is not in the file and cannot be empty is a secret: it gets a value that nobody knows and that opens nothing.
    pub async fn of(db: &mut PgConnection, source: &Source) -> Result<Self, sqlx::Error> {
        let needed: Vec<(String, String)> = sqlx::query_as(
            "select a.attname::text, format_type(a.atttypid, null) from pg_attribute a
              where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef and a.attidentity = ''
                and a.attname <> all ($2)",
        )
        .bind(source.table)
        .bind(&source.columns)
        .fetch_all(db)
        .await?;
        let unknown = |kind: &str| if kind == "bytea" { "sha256(gen_random_uuid()::text::bytea)" } else { "'none'" };
        let columns = source.columns.iter().map(|name| format!("\"{name}\""));
        let values = source.columns.iter().map(|name| format!("r.\"{name}\""));
        let columns: Vec<_> = columns.chain(needed.iter().map(|(name, _)| format!("\"{name}\""))).collect();
        let values: Vec<_> = values.chain(needed.iter().map(|(_, kind)| unknown(kind).to_owned())).collect();
        let sql = format!(
            "insert into {0} ({1}) select {2} from jsonb_populate_recordset(null::{0}, $1::jsonb) r",
            source.table,
            columns.join(", "),
            values.join(", ")
        );
        Ok(Self { sql })
    }

    pub async fn insert(&self, db: &mut PgConnection, rows: &str) -> Result<(), sqlx::Error> {
        sqlx::query(AssertSqlSafe(self.sql.clone())).bind(rows).execute(db).await.map(|_| ())
    }
}

pub(super) async fn insert_organisation_key(
    db: &mut PgConnection,
    organisation: Uuid,
    sealed: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into app.organisation_key (organisation_id, key_sealed) values ($1, $2)")
        .bind(organisation)
        .bind(sealed)
        .execute(db)
        .await
        .map(|_| ())
}

/// The log goes on after its last entry.
pub(super) async fn insert_log_head(db: &mut PgConnection, organisation: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.activity_head (organisation_id, seq, hash)
         select organisation_id, seq, hash from app.activity where organisation_id = $1 order by seq desc limit 1",
    )
    .bind(organisation)
    .execute(db)
    .await
    .map(|_| ())
}

pub(super) async fn insert_client_key(
    db: &mut PgConnection,
    organisation: Uuid,
    client: Uuid,
    key: &Stored,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into app.client_key (organisation_id, client_id, version, wrapped, fingerprint) values ($1, $2, 1, $3, $4)")
        .bind(organisation)
        .bind(client)
        .bind(&key.wrapped)
        .bind(key.fingerprint.as_slice())
        .execute(db)
        .await
        .map(|_| ())
}

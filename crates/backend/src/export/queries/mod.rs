//! The SQL of exports. Statements over the tables of an export are put together from the register and the catalogue,
//! never from what anybody typed.

mod moving;

use chrono::{DateTime, Utc};
use contract::export::ExportScope;
use contract::paging::Reach;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;

use moving::list_erasures;
pub(super) use moving::{agree, has_second, keep_readable, lapse, log_clients};

use super::plan::{Rows, Source};
use super::rows::ExportRow;
use super::work::Work;
use crate::db::{Clinic, Portal, ReadTx, Worker, WriteTx};
use crate::refusal::Refusal;

macro_rules! exports {
    ($where:literal, $limit:literal) => {
        exports!($where, $limit, "null::text as recipient, null::timestamptz as lapses_at, null::text as agreer_name", "")
    };
    ($where:literal, $limit:literal, $move:literal, $join:literal) => {
        concat!(
            "select e.export_id, e.scope, e.member_id, e.asked_by, e.reason, e.status, e.rows_total, e.rows_done, e.bytes, e.expires_at, e.downloaded_at, e.created_at,
                    m.display_name as member_name, b.display_name as asker_name, ", $move, "
               from app.export e ", $join, "
               left join app.membership m on m.organisation_id = e.organisation_id and m.membership_id = e.member_id
               left join app.membership b on b.organisation_id = e.organisation_id and b.membership_id = e.asked_by
              where e.organisation_id = $1 and ",
            $where,
            " order by e.created_at desc, e.export_id limit ",
            $limit
        )
    };
}

pub(super) async fn list_own<P: Portal>(tx: &mut ReadTx<P>, reach: Reach) -> Result<Vec<ExportRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    let query = sqlx::query_as(exports!("e.member_id = $2 and e.scope in ('client', 'staff')", "$3"));
    Ok(query.bind(organisation).bind(me).bind(reach.limit()).fetch_all(tx.conn()).await?)
}

/// What an administrator started or a clinic has: exports of the organisation, and of clients on their behalf.
pub(super) async fn list_house(tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<Vec<ExportRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    let query = sqlx::query_as(exports!(
        "(e.scope in ('organisation', 'move') or e.asked_by <> e.member_id)",
        "$2",
        "e.recipient, e.lapses_at, s.display_name as agreer_name",
        "left join app.membership s on s.organisation_id = e.organisation_id and s.membership_id = e.agreed_by"
    ));
    Ok(query.bind(organisation).bind(reach.limit()).fetch_all(tx.conn()).await?)
}

/// What somebody asks for.
pub(super) struct Ask<'a> {
    pub organisation: Uuid,
    pub id: Uuid,
    pub scope: ExportScope,
    pub member: Uuid,
    pub asker: Uuid,
    pub reason: Option<&'a str>,
    /// The key a move is sealed for.
    pub recipient: Option<&'a str>,
}

/// Gives up what has not moved for a day, so that it does not stand in the way.
pub(super) async fn give_up_stale(db: &mut PgConnection, ask: &Ask<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update app.export set status = 'failed'
          where organisation_id = $1 and member_id = $2 and scope = $3 and status in ('received', 'running') and updated_at < now() - interval '1 day'",
    )
    .bind(ask.organisation)
    .bind(ask.member)
    .bind(ask.scope.as_str())
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert(db: &mut PgConnection, ask: &Ask<'_>) -> Result<(), sqlx::Error> {
    let sql = match ask.recipient {
        // Only the clinic's login may name a recipient.
        Some(_) => {
            "insert into app.export (organisation_id, export_id, scope, member_id, asked_by, reason, recipient, status)
             values ($1, $2, $3, $4, $5, $6, $7, 'proposed')"
        }
        None => {
            "insert into app.export (organisation_id, export_id, scope, member_id, asked_by, reason, status)
             select $1, $2, $3, $4, $5, $6, 'received' where $7::text is null"
        }
    };
    sqlx::query(sql)
        .bind(ask.organisation)
        .bind(ask.id)
        .bind(ask.scope.as_str())
        .bind(ask.member)
        .bind(ask.asker)
        .bind(ask.reason)
        .bind(ask.recipient)
        .execute(db)
        .await?;
    Ok(())
}

/// Stops one the asker may stop; answers its scope and whose it was.
pub(super) async fn cancel(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Option<(String, Uuid)>, sqlx::Error> {
    sqlx::query_as(
        "update app.export set status = 'cancelled'
          where organisation_id = $1 and export_id = $2 and status in ('proposed', 'received', 'running', 'ready', 'downloaded') returning scope, member_id",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// An export as its worker holds it: the row is locked until the slice ends.
#[derive(FromRow)]
pub(super) struct Held {
    pub scope: String,
    pub member_id: Uuid,
    pub recipient: Option<String>,
    pub work: Option<Json<Work>>,
    pub key_sealed: Option<Vec<u8>>,
    pub created_at: DateTime<Utc>,
    pub organisation_name: String,
    pub member_name: String,
    pub zone: String,
}

/// The export, if this slice is its next. Waits for a process that is at it, or whose end the database has not noticed.
pub(super) async fn hold(tx: &mut WriteTx<Worker>, id: Uuid, slice: i32) -> Result<Option<Held>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select e.scope, e.member_id, e.recipient, e.work, e.key_sealed, e.created_at, o.name as organisation_name,
                coalesce(m.display_name, '') as member_name, coalesce(m.zone, o.zone) as zone
           from app.export e join app.organisation o on o.organisation_id = e.organisation_id
           left join app.membership m on m.organisation_id = e.organisation_id and m.membership_id = e.member_id
          where e.organisation_id = $1 and e.export_id = $2 and e.slice = $3 and e.status in ('received', 'running')
            for update of e",
    )
    .bind(organisation)
    .bind(id)
    .bind(slice)
    .fetch_optional(tx.conn())
    .await?)
}

/// What a slice leaves behind.
pub(super) async fn keep(
    tx: &mut WriteTx<Worker>,
    id: Uuid,
    slice: i32,
    work: &Work,
    key_sealed: &[u8],
) -> Result<(), Refusal> {
    let organisation = tx.scope().organisation().0;
    sqlx::query(
        "update app.export set status = 'running', slice = $3 + 1, work = $4, key_sealed = $5, rows_total = $6, rows_done = $7
          where organisation_id = $1 and export_id = $2",
    )
    .bind(organisation)
    .bind(id)
    .bind(slice)
    .bind(Json(work))
    .bind(key_sealed)
    .bind(work.rows_total())
    .bind(work.rows_done())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// It can be fetched from now on; answers until when.
pub(super) async fn make_ready(tx: &mut WriteTx<Worker>, id: Uuid, bytes: i64) -> Result<DateTime<Utc>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "update app.export set status = 'ready', bytes = $3, ready_at = now(), expires_at = now() + interval '7 days'
          where organisation_id = $1 and export_id = $2 returning expires_at",
    )
    .bind(organisation)
    .bind(id)
    .bind(bytes)
    .fetch_one(tx.conn())
    .await?)
}

/// Ends it for good, as `status`; whether it was there to be ended.
pub(super) async fn end(tx: &mut WriteTx<Worker>, id: Uuid, status: &str) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    let done = sqlx::query(
        "update app.export set status = $3
          where organisation_id = $1 and export_id = $2
            and case $3 when 'failed' then status in ('received', 'running') else status in ('ready', 'downloaded') and expires_at <= now() end",
    )
    .bind(organisation)
    .bind(id)
    .bind(status)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether its files may go: it is over, or there is no such export (any more).
pub(super) async fn is_over(tx: &mut WriteTx<Worker>, id: Uuid) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    let status: Option<String> =
        sqlx::query_scalar("select status from app.export where organisation_id = $1 and export_id = $2")
            .bind(organisation)
            .bind(id)
            .fetch_optional(tx.conn())
            .await?;
    Ok(status.is_none_or(|status| ["expired", "failed", "cancelled"].contains(&status.as_str())))
}

/// A finished export, opened for its owner by `app.open_export`.
#[derive(FromRow)]
pub(super) struct Opened {
    pub scope: String,
    pub key_sealed: Option<Vec<u8>>,
    pub work: Json<Work>,
    pub client_id: Option<Uuid>,
    pub made_at: DateTime<Utc>,
}

pub(super) async fn open<P: Portal>(tx: &mut WriteTx<P>, id: Uuid) -> Result<Option<Opened>, Refusal> {
    Ok(sqlx::query_as("select scope, key_sealed, work, client_id, made_at from app.open_export($1)")
        .bind(id)
        .fetch_optional(tx.conn())
        .await?)
}

/// Whose rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose {
    pub organisation: Uuid,
    pub export: Uuid,
    pub member: Uuid,
    pub person: Uuid,
}

/// The account of a client or somebody on the staff; nil for an organisation, which matches nobody.
pub(super) async fn find_person(tx: &mut WriteTx<Worker>, export: Uuid) -> Result<Uuid, Refusal> {
    let found: Option<Uuid> =
        sqlx::query_scalar("select ops.export_person($1)").bind(export).fetch_one(tx.conn()).await?;
    Ok(found.unwrap_or_default())
}

/// The columns of a table's primary key with their types, in order.
async fn list_key(db: &mut PgConnection, table: &str) -> Result<Vec<(String, String)>, Refusal> {
    Ok(sqlx::query_as(
        "select quote_ident(a.attname), format_type(a.atttypid, a.atttypmod) from pg_constraint c
           cross join unnest(c.conkey) with ordinality k (attnum, n)
           join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
          where c.contype = 'p' and c.conrelid = to_regclass($1) order by k.n",
    )
    .bind(table)
    .fetch_all(db)
    .await?)
}

/// Whether a job of the house may read all of it. What is closed to it, or shows it one client at a time, is named in the
/// manifest rather than given in part.
pub(super) async fn is_readable(tx: &mut WriteTx<Worker>, source: &Source) -> Result<bool, Refusal> {
    if source.rows == Rows::Account || source.rows == Rows::Erasures {
        return Ok(true);
    }
    Ok(sqlx::query_scalar(
        "select bool_and(has_column_privilege($1, c, 'select')) and exists (
           select from pg_policies p
            where p.schemaname || '.' || p.tablename = $1 and p.permissive = 'PERMISSIVE' and p.cmd = 'SELECT' and 'ns_worker' = any (p.roles)
              and (p.qual not ilike '%job_client%' or p.qual ilike '%job_house%' or p.qual ilike '%coalesce%'))
           from unnest($2::text[]) c",
    )
    .bind(source.table)
    .bind(&source.columns)
    .fetch_one(tx.conn())
    .await?)
}

/// How many rows there are now.
pub(super) async fn count_rows(tx: &mut WriteTx<Worker>, source: &Source, whose: Whose) -> Result<i64, Refusal> {
    match &source.rows {
        Rows::Account => Ok(list_account(tx.conn(), source, whose, None, i32::MAX).await?.len() as i64),
        Rows::Erasures => Ok(list_erasures(tx.conn(), whose, None, i32::MAX).await?.len() as i64),
        Rows::Of(condition) => {
            let sql = format!("select count(*) from {} t where {BOUND} and ({condition})", source.table);
            let query = sqlx::query_scalar(AssertSqlSafe(sql));
            Ok(query.bind(whose.organisation).bind(whose.member).bind(whose.person).fetch_one(tx.conn()).await?)
        }
    }
}

/// Each parameter has a type and a place in every statement, whether the condition names it or not.
const BOUND: &str = "($1::uuid is not null and $2::uuid is not null and $3::uuid is not null)";

/// A row: its key, its columns as JSON text (those sealed left out), and the sealed ones.
#[derive(FromRow)]
pub(super) struct DataRow {
    pub at: Vec<String>,
    pub content: String,
    pub sealed: Vec<Option<Vec<u8>>>,
}

/// The next rows after a key, in the order of the table's key.
pub(super) async fn list_rows(
    db: &mut PgConnection,
    source: &Source,
    whose: Whose,
    after: Option<&[String]>,
    most: i32,
) -> Result<Vec<DataRow>, Refusal> {
    let last = after.and_then(|key| key.first()).map(String::as_str);
    let condition = match &source.rows {
        Rows::Of(condition) => condition,
        Rows::Account => return list_account(db, source, whose, last, most).await,
        Rows::Erasures => return list_erasures(db, whose, last, most).await,
    };
    let key = list_key(&mut *db, source.table).await?;
    if key.is_empty() {
        return Err(Refusal::Fault(format!("{} has no key to go by", source.table)));
    }
    let names: Vec<_> = key.iter().map(|(name, _)| format!("t.{name}")).collect();
    let texts: Vec<_> = names.iter().map(|name| format!("{name}::text")).collect();
    let values: Vec<_> = (1..).zip(&key).map(|(n, (_, kind))| format!("($5::text[])[{n}]::{kind}")).collect();
    let columns: Vec<_> = source.columns.iter().map(|name| format!("t.\"{name}\"")).collect();
    let sealed: Vec<_> = source.sealed.iter().map(|name| format!("s.\"{name}\"")).collect();
    let hidden: Vec<_> = source.sealed.iter().map(|name| format!("'{name}'")).collect();
    let (names, texts, values) = (names.join(", "), texts.join(", "), values.join(", "));
    let later = if after.is_some() { format!("({names}) > ({values})") } else { "$5::text[] is null".to_owned() };
    let sql = format!(
        "select array[{texts}] as at, (to_jsonb(s) - array[{}]::text[])::text as content, array[{}]::bytea[] as sealed
           from {} t cross join lateral (select {}) s
          where {BOUND} and ({condition}) and {later} order by {names} limit $4",
        hidden.join(", "),
        sealed.join(", "),
        source.table,
        columns.join(", "),
    );
    let query = sqlx::query_as(AssertSqlSafe(sql));
    let query = query.bind(whose.organisation).bind(whose.member).bind(whose.person).bind(i64::from(most));
    Ok(query.bind(after).fetch_all(db).await?)
}

async fn list_account(
    db: &mut PgConnection,
    source: &Source,
    whose: Whose,
    after: Option<&str>,
    most: i32,
) -> Result<Vec<DataRow>, Refusal> {
    let table = source.table.strip_prefix("auth.").unwrap_or_default();
    Ok(sqlx::query_as(
        "select array[at] as at, content::text as content, array[]::bytea[] as sealed from ops.export_account($1, $2, $3, $4, $5)",
    )
    .bind(whose.export)
    .bind(table)
    .bind(&source.columns)
    .bind(after)
    .bind(most)
    .fetch_all(db)
    .await?)
}

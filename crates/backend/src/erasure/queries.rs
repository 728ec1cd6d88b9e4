//! Requests for erasure, holds, and the functions that erase.

use chrono::{DateTime, Utc};
use contract::paging::Reach;
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;

use super::ledger::Entry;
use crate::db::{Client, Clinic, ReadTx};
use crate::refusal::Refusal;

#[derive(FromRow)]
pub(super) struct SliceRow {
    pub outcome: String,
    pub category: Option<String>,
    pub asked_at: Option<DateTime<Utc>>,
}

pub(super) async fn erase_slice(
    db: &mut PgConnection,
    request: Uuid,
    most: i32,
    noted: bool,
) -> Result<SliceRow, sqlx::Error> {
    sqlx::query_as("select outcome, category, asked_at from ops.erase_slice($1, $2, $3)")
        .bind(request)
        .bind(most)
        .bind(noted)
        .fetch_one(db)
        .await
}

/// Takes who it was out of the activity log, where this installation's log can do that.
pub(super) async fn redact_activity(db: &mut PgConnection, client: Uuid) -> Result<(), sqlx::Error> {
    let can: bool = sqlx::query_scalar("select to_regprocedure('app.redact_activity(uuid)') is not null")
        .fetch_one(&mut *db)
        .await?;
    if can {
        sqlx::query("select app.redact_activity($1)").bind(client).execute(db).await?;
    }
    Ok(())
}

/// Keeps the last letter until the erasure ends; one that is kept already stays.
pub(super) async fn keep_last_letter(db: &mut PgConnection, request: Uuid, sealed: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("select ops.keep_last_letter($1, $2)").bind(request).bind(sealed).execute(db).await?;
    Ok(())
}

/// Takes it out, for posting.
pub(super) async fn take_last_letter(db: &mut PgConnection, request: Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select ops.take_last_letter($1)").bind(request).fetch_one(db).await
}

pub(super) async fn finish_erasure(db: &mut PgConnection, request: Uuid, files: i64) -> Result<(), sqlx::Error> {
    sqlx::query("select ops.finish_erasure($1, $2)").bind(request).bind(files).execute(db).await?;
    Ok(())
}

pub(super) async fn list_unapplied(db: &mut PgConnection, entries: &[Entry]) -> Result<Vec<Uuid>, sqlx::Error> {
    let ids = |of: fn(&Entry) -> Uuid| entries.iter().map(of).collect::<Vec<_>>();
    sqlx::query_scalar("select * from ops.unapplied_erasures($1, $2, $3)")
        .bind(ids(|entry| entry.request))
        .bind(ids(|entry| entry.organisation))
        .bind(ids(|entry| entry.client))
        .fetch_all(db)
        .await
}

pub(super) async fn reopen(db: &mut PgConnection, entry: &Entry) -> Result<(), sqlx::Error> {
    sqlx::query("select ops.reopen_erasure($1, $2, $3, $4, $5)")
        .bind(entry.request)
        .bind(entry.organisation)
        .bind(entry.client)
        .bind(&entry.category)
        .bind(entry.asked_at)
        .execute(db)
        .await?;
    Ok(())
}

/// The people behind memberships whose whole account the ledger says is gone, unless another membership keeps them: the
/// membership, the person.
pub(super) async fn list_persons_to_go(
    db: &mut PgConnection,
    entries: &[Entry],
) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    let gone: Vec<&Entry> = entries.iter().filter(|entry| entry.category == "account").collect();
    sqlx::query_as(
        "with gone as (select * from unnest($1::uuid[], $2::uuid[]) as e (organisation_id, membership_id))
         select m.membership_id, coalesce(r.person_id, m.person_id) from app.membership m join gone using (organisation_id, membership_id)
           left join app.erasure_request r on r.organisation_id = m.organisation_id and r.client_id = m.membership_id and r.category = 'account' and r.status in ('running', 'held')
          where coalesce(r.person_id, m.person_id) is not null
            -- Where it was done before the backup, a membership is tied to a number that is nobody's.
            and not exists (select from ops.erasure_ledger l where l.organisation_id = m.organisation_id and l.client_id = m.membership_id and l.category = 'account')
            and not exists (
                select from app.membership o where o.person_id = coalesce(r.person_id, m.person_id) and (o.organisation_id, o.membership_id) not in (select * from gone))",
    )
    .bind(gone.iter().map(|entry| entry.organisation).collect::<Vec<_>>())
    .bind(gone.iter().map(|entry| entry.client).collect::<Vec<_>>())
    .fetch_all(db)
    .await
}

/// What a copy still holds of what an erasure took away: asked of the functions that erase, in a transaction that is
/// undone, and of the journal itself. `person` is who it was, where that is known. For a superuser.
pub(super) async fn find_left(
    db: &mut PgConnection,
    entry: &Entry,
    person: Option<Uuid>,
) -> Result<Vec<String>, sqlx::Error> {
    let mut tx = sqlx::Connection::begin(db).await?;
    let (entries, states, rows): (bool, bool, i64) = sqlx::query_as(
        "select exists (select from app.observation o where o.organisation_id = $1 and o.client_id = $2 and ($3 = 'account' or o.created_at <= $4)),
                exists (select from app.observation_version v where v.organisation_id = $1 and v.client_id = $2 and ($3 = 'account'
                          or not exists (select from app.observation o where o.organisation_id = $1 and o.client_id = $2 and o.observation_id = v.observation_id))),
                ops.erase_some($1, $2, $5, $5 is not null, $3, $4, 1)",
    )
    .bind(entry.organisation)
    .bind(entry.client)
    .bind(&entry.category)
    .bind(entry.asked_at)
    .bind(person)
    .fetch_one(&mut *tx)
    .await?;
    tx.rollback().await?;
    let found = [
        (entries, "entries of the journal"),
        (states, "earlier states of entries"),
        (rows > 0, "rows the register names"),
    ];
    Ok(found.into_iter().filter(|(is_left, _)| *is_left).map(|(_, what)| what.to_owned()).collect())
}

/// The columns of the database in which one of these numbers stands. For a superuser.
pub(super) async fn list_columns_naming(db: &mut PgConnection, persons: &[Uuid]) -> Result<Vec<String>, sqlx::Error> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select c.oid::regclass::text, quote_ident(a.attname) from pg_attribute a join pg_class c on c.oid = a.attrelid
          where c.relkind = 'r' and c.relnamespace = any (array['app', 'auth', 'ops']::regnamespace[]) and a.attnum > 0
            and a.atttypid = 'uuid'::regtype order by 1, 2",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut naming = Vec::new();
    for (table, column) in columns {
        // Both names come from the catalogue, quoted there.
        let sql = format!("select exists (select from {table} t where t.{column} = any ($1))");
        if !persons.is_empty() && sqlx::query_scalar(AssertSqlSafe(sql)).bind(persons).fetch_one(&mut *db).await? {
            naming.push(format!("{table}.{column}"));
        }
    }
    Ok(naming)
}

pub(super) async fn open_session(db: &mut PgConnection, request: Uuid, hash: &[u8]) -> Result<bool, sqlx::Error> {
    let client: Option<Uuid> =
        sqlx::query_scalar("select ops.open_erasure_session($1, $2)").bind(request).bind(hash).fetch_one(db).await?;
    Ok(client.is_some())
}

#[derive(FromRow)]
pub(super) struct RequestRow {
    pub request_id: Uuid,
    pub client_name: Option<String>,
    pub category: String,
    pub status: String,
    pub asked_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub rows_erased: i64,
    pub files_erased: i64,
}

/// Newest first.
pub(super) async fn list_mine(tx: &mut ReadTx<Client>, reach: Reach) -> Result<Vec<RequestRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        // Of a hold they are not told of they see nothing: what waits for it is pending to them.
        "select request_id, null as client_name, category,
                case when status = 'held' and not exists (
                       select from app.legal_hold h where h.organisation_id = $1 and h.client_id = $2 and h.released_at is null)
                     then 'pending' else status end as status,
                asked_at, due_at, finished_at, rows_erased, files_erased
           from app.erasure_request where organisation_id = $1 and client_id = $2 order by asked_at desc, request_id limit $3",
    )
    .bind(organisation)
    .bind(me)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

/// Open ones first, then the newest.
pub(super) async fn list_all(tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<Vec<RequestRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select r.request_id, m.display_name as client_name, r.category, r.status, r.asked_at, r.due_at, r.finished_at, r.rows_erased, r.files_erased
           from app.erasure_request r
           join app.membership m on m.organisation_id = r.organisation_id and m.membership_id = r.client_id
          where r.organisation_id = $1 order by r.status in ('pending', 'held', 'running') desc, r.asked_at desc, r.request_id limit $2",
    )
    .bind(organisation)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn find_pending(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Option<(String, DateTime<Utc>)>, sqlx::Error> {
    sqlx::query_as("select category, due_at from app.erasure_request where organisation_id = $1 and request_id = $2 and status = 'pending'")
        .bind(organisation)
        .bind(id)
        .fetch_optional(db)
        .await
}

/// What a request is about, while it is to be done.
pub(super) async fn find_category(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select category from app.erasure_request where organisation_id = $1 and request_id = $2 and status in ('pending', 'held', 'running')")
        .bind(organisation)
        .bind(id)
        .fetch_optional(db)
        .await
}

pub(super) async fn insert_request(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    client: Uuid,
    category: &str,
) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar(
        "insert into app.erasure_request (organisation_id, request_id, client_id, category) values ($1, $2, $3, $4) returning due_at",
    )
    .bind(organisation)
    .bind(id)
    .bind(client)
    .bind(category)
    .fetch_one(db)
    .await
}

pub(super) async fn undo_request(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    client: Uuid,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "update app.erasure_request set status = 'undone'
          where organisation_id = $1 and request_id = $2 and client_id = $3 and status in ('pending', 'held')",
    )
    .bind(organisation)
    .bind(id)
    .bind(client)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

#[derive(FromRow)]
pub(super) struct HoldRow {
    pub hold_id: Uuid,
    pub client_name: Option<String>,
    pub reason: String,
    pub told: bool,
    pub created_at: DateTime<Utc>,
    pub released_at: Option<DateTime<Utc>>,
    pub released_why: Option<String>,
}

pub(super) async fn list_my_holds(tx: &mut ReadTx<Client>, reach: Reach) -> Result<Vec<HoldRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select hold_id, null as client_name, reason, told, created_at, released_at, released_why from app.legal_hold
          where organisation_id = $1 and client_id = $2 and released_at is null order by created_at desc, hold_id limit $3",
    )
    .bind(organisation)
    .bind(me)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn list_holds(tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<Vec<HoldRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select h.hold_id, m.display_name as client_name, h.reason, h.told, h.created_at, h.released_at, h.released_why
           from app.legal_hold h
           join app.membership m on m.organisation_id = h.organisation_id and m.membership_id = h.client_id
          where h.organisation_id = $1 order by h.released_at is null desc, h.created_at desc, h.hold_id limit $2",
    )
    .bind(organisation)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

/// A hold to place.
pub(super) struct Placed<'a> {
    pub organisation: Uuid,
    pub id: Uuid,
    pub client: Uuid,
    pub by: Uuid,
    pub reason: &'a str,
    pub told: bool,
}

pub(super) async fn insert_hold(db: &mut PgConnection, hold: &Placed<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(hold.organisation)
    .bind(hold.id)
    .bind(hold.client)
    .bind(hold.reason)
    .bind(hold.told)
    .bind(hold.by)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether a hold is in force that the client is told of.
pub(super) async fn is_told(db: &mut PgConnection, client: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from app.legal_hold where organisation_id = authz.org() and client_id = $1 and released_at is null and told)",
    )
    .bind(client)
    .fetch_one(db)
    .await
}

/// Answers whose it was, and whether they are told of it.
pub(super) async fn release_hold(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    by: Uuid,
    why: &str,
) -> Result<Option<(Uuid, bool)>, sqlx::Error> {
    sqlx::query_as(
        "update app.legal_hold set released_at = now(), released_by = $3, released_why = $4
          where organisation_id = $1 and hold_id = $2 and released_at is null returning client_id, told",
    )
    .bind(organisation)
    .bind(id)
    .bind(by)
    .bind(why)
    .fetch_optional(db)
    .await
}

pub(super) async fn schedule(db: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select ops.schedule_erasures()").fetch_one(db).await
}

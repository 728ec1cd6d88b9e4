//! The functions `rotate-keys` walks the encrypted columns with, which only the migrator's login may call; and the keys
//! of clients, which the database hands to who may read the client.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::secret::Column;
use crate::secret::sign::Signed;

#[derive(FromRow)]
pub(super) struct SealedRow {
    pub row_id: Uuid,
    pub sealed: Vec<u8>,
}

/// The next rows after `after`, in the order of their ids, whose value does not begin with `header`.
pub(super) async fn list_sealed_otherwise(
    db: &mut PgConnection,
    column: &Column,
    header: &[u8],
    after: Uuid,
    most: i32,
) -> Result<Vec<SealedRow>, sqlx::Error> {
    sqlx::query_as("select row_id, sealed from ops.sealed_otherwise($1, $2, $3, $4, $5)")
        .bind(column.table)
        .bind(column.column)
        .bind(header)
        .bind(after)
        .bind(most)
        .fetch_all(db)
        .await
}

/// Puts `now` where `was` still lies; whether it did.
pub(super) async fn reseal(
    db: &mut PgConnection,
    column: &Column,
    row: Uuid,
    was: &[u8],
    now: &[u8],
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select ops.reseal($1, $2, $3, $4, $5)")
        .bind(column.table)
        .bind(column.column)
        .bind(row)
        .bind(was)
        .bind(now)
        .fetch_one(db)
        .await
}

/// How many values begin with each header, as hexadecimal digits.
pub(super) async fn count_sealed(db: &mut PgConnection, column: &Column) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as("select header, amount from ops.count_sealed($1, $2)")
        .bind(column.table)
        .bind(column.column)
        .fetch_all(db)
        .await
}

/// What steps are checked with: the two padded halves of a key.
pub(super) struct StepKey {
    pub version: i32,
    pub inner: Vec<u8>,
    pub outer: Vec<u8>,
}

/// Whether the schema is one with steps.
pub(super) async fn has_step_keys(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select to_regclass('auth.step_key') is not null").fetch_one(db).await
}

/// These keys and no others.
pub(super) async fn put_step_keys(db: &mut PgConnection, keys: &[StepKey]) -> Result<(), sqlx::Error> {
    let versions: Vec<i32> = keys.iter().map(|key| key.version).collect();
    let inner: Vec<&[u8]> = keys.iter().map(|key| key.inner.as_slice()).collect();
    let outer: Vec<&[u8]> = keys.iter().map(|key| key.outer.as_slice()).collect();
    let query = sqlx::query("select ops.put_step_keys($1, $2, $3)").bind(versions).bind(inner).bind(outer);
    query.execute(db).await.map(|_| ())
}

/// Every column of the database that is named like an encrypted one.
pub(super) async fn list_sealed_columns(db: &mut PgConnection) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as("select table_name, column_name from ops.sealed_columns()").fetch_all(db).await
}

#[derive(FromRow)]
pub(super) struct ClientKeyRow {
    pub client_id: Uuid,
    pub version: i32,
    pub wrapped: Option<Vec<u8>>,
    pub key_sealed: Vec<u8>,
}

/// Every version of these clients' keys, with the organisation's that wraps them.
pub(super) async fn list_client_keys(
    db: &mut PgConnection,
    organisation: Uuid,
    clients: &[Uuid],
) -> Result<Vec<ClientKeyRow>, sqlx::Error> {
    sqlx::query_as(
        "select k.client_id, k.version, k.wrapped, o.key_sealed from app.client_key k
           join app.organisation_key o on o.organisation_id = k.organisation_id
          where k.organisation_id = $1 and k.client_id = any($2) order by k.client_id, k.version",
    )
    .bind(organisation)
    .bind(clients)
    .fetch_all(db)
    .await
}

/// The organisation's key: this one, or the one that was there.
pub(super) async fn put_organisation_key(db: &mut PgConnection, sealed: &[u8]) -> Result<Vec<u8>, sqlx::Error> {
    sqlx::query_scalar("select app.put_organisation_key($1)").bind(sealed).fetch_one(db).await
}

/// Every version of the client's key, this one among them unless another took its number first.
pub(super) async fn put_client_key(
    db: &mut PgConnection,
    client: Uuid,
    version: u16,
    wrapped: &[u8],
    fingerprint: &[u8],
) -> Result<Vec<(i32, Option<Vec<u8>>)>, sqlx::Error> {
    sqlx::query_as("select version, wrapped from app.put_client_key($1, $2, $3, $4)")
        .bind(client)
        .bind(i32::from(version))
        .bind(wrapped)
        .bind(fingerprint)
        .fetch_all(db)
        .await
}

#[derive(FromRow)]
pub(super) struct KeyToDestroy {
    pub version: i32,
    pub fingerprint: Vec<u8>,
    pub made: DateTime<Utc>,
    pub ended_why: Option<String>,
}

/// Every key of the job's client, held until the transaction ends.
pub(super) async fn lock_client_keys(db: &mut PgConnection, client: Uuid) -> Result<Vec<KeyToDestroy>, sqlx::Error> {
    let keys = sqlx::query_as("select version, fingerprint, made, ended_why from ops.lock_client_keys($1)");
    keys.bind(client).fetch_all(db).await
}

/// Which keys end: those up to a version. `lost` values under them do not open even now.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub upto: i32,
    pub lost: i64,
}

pub(super) async fn destroy_client_keys(
    db: &mut PgConnection,
    client: Uuid,
    ends: Ends,
    certificate: Uuid,
    document: &str,
    signed: &Signed,
) -> Result<(), sqlx::Error> {
    sqlx::query("select ops.destroy_client_keys($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(client)
        .bind(ends.upto)
        .bind(ends.lost)
        .bind(certificate)
        .bind(document)
        .bind(i32::from(signed.version))
        .bind(signed.public_key.as_slice())
        .bind(signed.signature.as_slice())
        .execute(db)
        .await
        .map(drop)
}

#[derive(FromRow)]
pub(super) struct CertificateRow {
    pub certificate_id: Uuid,
    pub client_id: Uuid,
    pub at: DateTime<Utc>,
    pub document: String,
    pub key_version: i32,
    pub public_key: Vec<u8>,
    pub signature: Vec<u8>,
}

/// The certificates that may be seen, of one client or of all, newest first.
pub(super) async fn list_certificates(
    db: &mut PgConnection,
    organisation: Uuid,
    client: Option<Uuid>,
    most: i64,
) -> Result<Vec<CertificateRow>, sqlx::Error> {
    sqlx::query_as(
        "select certificate_id, client_id, at, document, key_version, public_key, signature from app.key_certificate
          where organisation_id = $1 and client_id = coalesce($2, client_id) order by at desc, certificate_id limit $3",
    )
    .bind(organisation)
    .bind(client)
    .bind(most)
    .fetch_all(db)
    .await
}

/// How the work on clients' keys stands: counts only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct KeyWork {
    /// Values that still lie open.
    pub plain: i64,
    /// Clients in the last rotation, and how many of them are through.
    pub clients: i64,
    pub finished: i64,
    /// Values to move, and how many were.
    pub total: i64,
    pub done: i64,
    /// Values that do not open, and were left.
    pub stuck: i64,
}

pub(crate) async fn key_work(db: &mut PgConnection) -> Result<KeyWork, sqlx::Error> {
    sqlx::query_as("select plain, clients, finished, total, done, stuck from ops.key_work()").fetch_one(db).await
}

/// Has every client's key replaced; of how many.
pub(super) async fn ask_rotation(db: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select ops.ask_key_work('rotate')").fetch_one(db).await
}

pub(super) async fn ask_house_rotation(db: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select app.ask_key_rotation()").fetch_one(db).await
}

pub(super) async fn key_status(
    db: &mut PgConnection,
    organisation: Uuid,
) -> Result<super::house::KeyStatus, sqlx::Error> {
    sqlx::query_as(
        "select count(*) as clients, count(*) filter (where status = 'done') as finished, coalesce(sum(total), 0)::bigint as total,
                coalesce(sum(least(done, total)), 0)::bigint as done, coalesce(sum(stuck), 0)::bigint as stuck
           from app.key_task where organisation_id = $1 and kind = 'rotate'",
    )
    .bind(organisation)
    .fetch_one(db)
    .await
}

/// An entry as it lies there.
#[derive(FromRow)]
pub(super) struct EntryRow {
    pub organisation_id: Uuid,
    pub client_id: Uuid,
    pub observation_id: Uuid,
    pub sealed: Vec<u8>,
}

/// The newest sealed entries whose key was not destroyed.
pub(super) async fn list_newest_entries(db: &mut PgConnection, most: i32) -> Result<Vec<EntryRow>, sqlx::Error> {
    sqlx::query_as(
        "select o.organisation_id, o.client_id, o.observation_id, o.sealed from app.observation o
          where o.sealed is not null and not exists (select from app.client_key k
                 where k.organisation_id = o.organisation_id and k.client_id = o.client_id and k.ended_why = 'destroyed'
                   and k.version = get_byte(o.sealed, 1) * 256 + get_byte(o.sealed, 2))
          order by o.updated_at desc, o.observation_id limit $1",
    )
    .bind(most)
    .fetch_all(db)
    .await
}

pub(super) async fn find_house_key(db: &mut PgConnection, organisation: Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("select key_sealed from app.organisation_key where organisation_id = $1")
        .bind(organisation)
        .fetch_optional(db)
        .await
}

/// Versions and wrapped keys, ascending.
pub(super) async fn list_wrapped(
    db: &mut PgConnection,
    organisation: Uuid,
    client: Uuid,
) -> Result<Vec<(i32, Option<Vec<u8>>)>, sqlx::Error> {
    sqlx::query_as(
        "select version, wrapped from app.client_key where organisation_id = $1 and client_id = $2 order by version",
    )
    .bind(organisation)
    .bind(client)
    .fetch_all(db)
    .await
}

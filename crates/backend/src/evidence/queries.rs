//! All SQL of evidence. What checks reads through functions that decide who may (`app.may_verify`); what proves reads
//! hashes of the session's own organisation.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::rows::EntryRow;

type Answer<T> = Result<T, sqlx::Error>;

pub(super) async fn plan(c: &mut PgConnection, entries: i64, minutes: i32) -> Answer<i32> {
    sqlx::query_scalar("select ops.plan_checkpoints($1, $2)").bind(entries).bind(minutes).fetch_one(c).await
}

pub(super) async fn list_organisations(c: &mut PgConnection) -> Answer<Vec<Uuid>> {
    sqlx::query_scalar("select organisation_id from app.evidence_organisations()").fetch_all(c).await
}

pub(super) async fn list_entries(c: &mut PgConnection, org: Uuid, after: i64, most: i32) -> Answer<Vec<EntryRow>> {
    sqlx::query_as("select * from app.evidence_entries($1, $2, $3)").bind(org).bind(after).bind(most).fetch_all(c).await
}

pub(super) async fn find_entry(c: &mut PgConnection, seq: i64) -> Answer<Option<EntryRow>> {
    sqlx::query_as("select * from app.evidence_entry($1)").bind(seq).fetch_optional(c).await
}

pub(super) async fn find_head(c: &mut PgConnection, org: Uuid) -> Answer<Option<(i64, Vec<u8>)>> {
    sqlx::query_as("select seq, hash from app.evidence_head($1)").bind(org).fetch_optional(c).await
}

pub(super) async fn size(c: &mut PgConnection) -> Answer<i64> {
    sqlx::query_scalar("select app.evidence_size()").fetch_one(c).await
}

#[derive(Debug, Clone, FromRow)]
pub(super) struct CheckpointRow {
    pub size: i64,
    pub root: Vec<u8>,
    pub note: String,
    pub public_key: Vec<u8>,
    pub at: DateTime<Utc>,
}

pub(super) async fn list_checkpoints(c: &mut PgConnection, org: Uuid, after: i64) -> Answer<Vec<CheckpointRow>> {
    sqlx::query_as("select size, root, note, public_key, at from app.evidence_checkpoints($1, $2)")
        .bind(org)
        .bind(after)
        .fetch_all(c)
        .await
}

pub(super) async fn find_newest(c: &mut PgConnection, org: Uuid) -> Answer<Option<CheckpointRow>> {
    sqlx::query_as("select size, root, note, public_key, at from app.checkpoint where organisation_id = $1 order by size desc limit 1")
        .bind(org)
        .fetch_optional(c)
        .await
}

pub(super) async fn find_checkpoint(c: &mut PgConnection, org: Uuid, size: i64) -> Answer<Option<CheckpointRow>> {
    sqlx::query_as(
        "select size, root, note, public_key, at from app.checkpoint where organisation_id = $1 and size = $2",
    )
    .bind(org)
    .bind(size)
    .fetch_optional(c)
    .await
}

pub(super) async fn list_commitments(c: &mut PgConnection, first: i64, last: i64) -> Answer<Vec<(i64, Vec<u8>)>> {
    sqlx::query_as("select seq, commitment from app.evidence_commitments($1, $2)")
        .bind(first)
        .bind(last)
        .fetch_all(c)
        .await
}

pub(super) async fn list_blocks(c: &mut PgConnection, most: i64) -> Answer<Vec<(i64, Vec<u8>)>> {
    sqlx::query_as("select block, hash from app.evidence_blocks($1)").bind(most).fetch_all(c).await
}

pub(super) struct NewCheckpoint<'a> {
    pub size: i64,
    pub root: &'a [u8],
    pub note: &'a str,
    pub public_key: &'a [u8],
    pub at: DateTime<Utc>,
    pub first_block: i64,
    pub blocks: Vec<Vec<u8>>,
}

/// False when a checkpoint of this size or a larger one is there.
pub(super) async fn save_checkpoint(c: &mut PgConnection, new: &NewCheckpoint<'_>) -> Answer<bool> {
    sqlx::query_scalar("select app.save_checkpoint($1, $2, $3, $4, $5, $6, $7)")
        .bind(new.size)
        .bind(new.root)
        .bind(new.note)
        .bind(new.public_key)
        .bind(new.at)
        .bind(new.first_block)
        .bind(&new.blocks)
        .fetch_one(c)
        .await
}

pub(super) async fn deliveries(c: &mut PgConnection) -> Answer<(Option<DateTime<Utc>>, Option<i64>)> {
    sqlx::query_as("select letter_at, witnessed from app.deliveries()").fetch_one(c).await
}

pub(super) async fn note_delivery(c: &mut PgConnection, via: &str, size: i64, answer: Option<&str>) -> Answer<()> {
    sqlx::query("select app.note_delivery($1, $2, $3)").bind(via).bind(size).bind(answer).execute(c).await?;
    Ok(())
}

/// A payment's state as the ledger will seal it, with what stands before it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct LedgerRow {
    pub organisation_id: Uuid,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub payment_id: Uuid,
    pub appointment_id: Uuid,
    pub status: String,
    pub amount_minor: i64,
    pub refunded_minor: i64,
    /// Went back another way than by card.
    pub settled_minor: i64,
    pub currency: String,
    #[sqlx(default)]
    pub mac: Option<Vec<u8>>,
    #[sqlx(default)]
    pub previous: Option<Vec<u8>>,
    #[sqlx(default)]
    pub sealed: Option<Vec<u8>>,
    #[sqlx(default)]
    pub is_known: bool,
}

pub(super) async fn next_in_ledger(c: &mut PgConnection, payment: Uuid) -> Answer<LedgerRow> {
    sqlx::query_as("select * from app.ledger_next($1)").bind(payment).fetch_one(c).await
}

pub(super) async fn append_to_ledger(c: &mut PgConnection, row: &LedgerRow, mac: &[u8]) -> Answer<()> {
    sqlx::query("select app.ledger_append($1, $2, $3, $4)")
        .bind(row.payment_id)
        .bind(row.seq)
        .bind(row.at)
        .bind(mac)
        .execute(c)
        .await?;
    Ok(())
}

/// The payments there were before the ledger began.
pub(super) async fn begin_ledger(c: &mut PgConnection, sealed: &[u8]) -> Answer<Vec<Uuid>> {
    sqlx::query_scalar("select app.ledger_begin($1)").bind(sealed).fetch_all(c).await
}

/// Payments without an entry, for a job; nothing for anybody else.
pub(super) async fn missing_in_ledger(c: &mut PgConnection) -> Answer<Vec<Uuid>> {
    sqlx::query_scalar("select app.ledger_missing()").fetch_all(c).await
}

pub(super) async fn list_ledger(c: &mut PgConnection, org: Uuid, after: i64, most: i32) -> Answer<Vec<LedgerRow>> {
    sqlx::query_as("select $1 as organisation_id, l.* from app.evidence_ledger($1, $2, $3) l")
        .bind(org)
        .bind(after)
        .bind(most)
        .fetch_all(c)
        .await
}

/// The last entry's number and seal.
pub(super) async fn find_ledger_head(c: &mut PgConnection, org: Uuid) -> Answer<Option<(i64, Vec<u8>)>> {
    sqlx::query_as("select seq, mac from app.ledger where organisation_id = $1 order by seq desc limit 1")
        .bind(org)
        .fetch_optional(c)
        .await
}

pub(super) async fn find_ledger_key(c: &mut PgConnection, org: Uuid) -> Answer<Option<Vec<u8>>> {
    sqlx::query_scalar("select app.evidence_ledger_key($1)").bind(org).fetch_one(c).await
}

pub(super) async fn list_disagreements(c: &mut PgConnection, org: Uuid) -> Answer<Vec<(Uuid, Option<i64>)>> {
    sqlx::query_as("select payment_id, ledger_seq from app.evidence_disagreements($1)").bind(org).fetch_all(c).await
}

/// Events about a client, newest first, before an entry's number.
pub(super) async fn list_events(
    c: &mut PgConnection,
    org: Uuid,
    client: Uuid,
    before: i64,
    most: i64,
) -> Answer<Vec<(i64, DateTime<Utc>, String, Option<Uuid>, Option<String>)>> {
    sqlx::query_as(
        "select a.seq, a.at, a.action, a.actor_member, m.display_name from app.activity a
           left join app.membership m on m.organisation_id = a.organisation_id and m.membership_id = a.actor_member
          where a.organisation_id = $1 and a.client_id = $2 and a.seq < $3 order by a.seq desc limit $4",
    )
    .bind(org)
    .bind(client)
    .bind(before)
    .bind(most)
    .fetch_all(c)
    .await
}

/// Administrators of the organisation.
pub(super) async fn list_admins(c: &mut PgConnection, org: Uuid) -> Answer<Vec<Uuid>> {
    sqlx::query_scalar(
        "select membership_id from app.membership where organisation_id = $1 and role in ('admin', 'owner') and status = 'active'",
    )
    .bind(org)
    .fetch_all(c)
    .await
}

/// The same read as the import does, by a superuser.
pub(super) async fn list_brought(c: &mut PgConnection, org: Uuid, after: i64, most: i32) -> Answer<Vec<LedgerRow>> {
    sqlx::query_as(
        "select organisation_id, seq, at, payment_id, appointment_id, status, amount_minor, refunded_minor, settled_minor, currency, mac
           from app.ledger where organisation_id = $1 and seq > $2 order by seq limit $3",
    )
    .bind(org)
    .bind(after)
    .bind(most)
    .fetch_all(c)
    .await
}

pub(super) async fn insert_ledger_key(c: &mut PgConnection, org: Uuid, sealed: &[u8]) -> Answer<()> {
    let insert = sqlx::query("insert into app.ledger_key (organisation_id, sealed) values ($1, $2)");
    insert.bind(org).bind(sealed).execute(c).await.map(drop)
}

/// What witnesses answered, by the size of the checkpoint.
pub(super) async fn list_cosignatures(c: &mut PgConnection, org: Uuid) -> Answer<Vec<(i64, String)>> {
    sqlx::query_as("select size, cosignature from app.evidence_cosignatures($1)").bind(org).fetch_all(c).await
}

/// Enqueues a verification for every organisation that had none for so long; how many.
pub(super) async fn plan_verifications(c: &mut PgConnection, hours: i32) -> Answer<i32> {
    sqlx::query_scalar("select ops.plan_verifications($1)").bind(hours).fetch_one(c).await
}

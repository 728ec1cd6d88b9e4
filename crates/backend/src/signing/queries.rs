//! Texts and copies. What waits first, then the newest.

use contract::signing::NewText;
use uuid::Uuid;

use super::rows::{DocumentRow, TextRow};
use crate::db::{Client, Clinic, Portal, Practice, ReadTx, Worker, WriteTx};
use crate::named::NamedRow;
use crate::refusal::Refusal;

/// Copies the asker may see; row security decides which.
pub(super) async fn list_documents<P: Portal>(
    tx: &mut ReadTx<P>,
    only: Option<Uuid>,
    client: Option<Uuid>,
    most: usize,
) -> Result<Vec<DocumentRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select d.document_id, d.text_id, d.version, d.kind, d.title, d.body, d.text_hash, d.client_id, c.display_name as client_name, d.status, d.created_at,
                d.signed_name, d.signed_at, d.device, d.ended_at, d.ended_why
           from app.document d
           left join app.membership c on c.organisation_id = d.organisation_id and c.membership_id = d.client_id
          where d.organisation_id = $1 and ($2::uuid is null or d.document_id = $2) and ($3::uuid is null or d.client_id = $3)
          order by d.status = 'requested' desc, d.status_changed_at desc, d.document_id limit $4",
    )
    .bind(organisation)
    .bind(only)
    .bind(client)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(tx.conn())
    .await?)
}

/// The clinic's texts, and those that were written for this client.
pub(super) async fn list_texts<P: Portal>(tx: &mut ReadTx<P>, client: Option<Uuid>) -> Result<Vec<TextRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select * from (
           select distinct on (text_id) text_id, version, kind, title, body from app.document_text
            where organisation_id = $1 and (client_id is null or client_id = $2) order by text_id, version desc) newest
          order by title, text_id",
    )
    .bind(organisation)
    .bind(client)
    .fetch_all(tx.conn())
    .await?)
}

macro_rules! cared {
    ($columns:literal) => {
        concat!(
            "select ",
            $columns,
            " from app.care_relationship r
               join app.membership c on c.organisation_id = r.organisation_id and c.membership_id = r.client_id
              where r.organisation_id = $1 and r.practitioner_id = $2 and r.client_id = $3 and r.status = 'active' and c.status = 'active'"
        )
    };
}

/// A client in the asker's active care.
pub(super) async fn find_cared(tx: &mut ReadTx<Practice>, client: Uuid) -> Result<Option<NamedRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(cared!("c.membership_id, c.display_name"))
        .bind(organisation)
        .bind(me)
        .bind(client)
        .fetch_optional(tx.conn())
        .await?)
}

pub(super) async fn is_cared(tx: &mut WriteTx<Practice>, client: Uuid) -> Result<bool, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    let found = sqlx::query(cared!("1")).bind(organisation).bind(me).bind(client).fetch_optional(tx.conn()).await?;
    Ok(found.is_some())
}

/// Of a text of the clinic's, or of one that was written for this client.
pub(super) async fn next_version<P: Portal>(
    tx: &mut WriteTx<P>,
    text: Uuid,
    client: Option<Uuid>,
) -> Result<i32, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "select coalesce(max(version), 0) + 1 from app.document_text
          where organisation_id = $1 and text_id = $2 and client_id is not distinct from $3",
    )
    .bind(organisation)
    .bind(text)
    .bind(client)
    .fetch_one(tx.conn())
    .await?)
}

pub(super) async fn insert_text<P: Portal>(
    tx: &mut WriteTx<P>,
    id: Uuid,
    version: i32,
    text: &NewText,
    client: Option<Uuid>,
) -> Result<(), Refusal> {
    let organisation = tx.scope().organisation().0;
    sqlx::query("insert into app.document_text (organisation_id, text_id, version, kind, title, body, client_id) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(organisation)
        .bind(id)
        .bind(version)
        .bind(text.kind.as_str())
        .bind(&text.title)
        .bind(&text.body)
        .bind(client)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Zero when there is no such text, or no such active client.
pub(super) async fn insert_document<P: Portal>(
    tx: &mut WriteTx<P>,
    id: Uuid,
    text: Uuid,
    client: Uuid,
) -> Result<u64, sqlx::Error> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    let done = sqlx::query(
        "insert into app.document (organisation_id, document_id, client_id, text_id, version, asked_by)
         select t.organisation_id, $2, c.membership_id, t.text_id, t.version, $5
           from app.document_text t
           join app.membership c on c.organisation_id = t.organisation_id and c.membership_id = $4 and c.role = 'client' and c.status = 'active'
          where t.organisation_id = $1 and t.text_id = $3 order by t.version desc limit 1",
    )
    .bind(organisation)
    .bind(id)
    .bind(text)
    .bind(client)
    .bind(me)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// What a signature is made of beside what the database knows.
pub(super) struct Signature<'a> {
    pub name: &'a str,
    pub shown: Vec<u8>,
    pub network: [u8; 32],
    pub device: &'a str,
    pub sealed: Vec<u8>,
}

/// None when it is not theirs; false when it does not wait to be signed.
pub(super) async fn sign(
    tx: &mut WriteTx<Client>,
    id: Uuid,
    signature: &Signature<'_>,
) -> Result<Option<bool>, sqlx::Error> {
    sqlx::query_scalar("select app.sign_document($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(signature.name)
        .bind(&signature.shown)
        .bind(&signature.network[..])
        .bind(signature.device)
        .bind(&signature.sealed)
        .fetch_one(tx.conn())
        .await
}

/// Whose it was; none when it is over or not the asker's to end.
pub(super) async fn end<P: Portal>(tx: &mut WriteTx<P>, id: Uuid, why: &str) -> Result<Option<Uuid>, Refusal> {
    Ok(sqlx::query_scalar("select app.end_document($1, $2)").bind(id).bind(why).fetch_one(tx.conn()).await?)
}

pub(super) async fn find_sealed(tx: &mut WriteTx<Clinic>, id: Uuid) -> Result<Option<(Uuid, Vec<u8>)>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select client_id, sealed from app.document where organisation_id = $1 and document_id = $2 and sealed is not null",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// Whether it still waits to be signed.
pub(super) async fn is_waiting(tx: &mut WriteTx<Worker>, id: Uuid) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "select exists (select from app.document where organisation_id = $1 and document_id = $2 and status = 'requested')",
    )
    .bind(organisation)
    .bind(id)
    .fetch_one(tx.conn())
    .await?)
}

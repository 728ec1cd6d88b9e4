//! The SQL of what is the organisation's: who agrees to a move, who is told, what may be read.

use sqlx::PgConnection;
use uuid::Uuid;

use super::super::plan::Source;
use super::{DataRow, Whose};
use crate::db::{Clinic, ReadTx, Worker, WriteTx};
use crate::refusal::Refusal;

/// Whether there is somebody who could be the second of two for the caller.
pub(in crate::export) async fn has_second(tx: &mut ReadTx<Clinic>) -> Result<bool, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    let query = sqlx::query_scalar("select app.may_second($1, $2, null, now())");
    Ok(query.bind(organisation).bind(me).fetch_one(tx.conn()).await?)
}

/// Ends what nobody agreed to in time, so that it does not stand in the way.
pub(in crate::export) async fn lapse(db: &mut PgConnection, organisation: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("update app.export set status = 'expired' where organisation_id = $1 and status = 'proposed' and lapses_at <= now()")
        .bind(organisation)
        .execute(db)
        .await
        .map(|_| ())
}

/// The caller agrees; who that is, and whether they may, is the database's to say.
pub(in crate::export) async fn agree(db: &mut PgConnection, organisation: Uuid, id: Uuid) -> Result<bool, sqlx::Error> {
    let sql = "update app.export set status = 'received' where organisation_id = $1 and export_id = $2 and scope = 'move' and status = 'proposed'";
    Ok(sqlx::query(sql).bind(organisation).bind(id).execute(db).await?.rows_affected() == 1)
}

/// Writes the line into the logs of the next `most` clients who are concerned; answers whose.
pub(in crate::export) async fn log_clients(
    tx: &mut WriteTx<Worker>,
    id: Uuid,
    most: i32,
) -> Result<Vec<Uuid>, Refusal> {
    Ok(sqlx::query_scalar("select * from app.log_export($1, $2)").bind(id).bind(most).fetch_all(tx.conn()).await?)
}

/// Those columns that the clinic's own login may read; nothing else of a table is in a copy to read.
pub(in crate::export) async fn keep_readable(
    tx: &mut WriteTx<Worker>,
    source: &Source,
) -> Result<Vec<String>, Refusal> {
    Ok(sqlx::query_scalar(
        "select c from unnest($2::text[]) c where has_column_privilege('ns_clinic', $1, c, 'select')",
    )
    .bind(source.table)
    .bind(&source.columns)
    .fetch_all(tx.conn())
    .await?)
}

/// The lines about what was erased, after one of them.
pub(super) async fn list_erasures(
    db: &mut PgConnection,
    whose: Whose,
    after: Option<&str>,
    most: i32,
) -> Result<Vec<DataRow>, Refusal> {
    Ok(sqlx::query_as(
        "select array[at] as at, content::text as content, array[]::bytea[] as sealed from ops.export_erasures($1, $2, $3)",
    )
    .bind(whose.export)
    .bind(after)
    .bind(most)
    .fetch_all(db)
    .await?)
}

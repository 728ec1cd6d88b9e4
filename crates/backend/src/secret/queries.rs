//! The functions `rotate-keys` walks the encrypted columns with; only the migrator's login may call them.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::Column;

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

/// Every column of the database that is named like an encrypted one.
pub(super) async fn list_sealed_columns(db: &mut PgConnection) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as("select table_name, column_name from ops.sealed_columns()").fetch_all(db).await
}

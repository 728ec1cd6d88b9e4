//! The functions by which a client's stored values are sealed anew: for a job about that client alone.

use serde_json::Value;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct ToSeal {
    pub observation_id: Uuid,
    /// 0 is the entry as it stands.
    pub version: i32,
    pub kind: String,
    pub payload: Option<Value>,
    pub note: Option<String>,
    pub sealed: Option<Vec<u8>>,
}

/// The next values that lie open (`below` 0) or under a version of the key below `below`.
pub(super) async fn list(
    db: &mut PgConnection,
    below: i32,
    after: Uuid,
    after_version: i32,
    most: i32,
) -> Result<Vec<ToSeal>, sqlx::Error> {
    sqlx::query_as(
        "select observation_id, version, kind, payload, note, sealed from ops.entries_to_seal($1, $2, $3, $4)",
    )
    .bind(below)
    .bind(after)
    .bind(after_version)
    .bind(most)
    .fetch_all(db)
    .await
}

/// Whether it still was as it was read.
pub(super) async fn put(
    db: &mut PgConnection,
    entry: Uuid,
    version: i32,
    was: Option<&[u8]>,
    becomes: &[u8],
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select ops.put_sealed($1, $2, $3, $4)")
        .bind(entry)
        .bind(version)
        .bind(was)
        .bind(becomes)
        .fetch_one(db)
        .await
}

pub(super) async fn begin_rotation(db: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select ops.begin_rotation()").fetch_one(db).await
}

/// Ends the versions below `keep` if nothing lies under them; how much does.
pub(super) async fn retire(db: &mut PgConnection, keep: i32) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select ops.retire_client_keys($1)").bind(keep).fetch_one(db).await
}

/// How many of this client's values still lie open.
pub(super) async fn count_open(db: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from ops.entries_to_seal(0, '00000000-0000-0000-0000-000000000000', 0, 100000)")
        .fetch_one(db)
        .await
}

pub(super) async fn note(
    db: &mut PgConnection,
    what: &str,
    moved: i64,
    left: i64,
    finished: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query("select ops.note_key_work($1, $2, $3, $4)")
        .bind(what)
        .bind(moved)
        .bind(left)
        .bind(finished)
        .execute(db)
        .await
        .map(drop)
}

/// Starts work for everybody who needs it; for how many.
pub(super) async fn ask(db: &mut PgConnection, what: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select ops.ask_key_work($1)").bind(what).fetch_one(db).await
}

/// Takes away what lies under a destroyed key of the job's client.
pub(super) async fn erase_unreadable(db: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select ops.erase_unreadable()").fetch_one(db).await
}

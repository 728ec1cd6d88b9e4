//! The functions of `migrations/bootstrap/23_forms.sql`, one call each.

use contract::id::{MembershipId, PersonId};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::{Made, Place};

type Done<T> = Result<T, sqlx::Error>;

pub(super) async fn find_place(db: &mut PgConnection, session_hash: &[u8]) -> Done<Option<Place>> {
    let row: Option<(Uuid, Option<Uuid>, Option<String>)> =
        sqlx::query_as("select person_id, membership_id, portal from auth.session_place($1)")
            .bind(session_hash)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(person, membership, portal)| Place {
        person: PersonId(person),
        membership: membership.map(MembershipId),
        portal,
    }))
}

pub(super) struct KeptRow<'a> {
    pub id: Uuid,
    pub made: &'a Made,
    pub browser: Vec<u8>,
    pub own_key: Option<Uuid>,
    pub sealed: Vec<u8>,
}

pub(super) async fn keep(db: &mut PgConnection, row: KeptRow<'_>) -> Done<()> {
    sqlx::query("select auth.keep_form($1, $2, $3, $4, $5, $6)")
        .bind(row.id)
        .bind(row.made.person.0)
        .bind(row.made.membership.0)
        .bind(row.browser)
        .bind(row.own_key)
        .bind(row.sealed)
        .execute(db)
        .await?;
    Ok(())
}

#[derive(FromRow)]
pub(super) struct ListedRow {
    pub kept_form_id: Uuid,
    pub membership_id: Uuid,
    pub here: bool,
    pub placed: bool,
    pub sealed: Vec<u8>,
}

pub(super) async fn list_kept(db: &mut PgConnection, session_hash: &[u8], browser: &[u8]) -> Done<Vec<ListedRow>> {
    sqlx::query_as("select kept_form_id, membership_id, here, placed, sealed from auth.kept_forms($1, $2)")
        .bind(session_hash)
        .bind(browser)
        .fetch_all(db)
        .await
}

pub(super) async fn drop_kept(db: &mut PgConnection, browser: &[u8], own_key: Option<Uuid>) -> Done<()> {
    sqlx::query("select auth.drop_kept_forms($1, $2)").bind(browser).bind(own_key).execute(db).await?;
    Ok(())
}

pub(super) async fn begin(
    db: &mut PgConnection,
    hash: &[u8],
    membership: MembershipId,
) -> Done<(bool, Option<String>)> {
    sqlx::query_as("select begun, outcome from auth.begin_form($1, $2)")
        .bind(hash)
        .bind(membership.0)
        .fetch_one(db)
        .await
}

pub(super) async fn end(db: &mut PgConnection, hash: &[u8], led_to: Option<&str>, is_own: bool) -> Done<()> {
    sqlx::query("select auth.end_form($1, $2, $3)").bind(hash).bind(led_to).bind(is_own).execute(db).await?;
    Ok(())
}

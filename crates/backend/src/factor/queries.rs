//! The functions of `migrations/bootstrap/10_factors.sql`, one call each. They take the hash of a session's token.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

type Done<T> = Result<T, sqlx::Error>;

#[derive(FromRow)]
pub(super) struct GateRow {
    pub session_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub gate: Option<String>,
    pub fresh: Option<bool>,
}

pub(super) async fn find_gate(db: &mut PgConnection, session: &[u8]) -> Done<GateRow> {
    sqlx::query_as("select session_id, person_id, gate, fresh from auth.gate($1)").bind(session).fetch_one(db).await
}

#[derive(FromRow)]
pub(super) struct WaysRow {
    pub totp: bool,
    pub passkey: bool,
    pub email: bool,
    pub codes_left: i32,
    pub address: String,
    pub name: String,
}

pub(super) async fn find_ways(db: &mut PgConnection, session: &[u8]) -> Done<Option<WaysRow>> {
    sqlx::query_as("select totp, passkey, email, codes_left, address, name from auth.ways($1)")
        .bind(session)
        .fetch_optional(db)
        .await
}

#[derive(FromRow)]
pub(super) struct FactorRow {
    pub factor_id: Uuid,
    pub kind: String,
    pub label: String,
    pub sealed: Option<Vec<u8>>,
    pub created_at: DateTime<Utc>,
    pub confirmed: bool,
    pub last_used_at: Option<DateTime<Utc>>,
}

pub(super) async fn list_factors(db: &mut PgConnection, session: &[u8]) -> Done<Vec<FactorRow>> {
    sqlx::query_as("select factor_id, kind, label, sealed, created_at, confirmed, last_used_at from auth.factors($1)")
        .bind(session)
        .fetch_all(db)
        .await
}

pub(super) async fn count_try(db: &mut PgConnection, session: &[u8], letter: Vec<u8>) -> Done<String> {
    sqlx::query_scalar("select auth.count_try($1, $2)").bind(session).bind(letter).fetch_one(db).await
}

pub(super) async fn issue_for_password(db: &mut PgConnection, step: &[u8], person: Uuid, ticket: &[u8]) -> Done<()> {
    sqlx::query("select auth.issue_for_password($1, $2, $3)")
        .bind(step)
        .bind(person)
        .bind(ticket)
        .execute(db)
        .await
        .map(|_| ())
}

pub(super) async fn carry(db: &mut PgConnection, step: &[u8], session: &[u8], ticket: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.carry($1, $2, $3)").bind(step).bind(session).bind(ticket).fetch_one(db).await
}

/// Whose, address, the sealed hash of the password, and whether there is a factor.
pub(super) async fn find_own_credential(
    db: &mut PgConnection,
    step: &[u8],
    session: &[u8],
) -> Done<Option<(Uuid, String, Option<Vec<u8>>, bool)>> {
    sqlx::query_as("select person_id, email, password_sealed, has_factor from auth.credential_of($1, $2)")
        .bind(step)
        .bind(session)
        .fetch_optional(db)
        .await
}

pub(super) async fn prove_password(db: &mut PgConnection, step: &[u8], session: &[u8], ticket: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.prove_password($1, $2, $3)")
        .bind(step)
        .bind(session)
        .bind(ticket)
        .fetch_one(db)
        .await
}

pub(super) async fn start_totp(
    db: &mut PgConnection,
    session: &[u8],
    id: Uuid,
    label: &str,
    sealed: &[u8],
) -> Done<()> {
    let query = sqlx::query("select auth.start_totp($1, $2, $3, $4)").bind(session).bind(id).bind(label).bind(sealed);
    query.execute(db).await.map(|_| ())
}

pub(super) async fn confirm_totp(
    db: &mut PgConnection,
    shown: &[u8],
    session: &[u8],
    (id, step): (Uuid, i64),
    ticket: &[u8],
    letter: Vec<u8>,
) -> Done<bool> {
    let query = sqlx::query_scalar("select auth.confirm_totp($1, $2, $3, $4, $5, $6)")
        .bind(shown)
        .bind(session)
        .bind(id)
        .bind(step);
    query.bind(ticket).bind(letter).fetch_one(db).await
}

pub(super) async fn prove_totp(
    db: &mut PgConnection,
    shown: &[u8],
    session: &[u8],
    (id, step): (Uuid, i64),
    ticket: &[u8],
) -> Done<bool> {
    let query =
        sqlx::query_scalar("select auth.prove_totp($1, $2, $3, $4, $5)").bind(shown).bind(session).bind(id).bind(step);
    query.bind(ticket).fetch_one(db).await
}

/// How many codes are left, when this was one.
pub(super) async fn prove_recovery(
    db: &mut PgConnection,
    shown: &[u8],
    session: &[u8],
    codes: &[Vec<u8>],
    ticket: &[u8],
    letter: Vec<u8>,
) -> Done<Option<i32>> {
    let query =
        sqlx::query_scalar("select auth.prove_recovery($1, $2, $3, $4, $5)").bind(shown).bind(session).bind(codes);
    query.bind(ticket).bind(letter).fetch_one(db).await
}

pub(super) async fn replace_recovery(
    db: &mut PgConnection,
    session: &[u8],
    codes: &[Vec<u8>],
    sheet: &[u8],
    letter: Option<Vec<u8>>,
) -> Done<bool> {
    let query = sqlx::query_scalar("select auth.replace_recovery($1, $2, $3, $4)").bind(session).bind(codes);
    query.bind(sheet).bind(letter).fetch_one(db).await
}

/// Whose sheet it is and what it holds, sealed.
pub(super) async fn find_sheet(db: &mut PgConnection, session: &[u8]) -> Done<Option<(Uuid, Vec<u8>)>> {
    sqlx::query_as("select person_id, sealed from auth.recovery_sheet($1)").bind(session).fetch_optional(db).await
}

pub(super) async fn drop_sheet(db: &mut PgConnection, session: &[u8]) -> Done<()> {
    sqlx::query("select auth.drop_recovery_sheet($1)").bind(session).execute(db).await.map(|_| ())
}

pub(super) async fn add_email(
    db: &mut PgConnection,
    shown: &[u8],
    session: &[u8],
    id: Uuid,
    ticket: &[u8],
    letter: Vec<u8>,
) -> Done<bool> {
    let query = sqlx::query_scalar("select auth.add_email($1, $2, $3, $4, $5)").bind(shown).bind(session).bind(id);
    query.bind(ticket).bind(letter).fetch_one(db).await
}

pub(super) async fn send_code(db: &mut PgConnection, session: &[u8], code: &[u8], letter: Vec<u8>) -> Done<bool> {
    sqlx::query_scalar("select auth.send_code($1, $2, $3)").bind(session).bind(code).bind(letter).fetch_one(db).await
}

pub(super) async fn prove_email(
    db: &mut PgConnection,
    step: &[u8],
    session: &[u8],
    codes: &[Vec<u8>],
    ticket: &[u8],
) -> Done<bool> {
    sqlx::query_scalar("select auth.prove_email($1, $2, $3, $4)")
        .bind(step)
        .bind(session)
        .bind(codes)
        .bind(ticket)
        .fetch_one(db)
        .await
}

pub(super) async fn begin_ceremony(
    db: &mut PgConnection,
    session: Option<&[u8]>,
    id: Uuid,
    purpose: &str,
    state: &serde_json::Value,
) -> Done<bool> {
    let query = sqlx::query_scalar("select auth.begin_ceremony($1, $2, $3, $4)").bind(session).bind(id);
    query.bind(purpose).bind(sqlx::types::Json(state)).fetch_one(db).await
}

pub(super) async fn end_ceremony(
    db: &mut PgConnection,
    session: Option<&[u8]>,
    id: Uuid,
    purpose: &str,
) -> Done<Option<serde_json::Value>> {
    let query = sqlx::query_scalar("select auth.end_ceremony($1, $2, $3)").bind(session).bind(id).bind(purpose);
    query.fetch_one(db).await
}

pub(super) struct PasskeyRow<'a> {
    pub id: Uuid,
    pub label: &'a str,
    pub credential: &'a [u8],
    pub sealed: Vec<u8>,
}

pub(super) async fn add_passkey(
    db: &mut PgConnection,
    shown: &[u8],
    session: &[u8],
    row: PasskeyRow<'_>,
    ticket: &[u8],
    letter: Vec<u8>,
) -> Done<bool> {
    let query = sqlx::query_scalar("select auth.add_passkey($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(shown)
        .bind(session)
        .bind(row.id);
    query.bind(row.label).bind(row.credential).bind(row.sealed).bind(ticket).bind(letter).fetch_one(db).await
}

/// The factor, its person and the sealed public half.
pub(super) async fn find_passkey(db: &mut PgConnection, credential: &[u8]) -> Done<Option<(Uuid, Uuid, Vec<u8>)>> {
    sqlx::query_as("select factor_id, person_id, sealed from auth.find_passkey($1)")
        .bind(credential)
        .fetch_optional(db)
        .await
}

pub(super) async fn prove_passkey(
    db: &mut PgConnection,
    shown: &[u8],
    session: Option<&[u8]>,
    (id, counter): (Uuid, i64),
    sealed: Vec<u8>,
    ticket: &[u8],
) -> Done<bool> {
    let query = sqlx::query_scalar("select auth.prove_passkey($1, $2, $3, $4, $5, $6)")
        .bind(shown)
        .bind(session)
        .bind(id)
        .bind(counter);
    query.bind(sealed).bind(ticket).fetch_one(db).await
}

pub(super) async fn remove_factor(db: &mut PgConnection, session: &[u8], id: Uuid, letter: Vec<u8>) -> Done<bool> {
    sqlx::query_scalar("select auth.remove_factor($1, $2, $3)").bind(session).bind(id).bind(letter).fetch_one(db).await
}

/// From when the staff needs a factor, and how many have none.
pub(super) async fn find_rule(
    db: &mut PgConnection,
    organisation: Uuid,
) -> Done<Option<(Option<DateTime<Utc>>, Option<i32>)>> {
    sqlx::query_as(
        "select staff_factor_from, authz.staff_without_factor() from app.organisation where organisation_id = $1",
    )
    .bind(organisation)
    .fetch_optional(db)
    .await
}

pub(super) async fn save_rule(db: &mut PgConnection, organisation: Uuid, from: Option<DateTime<Utc>>) -> Done<()> {
    let query = sqlx::query("update app.organisation set staff_factor_from = $2 where organisation_id = $1");
    query.bind(organisation).bind(from).execute(db).await.map(|_| ())
}

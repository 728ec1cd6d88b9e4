//! Signing up, links by letter, and changes of password and address.

use sqlx::PgConnection;
use uuid::Uuid;

use super::Done;

/// Everything a sign-up creates, ids and hashes made before.
pub(in crate::identity) struct SignUpRow<'a> {
    pub step: &'a [u8],
    pub person: Uuid,
    pub email: &'a str,
    pub name: &'a str,
    pub zone: &'a str,
    pub password: &'a [u8],
    pub organisation: Uuid,
    pub organisation_name: &'a str,
    pub currency: &'a str,
    pub owner: Uuid,
    pub practitioner: Option<Uuid>,
    pub link_hash: Vec<u8>,
    pub new_letter: Option<Vec<u8>>,
    pub known_letter: Option<Vec<u8>>,
    pub demo: bool,
}

pub(in crate::identity) async fn sign_up(db: &mut PgConnection, row: SignUpRow<'_>) -> Done<()> {
    sqlx::query("select auth.sign_up_organisation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
        .bind(row.step)
        .bind(row.person)
        .bind(row.email)
        .bind(row.name)
        .bind(row.zone)
        .bind(row.password)
        .bind(row.organisation)
        .bind(row.organisation_name)
        .bind(row.currency)
        .bind(row.owner)
        .bind(row.practitioner)
        .bind(row.link_hash)
        .bind(row.new_letter)
        .bind(row.known_letter)
        .bind(row.demo)
        .execute(db)
        .await?;
    Ok(())
}

pub(in crate::identity) async fn confirm_email(db: &mut PgConnection, link_hash: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.confirm_email($1)").bind(link_hash).fetch_one(db).await
}

pub(in crate::identity) struct LinkRow<'a> {
    pub step: &'a [u8],
    pub kind: &'static str,
    pub address: &'a str,
    pub link_hash: Vec<u8>,
    pub letter: Vec<u8>,
    pub hours: i32,
}

pub(in crate::identity) async fn start_link(db: &mut PgConnection, row: LinkRow<'_>) -> Done<()> {
    sqlx::query("select auth.start_link($1, $2, $3, $4, $5, make_interval(hours => $6))")
        .bind(row.step)
        .bind(row.kind)
        .bind(row.address)
        .bind(row.link_hash)
        .bind(row.letter)
        .bind(row.hours)
        .execute(db)
        .await?;
    Ok(())
}

/// Whom a live link belongs to, their address and name.
pub(in crate::identity) async fn find_link(
    db: &mut PgConnection,
    kind: &str,
    link_hash: &[u8],
) -> Done<Option<(Uuid, String, String)>> {
    sqlx::query_as("select person_id, email, display_name from auth.find_link($1, $2)")
        .bind(link_hash)
        .bind(kind)
        .fetch_optional(db)
        .await
}

pub(in crate::identity) async fn reset_password(
    db: &mut PgConnection,
    step: &[u8],
    link_hash: &[u8],
    password: &[u8],
    letter: Vec<u8>,
    device: &[u8],
) -> Done<bool> {
    sqlx::query_scalar("select auth.reset_password($1, $2, $3, $4, $5)")
        .bind(step)
        .bind(link_hash)
        .bind(password)
        .bind(letter)
        .bind(device)
        .fetch_one(db)
        .await
}

pub(in crate::identity) struct ChangeRow {
    pub step: Vec<u8>,
    /// Version of the password that was given.
    pub proof: i32,
    /// Sealed.
    pub password: Vec<u8>,
    pub device: Option<Vec<u8>>,
    pub letter: Vec<u8>,
}

pub(in crate::identity) async fn change_password(
    db: &mut PgConnection,
    session_hash: &[u8],
    row: ChangeRow,
) -> Done<bool> {
    sqlx::query_scalar("select auth.change_password($1, $2, $3, $4, $5, $6)")
        .bind(row.step)
        .bind(session_hash)
        .bind(row.proof)
        .bind(row.password)
        .bind(row.device)
        .bind(row.letter)
        .fetch_one(db)
        .await
}

pub(in crate::identity) struct EmailRow<'a> {
    pub step: Vec<u8>,
    pub address: &'a str,
    pub confirm: Vec<u8>,
    pub undo: Vec<u8>,
    pub new_letter: Vec<u8>,
    pub known_letter: Vec<u8>,
    pub old_letter: Vec<u8>,
}

pub(in crate::identity) async fn start_email_change(
    db: &mut PgConnection,
    session_hash: &[u8],
    row: EmailRow<'_>,
) -> Done<bool> {
    sqlx::query_scalar("select auth.start_email_change($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(row.step)
        .bind(session_hash)
        .bind(row.address)
        .bind(row.confirm)
        .bind(row.undo)
        .bind(row.new_letter)
        .bind(row.known_letter)
        .bind(row.old_letter)
        .fetch_one(db)
        .await
}

pub(in crate::identity) async fn find_email_change(
    db: &mut PgConnection,
    link_hash: &[u8],
    undo: bool,
) -> Done<Option<crate::identity::EmailChange>> {
    sqlx::query_as("select old_email, new_email, display_name from auth.find_email_change($1, $2)")
        .bind(link_hash)
        .bind(undo)
        .fetch_optional(db)
        .await
}

pub(in crate::identity) async fn confirm_email_change(
    db: &mut PgConnection,
    link_hash: &[u8],
    letter: Vec<u8>,
) -> Done<bool> {
    sqlx::query_scalar("select auth.confirm_email_change($1, $2)").bind(link_hash).bind(letter).fetch_one(db).await
}

pub(in crate::identity) async fn undo_email_change(db: &mut PgConnection, link_hash: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.undo_email_change($1)").bind(link_hash).fetch_one(db).await
}

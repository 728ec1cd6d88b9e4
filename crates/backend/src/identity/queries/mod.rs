//! The functions of schema `auth`, one call each. They take hashes, never a token. Here: who somebody is, where they
//! belong, and their sessions.

use contract::id::MembershipId;
use contract::identity::Place;
use contract::team::MemberRole;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

mod invitation;
mod links;

pub(super) use invitation::{AcceptRow, accept_invitation, find_invitation};
pub(super) use links::{
    ChangeRow, EmailRow, LinkRow, SignUpRow, change_password, confirm_email, confirm_email_change, find_email_change,
    find_link, reset_password, sign_up, start_email_change, start_link, undo_email_change,
};

type Done<T> = Result<T, sqlx::Error>;

/// What sign-in needs to know about an address.
#[derive(FromRow)]
pub(crate) struct Credential {
    pub person_id: Uuid,
    pub display_name: String,
    /// The hash of the password, sealed for its person; none where there is no password.
    pub password_sealed: Option<Vec<u8>>,
    pub confirmed: bool,
    /// Of the password: grows with every new one.
    pub version: i32,
    pub device_known: bool,
}

/// `device` is the hash of the browser's own cookie, if it has one.
pub(super) async fn find_credential(
    db: &mut PgConnection,
    step: &[u8],
    address: &str,
    device: Option<&[u8]>,
) -> Done<Option<Credential>> {
    sqlx::query_as(
        "select person_id, display_name, password_sealed, confirmed, version, device_known
           from auth.find_credential($1, $2, $3)",
    )
    .bind(step)
    .bind(address)
    .bind(device)
    .fetch_optional(db)
    .await
}

/// Whether the browser is one that the owner of the address has signed in with.
pub(super) async fn knows_device(db: &mut PgConnection, address: &str, device: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.knows_device($1, $2)").bind(address).bind(device).fetch_one(db).await
}

/// Whose an address or a session is.
#[derive(FromRow)]
pub(super) struct Known {
    pub person_id: Uuid,
    pub email: String,
    pub display_name: String,
    /// Of the password.
    pub version: i32,
}

pub(super) async fn contact_at(db: &mut PgConnection, step: &[u8], address: &str) -> Done<Option<Known>> {
    sqlx::query_as("select person_id, email, display_name, version from auth.contact_at($1, $2)")
        .bind(step)
        .bind(address)
        .fetch_optional(db)
        .await
}

/// Whether the database knows the key that steps are shown with.
pub(super) async fn knows_step(db: &mut PgConnection, step: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.knows_step($1)").bind(step).fetch_one(db).await
}

/// One wrong password more; nothing of what was typed.
pub(super) async fn count_wrong_password(db: &mut PgConnection, person: Option<Uuid>) -> Done<()> {
    sqlx::query("select auth.count_wrong_password($1)").bind(person).execute(db).await?;
    Ok(())
}

#[derive(FromRow)]
struct PlaceRow {
    organisation_name: String,
    membership_id: Uuid,
    role: String,
    current: bool,
}

fn places(rows: Vec<PlaceRow>) -> Vec<Place> {
    rows.into_iter()
        .filter_map(|row| {
            Some(Place {
                role: MemberRole::parse(&row.role)?,
                organisation: row.organisation_name,
                membership: MembershipId(row.membership_id),
                current: row.current,
            })
        })
        .collect()
}

pub(super) async fn list_places(db: &mut PgConnection, step: &[u8], person: Uuid) -> Done<Vec<Place>> {
    let rows = sqlx::query_as(
        "select organisation_name, membership_id, role, false as current from auth.memberships_of($1, $2)",
    )
    .bind(step)
    .bind(person)
    .fetch_all(db)
    .await?;
    Ok(places(rows))
}

pub(super) async fn list_session_places(db: &mut PgConnection, session_hash: &[u8]) -> Done<Vec<Place>> {
    let rows =
        sqlx::query_as("select organisation_name, membership_id, role, current from auth.session_memberships($1)")
            .bind(session_hash)
            .fetch_all(db)
            .await?;
    Ok(places(rows))
}

#[derive(FromRow)]
struct SuspendedRow {
    organisation_name: String,
    role: String,
    ask: Option<String>,
}

pub(super) async fn list_suspended(db: &mut PgConnection, session_hash: &[u8]) -> Done<Vec<super::Suspended>> {
    let rows: Vec<SuspendedRow> = sqlx::query_as("select organisation_name, role, ask from auth.suspended_places($1)")
        .bind(session_hash)
        .fetch_all(db)
        .await?;
    let shown = |row: SuspendedRow| {
        Some(super::Suspended {
            organisation: row.organisation_name,
            role: MemberRole::parse(&row.role)?,
            ask: row.ask,
        })
    };
    Ok(rows.into_iter().filter_map(shown).collect())
}

pub(super) async fn find_session(db: &mut PgConnection, session_hash: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select exists (select from auth.load_session($1))").bind(session_hash).fetch_one(db).await
}

pub(super) async fn list_sessions(db: &mut PgConnection, session_hash: &[u8]) -> Done<Vec<super::sessions::ListedRow>> {
    sqlx::query_as(
        "select session_id, current, device, same_network, signed_in_at, last_seen_at, organisation_name, role
           from auth.list_sessions($1)",
    )
    .bind(session_hash)
    .fetch_all(db)
    .await
}

pub(super) async fn wrong_passwords(db: &mut PgConnection, session_hash: &[u8], days: i32) -> Done<i64> {
    sqlx::query_scalar("select auth.wrong_passwords($1, $2)").bind(session_hash).bind(days).fetch_one(db).await
}

pub(super) async fn end_one_session(db: &mut PgConnection, session_hash: &[u8], target: Uuid) -> Done<bool> {
    sqlx::query_scalar("select auth.end_one_session($1, $2)").bind(session_hash).bind(target).fetch_one(db).await
}

pub(super) async fn end_other_sessions(
    db: &mut PgConnection,
    session_hash: &[u8],
    device: Option<&[u8]>,
) -> Done<Option<i32>> {
    sqlx::query_scalar("select auth.end_other_sessions($1, $2)").bind(session_hash).bind(device).fetch_one(db).await
}

/// Where letters to somebody go.
#[derive(FromRow)]
pub(super) struct Contact {
    pub email: String,
    pub display_name: String,
    pub zone: String,
    /// Of the password.
    pub version: i32,
}

pub(super) async fn person_contact(db: &mut PgConnection, step: &[u8], person: Uuid) -> Done<Option<Contact>> {
    sqlx::query_as("select email, display_name, zone, version from auth.person_contact($1, $2)")
        .bind(step)
        .bind(person)
        .fetch_optional(db)
        .await
}

pub(super) struct ArrivalRow {
    pub step: Vec<u8>,
    pub person: Uuid,
    pub device: Option<Vec<u8>>,
    pub new_device: Vec<u8>,
    pub network: Vec<u8>,
    pub letter: Vec<u8>,
}

/// Whether the browser was known.
pub(super) async fn remember_sign_in(db: &mut PgConnection, row: ArrivalRow) -> Done<bool> {
    sqlx::query_scalar("select auth.remember_sign_in($1, $2, $3, $4, $5, $6)")
        .bind(row.step)
        .bind(row.person)
        .bind(row.device)
        .bind(row.new_device)
        .bind(row.network)
        .bind(row.letter)
        .fetch_one(db)
        .await
}

/// Whose session it is, past the factor.
pub(super) async fn session_person(db: &mut PgConnection, session_hash: &[u8]) -> Done<Option<Known>> {
    sqlx::query_as("select person_id, email, display_name, version from auth.session_person($1)")
        .bind(session_hash)
        .fetch_optional(db)
        .await
}

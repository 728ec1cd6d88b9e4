//! The functions of schema `auth`, one call each. They take hashes, never a token.

use contract::id::{MembershipId, PersonId};
use contract::identity::{InvitationView, Place};
use contract::team::MemberRole;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

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

/// Everything a sign-up creates, ids and hashes made before.
pub(super) struct SignUpRow<'a> {
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

pub(super) async fn sign_up(db: &mut PgConnection, row: SignUpRow<'_>) -> Done<()> {
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

pub(super) async fn confirm_email(db: &mut PgConnection, link_hash: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.confirm_email($1)").bind(link_hash).fetch_one(db).await
}

pub(super) struct LinkRow<'a> {
    pub step: &'a [u8],
    pub kind: &'static str,
    pub address: &'a str,
    pub link_hash: Vec<u8>,
    pub letter: Vec<u8>,
    pub hours: i32,
}

pub(super) async fn start_link(db: &mut PgConnection, row: LinkRow<'_>) -> Done<()> {
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
pub(super) async fn find_link(
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

pub(super) async fn reset_password(
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

#[derive(FromRow)]
struct InvitationRow {
    role: String,
    email: String,
    display_name: String,
    organisation_name: String,
    inviter_name: String,
    zone: String,
    has_account: bool,
}

pub(super) async fn find_invitation(db: &mut PgConnection, hash: &[u8]) -> Done<Option<InvitationView>> {
    let row: Option<InvitationRow> = sqlx::query_as(
        "select role, email, display_name, organisation_name, inviter_name, zone, has_account from auth.find_invitation($1)",
    )
    .bind(hash)
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        Some(InvitationView {
            role: MemberRole::parse(&row.role)?,
            email: row.email,
            name: row.display_name,
            organisation: row.organisation_name,
            inviter: row.inviter_name,
            zone: row.zone,
            has_account: row.has_account,
        })
    }))
}

pub(super) struct AcceptRow<'a> {
    pub step: &'a [u8],
    pub invitation_hash: &'a [u8],
    /// The person whose password was right, if there is an account.
    pub known: Option<Uuid>,
    pub person: Uuid,
    pub name: &'a str,
    pub zone: &'a str,
    /// Sealed, for a new person.
    pub password: Option<&'a [u8]>,
    pub member: Uuid,
    pub relationship: Uuid,
    /// Of the session that has proved the person's second factor.
    pub session_hash: Option<&'a [u8]>,
}

pub(super) async fn accept_invitation(
    db: &mut PgConnection,
    row: AcceptRow<'_>,
) -> Done<Option<(PersonId, MembershipId, String, i32)>> {
    let joined: Option<(Uuid, Uuid, String, i32)> = sqlx::query_as(
        "select joined_person, joined_membership, joined_role, joined_version from auth.accept_invitation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.step)
    .bind(row.invitation_hash)
    .bind(row.known)
    .bind(row.person)
    .bind(row.name)
    .bind(row.zone)
    .bind(row.password)
    .bind(row.member)
    .bind(row.relationship)
    .bind(row.session_hash)
    .fetch_optional(db)
    .await?;
    Ok(joined.map(|(person, membership, role, version)| (PersonId(person), MembershipId(membership), role, version)))
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

pub(super) struct ChangeRow {
    pub step: Vec<u8>,
    /// Version of the password that was given.
    pub proof: i32,
    /// Sealed.
    pub password: Vec<u8>,
    pub device: Option<Vec<u8>>,
    pub letter: Vec<u8>,
}

pub(super) async fn change_password(db: &mut PgConnection, session_hash: &[u8], row: ChangeRow) -> Done<bool> {
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

pub(super) struct EmailRow<'a> {
    pub step: Vec<u8>,
    pub address: &'a str,
    pub confirm: Vec<u8>,
    pub undo: Vec<u8>,
    pub new_letter: Vec<u8>,
    pub known_letter: Vec<u8>,
    pub old_letter: Vec<u8>,
}

pub(super) async fn start_email_change(db: &mut PgConnection, session_hash: &[u8], row: EmailRow<'_>) -> Done<bool> {
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

pub(super) async fn find_email_change(
    db: &mut PgConnection,
    link_hash: &[u8],
    undo: bool,
) -> Done<Option<super::EmailChange>> {
    sqlx::query_as("select old_email, new_email, display_name from auth.find_email_change($1, $2)")
        .bind(link_hash)
        .bind(undo)
        .fetch_optional(db)
        .await
}

pub(super) async fn confirm_email_change(db: &mut PgConnection, link_hash: &[u8], letter: Vec<u8>) -> Done<bool> {
    sqlx::query_scalar("select auth.confirm_email_change($1, $2)").bind(link_hash).bind(letter).fetch_one(db).await
}

pub(super) async fn undo_email_change(db: &mut PgConnection, link_hash: &[u8]) -> Done<bool> {
    sqlx::query_scalar("select auth.undo_email_change($1)").bind(link_hash).fetch_one(db).await
}

/// Whose session it is, past the factor.
pub(super) async fn session_person(db: &mut PgConnection, session_hash: &[u8]) -> Done<Option<Known>> {
    sqlx::query_as("select person_id, email, display_name, version from auth.session_person($1)")
        .bind(session_hash)
        .fetch_optional(db)
        .await
}

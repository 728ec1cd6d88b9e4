//! Invitations: found by their link, and accepted.

use contract::id::{MembershipId, PersonId};
use contract::identity::InvitationView;
use contract::team::MemberRole;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::Done;

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

pub(in crate::identity) async fn find_invitation(db: &mut PgConnection, hash: &[u8]) -> Done<Option<InvitationView>> {
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

pub(in crate::identity) struct AcceptRow<'a> {
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

pub(in crate::identity) async fn accept_invitation(
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

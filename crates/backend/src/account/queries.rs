//! The account's functions of schema `auth`, one call each.

use chrono::{DateTime, Utc};
use contract::id::{MembershipId, OrganisationId, PersonId};
use contract::team::MemberRole;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::Account;
use crate::factor::Gate;

#[derive(FromRow)]
struct Row {
    person_id: Uuid,
    email: String,
    display_name: String,
    organisation_id: Uuid,
    organisation_name: String,
    membership_id: Uuid,
    role: String,
    zone: String,
    gate: String,
    fresh: bool,
    has_factor: bool,
    staff_factor_from: Option<DateTime<Utc>>,
}

pub(super) async fn find_account(db: &mut PgConnection, session_hash: &[u8]) -> Result<Option<Account>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "select person_id, email, display_name, organisation_id, organisation_name, membership_id, role, zone,
                gate, fresh, has_factor, staff_factor_from
           from auth.account($1)",
    )
    .bind(session_hash)
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        Some(Account {
            person: PersonId(row.person_id),
            email: row.email,
            name: row.display_name,
            organisation: OrganisationId(row.organisation_id),
            organisation_name: row.organisation_name,
            member: MembershipId(row.membership_id),
            role: MemberRole::parse(&row.role)?,
            zone: row.zone,
            gate: Gate::parse(&row.gate)?,
            is_fresh: row.fresh,
            has_factor: row.has_factor,
            staff_factor_from: row.staff_factor_from,
        })
    }))
}

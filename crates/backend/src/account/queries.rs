//! The account's functions of schema `auth`, one call each.

use chrono::{DateTime, Utc};
use contract::consent::Language;
use contract::id::{MembershipId, OrganisationId, PersonId};
use contract::team::MemberRole;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::{Account, Profile};
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

#[derive(FromRow)]
struct ProfileRow {
    display_name: String,
    zone: String,
    language: Option<String>,
}

pub(super) async fn find_profile(db: &mut PgConnection, session_hash: &[u8]) -> Result<Option<Profile>, sqlx::Error> {
    let row: Option<ProfileRow> = sqlx::query_as("select display_name, zone, language from auth.profile($1)")
        .bind(session_hash)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| Profile {
        name: row.display_name,
        zone: row.zone,
        language: row.language.as_deref().and_then(Language::parse),
    }))
}

pub(super) async fn change_name(db: &mut PgConnection, session_hash: &[u8], name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select auth.change_name($1, $2)").bind(session_hash).bind(name).fetch_one(db).await
}

/// None for a session that is over.
pub(super) async fn change_reading(
    db: &mut PgConnection,
    session_hash: &[u8],
    zone: &str,
    language: &str,
) -> Result<Option<bool>, sqlx::Error> {
    let change = sqlx::query_scalar("select auth.change_reading($1, $2, $3)");
    change.bind(session_hash).bind(zone).bind(language).fetch_one(db).await
}

/// Whether it has another name now.
pub(super) async fn rename_organisation(
    db: &mut PgConnection,
    organisation: Uuid,
    name: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("update app.organisation set name = $2 where organisation_id = $1 and name <> $2")
        .bind(organisation)
        .bind(name)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

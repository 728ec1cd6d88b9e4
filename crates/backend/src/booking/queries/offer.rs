//! Services and weekly hours.

use chrono::NaiveTime;
use contract::booking::{ServiceDraft, Window};
use contract::id::{MembershipId, OrganisationId, ServiceId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Answer;
use crate::booking::rows::{BookableRow, PractitionerRow, ServiceRow, WindowRow};

pub(in crate::booking) async fn list_practitioners(
    c: &mut PgConnection,
    org: OrganisationId,
    only: Option<Uuid>,
) -> Answer<Vec<PractitionerRow>> {
    sqlx::query_as(
        "select membership_id, display_name, zone from app.membership
          where organisation_id = $1 and role = 'practitioner' and status = 'active' and ($2::uuid is null or membership_id = $2)
          order by display_name, membership_id",
    )
    .bind(org.0)
    .bind(only)
    .fetch_all(c)
    .await
}

pub(in crate::booking) async fn list_services(
    c: &mut PgConnection,
    org: OrganisationId,
    only: Option<Uuid>,
) -> Answer<Vec<ServiceRow>> {
    sqlx::query_as(
        "select service_id, practitioner_id, name, minutes, price_minor, currency, place, active, most_ahead, most_daily, most_cancelled
           from app.service
          where organisation_id = $1 and ($2::uuid is null or practitioner_id = $2)
          order by active desc, price_minor, name, service_id",
    )
    .bind(org.0)
    .bind(only)
    .fetch_all(c)
    .await
}

pub(in crate::booking) async fn list_windows(
    c: &mut PgConnection,
    org: OrganisationId,
    only: Option<Uuid>,
) -> Answer<Vec<WindowRow>> {
    sqlx::query_as(
        "select practitioner_id, weekday, starts, ends from app.availability
          where organisation_id = $1 and ($2::uuid is null or practitioner_id = $2) order by weekday, starts",
    )
    .bind(org.0)
    .bind(only)
    .fetch_all(c)
    .await
}

pub(in crate::booking) async fn insert_service(
    c: &mut PgConnection,
    org: OrganisationId,
    practitioner: MembershipId,
    id: Uuid,
    draft: &ServiceDraft,
) -> Answer<bool> {
    let done = sqlx::query(
        "insert into app.service (organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place, active,
                                  most_ahead, most_daily, most_cancelled)
         select $1, $2, m.membership_id, $4, $5, $6, $7, $8, $9, $10, $11, $12 from app.membership m
          where m.organisation_id = $1 and m.membership_id = $3 and m.role = 'practitioner' and m.status = 'active'",
    )
    .bind(org.0)
    .bind(id)
    .bind(practitioner.0)
    .bind(&draft.name)
    .bind(draft.minutes)
    .bind(draft.price.minor)
    .bind(&draft.price.currency)
    .bind(draft.place.as_str())
    .bind(draft.active)
    .bind(i32::from(draft.limits.ahead))
    .bind(i32::from(draft.limits.daily))
    .bind(i32::from(draft.limits.cancelled))
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::booking) async fn update_service(
    c: &mut PgConnection,
    org: OrganisationId,
    practitioner: Option<MembershipId>,
    id: ServiceId,
    draft: &ServiceDraft,
) -> Answer<bool> {
    let done = sqlx::query(
        "update app.service set name = $3, minutes = $4, price_minor = $5, currency = $6, place = $7, active = $8,
                most_ahead = $10, most_daily = $11, most_cancelled = $12
          where organisation_id = $1 and service_id = $2 and ($9::uuid is null or practitioner_id = $9)",
    )
    .bind(org.0)
    .bind(id.0)
    .bind(&draft.name)
    .bind(draft.minutes)
    .bind(draft.price.minor)
    .bind(&draft.price.currency)
    .bind(draft.place.as_str())
    .bind(draft.active)
    .bind(practitioner.map(|practitioner| practitioner.0))
    .bind(i32::from(draft.limits.ahead))
    .bind(i32::from(draft.limits.daily))
    .bind(i32::from(draft.limits.cancelled))
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The whole week at once: readers see the old one or the new one.
pub(in crate::booking) async fn replace_week(
    c: &mut PgConnection,
    org: OrganisationId,
    practitioner: MembershipId,
    ids: &[Uuid],
    windows: &[Window],
) -> Answer<()> {
    sqlx::query("delete from app.availability where organisation_id = $1 and practitioner_id = $2")
        .bind(org.0)
        .bind(practitioner.0)
        .execute(&mut *c)
        .await?;
    sqlx::query(
        "insert into app.availability (organisation_id, availability_id, practitioner_id, weekday, starts, ends)
         select $1, w.id, $2, w.weekday, w.starts, w.ends
           from unnest($3::uuid[], $4::smallint[], $5::time[], $6::time[]) as w (id, weekday, starts, ends)",
    )
    .bind(org.0)
    .bind(practitioner.0)
    .bind(ids)
    .bind(windows.iter().map(|window| i16::from(window.weekday)).collect::<Vec<_>>())
    .bind(windows.iter().map(|window| window.starts).collect::<Vec<NaiveTime>>())
    .bind(windows.iter().map(|window| window.ends).collect::<Vec<NaiveTime>>())
    .execute(c)
    .await?;
    Ok(())
}

/// The zone the clinic itself is in.
pub(in crate::booking) async fn find_clinic_zone(c: &mut PgConnection, org: OrganisationId) -> Answer<String> {
    sqlx::query_scalar("select zone from app.organisation where organisation_id = $1").bind(org.0).fetch_one(c).await
}

pub(in crate::booking) async fn set_zone(
    c: &mut PgConnection,
    org: OrganisationId,
    member: MembershipId,
    zone: &str,
) -> Answer<bool> {
    let done = sqlx::query(
        "update app.membership set zone = $3 where organisation_id = $1 and membership_id = $2 and zone <> $3",
    )
    .bind(org.0)
    .bind(member.0)
    .bind(zone)
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What the client may book: row security leaves the practitioners who care for them.
pub(in crate::booking) async fn list_bookable(c: &mut PgConnection, org: OrganisationId) -> Answer<Vec<BookableRow>> {
    sqlx::query_as(
        "select s.service_id, s.practitioner_id, s.name, s.minutes, s.price_minor, s.currency, s.place, s.active, s.most_ahead, s.most_daily, s.most_cancelled,
                m.display_name as practitioner_name, m.zone as practitioner_zone
           from app.service s join app.membership m on m.organisation_id = s.organisation_id and m.membership_id = s.practitioner_id
          where s.organisation_id = $1 and s.active and s.practitioner_id = any ((select authz.practitioner_ids())::uuid[])
          order by m.display_name, s.price_minor, s.name, s.service_id",
    )
    .bind(org.0)
    .fetch_all(c)
    .await
}

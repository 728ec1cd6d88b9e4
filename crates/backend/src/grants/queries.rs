//! Grants, emergencies and the log of reads. Running ones first, then the newest.

use contract::grant::{Emergency, Grant};
use contract::paging::Reach;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::rows::{AlertRow, CarerRow, GrantRow, ReadRow, ToldRow};
use crate::db::{Client, Clinic, Practice, ReadTx, WriteTx};
use crate::named::NamedRow;
use crate::refusal::Refusal;

macro_rules! grants {
    ($names:literal, $limit:literal) => {
        concat!(
            "select g.grant_id, g.client_id, g.practitioner_id, g.granted_by, g.permissions, g.reason, g.starts_at, g.expires_at, g.ended_at, g.seen_at, ",
            $names,
            " order by (g.ended_at is null and g.expires_at > now()) desc, g.starts_at desc, g.grant_id limit ",
            $limit
        )
    };
}

/// A client does not see the team's membership rows: their names come from `authz.people_of_record`.
pub(super) async fn list_my_grants(tx: &mut ReadTx<Client>, reach: Reach) -> Result<Vec<GrantRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(grants!(
        "null as client_name, r.display_name as reader_name, b.display_name as giver_name
           from app.access_grant g
           left join authz.people_of_record() r on r.membership_id = g.practitioner_id
           left join authz.people_of_record() b on b.membership_id = g.granted_by
          where g.organisation_id = $1 and g.client_id = $2",
        "$3"
    ))
    .bind(organisation)
    .bind(me)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn list_clinic_grants(tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<Vec<GrantRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(grants!(
        "c.display_name as client_name, r.display_name as reader_name, b.display_name as giver_name
           from app.access_grant g
           join app.membership c on c.organisation_id = g.organisation_id and c.membership_id = g.client_id
           join app.membership r on r.organisation_id = g.organisation_id and r.membership_id = g.practitioner_id
           join app.membership b on b.organisation_id = g.organisation_id and b.membership_id = g.granted_by
          where g.organisation_id = $1",
        "$2"
    ))
    .bind(organisation)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

/// Those that are open now; of what is over a practitioner keeps no list of names.
pub(super) async fn list_own_grants(tx: &mut ReadTx<Practice>, reach: Reach) -> Result<Vec<GrantRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(grants!(
        "n.client_name, null as reader_name, b.display_name as giver_name
           from app.access_grant g
           join authz.names_of_grants() n on n.grant_id = g.grant_id
           left join app.membership b on b.organisation_id = g.organisation_id and b.membership_id = g.granted_by
          where g.organisation_id = $1 and g.practitioner_id = $2",
        "$3"
    ))
    .bind(organisation)
    .bind(me)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn list_carers(tx: &mut ReadTx<Client>) -> Result<Vec<CarerRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select r.practitioner_id, p.display_name, r.starts_on, r.status = 'paused' as paused from app.care_relationship r
           join authz.people_of_record() p on p.membership_id = r.practitioner_id and p.may_be_named
          where r.organisation_id = $1 and r.client_id = $2 and r.status in ('active', 'paused') order by p.display_name, r.practitioner_id",
    )
    .bind(organisation)
    .bind(me)
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn list_my_reads(tx: &mut ReadTx<Client>, most: usize) -> Result<Vec<ReadRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select l.at, l.kind, l.via, p.display_name as reader_name
           from (select * from app.record_read where organisation_id = $1 and client_id = $2 order by at desc limit $3) l
           left join authz.people_of_record() p on p.membership_id = l.reader_id
          order by l.at desc",
    )
    .bind(organisation)
    .bind(me)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn list_my_colleagues(tx: &mut ReadTx<Client>) -> Result<Vec<NamedRow>, Refusal> {
    Ok(sqlx::query_as(
        "select membership_id, display_name from authz.people_of_record() where may_be_named order by display_name, membership_id",
    )
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn list_alerts(tx: &mut ReadTx<Client>) -> Result<Vec<AlertRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select coalesce(p.display_name, '') as display_name, g.starts_at from app.access_grant g
           left join authz.people_of_record() p on p.membership_id = g.practitioner_id
          where g.organisation_id = $1 and g.client_id = $2 and g.kind = 'emergency' and g.seen_at is null
          order by g.starts_at desc limit 5",
    )
    .bind(organisation)
    .bind(me)
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn count_emergencies(tx: &mut ReadTx<Clinic>) -> Result<i64, Refusal> {
    Ok(sqlx::query_scalar("select app.count_emergencies()").fetch_one(tx.conn()).await?)
}

pub(super) async fn list_practitioners(tx: &mut ReadTx<Clinic>) -> Result<Vec<NamedRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select membership_id, display_name from app.membership
          where organisation_id = $1 and role = 'practitioner' and status = 'active' order by display_name, membership_id",
    )
    .bind(organisation)
    .fetch_all(tx.conn())
    .await?)
}

/// Who gives what to whom.
pub(super) struct Gift<'a> {
    pub organisation: Uuid,
    pub id: Uuid,
    pub client: Uuid,
    pub giver: Uuid,
    pub grant: &'a Grant,
}

pub(super) async fn insert_grant(db: &mut PgConnection, gift: &Gift<'_>) -> Result<(), sqlx::Error> {
    let permissions: Vec<_> = gift.grant.permissions.iter().map(|permission| permission.as_str()).collect();
    sqlx::query(
        "insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at)
         values ($1, $2, $3, $4, 'grant', $5, $6, $7, now() + $8 * interval '1 day')",
    )
    .bind(gift.organisation)
    .bind(gift.id)
    .bind(gift.client)
    .bind(gift.grant.practitioner.0)
    .bind(permissions)
    .bind(&gift.grant.reason)
    .bind(gift.giver)
    .bind(f64::from(gift.grant.days))
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a running one the asker may see; answers whose record it opened.
pub(super) async fn end_grant(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "update app.access_grant set ended_at = now()
          where organisation_id = $1 and grant_id = $2 and ended_at is null and expires_at > now() returning client_id",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// The client says that they know of their emergencies; answers how many that were.
pub(super) async fn note_emergencies(tx: &mut WriteTx<Client>) -> Result<u64, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    let done = sqlx::query(
        "update app.access_grant set seen_at = now() where organisation_id = $1 and client_id = $2 and kind = 'emergency' and seen_at is null",
    )
    .bind(organisation)
    .bind(me)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// The relationship and how it was; none when there is none to end.
pub(super) async fn end_care(
    tx: &mut WriteTx<Client>,
    practitioner: Uuid,
) -> Result<Option<(Uuid, String)>, sqlx::Error> {
    let request = tx.request_id().to_owned();
    let came: (Option<Uuid>, Option<String>) = sqlx::query_as("select relationship, was from app.end_care($1, $2)")
        .bind(practitioner)
        .bind(request)
        .fetch_one(tx.conn())
        .await?;
    Ok(came.0.zip(came.1))
}

/// Says that a job has posted its letters; false when it had before.
pub(super) async fn tell_once(db: &mut PgConnection, job: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select ops.tell_once($1)").bind(job).fetch_one(db).await
}

/// What came of breaking the glass.
#[derive(FromRow)]
pub(super) struct Outcome {
    pub outcome: String,
    pub opened: Option<Uuid>,
    pub whose: Option<Uuid>,
}

pub(super) async fn open_emergency(
    tx: &mut WriteTx<Practice>,
    id: Uuid,
    emergency: &Emergency,
) -> Result<Outcome, Refusal> {
    Ok(sqlx::query_as("select outcome, opened, whose from app.open_emergency($1, $2, $3)")
        .bind(id)
        .bind(&emergency.whom)
        .bind(&emergency.reason)
        .fetch_one(tx.conn())
        .await?)
}

/// Claims the telling of a grant: once, whoever asks.
pub(super) async fn claim_telling(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Option<ToldRow>, sqlx::Error> {
    sqlx::query_as(
        "update app.access_grant g set told_at = now() from app.organisation o
          where g.organisation_id = $1 and g.grant_id = $2 and g.told_at is null and o.organisation_id = g.organisation_id
         returning g.client_id, g.practitioner_id, g.granted_by, g.kind, g.expires_at, o.name as organisation",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(db)
    .await
}

pub(crate) async fn list_admins(db: &mut PgConnection, organisation: Uuid) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select membership_id from app.membership where organisation_id = $1 and role in ('admin', 'owner') and status = 'active'",
    )
    .bind(organisation)
    .fetch_all(db)
    .await
}

#[derive(FromRow)]
pub(super) struct AddressRow {
    pub membership_id: Uuid,
    pub email: String,
    pub display_name: String,
    pub zone: String,
}

pub(super) async fn list_addresses(db: &mut PgConnection, members: &[Uuid]) -> Result<Vec<AddressRow>, sqlx::Error> {
    sqlx::query_as("select membership_id, email, display_name, zone from ops.member_addresses($1)")
        .bind(members)
        .fetch_all(db)
        .await
}

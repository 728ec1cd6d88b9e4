//! Members and invitations of the organisation that asks.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::id::{InvitationId, MembershipId};
use contract::paging::Reach;
use contract::team::{InvitationState, Invite, Member, MemberRole, OpenInvitation};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::db::{Portal, Scope};

/// The asker, as queries pin it.
pub(super) struct Me {
    pub organisation: Uuid,
    pub member: Uuid,
    pub tz: Tz,
}

impl Me {
    pub(super) fn of<P: Portal>(scope: &Scope<P>) -> Self {
        Self { organisation: scope.organisation().0, member: scope.member().0, tz: scope.tz() }
    }
}

#[derive(FromRow)]
struct MemberRow {
    membership_id: Uuid,
    display_name: String,
    role: String,
    status: String,
    clients: i64,
}

/// Everybody who works here, by role and name. Clients are their practitioners' to see.
pub(super) async fn list_members(db: &mut PgConnection, me: &Me) -> Result<Vec<Member>, sqlx::Error> {
    let rows: Vec<MemberRow> = sqlx::query_as(
        "select m.membership_id, m.display_name, m.role, m.status, coalesce(c.clients, 0) as clients
           from app.membership m
           left join (select practitioner_id, count(*) as clients from app.care_relationship
                       where organisation_id = $1 and status = 'active' group by practitioner_id) c on c.practitioner_id = m.membership_id
          where m.organisation_id = $1 and m.role <> 'client'
          order by m.status = 'removed', array_position(array['owner', 'admin', 'practitioner', 'front_desk'], m.role), m.display_name, m.membership_id",
    )
    .bind(me.organisation)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Member {
                id: MembershipId(row.membership_id),
                name: row.display_name,
                role: MemberRole::parse(&row.role)?,
                suspended: row.status == "suspended",
                removed: row.status == "removed",
                clients: row.clients,
                is_you: row.membership_id == me.member,
            })
        })
        .collect())
}

#[derive(FromRow)]
pub(super) struct Counts {
    pub practitioners: i64,
    pub office: i64,
    pub clients: i64,
    pub invitations: i64,
}

pub(super) async fn count_members(db: &mut PgConnection, me: &Me, now: DateTime<Utc>) -> Result<Counts, sqlx::Error> {
    sqlx::query_as(
        "select count(*) filter (where m.role = 'practitioner') as practitioners,
                count(*) filter (where m.role in ('owner', 'admin', 'front_desk')) as office,
                count(*) filter (where m.role = 'client') as clients,
                (select count(*) from app.invitation i where i.organisation_id = $1 and i.status = 'open' and i.expires_at > $2) as invitations
           from app.membership m where m.organisation_id = $1 and m.status = 'active'",
    )
    .bind(me.organisation)
    .bind(now)
    .fetch_one(db)
    .await
}

#[derive(FromRow)]
struct InvitationRow {
    invitation_id: Uuid,
    role: String,
    email: String,
    display_name: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// Unanswered invitations, newest first; `own` only the asker's.
pub(super) async fn list_invitations(
    db: &mut PgConnection,
    me: &Me,
    own: bool,
    now: DateTime<Utc>,
    reach: Reach,
) -> Result<Vec<OpenInvitation>, sqlx::Error> {
    let rows: Vec<InvitationRow> = sqlx::query_as(
        "select invitation_id, role, email, display_name, created_at, expires_at from app.invitation
          where organisation_id = $1 and status = 'open' and (not $2 or invited_by = $3)
          order by created_at desc, invitation_id limit $4",
    )
    .bind(me.organisation)
    .bind(own)
    .bind(me.member)
    .bind(reach.limit())
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(OpenInvitation {
                id: InvitationId(row.invitation_id),
                name: row.display_name,
                email: row.email,
                role: MemberRole::parse(&row.role)?,
                sent_at: row.created_at,
                expires_at: row.expires_at,
                state: if row.expires_at > now { InvitationState::Open } else { InvitationState::Expired },
                sent_on: row.created_at.with_timezone(&me.tz).date_naive(),
                expires_on: row.expires_at.with_timezone(&me.tz).date_naive(),
            })
        })
        .collect())
}

/// Withdraws the asker's earlier open invitations of the same address to the same role; answers how many.
pub(super) async fn withdraw_earlier(db: &mut PgConnection, me: &Me, invite: &Invite) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "update app.invitation set status = 'withdrawn'
          where organisation_id = $1 and invited_by = $2 and status = 'open' and role = $3 and lower(email) = $4",
    )
    .bind(me.organisation)
    .bind(me.member)
    .bind(invite.role.as_str())
    .bind(invite.email.canonical())
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub(super) async fn insert_invitation(
    db: &mut PgConnection,
    me: &Me,
    id: Uuid,
    invite: &Invite,
    token_hash: Vec<u8>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.invitation (organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'open', $8)",
    )
    .bind(me.organisation)
    .bind(id)
    .bind(invite.role.as_str())
    .bind(invite.email.as_str())
    .bind(invite.name.as_str())
    .bind(me.member)
    .bind(token_hash)
    .bind(expires_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Withdraws an open invitation the asker may see; answers whom it was for.
pub(super) async fn withdraw(
    db: &mut PgConnection,
    me: &Me,
    id: Uuid,
) -> Result<Option<(String, String, String)>, sqlx::Error> {
    sqlx::query_as(
        "update app.invitation set status = 'withdrawn' where organisation_id = $1 and invitation_id = $2 and status = 'open'
         returning display_name, email, role",
    )
    .bind(me.organisation)
    .bind(id)
    .fetch_optional(db)
    .await
}

#[derive(FromRow)]
pub(super) struct Standing {
    pub role: String,
    pub status: String,
}

/// A colleague's role and status, locked for a change.
pub(super) async fn find_standing(db: &mut PgConnection, me: &Me, id: Uuid) -> Result<Option<Standing>, sqlx::Error> {
    sqlx::query_as(
        "select role, status from app.membership where organisation_id = $1 and membership_id = $2 and role <> 'client' for update",
    )
    .bind(me.organisation)
    .bind(id)
    .fetch_optional(db)
    .await
}

pub(super) async fn set_role(
    db: &mut PgConnection,
    me: &Me,
    id: Uuid,
    role: &str,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "update app.membership set role = $3 where organisation_id = $1 and membership_id = $2 returning membership_id",
    )
    .bind(me.organisation)
    .bind(id)
    .bind(role)
    .fetch_optional(db)
    .await
}

pub(super) async fn set_status(
    db: &mut PgConnection,
    me: &Me,
    id: Uuid,
    status: &str,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar("update app.membership set status = $3 where organisation_id = $1 and membership_id = $2 returning membership_id")
        .bind(me.organisation)
        .bind(id)
        .bind(status)
        .fetch_optional(db)
        .await
}

/// Who was moved from one practitioner to the other.
pub(super) async fn hand_over(
    db: &mut PgConnection,
    leaver: Uuid,
    heir: Option<Uuid>,
    request_id: &str,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select app.hand_over($1, $2, $3)").bind(leaver).bind(heir).bind(request_id).fetch_all(db).await
}

pub(super) async fn insert_offer(
    db: &mut PgConnection,
    me: &Me,
    id: Uuid,
    to: Uuid,
    until: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.ownership_offer (organisation_id, offer_id, from_member, to_member, status, expires_at) values ($1, $2, $3, $4, 'open', $5)",
    )
    .bind(me.organisation)
    .bind(id)
    .bind(me.member)
    .bind(to)
    .bind(until)
    .execute(db)
    .await?;
    Ok(())
}

/// What it became.
pub(super) async fn end_offer(db: &mut PgConnection, me: &Me, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "update app.ownership_offer set status = case when from_member = $3 then 'withdrawn' else 'declined' end
          where organisation_id = $1 and offer_id = $2 and status = 'open' and (from_member = $3 or to_member = $3) returning status",
    )
    .bind(me.organisation)
    .bind(id)
    .bind(me.member)
    .fetch_optional(db)
    .await
}

pub(super) async fn accept_ownership(db: &mut PgConnection, id: Uuid) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select app.accept_ownership($1)").bind(id).fetch_one(db).await
}

#[derive(FromRow)]
pub(super) struct OfferRow {
    pub offer_id: Uuid,
    pub from_name: String,
    pub to_name: String,
    pub is_to_me: bool,
}

/// Open offers of ownership the asker made or was made.
pub(super) async fn list_offers(db: &mut PgConnection, me: &Me) -> Result<Vec<OfferRow>, sqlx::Error> {
    sqlx::query_as(
        "select o.offer_id, f.display_name as from_name, t.display_name as to_name, o.to_member = $2 as is_to_me
           from app.ownership_offer o
           join app.membership f on f.organisation_id = o.organisation_id and f.membership_id = o.from_member
           join app.membership t on t.organisation_id = o.organisation_id and t.membership_id = o.to_member
          where o.organisation_id = $1 and o.status = 'open' and o.expires_at > now() and (o.from_member = $2 or o.to_member = $2)",
    )
    .bind(me.organisation)
    .bind(me.member)
    .fetch_all(db)
    .await
}

#[derive(FromRow)]
pub(super) struct OneMemberRow {
    pub display_name: String,
    pub role: String,
    pub status: String,
    pub clients: i64,
    pub appointments: i64,
}

pub(super) async fn find_member(db: &mut PgConnection, me: &Me, id: Uuid) -> Result<Option<OneMemberRow>, sqlx::Error> {
    sqlx::query_as(
        "select m.display_name, m.role, m.status,
                (select count(*) from app.care_relationship r where r.organisation_id = $1 and r.practitioner_id = $2 and r.status in ('active', 'paused')) as clients,
                (select count(*) from app.appointment a where a.organisation_id = $1 and a.practitioner_id = $2 and a.status in ('held', 'confirmed') and a.ends_at > now()) as appointments
           from app.membership m where m.organisation_id = $1 and m.membership_id = $2 and m.role <> 'client'",
    )
    .bind(me.organisation)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// Active practitioners but one.
pub(super) async fn list_heirs(db: &mut PgConnection, me: &Me, but: Uuid) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query_as(
        "select membership_id, display_name from app.membership
          where organisation_id = $1 and role = 'practitioner' and status = 'active' and membership_id <> $2 order by display_name, membership_id",
    )
    .bind(me.organisation)
    .bind(but)
    .fetch_all(db)
    .await
}

/// Whether this run of the job is the one that posts its letters.
pub(crate) async fn tell_once(db: &mut PgConnection, job: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select ops.tell_once($1)").bind(job).fetch_one(db).await
}

/// Those of these clients whose record may be opened to who cares for them.
pub(super) async fn open_records(db: &mut PgConnection, clients: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select * from ops.open_records($1)").bind(clients).fetch_all(db).await
}

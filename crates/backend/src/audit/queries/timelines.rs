//! The timelines' queries, and the client's log of reads.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::audit::rows::{ChangeRow, SawRow};
use crate::db::{Client, Practice, ReadTx};
use crate::refusal::Refusal;

/// Words of the journal: a practitioner sees that an entry was made where they see the entry, and not elsewhere.
const JOURNAL: [&str; 6] =
    ["meal.logged", "symptom.logged", "entry.logged", "entry.changed", "entry.deleted", "entry.restored"];

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

pub(in crate::audit) async fn list_mine(
    tx: &mut ReadTx<Client>,
    before: i64,
    most: usize,
) -> Result<Vec<ChangeRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "with lines as materialized (
           select at, seq, actor_kind, actor_member, action, client_id, from_state, to_state from app.activity
            where organisation_id = $1 and client_id = $2 and seq < $3 order by seq desc limit $4)
         select l.at, l.seq, l.actor_kind, l.actor_member, n.display_name as actor_name, l.action, l.client_id, null::text as client_name,
                l.from_state, l.to_state, null::text as request_id
           from lines l left join authz.actors_of_my_log((select array_agg(x.seq) from lines x)) n on n.seq = l.seq
          order by l.seq desc",
    )
    .bind(organisation)
    .bind(me)
    .bind(before)
    .bind(limit(most))
    .fetch_all(tx.conn())
    .await?)
}

/// The client's name, when their timeline is the asker's to see: in active care.
pub(in crate::audit) async fn find_in_care(tx: &mut ReadTx<Practice>, client: Uuid) -> Result<Option<String>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "select display_name from app.membership
          where organisation_id = $1 and membership_id = $2 and role = 'client'
            and exists (select from authz.bases() b where b.client_id = $2 and 'activity.read' = any (b.permissions))",
    )
    .bind(organisation)
    .bind(client)
    .fetch_optional(tx.conn())
    .await?)
}

pub(in crate::audit) async fn list_of_client(
    tx: &mut ReadTx<Practice>,
    client: Uuid,
    before: i64,
    most: usize,
) -> Result<Vec<ChangeRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select l.at, l.seq, l.actor_kind, l.actor_member, m.display_name as actor_name, l.action, l.client_id, null::text as client_name,
                l.from_state, l.to_state, null::text as request_id
           from (select a.organisation_id, a.at, a.seq, a.actor_kind, a.actor_member, a.action, a.client_id, a.from_state, a.to_state from app.activity a
                  where a.organisation_id = $1 and a.client_id = $2 and a.seq < $3
                    and (a.action <> all ($5) or exists (select from app.observation o where o.organisation_id = $1 and o.client_id = $2 and o.observation_id = a.subject_id))
                  order by a.seq desc limit $4) l
           left join app.membership m on m.organisation_id = l.organisation_id and m.membership_id = l.actor_member
          order by l.seq desc",
    )
    .bind(organisation)
    .bind(client)
    .bind(before)
    .bind(limit(most))
    .bind(&JOURNAL[..])
    .fetch_all(tx.conn())
    .await?)
}

/// What the asker did themselves. A client's name is there while their record is open to the asker.
pub(in crate::audit) async fn list_own(
    tx: &mut ReadTx<Practice>,
    before: (DateTime<Utc>, i64),
    most: usize,
) -> Result<Vec<ChangeRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select l.at, l.seq, l.actor_kind, l.actor_member, m.display_name as actor_name, l.action, l.client_id, c.display_name as client_name,
                l.from_state, l.to_state, null::text as request_id
           from (select organisation_id, at, seq, actor_kind, actor_member, action, client_id, from_state, to_state from app.activity
                  where organisation_id = $1 and actor_member = $2 and (at, seq) < ($3, $4) order by at desc, seq desc limit $5) l
           left join app.membership m on m.organisation_id = l.organisation_id and m.membership_id = l.actor_member
           left join app.membership c on c.organisation_id = l.organisation_id and c.membership_id = l.client_id
          order by l.at desc, l.seq desc",
    )
    .bind(organisation)
    .bind(me)
    .bind(before.0)
    .bind(before.1)
    .bind(limit(most))
    .fetch_all(tx.conn())
    .await?)
}

/// Looks at the client's own record, each with what opened it.
pub(in crate::audit) async fn list_who_saw(
    tx: &mut ReadTx<Client>,
    before: (DateTime<Utc>, Uuid, &str),
    most: usize,
) -> Result<Vec<SawRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select l.at, l.reader_id, l.kind, l.via, p.display_name as reader_name, r.starts_on as since, g.reason,
                coalesce(g.granted_by = g.client_id, false) as given_by_client
           from (select * from app.record_read where organisation_id = $1 and client_id = $2 and (at, reader_id, kind) < ($3, $4, $5)
                  order by at desc, reader_id desc, kind desc limit $6) l
           left join authz.people_of_record() p on p.membership_id = l.reader_id
           left join app.care_relationship r on r.organisation_id = l.organisation_id and r.relationship_id = l.basis_id and l.via = 'care'
           left join app.access_grant g on g.organisation_id = l.organisation_id and g.grant_id = l.basis_id and l.via <> 'care'
          order by l.at desc, l.reader_id desc, l.kind desc",
    )
    .bind(organisation)
    .bind(me)
    .bind(before.0)
    .bind(before.1)
    .bind(before.2)
    .bind(limit(most))
    .fetch_all(tx.conn())
    .await?)
}

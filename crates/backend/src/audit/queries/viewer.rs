//! The viewer's queries. Each is planned for what it is asked (`persistent(false)`): one plan for every filter would walk
//! through a million lines for a rare word.

use chrono::{DateTime, Utc};
use contract::audit::{Format, Source};
use uuid::Uuid;

use crate::audit::rows::{AccountRow, ChangeRow, LookRow};
use crate::audit::{Ask, Mark};
use crate::db::{Clinic, ReadTx};
use crate::refusal::Refusal;

/// A number below which a log goes on.
fn number(mark: &Mark<'_>) -> Result<i64, Refusal> {
    match mark {
        Mark::First => Ok(i64::MIN),
        Mark::Below(mark) => mark.parse().map_err(|_| Refusal::NOT_FOUND),
        Mark::Last => Ok(i64::MAX),
    }
}

pub(in crate::audit) async fn list_changes(tx: &mut ReadTx<Clinic>, ask: &Ask<'_>) -> Result<Vec<ChangeRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    let (at, mark) = ask.before(Source::Change);
    Ok(sqlx::query_as(
        "select a.at, a.seq, a.actor_kind, a.actor_member, m.display_name as actor_name, a.action, a.client_id, c.display_name as client_name,
                a.from_state, a.to_state, a.request_id, a.subject_id
           from (select * from app.activity
                  where organisation_id = $1 and (at, seq) < ($2, $3) and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
                    and ($6::uuid is null or actor_member = $6) and ($7::uuid is null or client_id = $7) and ($8::text is null or action = $8)
                  order by at desc, seq desc limit $9) a
           left join app.membership m on m.organisation_id = a.organisation_id and m.membership_id = a.actor_member
           left join app.membership c on c.organisation_id = a.organisation_id and c.membership_id = a.client_id
          order by a.at desc, a.seq desc",
    )
    .persistent(false)
    .bind(organisation)
    .bind(at)
    .bind(number(&mark)?)
    .bind(ask.since)
    .bind(ask.until)
    .bind(ask.filter.person)
    .bind(ask.filter.client)
    .bind(&ask.filter.action)
    .bind(ask.most())
    .fetch_all(tx.conn())
    .await?)
}

pub(in crate::audit) async fn list_looks(tx: &mut ReadTx<Clinic>, ask: &Ask<'_>) -> Result<Vec<LookRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    let (at, mark) = ask.before(Source::Look);
    let (reader, client, kind) = look_mark(&mark)?;
    let wanted = ask.filter.action.as_deref().and_then(|action| action.strip_prefix("look."));
    Ok(sqlx::query_as(
        "select l.at, l.reader_id, m.display_name as reader_name, l.kind, l.via, l.client_id, c.display_name as client_name
           from (select * from app.record_read
                  where organisation_id = $1 and (at, reader_id, client_id, kind) < ($2, $3, $4, $5)
                    and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
                    and ($8::uuid is null or reader_id = $8) and ($9::uuid is null or client_id = $9) and ($10::text is null or kind = $10)
                  order by at desc, reader_id desc, client_id desc, kind desc limit $11) l
           left join app.membership m on m.organisation_id = l.organisation_id and m.membership_id = l.reader_id
           left join app.membership c on c.organisation_id = l.organisation_id and c.membership_id = l.client_id
          order by l.at desc, l.reader_id desc, l.client_id desc, l.kind desc",
    )
    .persistent(false)
    .bind(organisation)
    .bind(at)
    .bind(reader)
    .bind(client)
    .bind(kind)
    .bind(ask.since)
    .bind(ask.until)
    .bind(ask.filter.person)
    .bind(ask.filter.client)
    .bind(wanted)
    .bind(ask.most())
    .fetch_all(tx.conn())
    .await?)
}

/// Reader, client and kind below which the looks of one moment go on.
fn look_mark<'a>(mark: &Mark<'a>) -> Result<(Uuid, Uuid, &'a str), Refusal> {
    match mark {
        Mark::First => Ok((Uuid::nil(), Uuid::nil(), "")),
        Mark::Last => Ok((Uuid::max(), Uuid::max(), "")),
        Mark::Below(mark) => {
            let mut parts = mark.splitn(3, '~');
            let mut id = || parts.next().and_then(|part| part.parse().ok()).ok_or(Refusal::NOT_FOUND);
            let (reader, client) = (id()?, id()?);
            Ok((reader, client, parts.next().ok_or(Refusal::NOT_FOUND)?))
        }
    }
}

pub(in crate::audit) async fn list_accounts(
    tx: &mut ReadTx<Clinic>,
    ask: &Ask<'_>,
) -> Result<Vec<AccountRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    let (at, mark) = ask.before(Source::Account);
    Ok(sqlx::query_as(
        "select e.at, e.event_id, e.membership_id, m.display_name, e.action
           from authz.team_events($2, $3, $4, $5, $6, $7, $8) e
           join app.membership m on m.organisation_id = $1 and m.membership_id = e.membership_id
          order by e.at desc, e.event_id desc",
    )
    .bind(organisation)
    .bind(ask.since)
    .bind(ask.until)
    .bind(at)
    .bind(number(&mark)?)
    .bind(ask.filter.person)
    .bind(&ask.filter.action)
    .bind(i32::try_from(ask.most()).unwrap_or(i32::MAX))
    .fetch_all(tx.conn())
    .await?)
}

/// Everybody who works or worked here.
pub(in crate::audit) async fn list_team(tx: &mut ReadTx<Clinic>) -> Result<Vec<(Uuid, String)>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select membership_id, display_name from app.membership where organisation_id = $1 and role <> 'client' order by display_name, membership_id",
    )
    .bind(organisation)
    .fetch_all(tx.conn())
    .await?)
}

pub(in crate::audit) async fn find_client_name(
    tx: &mut ReadTx<Clinic>,
    client: Uuid,
) -> Result<Option<String>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "select display_name from app.membership where organisation_id = $1 and membership_id = $2 and role = 'client'",
    )
    .bind(organisation)
    .bind(client)
    .fetch_optional(tx.conn())
    .await?)
}

/// At most two, which is as many as it takes to say that a name does not tell.
pub(in crate::audit) async fn find_clients(tx: &mut ReadTx<Clinic>, name: &str) -> Result<Vec<Uuid>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "select membership_id from app.membership
          where organisation_id = $1 and role = 'client' and position(lower($2) in lower(display_name)) > 0
          order by lower(display_name) = lower($2) desc, membership_id
          limit case when exists (select from app.membership x where x.organisation_id = $1 and x.role = 'client' and lower(x.display_name) = lower($2)
                                   having count(*) = 1) then 1 else 2 end",
    )
    .bind(organisation)
    .bind(name)
    .fetch_all(tx.conn())
    .await?)
}

/// How many entries the organisation's log has.
pub(in crate::audit) async fn find_length(tx: &mut ReadTx<Clinic>) -> Result<i64, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar("select coalesce(max(seq), 0) from app.activity where organisation_id = $1")
        .bind(organisation)
        .fetch_one(tx.conn())
        .await?)
}

/// Whether the caller's own export with this ticket, of this filter and format, is in the log since then.
pub(in crate::audit) async fn has_ticket(
    tx: &mut ReadTx<Clinic>,
    ticket: Uuid,
    digest: &str,
    format: Format,
    since: DateTime<Utc>,
) -> Result<bool, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_scalar(
        "select exists (select from app.activity where organisation_id = $1 and action = 'audit.exported' and at > $2
                           and actor_member = $3 and subject_id = $4 and from_state = $5 and to_state = $6)",
    )
    .bind(organisation)
    .bind(since)
    .bind(me)
    .bind(ticket)
    .bind(digest)
    .bind(format.as_str())
    .fetch_one(tx.conn())
    .await?)
}

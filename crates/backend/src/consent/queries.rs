//! Texts, decisions, and who stands how.

use contract::consent::{Answer, ConsentKind, ConsentQuery, Language, Paper};
use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{AskedRow, EventRow, StandingRow};
use crate::db::{Client, Clinic, ReadTx, WriteTx};
use crate::refusal::Refusal;

pub(super) async fn list_asked(tx: &mut ReadTx<Client>, language: &str) -> Result<Vec<AskedRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select w.kind, w.version, w.earlier_until, w.title, w.body, w.effect, w.text_hash, authz.consented(w.kind) as holds,
                e.decision, e.version as decided_version, e.at as decided_at
           from authz.consent_wording($3) w
           left join lateral (
                select e.decision, e.version, e.at from app.consent_event e
                 where e.organisation_id = $1 and e.client_id = $2 and e.kind = w.kind order by e.seq desc limit 1) e on true",
    )
    .bind(organisation)
    .bind(me)
    .bind(language)
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn may_log(tx: &mut ReadTx<Client>) -> Result<bool, Refusal> {
    Ok(sqlx::query_scalar("select authz.consented('health_data') and authz.consented('disclaimer')")
        .fetch_one(tx.conn())
        .await?)
}

pub(super) async fn list_events(tx: &mut ReadTx<Client>, most: i64) -> Result<Vec<EventRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select kind, version, language, text_hash, decision, method, reason, at, device from app.consent_event
          where organisation_id = $1 and client_id = $2 order by seq desc limit $3",
    )
    .bind(organisation)
    .bind(me)
    .bind(most)
    .fetch_all(tx.conn())
    .await?)
}

/// The same for an administrator, who does not learn from where a person came.
pub(super) async fn list_events_of(tx: &mut ReadTx<Clinic>, client: Uuid, most: i64) -> Result<Vec<EventRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select kind, version, language, text_hash, decision, method, reason, at, null as device from app.consent_event
          where organisation_id = $1 and client_id = $2 order by seq desc limit $3",
    )
    .bind(organisation)
    .bind(client)
    .bind(most)
    .fetch_all(tx.conn())
    .await?)
}

/// Where a request comes from, as it is kept: a keyed hash and words.
pub(super) struct Source<'a> {
    pub network: &'a [u8],
    pub device: &'a str,
}

/// What the decision came to; none when it changes nothing.
pub(super) async fn decide(
    tx: &mut WriteTx<Client>,
    answer: &Answer,
    from: &Source<'_>,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select app.decide_consent($1, $2, $3, $4, $5, $6)")
        .bind(answer.kind.as_str())
        .bind(answer.agrees)
        .bind(answer.language.as_str())
        .bind(hex::decode(&answer.shown).unwrap_or_default())
        .bind(from.network)
        .bind(from.device)
        .fetch_one(tx.conn())
        .await
}

pub(super) async fn record_paper(
    tx: &mut WriteTx<Clinic>,
    client: Uuid,
    paper: &Paper,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select app.record_paper_consent($1, $2, $3, $4, $5)")
        .bind(client)
        .bind(paper.kind.as_str())
        .bind(paper.agrees)
        .bind(paper.language.as_str())
        .bind(&paper.reason)
        .fetch_one(tx.conn())
        .await
}

/// Whether all of these hold, and will until the transaction ends.
pub(super) async fn hold(db: &mut PgConnection, client: Uuid, kinds: &[ConsentKind]) -> Result<bool, sqlx::Error> {
    let kinds: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
    sqlx::query_scalar("select app.hold_consents($1, $2)").bind(client).bind(kinds).fetch_one(db).await
}

/// Every active client whom the log holds the look at, with every kind, and how it stands: `older` is consent to a text
/// that has a newer version.
macro_rules! standings {
    ($tail:literal) => {
        concat!(
            "with asked as (
               select v.kind, max(v.version) as version from ref.consent_version v where v.published_at <= now() group by v.kind),
             stands as (
               select m.membership_id as client_id, m.display_name, a.kind, e.decision, e.version, e.at, e.method,
                      case when e.decision is null then 'none' when e.decision = 'given' and e.version < a.version then 'older' else e.decision end as standing
                 from app.membership m
                cross join asked a
                 left join lateral (
                      select e.decision, e.version, e.at, e.method from app.consent_event e
                       where e.organisation_id = m.organisation_id and e.client_id = m.membership_id and e.kind = a.kind
                       order by e.seq desc limit 1) e on true
                where m.organisation_id = $1 and m.role = 'client' and m.status = 'active'
                  and m.membership_id = any ((select authz.looked_ids('consents'))::uuid[]))
             select ",
            $tail
        )
    };
}

pub(super) async fn count_standings(tx: &mut ReadTx<Clinic>) -> Result<Vec<(String, String, i64)>, Refusal> {
    Ok(sqlx::query_as("select kind, standing, clients from app.count_consents()").fetch_all(tx.conn()).await?)
}

pub(super) async fn list_standings(
    tx: &mut ReadTx<Clinic>,
    query: &ConsentQuery,
    client: Option<Uuid>,
    most: i64,
) -> Result<Vec<StandingRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(standings!(
        "* from stands
          where ($2::text is null or kind = $2) and ($3::text is null or standing = $3) and ($4::int is null or version = $4)
            and ($5::uuid is null or client_id = $5)
          order by display_name, client_id, kind limit $6"
    ))
    .bind(organisation)
    .bind(query.kind().map(ConsentKind::as_str))
    .bind(query.state().map(|state| state.as_str()))
    .bind(query.version())
    .bind(client)
    .bind(most)
    .fetch_all(tx.conn())
    .await?)
}

/// The texts a client's decisions were about, as they read then: kind, version, language, title, body, effect.
pub(super) async fn list_texts_of(tx: &mut ReadTx<Client>) -> Result<Vec<super::receipt::TextRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select distinct on (e.text_hash) e.text_hash, e.kind, e.version, e.language,
                replace(t.title, '{organisation}', e.organisation_name) as title,
                replace(t.body, '{organisation}', e.organisation_name) as body,
                replace(t.effect, '{organisation}', e.organisation_name) as effect
           from app.consent_event e
           join ref.consent_text t on t.kind = e.kind and t.version = e.version and t.language = e.language
          where e.organisation_id = $1 and e.client_id = $2 order by e.text_hash",
    )
    .bind(organisation)
    .bind(me)
    .fetch_all(tx.conn())
    .await?)
}

/// The language a client chose, else the one they last read such a text in; English for who has done neither.
pub(crate) async fn find_language(
    db: &mut PgConnection,
    organisation: Uuid,
    client: Uuid,
) -> Result<Language, sqlx::Error> {
    let word: Option<String> = sqlx::query_scalar(
        "select coalesce(
            (select language from app.membership where organisation_id = $1 and membership_id = $2),
            (select language from app.consent_event where organisation_id = $1 and client_id = $2 order by seq desc limit 1))",
    )
    .bind(organisation)
    .bind(client)
    .fetch_one(db)
    .await?;
    Ok(word.and_then(|word| Language::parse(&word)).unwrap_or(Language::En))
}

//! All SQL of incidents.

use chrono::{DateTime, Utc};
use contract::incident::{Assessment, NoteKind, Status};
use contract::paging::Reach;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::rows::{AssessmentRow, DueRow, IncidentRow, NoteRow};
use super::windows::{Ask, Window, Windows};
use crate::db::{Clinic, ReadTx};
use crate::refusal::Refusal;

const COLUMNS: &str =
    "i.incident_id, i.number, i.title, i.is_drill, i.aware_at, i.scope_kind, i.scope_id, i.began_at, i.ended_at, i.status, i.contained_at,
     i.decided_at, i.closed_at, i.authorities, i.authority_ref, i.persons_told, h.ends_at as held_until";

pub(super) async fn list_incidents(tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<Vec<IncidentRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    let sql = format!(
        "select {COLUMNS} from app.incident i left join app.evidence_hold h on h.organisation_id = i.organisation_id and h.incident_id = i.incident_id
          where i.organisation_id = $1 order by i.number desc limit $2"
    );
    let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(organisation).bind(reach.limit());
    Ok(query.fetch_all(tx.conn()).await?)
}

pub(super) async fn find_incident(tx: &mut ReadTx<Clinic>, id: Uuid) -> Result<Option<IncidentRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    let sql = format!(
        "select {COLUMNS} from app.incident i left join app.evidence_hold h on h.organisation_id = i.organisation_id and h.incident_id = i.incident_id
          where i.organisation_id = $1 and i.incident_id = $2"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(organisation).bind(id).fetch_optional(tx.conn()).await?)
}

/// Newest first.
pub(super) async fn list_assessments(tx: &mut ReadTx<Clinic>, id: Uuid) -> Result<Vec<AssessmentRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(find_assessments(tx.conn(), organisation, id).await?)
}

pub(super) async fn find_assessments(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Vec<AssessmentRow>, sqlx::Error> {
    sqlx::query_as(
        "select risk, decision, people, who, what, likelihood, measures, reasons from app.incident_assessment
          where organisation_id = $1 and incident_id = $2 order by created_at desc, assessment_id desc",
    )
    .bind(organisation)
    .bind(id)
    .fetch_all(db)
    .await
}

pub(super) async fn list_notes(tx: &mut ReadTx<Clinic>, id: Uuid, reach: Reach) -> Result<Vec<NoteRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select n.created_at, n.kind, n.text, m.display_name as by_name
           from app.incident_note n left join app.membership m on m.organisation_id = n.organisation_id and m.membership_id = n.by_member
          where n.organisation_id = $1 and n.incident_id = $2 order by n.created_at desc, n.note_id desc limit $3",
    )
    .bind(organisation)
    .bind(id)
    .bind(reach.limit())
    .fetch_all(tx.conn())
    .await?)
}

/// Everybody who works or worked here: whose account an incident may be about.
pub(super) async fn list_members(tx: &mut ReadTx<Clinic>) -> Result<Vec<(Uuid, String)>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select membership_id, display_name from app.membership where organisation_id = $1 and role <> 'client' order by display_name, membership_id",
    )
    .bind(organisation)
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn list_names(tx: &mut ReadTx<Clinic>, members: &[Uuid]) -> Result<Vec<(Uuid, String)>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as("select membership_id, display_name from app.membership where organisation_id = $1 and membership_id = any ($2)")
        .bind(organisation)
        .bind(members)
        .fetch_all(tx.conn())
        .await?)
}

pub(super) async fn insert_incident(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    title: &str,
    is_drill: bool,
    aware_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into app.incident (organisation_id, incident_id, title, is_drill, aware_at, status) values ($1, $2, $3, $4, $5, 'opened')")
        .bind(organisation)
        .bind(id)
        .bind(title)
        .bind(is_drill)
        .bind(aware_at)
        .execute(db)
        .await?;
    Ok(())
}

/// A line of an incident's own log.
pub(super) struct Note<'a> {
    pub organisation: Uuid,
    pub incident: Uuid,
    pub id: Uuid,
    pub kind: NoteKind,
    pub text: &'a str,
    pub by: Option<Uuid>,
}

/// Whether it is new: a form posted twice is one line.
pub(super) async fn insert_note(db: &mut PgConnection, note: &Note<'_>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "insert into app.incident_note (organisation_id, incident_id, note_id, kind, text, by_member) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing",
    )
    .bind(note.organisation)
    .bind(note.incident)
    .bind(note.id)
    .bind(note.kind.as_str())
    .bind(note.text)
    .bind(note.by)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn insert_assessment(
    db: &mut PgConnection,
    organisation: Uuid,
    incident: Uuid,
    id: Uuid,
    assessment: &Assessment,
    by: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.incident_assessment (organisation_id, incident_id, assessment_id, risk, decision, who, what, likelihood, measures, reasons, people, by_member)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(organisation)
    .bind(incident)
    .bind(id)
    .bind(assessment.risk.as_str())
    .bind(assessment.decision.as_str())
    .bind(&assessment.who)
    .bind(&assessment.what)
    .bind(&assessment.likelihood)
    .bind(&assessment.measures)
    .bind(&assessment.reasons)
    .bind(assessment.people)
    .bind(by)
    .execute(db)
    .await?;
    Ok(())
}

/// How far it is, with its row locked: who comes second sees what the first did.
pub(super) async fn lock_status(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Option<Status>, sqlx::Error> {
    let word: Option<String> = sqlx::query_scalar(
        "select status from app.incident where organisation_id = $1 and incident_id = $2 for update",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(word.and_then(|word| Status::parse(&word)))
}

pub(super) async fn has_note(
    db: &mut PgConnection,
    organisation: Uuid,
    incident: Uuid,
    note: Uuid,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from app.incident_note where organisation_id = $1 and incident_id = $2 and note_id = $3)")
        .bind(organisation)
        .bind(incident)
        .bind(note)
        .fetch_one(db)
        .await
}

pub(super) async fn set_status(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    to: Status,
) -> Result<(), sqlx::Error> {
    sqlx::query("update app.incident set status = $3 where organisation_id = $1 and incident_id = $2")
        .bind(organisation)
        .bind(id)
        .bind(to.as_str())
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn set_notified(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    told: &contract::incident::Notified,
) -> Result<(), sqlx::Error> {
    let authorities: Vec<_> = told.authorities.iter().map(|authority| authority.as_str()).collect();
    sqlx::query(
        "update app.incident set status = 'notified', authorities = $3, authority_ref = nullif($4, ''), persons_told = $5
          where organisation_id = $1 and incident_id = $2",
    )
    .bind(organisation)
    .bind(id)
    .bind(authorities)
    .bind(&told.reference)
    .bind(told.persons)
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_scope(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    ask: &Ask,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update app.incident set scope_kind = $3, scope_id = $4, began_at = $5, ended_at = $6 where organisation_id = $1 and incident_id = $2",
    )
    .bind(organisation)
    .bind(id)
    .bind(ask.kind.as_str())
    .bind(ask.id)
    .bind(ask.since)
    .bind(ask.until)
    .execute(db)
    .await?;
    Ok(())
}

/// Claims a reminder: once, and only while nothing is decided.
pub(super) async fn claim_reminder(
    db: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
    hours: i16,
) -> Result<Option<DueRow>, sqlx::Error> {
    sqlx::query_as(
        "update app.incident i set reminded = $3 from app.organisation o
          where i.organisation_id = $1 and i.incident_id = $2 and i.reminded < $3 and i.status in ('opened', 'contained', 'assessed')
            and o.organisation_id = i.organisation_id
         returning i.number, i.is_drill, i.aware_at, o.name as organisation",
    )
    .bind(organisation)
    .bind(id)
    .bind(hours)
    .fetch_optional(db)
    .await
}

pub(super) async fn list_admins(db: &mut PgConnection, organisation: Uuid) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select membership_id from app.membership where organisation_id = $1 and role in ('admin', 'owner') and status = 'active'",
    )
    .bind(organisation)
    .fetch_all(db)
    .await
}

pub(super) async fn list_windows(db: &mut PgConnection, house: Uuid, ask: &Ask) -> Result<Vec<Window>, Refusal> {
    Ok(sqlx::query_as("select member_id, role, from_at, to_at from ops.incident_windows($1, $2, $3, $4, $5)")
        .bind(house)
        .bind(ask.kind.as_str())
        .bind(ask.id)
        .bind(ask.since)
        .bind(ask.until)
        .fetch_all(db)
        .await?)
}

/// Lines counted by who did what in whose record.
#[derive(FromRow)]
pub(super) struct CountRow {
    pub source: String,
    pub action: String,
    pub actor: Option<Uuid>,
    pub client_id: Option<Uuid>,
    pub amount: i64,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

pub(super) async fn list_counts(
    db: &mut PgConnection,
    house: Uuid,
    windows: &Windows,
) -> Result<Vec<CountRow>, Refusal> {
    Ok(sqlx::query_as(
        "select source, action, actor, client_id, amount, first_at, last_at from ops.incident_counts($1, $2, $3, $4)",
    )
    .bind(house)
    .bind(&windows.members)
    .bind(&windows.froms)
    .bind(&windows.tos)
    .fetch_all(db)
    .await?)
}

#[derive(FromRow)]
pub(super) struct AccountRow {
    pub at: DateTime<Utc>,
    pub member_id: Uuid,
    pub action: String,
}

pub(super) async fn list_accounts(
    db: &mut PgConnection,
    house: Uuid,
    windows: &Windows,
    most: Option<i32>,
) -> Result<Vec<AccountRow>, Refusal> {
    Ok(sqlx::query_as("select at, member_id, action from ops.incident_accounts($1, $2, $3, $4, $5)")
        .bind(house)
        .bind(&windows.members)
        .bind(&windows.froms)
        .bind(&windows.tos)
        .bind(most)
        .fetch_all(db)
        .await?)
}

/// One line of the logs, as the bundle holds it.
#[derive(FromRow, serde::Serialize)]
pub(super) struct EventRow {
    pub at: DateTime<Utc>,
    pub source: String,
    pub seq: Option<i64>,
    pub actor: Option<Uuid>,
    pub action: String,
    pub client_id: Option<Uuid>,
    pub subject_id: Option<Uuid>,
    pub basis_id: Option<Uuid>,
    pub from_state: Option<String>,
    pub to_state: Option<String>,
    pub request_id: Option<String>,
    pub hash: Option<String>,
}

/// Opens the lines for `fetch_events`: the database holds them, not this process.
pub(super) async fn open_events(db: &mut PgConnection, house: Uuid, windows: &Windows) -> Result<(), Refusal> {
    // A statement that declares a cursor takes no parameters, a function that opens one does.
    sqlx::query("select ops.open_incident_events('incident_events', $1, $2, $3, $4)")
        .bind(house)
        .bind(&windows.members)
        .bind(&windows.froms)
        .bind(&windows.tos)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn fetch_events(db: &mut PgConnection) -> Result<Vec<EventRow>, Refusal> {
    Ok(sqlx::query_as("fetch 5000 from incident_events").fetch_all(db).await?)
}

#[derive(FromRow)]
pub(super) struct HouseRow {
    pub organisation: Option<String>,
    pub number: Option<i32>,
    pub is_drill: Option<bool>,
    pub scope_kind: Option<String>,
    pub scope_id: Option<Uuid>,
    pub began_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

pub(super) async fn find_house(
    db: &mut PgConnection,
    house: Uuid,
    incident: Option<Uuid>,
) -> Result<HouseRow, Refusal> {
    Ok(sqlx::query_as("select organisation, number, is_drill, scope_kind, scope_id, began_at, ended_at from ops.incident_scope($1, $2)")
        .bind(house)
        .bind(incident)
        .fetch_one(db)
        .await?)
}

//! The journal's SQL. Every query names organisation and client beside what row security does by itself.

use chrono::{DateTime, NaiveDate, Utc};
use contract::id::ObservationId;
use serde_json::Value;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::db::{Client, ReadTx, Scope};
use crate::refusal::Refusal;

/// Whose journal: taken from the transaction's scope and from nowhere else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    pub organisation: Uuid,
    pub client: Uuid,
}

impl From<&Scope<Client>> for Owner {
    fn from(scope: &Scope<Client>) -> Self {
        Self { organisation: scope.organisation().0, client: scope.member().0 }
    }
}

/// An entry as it is stored.
#[derive(Debug, Clone, FromRow)]
pub(super) struct EntryRow {
    pub observation_id: Uuid,
    pub kind: String,
    pub occurred_at: DateTime<Utc>,
    pub zone: String,
    pub local_date: NaiveDate,
    pub ended_at: Option<DateTime<Utc>>,
    pub payload: Value,
    pub note: Option<String>,
    pub visibility: String,
    pub version: i32,
    pub deleted_at: Option<DateTime<Utc>>,
}

impl EntryRow {
    /// Whether both say the same; who saved it when does not count.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.occurred_at == other.occurred_at
            && self.zone == other.zone
            && self.local_date == other.local_date
            && self.ended_at == other.ended_at
            && self.payload == other.payload
            && self.note == other.note
            && self.visibility == other.visibility
    }
}

/// Adds an entry; false when its id is taken already.
pub(super) async fn insert(connection: &mut PgConnection, owner: Owner, row: &EntryRow) -> Result<bool, Refusal> {
    let done = sqlx::query(
        "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, ended_at, payload, note, visibility)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (organisation_id, client_id, observation_id) do nothing",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(row.observation_id)
    .bind(&row.kind)
    .bind(row.occurred_at)
    .bind(&row.zone)
    .bind(row.local_date)
    .bind(row.ended_at)
    .bind(&row.payload)
    .bind(&row.note)
    .bind(&row.visibility)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update(connection: &mut PgConnection, owner: Owner, row: &EntryRow) -> Result<(), Refusal> {
    sqlx::query(
        "update app.observation set occurred_at = $4, zone = $5, local_date = $6, ended_at = $7, payload = $8, note = $9, visibility = $10
          where organisation_id = $1 and client_id = $2 and observation_id = $3",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(row.observation_id)
    .bind(row.occurred_at)
    .bind(&row.zone)
    .bind(row.local_date)
    .bind(row.ended_at)
    .bind(&row.payload)
    .bind(&row.note)
    .bind(&row.visibility)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn set_deleted(
    connection: &mut PgConnection,
    owner: Owner,
    id: ObservationId,
    at: Option<DateTime<Utc>>,
) -> Result<(), Refusal> {
    sqlx::query("update app.observation set deleted_at = $4 where organisation_id = $1 and client_id = $2 and observation_id = $3")
        .bind(owner.organisation)
        .bind(owner.client)
        .bind(id.0)
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

/// One entry by its id.
macro_rules! entry {
    ($tail:literal) => {
        concat!(
            "select observation_id, kind, occurred_at, zone, local_date, ended_at, payload, note, visibility, version, deleted_at ",
            "from app.observation where organisation_id = $1 and client_id = $2 and observation_id = $3",
            $tail
        )
    };
}

pub(super) async fn find(
    connection: &mut PgConnection,
    owner: Owner,
    id: ObservationId,
) -> Result<Option<EntryRow>, Refusal> {
    let entry = sqlx::query_as(entry!("")).bind(owner.organisation).bind(owner.client).bind(id.0);
    Ok(entry.fetch_optional(connection).await?)
}

/// As [`find`], and nobody else changes it until this transaction ends.
pub(super) async fn lock(
    connection: &mut PgConnection,
    owner: Owner,
    id: ObservationId,
) -> Result<Option<EntryRow>, Refusal> {
    let entry = sqlx::query_as(entry!(" for update")).bind(owner.organisation).bind(owner.client).bind(id.0);
    Ok(entry.fetch_optional(connection).await?)
}

/// How many entries a client's journal holds, deleted ones included.
pub(crate) async fn count_entries(tx: &mut ReadTx<Client>) -> Result<i64, Refusal> {
    let owner = Owner::from(tx.scope());
    let count =
        sqlx::query_scalar("select count(*) from app.observation where organisation_id = $1 and client_id = $2");
    Ok(count.bind(owner.organisation).bind(owner.client).fetch_one(tx.conn()).await?)
}

/// A week of entries. What is eaten on other days than `day` is left where it is: the strip needs only the hours.
pub(super) async fn list_week(
    connection: &mut PgConnection,
    owner: Owner,
    monday: NaiveDate,
    day: NaiveDate,
) -> Result<Vec<EntryRow>, Refusal> {
    let rows = sqlx::query_as(
        "select observation_id, kind, occurred_at, zone, local_date, ended_at,
                case when local_date = $4 or kind <> 'meal' then payload else jsonb_build_object('meal_type', payload->'meal_type', 'items', '[]'::jsonb) end as payload,
                case when local_date = $4 then note end as note, visibility, version, deleted_at
           from app.observation
          where organisation_id = $1 and client_id = $2 and local_date between $3 and $3 + 6 and deleted_at is null
          order by occurred_at, observation_id",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(monday)
    .bind(day)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// A meal of the last weeks, by what was in it.
#[derive(Debug, FromRow)]
pub(super) struct MealNames {
    pub observation_id: Uuid,
    pub occurred_at: DateTime<Utc>,
    pub zone: String,
    pub meal_type: String,
    pub names: Vec<String>,
}

pub(super) async fn list_meal_names(
    connection: &mut PgConnection,
    owner: Owner,
    since: NaiveDate,
) -> Result<Vec<MealNames>, Refusal> {
    let rows = sqlx::query_as(
        "select observation_id, occurred_at, zone, payload->>'meal_type' as meal_type,
                array(select item->>'name' from jsonb_array_elements(payload->'items') item) as names
           from app.observation
          where organisation_id = $1 and client_id = $2 and local_date >= $3 and kind = 'meal' and deleted_at is null
          order by local_date desc, occurred_at desc limit 200",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(since)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// A food as it was last logged.
#[derive(Debug, FromRow)]
pub(super) struct RecentFoodRow {
    pub food_id: Option<i32>,
    pub name: String,
    pub portion_seq: Option<i32>,
    pub quantity: f64,
    pub measure: Option<String>,
    pub grams: f64,
}

pub(super) async fn list_recent_foods(
    connection: &mut PgConnection,
    owner: Owner,
) -> Result<Vec<RecentFoodRow>, Refusal> {
    let rows = sqlx::query_as(
        "select food_id, name, portion_seq, quantity, measure, grams from (
           select (item->>'food_id')::int as food_id, item->>'name' as name, (item->>'portion_seq')::int as portion_seq,
                  coalesce((item->>'quantity')::float8, 1) as quantity, item->>'measure' as measure, (item->>'grams')::float8 as grams,
                  meal.occurred_at, row_number() over (partition by item->>'food_id', item->>'name' order by meal.occurred_at desc, place) as nth, place
             from (select payload, occurred_at from app.observation
                    where organisation_id = $1 and client_id = $2 and kind = 'meal' and deleted_at is null
                    order by local_date desc, occurred_at desc limit 80) meal
             cross join lateral jsonb_array_elements(meal.payload->'items') with ordinality listed (item, place)) logged
         where nth = 1 order by occurred_at desc, place limit 40",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Codes and own names of the last symptoms, latest first.
pub(super) async fn list_recent_symptoms(
    connection: &mut PgConnection,
    owner: Owner,
) -> Result<Vec<(Option<String>, Option<String>)>, Refusal> {
    let rows = sqlx::query_as(
        "select code, own_label from (
           select payload->>'code' as code, payload->>'own_label' as own_label, occurred_at from app.observation
            where organisation_id = $1 and client_id = $2 and kind = 'symptom' and deleted_at is null
            order by local_date desc, occurred_at desc limit 300) symptom
         group by code, own_label order by max(occurred_at) desc limit 30",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Practitioners in active care of this client: row security shows a client no others.
pub(super) async fn list_practitioners(connection: &mut PgConnection, owner: Owner) -> Result<Vec<String>, Refusal> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select m.display_name from app.care_relationship r
           join app.membership m on m.organisation_id = r.organisation_id and m.membership_id = r.practitioner_id
          where r.organisation_id = $1 and r.client_id = $2 and r.status = 'active' and m.status = 'active' order by m.display_name",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// A state of an entry and when it was written.
#[derive(Debug, FromRow)]
pub(super) struct VersionRow {
    #[sqlx(flatten)]
    pub entry: EntryRow,
    pub written_at: DateTime<Utc>,
}

/// All states of an entry, newest first; none when there is no such entry.
pub(super) async fn list_versions(
    connection: &mut PgConnection,
    owner: Owner,
    id: ObservationId,
) -> Result<Vec<VersionRow>, Refusal> {
    let rows = sqlx::query_as(
        "select observation_id, kind, occurred_at, zone, local_date, ended_at, payload, note, visibility, version, deleted_at, updated_at as written_at
           from app.observation where organisation_id = $1 and client_id = $2 and observation_id = $3
         union all
         select v.observation_id, o.kind, v.occurred_at, v.zone, v.local_date, v.ended_at, v.payload, v.note, v.visibility, v.version, v.deleted_at, v.written_at
           from app.observation_version v
           join app.observation o on o.organisation_id = v.organisation_id and o.client_id = v.client_id and o.observation_id = v.observation_id
          where v.organisation_id = $1 and v.client_id = $2 and v.observation_id = $3
         order by version desc",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(id.0)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

//! The journal's SQL. Every query names organisation and client beside what row security does by itself. What an entry
//! says is sealed: the database orders and limits by plain columns, the rest is done with rows that were opened.

use chrono::{DateTime, NaiveDate, Utc};
use contract::id::ObservationId;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::entry::{Plain, Stored};
use crate::db::{Client, ReadTx, Scope};
use crate::refusal::Refusal;
use crate::secret::ClientKey;

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
#[derive(Debug, FromRow)]
pub(super) struct SealedRow {
    #[sqlx(flatten)]
    content: Stored,
    occurred_at: DateTime<Utc>,
    zone: String,
    local_date: NaiveDate,
    ended_at: Option<DateTime<Utc>>,
    visibility: String,
    version: i32,
    deleted_at: Option<DateTime<Utc>>,
}

/// An entry with what it says.
#[derive(Debug, Clone)]
pub(super) struct EntryRow {
    pub observation_id: Uuid,
    pub kind: String,
    pub occurred_at: DateTime<Utc>,
    pub zone: String,
    pub local_date: NaiveDate,
    pub ended_at: Option<DateTime<Utc>>,
    pub plain: Plain,
    pub visibility: String,
    pub version: i32,
    pub deleted_at: Option<DateTime<Utc>>,
}

impl SealedRow {
    pub fn open(self, key: &ClientKey) -> Result<EntryRow, Refusal> {
        Ok(EntryRow {
            observation_id: self.content.observation_id,
            kind: self.content.kind.clone(),
            plain: self.content.open(key)?,
            occurred_at: self.occurred_at,
            zone: self.zone,
            local_date: self.local_date,
            ended_at: self.ended_at,
            visibility: self.visibility,
            version: self.version,
            deleted_at: self.deleted_at,
        })
    }
}

impl EntryRow {
    /// Whether both say the same; who saved it when does not count.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.occurred_at == other.occurred_at
            && self.zone == other.zone
            && self.local_date == other.local_date
            && self.ended_at == other.ended_at
            && self.plain == other.plain
            && self.visibility == other.visibility
    }
}

/// Adds an entry; false when its id is taken already.
pub(super) async fn insert(
    connection: &mut PgConnection,
    owner: Owner,
    row: &EntryRow,
    key: &ClientKey,
) -> Result<bool, Refusal> {
    let sealed = row.plain.seal(row.observation_id, key)?;
    let done = sqlx::query(
        "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, ended_at, sealed, visibility)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (organisation_id, client_id, observation_id) do nothing",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(row.observation_id)
    .bind(&row.kind)
    .bind(row.occurred_at)
    .bind(&row.zone)
    .bind(row.local_date)
    .bind(row.ended_at)
    .bind(sealed)
    .bind(&row.visibility)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update(
    connection: &mut PgConnection,
    owner: Owner,
    row: &EntryRow,
    key: &ClientKey,
) -> Result<(), Refusal> {
    let sealed = row.plain.seal(row.observation_id, key)?;
    sqlx::query(
        "update app.observation set occurred_at = $4, zone = $5, local_date = $6, ended_at = $7, sealed = $8, visibility = $9
          where organisation_id = $1 and client_id = $2 and observation_id = $3",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(row.observation_id)
    .bind(row.occurred_at)
    .bind(&row.zone)
    .bind(row.local_date)
    .bind(row.ended_at)
    .bind(sealed)
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
            "select observation_id, kind, occurred_at, zone, local_date, ended_at, payload, note, sealed, visibility, version, deleted_at ",
            "from app.observation where organisation_id = $1 and client_id = $2 and observation_id = $3",
            $tail
        )
    };
}

pub(super) async fn find(
    connection: &mut PgConnection,
    owner: Owner,
    id: ObservationId,
    key: &ClientKey,
) -> Result<Option<EntryRow>, Refusal> {
    let entry = sqlx::query_as(entry!("")).bind(owner.organisation).bind(owner.client).bind(id.0);
    let row: Option<SealedRow> = entry.fetch_optional(connection).await?;
    row.map(|row| row.open(key)).transpose()
}

/// As [`find`], and nobody else changes it until this transaction ends.
pub(super) async fn lock(
    connection: &mut PgConnection,
    owner: Owner,
    id: ObservationId,
    key: &ClientKey,
) -> Result<Option<EntryRow>, Refusal> {
    let entry = sqlx::query_as(entry!(" for update")).bind(owner.organisation).bind(owner.client).bind(id.0);
    let row: Option<SealedRow> = entry.fetch_optional(connection).await?;
    row.map(|row| row.open(key)).transpose()
}

/// How many entries a client's journal holds, deleted ones included.
pub(crate) async fn count_entries(tx: &mut ReadTx<Client>) -> Result<i64, Refusal> {
    let owner = Owner::from(tx.scope());
    let count =
        sqlx::query_scalar("select count(*) from app.observation where organisation_id = $1 and client_id = $2");
    Ok(count.bind(owner.organisation).bind(owner.client).fetch_one(tx.conn()).await?)
}

/// A week of entries.
pub(super) async fn list_week(
    connection: &mut PgConnection,
    owner: Owner,
    monday: NaiveDate,
) -> Result<Vec<SealedRow>, Refusal> {
    let rows = sqlx::query_as(
        "select observation_id, kind, occurred_at, zone, local_date, ended_at, payload, note, sealed, visibility, version, deleted_at
           from app.observation
          where organisation_id = $1 and client_id = $2 and local_date between $3 and $3 + 6 and deleted_at is null
          order by occurred_at, observation_id",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(monday)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// The last entries of one kind since a day, latest first.
pub(super) async fn list_last(
    connection: &mut PgConnection,
    owner: Owner,
    kind: &str,
    since: Option<NaiveDate>,
    most: i64,
) -> Result<Vec<SealedRow>, Refusal> {
    let rows = sqlx::query_as(
        "select observation_id, kind, occurred_at, zone, local_date, ended_at, payload, note, sealed, visibility, version, deleted_at
           from app.observation
          where organisation_id = $1 and client_id = $2 and kind = $3 and local_date >= coalesce($4, '-infinity') and deleted_at is null
          order by local_date desc, occurred_at desc limit $5",
    )
    .bind(owner.organisation)
    .bind(owner.client)
    .bind(kind)
    .bind(since)
    .bind(most)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Whom the journal of this client is open to: practitioners in active care, and whoever has access to it at present, while
/// the client agrees to the use of their health data.
pub(super) async fn list_practitioners(connection: &mut PgConnection, owner: Owner) -> Result<Vec<String>, Refusal> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select display_name from (
           select m.membership_id, m.display_name from app.care_relationship r
             join app.membership m on m.organisation_id = r.organisation_id and m.membership_id = r.practitioner_id
            where r.organisation_id = $1 and r.client_id = $2 and r.status = 'active' and m.status = 'active'
           union
           select p.membership_id, p.display_name from app.access_grant g, lateral (
             select * from authz.people_of_record() q where q.membership_id = g.practitioner_id and q.may_be_named) p
            where g.organisation_id = $1 and g.client_id = $2 and g.ended_at is null and g.starts_at <= now() and g.expires_at > now()
              and 'observation.read' = any (g.permissions)) open
          where (select authz.consented('health_data')) order by display_name, membership_id",
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
    pub entry: SealedRow,
    pub written_at: DateTime<Utc>,
}

/// All states of an entry, newest first; none when there is no such entry.
pub(super) async fn list_versions(
    connection: &mut PgConnection,
    owner: Owner,
    id: ObservationId,
) -> Result<Vec<VersionRow>, Refusal> {
    let rows = sqlx::query_as(
        "select observation_id, kind, occurred_at, zone, local_date, ended_at, payload, note, sealed, visibility, version, deleted_at, updated_at as written_at
           from app.observation where organisation_id = $1 and client_id = $2 and observation_id = $3
         union all
         select v.observation_id, o.kind, v.occurred_at, v.zone, v.local_date, v.ended_at, v.payload, v.note, v.sealed, v.visibility, v.version, v.deleted_at, v.written_at
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

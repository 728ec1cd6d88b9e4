//! The session store behind tower-sessions. Unlike the ready-made one, saving never re-creates an ended session: a
//! write in flight while somebody signs out changes nothing.
//!
//! The record carries `person` and, once an organisation is chosen, `membership`; both are checked by the database.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::postgres::types::PgInterval;
use time::OffsetDateTime;
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result};

use super::SessionToken;
use crate::Backend;
use crate::db::Public;
use crate::refusal::Refusal;
use crate::secret::token_hash;

/// A session ends after this long without a request…
pub const IDLE: std::time::Duration = std::time::Duration::from_secs(12 * 3600);
/// …and after this long in any case.
pub const ABSOLUTE: std::time::Duration = std::time::Duration::from_secs(30 * 24 * 3600);

#[derive(Clone)]
pub struct SessionStore(Backend);

impl std::fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionStore")
    }
}

impl SessionStore {
    pub fn new(backend: Backend) -> Self {
        Self(backend)
    }

    fn hash(&self, id: &Id) -> Vec<u8> {
        token_hash(&SessionToken::new(*id).database_token(&self.0.keys))
    }
}

#[async_trait]
impl tower_sessions_core::SessionStore for SessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let mut tx = self.0.bare::<Public>().await.map_err(failed)?;
        sqlx::query("select auth.open_session($1, $2, $3, $4)")
            .bind(self.hash(&record.id))
            .bind(sqlx::types::Json(&record.data))
            .bind(interval(IDLE))
            .bind(interval(ABSOLUTE))
            .execute(tx.conn())
            .await
            .map_err(|error| failed(error.into()))?;
        tx.commit().await.map_err(failed)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut tx = self.0.bare::<Public>().await.map_err(failed)?;
        sqlx::query("select auth.save_session($1, $2)")
            .bind(self.hash(&record.id))
            .bind(sqlx::types::Json(&record.data))
            .execute(tx.conn())
            .await
            .map_err(|error| failed(error.into()))?;
        tx.commit().await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut tx = self.0.bare::<Public>().await.map_err(failed)?;
        let found: Option<(serde_json::Value, DateTime<Utc>)> =
            sqlx::query_as("select data, expires_at from auth.load_session($1)")
                .bind(self.hash(id))
                .fetch_optional(tx.conn())
                .await
                .map_err(|error| failed(error.into()))?;
        let Some((data, expires_at)) = found else { return Ok(None) };
        let data = serde_json::from_value(data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at.timestamp())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.0.bare::<Public>().await.map_err(failed)?;
        sqlx::query("select auth.end_session($1, 'sign_out')")
            .bind(self.hash(id))
            .execute(tx.conn())
            .await
            .map_err(|error| failed(error.into()))?;
        tx.commit().await.map_err(failed)
    }
}

impl Backend {
    /// Pushes the idle limit out, beside the request rather than in its way.
    pub(crate) fn touch_session(&self, token: &SessionToken) {
        let (backend, hash) = (self.clone(), crate::db::session_hash(token, &self.keys));
        tokio::spawn(async move {
            let touched = async {
                let mut tx = backend.bare::<Public>().await?;
                sqlx::query("select auth.touch_session($1, $2)")
                    .bind(hash)
                    .bind(interval(IDLE))
                    .execute(tx.conn())
                    .await?;
                tx.commit().await
            };
            if touched.await.is_err() {
                tracing::warn!(kind = "session not touched");
            }
        });
    }
}

fn interval(length: std::time::Duration) -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: i64::try_from(length.as_micros()).unwrap_or(i64::MAX) }
}

fn failed(refusal: Refusal) -> Error {
    Error::Backend(format!("{:?}", refusal.into_app("session")))
}

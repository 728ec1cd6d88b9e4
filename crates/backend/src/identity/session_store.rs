//! The session store behind tower-sessions, one per request. Unlike the ready-made one, saving never re-creates an ended
//! session: a write in flight while somebody signs out changes nothing.
//!
//! The record carries `person`, once an organisation is chosen `membership`, and at sign-in `proof`, the version of the
//! password that was right; all are checked by the database. The store knows the secrets behind tower-sessions' ids:
//! the one the browser sent and those it made itself.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::postgres::types::PgInterval;
use time::OffsetDateTime;
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result};

use super::{Arrival, SessionToken};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::config::SessionLimits;
use crate::db::{Public, SignIn};
use crate::refusal::Refusal;

#[derive(Clone)]
pub struct SessionStore {
    backend: Backend,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    tokens: Vec<SessionToken>,
    /// Where the browser came from, for a session that begins.
    arrival: Option<Arrival>,
    /// The session whose place the next one takes.
    continued: Option<Id>,
    /// This request has ended a session.
    ended: bool,
}

impl std::fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionStore")
    }
}

impl SessionStore {
    pub fn new(backend: Backend) -> Self {
        Self { backend, known: Arc::default() }
    }

    /// For a request: the secret its cookie held, if any, and where it came from.
    pub fn of_request(backend: Backend, token: Option<SessionToken>, arrival: Arrival) -> Self {
        let known =
            Known { tokens: token.into_iter().collect(), arrival: Some(arrival), continued: None, ended: false };
        Self { backend, known: Arc::new(Mutex::new(known)) }
    }

    /// What `create` fails with when the session or password it stands on is over.
    pub const OVER: &str = "what the session stands on is over";

    /// Makes a secret known to this store, as a request's cookie does.
    pub fn learn(&self, token: SessionToken) {
        self.known().tokens.push(token);
    }

    /// The secret behind an id; `None` for one that neither the browser sent nor this store made.
    pub fn token(&self, id: Id) -> Option<SessionToken> {
        self.known().tokens.iter().rev().find(|token| token.id() == id).cloned()
    }

    /// The session made next takes the place of `id`: the two change places in one transaction, and the new one keeps
    /// the age of the old. Until then `delete` leaves `id` alone.
    pub fn continue_from(&self, id: Id) {
        self.known().continued = Some(id);
    }

    /// Whether this request has ended a session itself. Otherwise its answer leaves the browser's cookie as it is: that may
    /// by now be the one of another request, which renewed the session that this one found over.
    pub fn has_ended(&self) -> bool {
        self.known().ended
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hash(&self, id: Id) -> Option<Vec<u8>> {
        self.token(id).map(|token| token.stored_hash(&self.backend.keys))
    }
}

#[async_trait]
impl tower_sessions_core::SessionStore for SessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (arrival, continued) = {
            let mut known = self.known();
            (known.arrival.clone(), known.continued.take())
        };
        let continues = continued.and_then(|id| self.hash(id));
        let token = self.token(record.id).unwrap_or_else(|| SessionToken::for_id(record.id));
        let limits = self.backend.config.sessions;
        let hash = token.stored_hash(&self.backend.keys);
        // As the record says whose it is to be: the step is for that person and place, and no other.
        let [person, membership] = ["person", "membership"].map(|name| said(record, name));
        let about = [About::Bytes(&hash), About::id(person), About::id(membership), About::bytes(continues.as_deref())];
        let step = self.backend.keys.step(Step::OpenSession, &about);
        let mut tx = self.backend.bare::<SignIn>().await.map_err(failed)?;
        sqlx::query("select auth.open_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
            .bind(step)
            .bind(&hash)
            .bind(sqlx::types::Json(&record.data))
            .bind(continues)
            .bind(arrival.as_ref().map(|arrival| arrival.device.as_str()))
            .bind(arrival.as_ref().map(|arrival| self.backend.keys.network(arrival.address).to_vec()))
            .bind(interval(limits.client_idle))
            .bind(interval(limits.client_absolute))
            .bind(interval(limits.staff_idle))
            .bind(interval(limits.staff_absolute))
            .bind(arrival.as_ref().and_then(|arrival| arrival.known.as_ref()).map(super::DeviceToken::hash))
            .execute(tx.conn())
            .await
            .map_err(refused)?;
        tx.commit().await.map_err(failed)?;
        self.learn(token);
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let Some(hash) = self.hash(record.id) else { return Ok(()) };
        let mut tx = self.backend.bare::<Public>().await.map_err(failed)?;
        sqlx::query("select auth.save_session($1, $2)")
            .bind(hash)
            .bind(sqlx::types::Json(&record.data))
            .execute(tx.conn())
            .await
            .map_err(|error| failed(error.into()))?;
        tx.commit().await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(hash) = self.hash(*id) else { return Ok(None) };
        let mut tx = self.backend.bare::<Public>().await.map_err(failed)?;
        let found: Option<(serde_json::Value, DateTime<Utc>)> =
            sqlx::query_as("select data, expires_at from auth.load_session($1)")
                .bind(hash)
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
        // Its successor ends it, with its own beginning.
        {
            let mut known = self.known();
            if known.continued == Some(*id) {
                return Ok(());
            }
            known.ended = true;
        }
        let Some(hash) = self.hash(*id) else { return Ok(()) };
        let mut tx = self.backend.bare::<Public>().await.map_err(failed)?;
        sqlx::query("select auth.end_session($1, 'sign_out')")
            .bind(hash)
            .execute(tx.conn())
            .await
            .map_err(|error| failed(error.into()))?;
        tx.commit().await.map_err(failed)
    }
}

impl Backend {
    /// Pushes the idle limit out, beside the request rather than in its way.
    pub(crate) fn touch_session(&self, token: &SessionToken) {
        let (backend, hash) = (self.clone(), token.stored_hash(&self.keys));
        let SessionLimits { client_idle, staff_idle, .. } = self.config.sessions;
        tokio::spawn(async move {
            let touched = async {
                let mut tx = backend.bare::<Public>().await?;
                sqlx::query("select auth.touch_session($1, $2, $3)")
                    .bind(hash)
                    .bind(interval(client_idle))
                    .bind(interval(staff_idle))
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

/// An id that a session's record holds.
fn said(record: &Record, name: &str) -> Option<uuid::Uuid> {
    record.data.get(name).and_then(|value| value.as_str()).and_then(|text| text.parse().ok())
}

fn interval(length: std::time::Duration) -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: i64::try_from(length.as_micros()).unwrap_or(i64::MAX) }
}

fn refused(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(inner) if inner.code().is_some_and(|code| code == "42501") => {
            Error::Backend(SessionStore::OVER.to_owned())
        }
        _ => failed(error.into()),
    }
}

fn failed(refusal: Refusal) -> Error {
    Error::Backend(format!("{:?}", refusal.into_app("session")))
}

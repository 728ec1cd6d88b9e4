//! Transactions with an identity. A read ends without a commit; a write commits only together with its activity entry.

use std::sync::Arc;

use contract::AppError;
use serde::Serialize;
use sqlx::{PgConnection, Postgres, Transaction};
use tokio::sync::Notify;

use super::portal::{self, Portal};
use super::scope::{EnterRow, Scope};
use super::sending::Use;
use crate::Backend;
use crate::activity::Activity;
use crate::refusal::Refusal;
use crate::secret;
use crate::session_token::SessionToken;

/// A read-only transaction of one portal. It cannot be used where another portal's is meant:
///
/// ```compile_fail
/// fn cross(tx: backend::db::ReadTx<backend::db::Client>) -> backend::db::ReadTx<backend::db::Practice> { tx }
/// ```
/// while the same function within one portal compiles:
/// ```
/// fn same(tx: backend::db::ReadTx<backend::db::Client>) -> backend::db::ReadTx<backend::db::Client> { tx }
/// ```
pub struct ReadTx<P: Portal> {
    tx: Transaction<'static, Postgres>,
    scope: Scope<P>,
    keys: Arc<secret::Keys>,
}

/// A transaction that changes something. Dropped without `commit` it leaves no trace; `commit` takes the evidence:
///
/// ```compile_fail
/// async fn silent(tx: backend::db::WriteTx<backend::db::Client>) { let _ = tx.commit().await; }
/// ```
/// ```
/// async fn told(tx: backend::db::WriteTx<backend::db::Client>, what: backend::activity::Activity) { let _ = tx.commit(what).await; }
/// ```
pub struct WriteTx<P: Portal> {
    tx: Transaction<'static, Postgres>,
    scope: Scope<P>,
    request_id: String,
    keys: Arc<secret::Keys>,
    /// Rung at commit when a job was enqueued, so that it need not wait for the next look at the queue.
    bell: Option<Arc<Notify>>,
    jobs: Arc<Notify>,
    /// The sending of a form that this change answers.
    sending: Option<Use>,
}

impl Backend {
    /// Opens a read for the session's person in portal `P`.
    ///
    /// # Errors
    /// `NotSignedIn` when there is no live session of this portal; `ConsentNeeded` for a client who has not agreed to
    /// terms and privacy; `Unavailable` when the database is.
    pub async fn read<P: Portal>(&self, token: &SessionToken) -> Result<ReadTx<P>, Refusal> {
        open(self.read_even_closed(token).await?, ReadTx::scope)
    }

    /// The same for what stays open to everybody: their consents, their data, leaving.
    ///
    /// # Errors
    /// As `read`, without `ConsentNeeded`.
    pub async fn read_even_closed<P: Portal>(&self, token: &SessionToken) -> Result<ReadTx<P>, Refusal> {
        let (tx, scope) = self.enter::<P>(token, "begin read only").await?;
        Ok(ReadTx { tx, scope, keys: self.keys.clone() })
    }

    /// Opens a change for the session's person in portal `P`. `request_id` goes into its activity entry.
    ///
    /// # Errors
    /// As `read`.
    pub async fn write<P: Portal>(&self, token: &SessionToken, request_id: &str) -> Result<WriteTx<P>, Refusal> {
        open(self.write_even_closed(token, request_id).await?, WriteTx::scope)
    }

    /// The same for what stays open to everybody.
    ///
    /// # Errors
    /// As `read_even_closed`.
    pub async fn write_even_closed<P: Portal>(
        &self,
        token: &SessionToken,
        request_id: &str,
    ) -> Result<WriteTx<P>, Refusal> {
        let (tx, scope) = self.enter::<P>(token, "begin").await?;
        let (keys, jobs) = (self.keys.clone(), self.job_bell.clone());
        Ok(WriteTx { tx, scope, request_id: request_id.to_owned(), keys, bell: None, jobs, sending: None })
    }

    /// In a task of its own: a caller that goes away half-way must not leave a half-opened transaction in the pool.
    async fn enter<P: Portal>(
        &self,
        token: &SessionToken,
        begin: &'static str,
    ) -> Result<(Transaction<'static, Postgres>, Scope<P>), Refusal> {
        let pool = P::pool(&self.pools).clone();
        let database_token = token.database_token(&self.keys);
        let opened = tokio::spawn(async move {
            let mut tx = portal::begin(&pool, begin).await?;
            let row: Option<EnterRow> = sqlx::query_as("select person_id, organisation_id, membership_id, role, display_name, organisation_name, zone, currency, language, touch, closed from authz.enter($1)")
                .bind(&database_token)
                .fetch_optional(&mut *tx)
                .await?;
            Ok::<_, sqlx::Error>((tx, row))
        });
        let (tx, row) = opened.await.map_err(|_| Refusal::Fault("opening a transaction was interrupted".into()))??;
        let row = row.ok_or(AppError::NotSignedIn)?;
        if row.touch {
            self.touch_session(token);
        }
        let scope = Scope::from_row(row).ok_or(AppError::NotSignedIn)?;
        Ok((tx, scope))
    }

    /// A transaction without identity, for the narrow functions of `ns_public`, `ns_signin`, `ns_webhook` and the job queue.
    pub(crate) async fn bare<P: Portal>(&self) -> Result<BareTx, Refusal> {
        Ok(BareTx(portal::begin(P::pool(&self.pools), "begin").await?))
    }

    /// Ends the pools; used at shutdown.
    pub async fn close(&self) {
        self.pools.close().await;
    }
}

/// P13: a client's portal is closed until they have agreed to what it stands on.
fn open<P: Portal, T>(tx: T, scope: impl Fn(&T) -> &Scope<P>) -> Result<T, Refusal> {
    if scope(&tx).is_closed() { Err(AppError::ConsentNeeded.into()) } else { Ok(tx) }
}

impl<P: Portal> ReadTx<P> {
    pub fn scope(&self) -> &Scope<P> {
        &self.scope
    }

    pub(crate) fn keys(&self) -> Arc<secret::Keys> {
        self.keys.clone()
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

impl<P: Portal> WriteTx<P> {
    pub fn scope(&self) -> &Scope<P> {
        &self.scope
    }

    pub(crate) fn keys(&self) -> Arc<secret::Keys> {
        self.keys.clone()
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// The request this change answers, as its entries name it.
    pub(crate) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Refuses unless who is there was proved within the last ten minutes: for what is weighty (exports, grants, payout
    /// settings). The person is led to `/account/prove` and back.
    ///
    /// # Errors
    /// `ProofNeeded`.
    pub async fn demand_proof(&mut self) -> Result<(), Refusal> {
        let fresh: bool = sqlx::query_scalar("select authz.fresh()").fetch_one(&mut *self.tx).await?;
        if fresh { Ok(()) } else { Err(AppError::ProofNeeded.into()) }
    }

    /// Records an entry beside the one `commit` takes, for a change of several things at once.
    ///
    /// # Errors
    /// Database faults.
    pub async fn record(&mut self, what: Activity) -> Result<(), Refusal> {
        sqlx::query("select app.record_activity($1, $2, $3, $4, $5, $6)")
            .bind(what.action.as_str())
            .bind(what.subject)
            .bind(what.client)
            .bind(what.from)
            .bind(what.to)
            .bind(&self.request_id)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Enqueues background work that exists only if this change does. `payload` holds ids, never content.
    ///
    /// # Errors
    /// Database faults.
    pub(crate) async fn enqueue(
        &mut self,
        kind: &str,
        payload: &impl Serialize,
        sealed: Option<Vec<u8>>,
        due: Option<chrono::DateTime<chrono::Utc>>,
    ) -> Result<(), Refusal> {
        sqlx::query("select ops.enqueue($1, $2, $3, $4)")
            .bind(kind)
            .bind(sqlx::types::Json(payload))
            .bind(sealed)
            .bind(due)
            .execute(&mut *self.tx)
            .await?;
        self.bell = Some(self.jobs.clone());
        Ok(())
    }

    /// This change is made once for one sending of a form: `commit` notes it in the same transaction.
    #[must_use]
    pub fn once(mut self, sending: Option<&Use>) -> Self {
        self.sending = sending.filter(|sending| !sending.is_done()).cloned();
        self
    }

    /// Writes the evidence and makes everything durable, together.
    ///
    /// # Errors
    /// Database faults; then nothing of the change is left.
    pub async fn commit(mut self, what: Activity) -> Result<(), Refusal> {
        self.record(what).await?;
        let sending = self.sending.take().filter(|sending| !sending.is_done());
        if let Some(sending) = &sending {
            sqlx::query("select app.note_form_use($1)").bind(sending.hash()).execute(&mut *self.tx).await?;
        }
        self.tx.commit().await?;
        if let Some(sending) = sending {
            sending.mark_done();
        }
        if let Some(bell) = self.bell {
            bell.notify_one();
        }
        Ok(())
    }
}

impl WriteTx<super::portal::Worker> {
    /// Makes a slice of long work durable together with the next one's job. For work that changes how something is
    /// stored and not what it says, and for erasure, where an entry for each slice would say how much there was of
    /// somebody who asked to be forgotten; its last slice commits with the evidence.
    ///
    /// # Errors
    /// Database faults; then nothing of the slice is left.
    pub(crate) async fn commit_slice(self) -> Result<(), Refusal> {
        self.tx.commit().await?;
        if let Some(bell) = self.bell {
            bell.notify_one();
        }
        Ok(())
    }
}

impl<P: Portal> WriteTx<P> {
    /// Makes rows of the log of reads durable, which are evidence themselves. For `record` alone.
    pub(super) async fn commit_log(self) -> Result<(), Refusal> {
        Ok(self.tx.commit().await?)
    }
}

impl WriteTx<super::portal::Worker> {
    /// Makes what is evidence itself durable: a signed head, and where it went. For `evidence` alone.
    pub(crate) async fn commit_evidence(self) -> Result<(), Refusal> {
        self.tx.commit().await?;
        if let Some(bell) = self.bell {
            bell.notify_one();
        }
        Ok(())
    }
}

/// See [`Backend::bare`].
pub(crate) struct BareTx(Transaction<'static, Postgres>);

impl BareTx {
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.0
    }

    pub(crate) async fn commit(self) -> Result<(), Refusal> {
        Ok(self.0.commit().await?)
    }
}

//! Reading what lies in clients' records, which is logged (T9, M5).
//!
//! Guarantees: an agenda shows the appointments of those clients alone for whom the log says, committed before, that
//! this reader looks at an agenda; and what a practitioner sees of an entry has its log row, committed before the entry
//! was read. The database opens no entry in a transaction that has not said how it looks, nor for a client whose log row
//! is missing or was written by that transaction itself (`authz.was_committed`), so no rollback takes the line away. A
//! look that fails afterwards stays logged.
//! To add a way of looking: a variant here, its word in the check of `app.record_read`, its words in `app`.

use std::ops::{Deref, DerefMut, Range};

use chrono::{DateTime, Utc};
use contract::grant::ReadKind;
use contract::id::MembershipId;
use sqlx::PgConnection;

use super::portal::{Portal, Practice};
use super::scope::Scope;
use super::sending::Use;
use super::tx::{ReadTx, WriteTx};
use crate::Backend;
use crate::refusal::Refusal;
use crate::session_token::SessionToken;

/// How a practitioner looks at records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The list of everybody in care.
    List,
    /// One client's entries.
    Review(MembershipId),
    /// What happened in one client's record and when.
    Timeline(MembershipId),
    /// What one client was asked to sign.
    Documents(MembershipId),
}

impl Look {
    /// The kind it is in the log.
    pub fn kind(self) -> ReadKind {
        match self {
            Self::List => ReadKind::List,
            Self::Review(_) => ReadKind::Review,
            Self::Timeline(_) => ReadKind::Timeline,
            Self::Documents(_) => ReadKind::Documents,
        }
    }

    fn client(self) -> Option<uuid::Uuid> {
        match self {
            Self::List => None,
            Self::Review(client) | Self::Timeline(client) | Self::Documents(client) => Some(client.0),
        }
    }
}

/// A read that may show entries of clients; the log already says so. Made only by [`Backend::open_records`].
pub struct RecordTx(ReadTx<Practice>);

impl Deref for RecordTx {
    type Target = ReadTx<Practice>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for RecordTx {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<RecordTx> for ReadTx<Practice> {
    fn from(tx: RecordTx) -> Self {
        tx.0
    }
}

/// A change that may touch entries of clients; the log already says so. Made only by [`Backend::change_records`].
pub struct RecordWriteTx(WriteTx<Practice>);

impl RecordWriteTx {
    pub fn scope(&self) -> &Scope<Practice> {
        self.0.scope()
    }

    /// See [`WriteTx::once`].
    #[must_use]
    pub fn once(self, sending: Option<&Use>) -> Self {
        Self(self.0.once(sending))
    }

    pub(crate) fn into_inner(self) -> WriteTx<Practice> {
        self.0
    }
}

/// A read that may show an agenda; the log already says whose appointments are in it. Made only by
/// [`Backend::open_agenda`].
pub struct AgendaTx<P: Portal>(ReadTx<P>);

impl<P: Portal> Deref for AgendaTx<P> {
    type Target = ReadTx<P>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<P: Portal> DerefMut for AgendaTx<P> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Backend {
    /// Opens a read of the appointments between two moments, writing the log first where it lacks a row: one row for
    /// each client among them, by one statement, once an hour.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_agenda<P: Portal>(
        &self,
        token: &SessionToken,
        when: impl Fn(&Scope<P>) -> Range<DateTime<Utc>>,
    ) -> Result<AgendaTx<P>, Refusal> {
        for _ in 0..4 {
            let mut tx = self.read::<P>(token).await?;
            let when = when(tx.scope());
            let missing: bool = sqlx::query_scalar("select authz.look_at_agenda($1, $2)")
                .bind(when.start)
                .bind(when.end)
                .fetch_one(tx.conn())
                .await?;
            if !missing {
                return Ok(AgendaTx(tx));
            }
            drop(tx);
            let mut tx = self.write::<P>(token, "").await?;
            sqlx::query("select app.log_agenda($1, $2)").bind(when.start).bind(when.end).execute(tx.conn()).await?;
            tx.commit_log().await?;
        }
        Err(Refusal::Fault("the log of reads does not keep up".into()))
    }

    /// Opens a read of clients' records, writing the log first where it has no row for it yet.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_records(&self, token: &SessionToken, look: Look) -> Result<RecordTx, Refusal> {
        // The log's window may turn over, or a grant begin, between writing and reading.
        for _ in 0..4 {
            let mut tx = self.read::<Practice>(token).await?;
            if !is_missing(tx.conn(), look).await? {
                return Ok(RecordTx(tx));
            }
            drop(tx);
            self.log_reads(token, look).await?;
        }
        Err(Refusal::Fault("the log of reads does not keep up".into()))
    }

    /// Opens a change that may touch clients' entries. The look at them is committed before, and stays in the log
    /// whatever becomes of the change.
    ///
    /// # Errors
    /// As `read`.
    pub async fn change_records(
        &self,
        token: &SessionToken,
        request_id: &str,
        look: Look,
    ) -> Result<RecordWriteTx, Refusal> {
        for _ in 0..4 {
            let mut tx = self.write::<Practice>(token, request_id).await?;
            if !is_missing(tx.conn(), look).await? {
                return Ok(RecordWriteTx(tx));
            }
            drop(tx);
            self.log_reads(token, look).await?;
        }
        Err(Refusal::Fault("the log of reads does not keep up".into()))
    }

    async fn log_reads(&self, token: &SessionToken, look: Look) -> Result<(), Refusal> {
        let mut tx = self.write::<Practice>(token, "").await?;
        let log = sqlx::query("select app.log_reads($1, $2)").bind(look.kind().as_str()).bind(look.client());
        log.execute(tx.conn()).await?;
        tx.commit_log().await
    }
}

/// Says how the transaction looks, and answers whether the log lacks a row for it.
async fn is_missing(db: &mut PgConnection, look: Look) -> Result<bool, Refusal> {
    let asked = sqlx::query_scalar("select authz.look($1, $2)").bind(look.kind().as_str()).bind(look.client());
    Ok(asked.fetch_one(db).await?)
}

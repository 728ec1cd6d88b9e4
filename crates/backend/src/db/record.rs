//! Reading what lies in clients' records, which is logged (T9, M5).
//!
//! Guarantees: an agenda shows the appointments of those clients alone for whom the log says, committed before, that
//! this reader looks at an agenda; and what a practitioner sees of an entry has its log row, committed before the entry was read. The database
//! opens no entry in a transaction that has not said how it looks, nor for a client whose log row is missing; a read
//! cannot write, so a row it sees was committed. A look that fails afterwards is logged too: rather one too many.
//! To add a way of looking: a variant here, its word in the check of `app.record_read`, its words in `app`.

use std::ops::{Deref, DerefMut, Range};

use chrono::{DateTime, Utc};
use contract::id::MembershipId;

use super::portal::{Portal, Practice};
use super::scope::Scope;
use super::tx::{ReadTx, WriteTx};
use crate::Backend;
use crate::identity::SessionToken;
use crate::refusal::Refusal;

/// How a practitioner looks at records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The list of everybody in care.
    List,
    /// One client's entries.
    Review(MembershipId),
    /// What happened in one client's record and when.
    Timeline(MembershipId),
}

impl Look {
    fn kind(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Review(_) => "review",
            Self::Timeline(_) => "timeline",
        }
    }

    fn client(self) -> Option<uuid::Uuid> {
        match self {
            Self::List => None,
            Self::Review(client) | Self::Timeline(client) => Some(client.0),
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
            let missing: bool = sqlx::query_scalar("select authz.look($1, $2)")
                .bind(look.kind())
                .bind(look.client())
                .fetch_one(tx.conn())
                .await?;
            if !missing {
                return Ok(RecordTx(tx));
            }
            drop(tx);
            let mut tx = self.write::<Practice>(token, "").await?;
            tx.look(look).await?;
            tx.commit_log().await?;
        }
        Err(Refusal::Fault("the log of reads does not keep up".into()))
    }
}

impl WriteTx<Practice> {
    /// Lets this change touch a client's entries; the log row lasts if the change does.
    ///
    /// # Errors
    /// Database faults.
    pub(crate) async fn look(&mut self, look: Look) -> Result<(), Refusal> {
        sqlx::query("select app.log_reads($1, $2)").bind(look.kind()).bind(look.client()).execute(self.conn()).await?;
        Ok(())
    }
}

//! Reading what lies in clients' records, which is logged (T9, M5).
//!
//! Guarantee: what a practitioner sees of an entry has its log row, committed before the entry was read. The database
//! opens no entry in a transaction that has not said how it looks, nor for a client whose log row is missing; a read
//! cannot write, so a row it sees was committed. A look that fails afterwards is logged too: rather one too many.
//! To add a way of looking: a variant here, its word in the check of `app.record_read`, its words in `app`.

use std::ops::{Deref, DerefMut};

use contract::id::MembershipId;

use super::portal::Practice;
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

impl Backend {
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

//! After a restore: what was erased since the backup is erased again, before anybody sees the restored database (T14).

use secrecy::SecretString;

use super::ledger::{self, Entry};
use super::queries;
use super::work::{EraseJob, Step, slice};
use crate::Backend;
use crate::db::{Worker, setup};
use crate::identity::SessionToken;
use crate::refusal::Refusal;

impl Backend {
    /// Erasures that the ledger outside knows and this database has not applied. `serve` refuses to start while there
    /// are any. None without `NS_EVIDENCE_DIR`.
    ///
    /// # Errors
    /// When ledger or database cannot be read.
    pub async fn unapplied_erasures(&self) -> Result<Vec<Entry>, Refusal> {
        let Some(dir) = &self.config.evidence.dir else { return Ok(Vec::new()) };
        let entries = ledger::read(dir)?;
        if entries.is_empty() {
            return Ok(entries);
        }
        let mut tx = self.bare::<Worker>().await?;
        let missing = queries::list_unapplied(tx.conn(), &entries).await?;
        Ok(entries.into_iter().filter(|entry| missing.contains(&entry.request)).collect())
    }

    /// Applies them, in the order they were made. Safe to stop and to repeat. Answers how many there were.
    ///
    /// # Errors
    /// Database faults; what was not finished is applied by the next try.
    pub async fn reapply_erasures(&self, migrator: &SecretString) -> Result<usize, Refusal> {
        let missing = self.unapplied_erasures().await?;
        let mut hand = setup::connect(migrator).await?;
        for entry in &missing {
            queries::reopen(&mut hand, entry).await?;
            self.apply(entry).await?;
        }
        Ok(missing.len())
    }

    pub(super) async fn apply(&self, entry: &Entry) -> Result<(), Refusal> {
        let about = EraseJob { client_id: entry.client, request_id: entry.request };
        loop {
            let token = SessionToken::random();
            let mut tx = self.bare::<Worker>().await?;
            let opened = queries::open_session(tx.conn(), entry.request, &token.stored_hash(&self.keys)).await?;
            tx.commit().await?;
            if !opened || slice(self, &token, about, true).await? == Step::Over {
                return Ok(());
            }
        }
    }
}

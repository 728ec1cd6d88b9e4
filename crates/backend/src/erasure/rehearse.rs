//! For the restore drill: what was erased since the backup is erased again in the drill's copy, and then looked for (T14).
//!
//! Guarantees: the ledger outside of the database is read and never written; nothing is changed but the copy. What is
//! looked for is the register's ("there is nothing left to erase"), and besides, without asking the register: entries of
//! an erased journal, the number of an erased person in any column of the database.

use std::path::PathBuf;

use secrecy::SecretString;

use super::{ledger, queries};
use crate::Backend;
use crate::clock::Clock;
use crate::config::{Config, DatabaseConfig, Mode, SessionLimits};
use crate::db::{Login, setup};
use crate::evidence::EvidenceConfig;
use crate::refusal::Refusal;
use crate::secret::MasterKeys;

/// What was practised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rehearsed {
    /// Erasures the ledger knows.
    pub known: usize,
    /// Those that were made after the backup, and applied to the copy.
    pub applied: usize,
    /// What is left of the erased; empty is well.
    pub wrong: Vec<String>,
}

/// Applies the ledger in `dir` to the copy at `scratch`, a superuser's address, and looks for what is left.
///
/// # Errors
/// When ledger or copy cannot be read.
pub(crate) async fn rehearse(scratch: &SecretString, masters: &MasterKeys, dir: PathBuf) -> Result<Rehearsed, Refusal> {
    let entries = ledger::read(&dir)?;
    let mut hand = setup::connect(scratch).await?;
    // Before anything goes: whose numbers are to be nowhere afterwards.
    let persons = queries::list_persons_to_go(&mut hand, &entries).await?;
    let backend = Backend::with_login(config(scratch, masters, dir), Clock::System, Login::TakenOn)?;
    let applied = backend.unapplied_erasures().await?.len();
    let mut wrong = Vec::new();
    for entry in &entries {
        // Those under way in the backup too: there the job would go on.
        queries::reopen(&mut hand, entry).await?;
        if let Err(why) = backend.apply(entry).await {
            wrong.push(format!("the erasure {} cannot be applied again: {why}", entry.request));
        }
    }
    backend.close().await;
    for entry in &entries {
        let person = persons.iter().find(|(member, _)| *member == entry.client).map(|(_, person)| *person);
        for what in queries::find_left(&mut hand, entry, person).await? {
            wrong.push(format!("after the erasure {} ({}) there are {what}", entry.request, entry.category));
        }
    }
    let persons: Vec<_> = persons.into_iter().map(|(_, person)| person).collect();
    for column in queries::list_columns_naming(&mut hand, &persons).await? {
        wrong.push(format!("somebody who was erased is still in {column}"));
    }
    Ok(Rehearsed { known: entries.len(), applied, wrong })
}

/// Enough of a configuration for the worker's part: nothing is sent, served or stored elsewhere.
fn config(scratch: &SecretString, masters: &MasterKeys, dir: PathBuf) -> Config {
    Config {
        mode: Mode::Production,
        public_url: "https://restore-drill.invalid".to_owned(),
        database: DatabaseConfig { url: scratch.clone(), per_role: Vec::new(), most: None },
        master_keys: masters.clone(),
        stripe: None,
        smtp_url: None,
        mail_from: String::new(),
        sessions: SessionLimits::default(),
        breaches: None,
        status_dir: PathBuf::new(),
        data_dir: PathBuf::new(),
        evidence: EvidenceConfig { dir: Some(dir), ..EvidenceConfig::default() },
    }
}

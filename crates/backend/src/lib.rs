//! The only crate with SQL, Stripe, files and mail.
//!
//! Guarantee: data is reached through a transaction that carries an identity (`db::ReadTx`, `db::WriteTx`), and a change
//! is committed together with its activity entry. To add a feature: one folder named for it, with `mod.rs` (what it
//! does, in the feature's words) and `queries.rs` (all of its SQL).

pub mod activity;
pub mod caseload;
pub mod clock;
pub mod config;
pub mod db;
pub mod doctor;
pub mod food;
pub mod identity;
pub mod journal;
pub mod random;
pub mod reference;
pub mod refusal;
pub mod review;
pub mod secret;
pub mod stripe;

use std::sync::Arc;

pub use refusal::Refusal;

/// The back half of the process: pools, keys, clock. Cheap to clone; handed to every request.
#[derive(Clone)]
pub struct Backend {
    pub(crate) pools: db::Pools,
    pub(crate) keys: Arc<secret::Keys>,
    pub clock: clock::Clock,
    pub config: Arc<config::Config>,
}

impl Backend {
    /// Makes the pools; connections are opened when first needed, so a database that is down does not stop the start.
    ///
    /// # Errors
    /// When a database address cannot be read.
    pub fn new(config: config::Config, clock: clock::Clock) -> Result<Self, Refusal> {
        let pools = db::Pools::new(&config.database)?;
        let keys = Arc::new(secret::Keys::derive(&config.master_key));
        Ok(Self { pools, keys, clock, config: Arc::new(config) })
    }
}

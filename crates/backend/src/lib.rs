//! The only crate with SQL, Stripe, files and mail.
//!
//! Guarantee: data is reached through a transaction that carries an identity (`db::ReadTx`, `db::WriteTx`), and a change
//! is committed together with its activity entry. To add a feature: one folder named for it, with `mod.rs` (what it
//! does, in the feature's words) and `queries.rs` (all of its SQL).

pub mod account;
pub mod activity;
pub mod ai;
pub mod audit;
pub mod backup;
pub mod booking;
pub mod caseload;
pub mod client_keys;
pub mod clock;
pub mod config;
pub mod consent;
pub mod db;
pub mod demo;
pub mod doctor;
pub mod erasure;
pub mod evidence;
pub mod export;
pub mod factor;
pub mod features;
pub mod food;
pub mod form;
pub mod grants;
pub mod identity;
pub mod incident;
pub mod jobs;
pub mod journal;
pub mod mail;
mod named;
pub mod operations;
pub mod payment;
pub mod prove;
pub mod random;
pub mod recovery;
pub mod reference;
pub mod refusal;
pub mod register;
pub mod registers;
pub mod retention;
pub mod review;
pub mod secret;
mod session_token;
pub mod signing;
pub mod stripe;
pub mod team;
pub mod trust;

use std::sync::Arc;

pub use refusal::Refusal;

/// The back half of the process: pools, keys, clock. Cheap to clone; handed to every request.
#[derive(Clone)]
pub struct Backend {
    pub(crate) pools: db::Pools,
    pub(crate) keys: Arc<secret::Keys>,
    /// Without it paid services cannot be booked.
    pub(crate) stripe: Option<stripe::StripeClient>,
    pub(crate) passwords: Arc<identity::Passwords>,
    pub(crate) limits: Arc<identity::Limits>,
    /// Without it (an address that is no name) there are no passkeys.
    pub(crate) passkeys: Option<Arc<factor::Passkeys>>,
    pub(crate) breaches: Arc<identity::Breaches>,
    /// None is connected (P8).
    pub(crate) assistant: Option<Arc<dyn ai::Assistant>>,
    pub(crate) mailbox: Arc<mail::Mailbox>,
    pub(crate) job_bell: Arc<tokio::sync::Notify>,
    pub clock: clock::Clock,
    pub config: Arc<config::Config>,
}

impl Backend {
    /// Makes the pools; connections are opened when first needed, so a database that is down does not stop the start.
    ///
    /// # Errors
    /// When a database address cannot be read, or the Stripe settings contradict themselves.
    pub fn new(config: config::Config, clock: clock::Clock) -> Result<Self, Refusal> {
        Self::with_login(config, clock, db::Login::Own)
    }

    /// As `new`, where `login` says how its connections come to theirs.
    pub(crate) fn with_login(config: config::Config, clock: clock::Clock, login: db::Login) -> Result<Self, Refusal> {
        let pools = db::Pools::new(&config.database, login)?;
        let keys = Arc::new(secret::Keys::derive(&config.master_keys));
        let stripe = config.stripe.as_ref().map(stripe::StripeClient::new).transpose()?;
        Ok(Self {
            pools,
            keys,
            stripe,
            passwords: Arc::default(),
            limits: Arc::default(),
            passkeys: factor::Passkeys::at(&config.public_url).map(Arc::new),
            breaches: Arc::new(identity::Breaches::new(config.breaches.as_ref()).map_err(Refusal::Fault)?),
            assistant: None,
            mailbox: Arc::default(),
            job_bell: Arc::default(),
            clock,
            config: Arc::new(config),
        })
    }

    /// With other bounds on waiting for Stripe than the default's.
    pub fn with_patience(mut self, patience: stripe::Patience) -> Self {
        self.stripe = self.stripe.map(|stripe| stripe.with_patience(patience));
        self
    }
}

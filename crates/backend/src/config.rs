//! What the back half needs to know, read once at start by `server`. Secrets are typed so that they cannot be printed.

use secrecy::SecretString;

use crate::secret::MasterKeys;
use crate::stripe::StripeConfig;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Development,
    Production,
}

pub struct Config {
    pub mode: Mode,
    /// Scheme, host and port people use, without a trailing slash.
    pub public_url: String,
    pub database: DatabaseConfig,
    /// What everything stored encrypted depends on.
    pub master_keys: MasterKeys,
    /// Without it paid services cannot be booked.
    pub stripe: Option<StripeConfig>,
    /// Without it (development only) letters go to the mailbox page.
    pub smtp_url: Option<SecretString>,
    /// The sender of letters.
    pub mail_from: String,
}

/// One address for all logins, with a role's own where it is given.
#[derive(Clone)]
pub struct DatabaseConfig {
    pub url: SecretString,
    /// Role name without `ns_` ("client", "worker"…) and its own address.
    pub per_role: Vec<(String, SecretString)>,
}

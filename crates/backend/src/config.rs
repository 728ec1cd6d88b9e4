//! What the back half needs to know, read once at start by `server`. Secrets are typed so that they cannot be printed.

use std::path::PathBuf;
use std::time::Duration;

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
    pub sessions: SessionLimits,
    /// Whom to ask about stolen passwords; without it only the shipped list is.
    pub breaches: Option<BreachConfig>,
    /// Where commands record what they proved, and the trust page reads it (`trust::status`).
    pub status_dir: PathBuf,
    /// Where files lie that do not belong into the database: exports. Nobody else on the machine may read it.
    pub data_dir: PathBuf,
    /// Where evidence is kept outside the database: signed heads of the activity log, the ledger of erasures.
    pub evidence: EvidenceConfig,
}

/// How long a session lasts: without a request, and in any case since its sign-in. The database has upper bounds of its
/// own (`auth.session_limits`), so that no setting makes a session endless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    pub client_idle: Duration,
    pub client_absolute: Duration,
    /// Practitioners, front desk, administrators: they see other people's records.
    pub staff_idle: Duration,
    pub staff_absolute: Duration,
}

const HOUR: Duration = Duration::from_secs(3600);

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            client_idle: HOUR * 24 * 14,
            client_absolute: HOUR * 24 * 30,
            staff_idle: HOUR * 2,
            staff_absolute: HOUR * 12,
        }
    }
}

impl SessionLimits {
    /// # Errors
    /// Naming the setting that makes no sense.
    pub fn check(&self) -> Result<(), &'static str> {
        // Last use is noted every five minutes: an idle limit near that would end sessions in use.
        let shortest = Duration::from_secs(15 * 60);
        if self.client_idle < shortest || self.staff_idle < shortest {
            return Err("an idle limit of sessions is shorter than 15 minutes");
        }
        if self.client_idle > self.client_absolute || self.staff_idle > self.staff_absolute {
            return Err("an idle limit of sessions is longer than the absolute one");
        }
        if self.staff_idle > self.client_idle || self.staff_absolute > self.client_absolute {
            return Err("sessions of staff would last longer than those of clients");
        }
        Ok(())
    }
}

/// One address for all logins, with a role's own where it is given.
#[derive(Clone)]
pub struct DatabaseConfig {
    pub url: SecretString,
    /// Role name without `ns_` ("client", "worker"…) and its own address.
    pub per_role: Vec<(String, SecretString)>,
    /// The most connections of each login; by what each usually has to do where it is not given.
    pub most: Option<u32>,
}

/// Where checkpoints go, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceConfig {
    /// A folder that the database's machine cannot write: on other storage at best.
    pub dir: Option<PathBuf>,
    /// Who gets the weekly letter; without it every administrator of the organisation.
    pub mail: Option<String>,
    pub witness: Option<Witness>,
    /// A head is signed when this many entries wait.
    pub entries: i64,
    /// Or when the oldest of them has waited so long.
    pub minutes: i32,
}

/// A witness that speaks c2sp.org/tlog-witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// What comes before `/add-checkpoint`.
    pub address: String,
    /// By which its signatures are believed (c2sp.org/tlog-cosignature); what it answers otherwise is not kept.
    pub key: evidence::WitnessKey,
}

/// Where to ask: an address like `https://api.pwnedpasswords.com`, without `/range`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachConfig {
    pub base: String,
}

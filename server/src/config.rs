//! Settings from the environment, read once. A secret may come from a file instead: `NAME_FILE` holds its path.
//!
//! Guarantee: a missing or unreadable setting is one line that names it and never quotes a value.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use backend::backup;
use backend::clock::Clock;
use backend::config::{Config, DatabaseConfig, Mode, SessionLimits};
use backend::evidence::{EvidenceConfig, Witness};
use backend::identity::BreachConfig;
use backend::secret::MasterKeys;
use backend::stripe::StripeConfig;
use evidence::WitnessKey;
use secrecy::SecretString;

use crate::edge::patience::Patience;
use crate::edge::proxies::Proxies;

const STRIPE_API: &str = "https://api.stripe.com";
const ROLES: [&str; 7] = ["public", "signin", "client", "practice", "clinic", "webhook", "worker"];

/// What `serve` needs beyond the back half's settings.
pub struct Settings {
    pub listen: SocketAddr,
    pub site_dir: PathBuf,
    /// Certificate chain and key in PEM, for TLS of our own.
    pub tls: Option<(PathBuf, PathBuf)>,
    pub proxies: Proxies,
    /// How long slow clients are waited for.
    pub patience: Patience,
    /// Bearer token for `/healthz`, `/readyz` and `/metrics`.
    pub health_token: Option<SecretString>,
}

pub fn mode() -> Result<Mode> {
    match optional("NS_MODE").as_deref() {
        Some("development") => Ok(Mode::Development),
        // Nothing said means production: forgetting a setting must not open a development door.
        None | Some("production") => Ok(Mode::Production),
        Some(_) => bail!("NS_MODE is neither development nor production"),
    }
}

/// The back half's settings.
pub fn backend() -> Result<Config> {
    let mode = mode()?;
    let public_url = required("NS_PUBLIC_URL")?.trim_end_matches('/').to_owned();
    if !(public_url.starts_with("https://") || public_url.starts_with("http://"))
        || public_url.matches('/').count() != 2
    {
        bail!("NS_PUBLIC_URL is not an address like https://app.example.org");
    }
    Ok(Config {
        mode,
        public_url,
        database: database()?,
        master_keys: master_keys()?,
        stripe: stripe()?,
        smtp_url: secret("NS_SMTP_URL")?,
        mail_from: optional("NS_MAIL_FROM").unwrap_or_else(|| "NutriScope <no-reply@localhost>".into()),
        sessions: sessions()?,
        breaches: breaches()?,
        status_dir: status_dir(),
        data_dir: optional("NS_DATA_DIR").unwrap_or_else(|| "var/data".into()).into(),
        evidence: evidence(mode)?,
    })
}

fn breaches() -> Result<Option<BreachConfig>> {
    let Some(base) = optional("NS_BREACH_URL") else { return Ok(None) };
    if !base.starts_with("https://") && !base.starts_with("http://127.0.0.1") {
        bail!("NS_BREACH_URL is not an https address");
    }
    Ok(Some(BreachConfig { base }))
}

/// In development the copy outside the database lies below `var`, as everything else there does.
pub fn evidence(mode: Mode) -> Result<EvidenceConfig> {
    let default = EvidenceConfig::default();
    let dir = optional("NS_EVIDENCE_DIR").map(PathBuf::from);
    let witness = match optional("NS_WITNESS_URL") {
        None => None,
        Some(url) if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1") => {
            bail!("NS_WITNESS_URL is not an https address")
        }
        Some(address) => {
            let key = required("NS_WITNESS_KEY").context("without it nobody knows whether the witness answered")?;
            let key = WitnessKey::parse(&key).map_err(|why| anyhow::anyhow!("NS_WITNESS_KEY: {why}"))?;
            Some(Witness { address, key })
        }
    };
    let number = |name: &str, default: i64| -> Result<i64> {
        let Some(text) = optional(name) else { return Ok(default) };
        text.parse().ok().filter(|number| *number > 0).with_context(|| format!("{name} is not a number above nought"))
    };
    Ok(EvidenceConfig {
        dir: dir.or_else(|| (mode == Mode::Development).then(|| "var/evidence".into())),
        mail: optional("NS_EVIDENCE_MAIL"),
        witness,
        entries: number("NS_EVIDENCE_ENTRIES", default.entries)?,
        minutes: number("NS_EVIDENCE_MINUTES", default.minutes.into())?.try_into().context("NS_EVIDENCE_MINUTES")?,
    })
}

/// In minutes, each; what is not said is the default.
fn sessions() -> Result<SessionLimits> {
    let default = SessionLimits::default();
    let minutes = |name: &str, default: Duration| -> Result<Duration> {
        let Some(text) = optional(name) else { return Ok(default) };
        let minutes: u64 = text.parse().with_context(|| format!("{name} is not a number of minutes"))?;
        Ok(Duration::from_secs(minutes.saturating_mul(60)))
    };
    let limits = SessionLimits {
        client_idle: minutes("NS_SESSION_CLIENT_IDLE", default.client_idle)?,
        client_absolute: minutes("NS_SESSION_CLIENT_ABSOLUTE", default.client_absolute)?,
        staff_idle: minutes("NS_SESSION_STAFF_IDLE", default.staff_idle)?,
        staff_absolute: minutes("NS_SESSION_STAFF_ABSOLUTE", default.staff_absolute)?,
    };
    limits.check().map_err(|what| anyhow::anyhow!("NS_SESSION_…: {what}"))?;
    Ok(limits)
}

/// The settings of the process itself.
pub fn settings(config: &Config) -> Result<Settings> {
    let listen: SocketAddr = optional("NS_LISTEN")
        .unwrap_or_else(|| "127.0.0.1:3000".into())
        .parse()
        .context("NS_LISTEN is not an address and port")?;
    let tls = match (optional("NS_TLS_CERT"), optional("NS_TLS_KEY")) {
        (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
        (None, None) => None,
        _ => bail!("NS_TLS_CERT and NS_TLS_KEY go together"),
    };
    // N5: without TLS of our own, plain HTTP is spoken on loopback alone, where a proxy or the developer sits.
    if tls.is_none() && !listen.ip().is_loopback() {
        bail!("NS_LISTEN is not loopback and there is no NS_TLS_CERT: plain HTTP would leave this machine");
    }
    if config.mode == Mode::Production && !config.public_url.starts_with("https://") {
        bail!("NS_PUBLIC_URL is not https, which production needs");
    }
    Ok(Settings {
        listen,
        site_dir: optional("NS_SITE_DIR").unwrap_or_else(|| "site".into()).into(),
        tls,
        proxies: proxies()?,
        patience: Patience::default(),
        health_token: secret("NS_HEALTH_TOKEN")?,
    })
}

/// By number or by network, not both: two answers to "whom do we believe" are one too many.
fn proxies() -> Result<Proxies> {
    match (optional("NS_TRUSTED_PROXY_HOPS"), optional("NS_TRUSTED_PROXIES")) {
        (None, None) => Ok(Proxies::None),
        (Some(hops), None) => match hops.parse().context("NS_TRUSTED_PROXY_HOPS is not a number")? {
            0 => Ok(Proxies::None),
            hops => Ok(Proxies::Hops(hops)),
        },
        (None, Some(networks)) => {
            Proxies::networks(&networks).map_err(|why| anyhow::anyhow!("NS_TRUSTED_PROXIES {why}"))
        }
        (Some(_), Some(_)) => bail!("NS_TRUSTED_PROXY_HOPS and NS_TRUSTED_PROXIES are two answers to one question"),
    }
}

pub fn database() -> Result<DatabaseConfig> {
    let mut per_role = Vec::new();
    for role in ROLES {
        if let Some(url) = secret(&format!("DATABASE_URL_{}", role.to_uppercase()))? {
            per_role.push((role.to_owned(), url));
        }
    }
    let url = match secret("DATABASE_URL")? {
        Some(url) => url,
        None if per_role.len() == ROLES.len() => SecretString::default(),
        None => bail!("DATABASE_URL is missing"),
    };
    Ok(DatabaseConfig { url, per_role, most: None })
}

/// One key, or several with the current one first: `MasterKeys::parse` says how they are written.
pub fn master_keys() -> Result<MasterKeys> {
    use secrecy::ExposeSecret;
    let text = secret("NS_MASTER_KEY")?
        .context("NS_MASTER_KEY (or NS_MASTER_KEY_FILE) is missing: 32 random bytes as 64 hexadecimal digits")?;
    MasterKeys::parse(text.expose_secret()).map_err(|why| anyhow::anyhow!("NS_MASTER_KEY {why}"))
}

/// What `backup`, `restore` and `restore-drill` need. `clock` is the system's, everywhere but in tests.
pub fn backups() -> Result<backup::Config> {
    let number = |name: &str, default: usize| -> Result<usize> {
        let Some(text) = optional(name) else { return Ok(default) };
        text.parse().with_context(|| format!("{name} is not a number"))
    };
    let default = backup::Keep::default();
    Ok(backup::Config {
        dir: required("NS_BACKUP_DIR")?.into(),
        database: backup_login()?,
        masters: master_keys()?,
        folders: folders(),
        keep: backup::Keep {
            daily: number("NS_BACKUP_DAILY", default.daily)?,
            weekly: number("NS_BACKUP_WEEKLY", default.weekly)?,
        },
        postgres_bin: optional("NS_POSTGRES_BIN").map(PathBuf::from),
        clock: Clock::System,
    })
}

/// Folders that belong to the data: their name within a backup, and where they are.
pub fn folders() -> Vec<(String, PathBuf)> {
    let named = [("files", "NS_FILES_DIR"), (backup::EVIDENCE, "NS_EVIDENCE_DIR")];
    named.iter().filter_map(|(name, setting)| Some(((*name).to_owned(), optional(setting)?.into()))).collect()
}

/// `DATABASE_URL_BACKUP`, else `DATABASE_URL` with that login.
fn backup_login() -> Result<SecretString> {
    use secrecy::ExposeSecret;
    if let Some(url) = secret("DATABASE_URL_BACKUP")? {
        return Ok(url);
    }
    let url = secret("DATABASE_URL")?.context("DATABASE_URL_BACKUP is missing: the address of the ns_backup login")?;
    let mut url = url::Url::parse(url.expose_secret()).context("DATABASE_URL cannot be read")?;
    let others: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| name != "user").map(|(name, value)| (name.into(), value.into())).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("user", "ns_backup");
    // Another login's password is not this one's.
    _ = url.set_password(None);
    _ = url.set_username("");
    Ok(String::from(url).into())
}

/// Where commands record what they proved, and the trust page reads it.
pub fn status_dir() -> PathBuf {
    optional("NS_STATUS_DIR").unwrap_or_else(|| "status".into()).into()
}

fn stripe() -> Result<Option<StripeConfig>> {
    use secrecy::ExposeSecret;
    let Some(secret_key) = secret("STRIPE_SECRET_KEY")? else { return Ok(None) };
    // Two during a rotation, separated by a comma.
    let secrets = secret("STRIPE_WEBHOOK_SECRET")?.context("STRIPE_WEBHOOK_SECRET is missing")?;
    let webhook_secrets = secrets.expose_secret().split(',').map(|part| SecretString::from(part.trim())).collect();
    let config = StripeConfig {
        secret_key,
        webhook_secrets,
        api_base: optional("STRIPE_API_BASE").unwrap_or_else(|| STRIPE_API.into()),
    };
    config.check().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(Some(config))
}

/// A secret from `name`, or from the file that `name_FILE` points to.
pub fn secret(name: &str) -> Result<Option<SecretString>> {
    if let Some(path) = optional(&format!("{name}_FILE")) {
        let text = std::fs::read_to_string(&path).with_context(|| format!("{name}_FILE cannot be read"))?;
        return Ok(Some(text.trim_end().into()));
    }
    Ok(optional(name).map(SecretString::from))
}

fn required(name: &str) -> Result<String> {
    optional(name).with_context(|| format!("{name} is missing"))
}

/// An empty setting counts as missing.
fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

//! What every handler and layer may know of the process. Made once at start, cheap to clone.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use app::ctx::Site;
use backend::Backend;
use backend::config::Mode;
use base64::Engine;
use secrecy::SecretString;
use sha2::{Digest, Sha384};

use crate::config::Settings;
use crate::edge::patience::Patience;
use crate::edge::proxies::Proxies;
use crate::edge::rate::Limits;
use crate::meters::Meters;

#[derive(Clone)]
pub struct App {
    pub backend: Backend,
    pub site: Arc<Site>,
    pub edge: Arc<Edge>,
}

/// What the layers go by.
pub struct Edge {
    /// People reach us over TLS: secure cookies, HSTS.
    pub secure: bool,
    pub is_development: bool,
    /// TLS ends here and not at a proxy.
    pub own_tls: bool,
    /// Scheme, host and port people use.
    pub origin: String,
    /// The hosted pay page: the only foreign place a form may lead to.
    pub checkout: Option<String>,
    pub proxies: Proxies,
    pub patience: Patience,
    pub meters: Meters,
    pub health_token: Option<SecretString>,
    pub site_dir: PathBuf,
    pub limits: Limits,
}

impl App {
    /// # Errors
    /// When the site folder was not built.
    pub fn new(backend: Backend, settings: Settings) -> Result<Self> {
        let manifest = settings.site_dir.join("manifest.json");
        let text = std::fs::read_to_string(&manifest)
            .with_context(|| format!("the site is not built: {} cannot be read", manifest.display()))?;
        let mut site: Site = serde_json::from_str(&text).context("manifest.json of the site cannot be read")?;
        site.boot_integrity = integrity(&settings.site_dir, &site.boot)?;
        if let Some(verifier) = &site.verifier {
            site.verifier_integrity = integrity(&settings.site_dir, verifier)?;
        }
        let config = &backend.config;
        let edge = Edge {
            secure: config.public_url.starts_with("https://"),
            is_development: config.mode == Mode::Development,
            own_tls: settings.tls.is_some(),
            origin: config.public_url.clone(),
            checkout: config.stripe.as_ref().and_then(|stripe| stripe.checkout_origin().ok()),
            proxies: settings.proxies,
            patience: settings.patience,
            meters: Meters::default(),
            health_token: settings.health_token,
            site_dir: settings.site_dir,
            limits: Limits::default(),
        };
        Ok(Self { site: Arc::new(site), edge: Arc::new(edge), backend })
    }

    /// A cookie's name: bound to this host wherever there is TLS.
    pub fn cookie_name(&self, name: &str) -> String {
        if self.edge.secure { format!("__Host-{name}") } else { name.to_owned() }
    }
}

/// The hash of a built script, as the `integrity` attribute takes it.
fn integrity(site: &std::path::Path, script: &str) -> Result<String> {
    let file = site.join(script.trim_start_matches('/'));
    let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(bytes))))
}

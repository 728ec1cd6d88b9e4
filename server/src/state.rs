//! What every handler and layer may know of the process. Made once at start, cheap to clone.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use app::ctx::Site;
use backend::Backend;
use backend::config::Mode;
use secrecy::SecretString;

use crate::config::Settings;
use crate::edge::rate::Limits;

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
    pub trusted_proxy_hops: usize,
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
        let site: Site = serde_json::from_str(&text).context("manifest.json of the site cannot be read")?;
        let config = &backend.config;
        let edge = Edge {
            secure: config.public_url.starts_with("https://"),
            is_development: config.mode == Mode::Development,
            own_tls: settings.tls.is_some(),
            origin: config.public_url.clone(),
            checkout: config.stripe.as_ref().and_then(|stripe| stripe.checkout_origin().ok()),
            trusted_proxy_hops: settings.trusted_proxy_hops,
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

//! Faults on demand, changed while running through `/standin/settings`, and what a configuration must satisfy.

use std::time::Duration;

use serde::Serialize;

use crate::Config;
use crate::error::ApiError;
use crate::form::Params;

#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// Where events go; none are sent while it is empty.
    pub webhook_url: Option<String>,
    /// Pause before the first attempt of each delivery, in milliseconds.
    pub delay_ms: u64,
    /// How many times each event is delivered.
    pub copies: u32,
    /// Keep events back until they are released.
    pub hold: bool,
    /// Answer every API request with 503.
    pub outage: bool,
    /// Refunds stay pending until a control ends them.
    pub slow_refunds: bool,
    /// Do this many API changes but lose their answers (502 with no JSON), as a broken connection would.
    pub lose_answers: u32,
}

impl Settings {
    pub fn new(webhook_url: Option<String>) -> Self {
        Self { webhook_url, delay_ms: 0, copies: 1, hold: false, outage: false, slow_refunds: false, lose_answers: 0 }
    }

    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// Changes what `params` names and nothing else.
    pub fn change(&mut self, params: &Params) -> Result<(), ApiError> {
        let mut new = self.clone();
        if let Some(url) = params.text("webhook_url", 500)? {
            check_webhook_url(&url).map_err(|why| ApiError::parameter("parameter_invalid", "webhook_url", why))?;
            new.webhook_url = Some(url);
        }
        if let Some(delay) = within(params, "delay_ms", 0, 60_000)? {
            new.delay_ms = u64::from(delay);
        }
        new.copies = within(params, "copies", 1, 1000)?.unwrap_or(new.copies);
        new.lose_answers = within(params, "lose_answers", 0, 1000)?.unwrap_or(new.lose_answers);
        new.hold = flag(params, "hold")?.unwrap_or(new.hold);
        new.outage = flag(params, "outage")?.unwrap_or(new.outage);
        new.slow_refunds = flag(params, "slow_refunds")?.unwrap_or(new.slow_refunds);
        params.refuse_unknown()?;
        *self = new;
        Ok(())
    }
}

fn within(params: &Params, name: &str, least: u32, most: u32) -> Result<Option<u32>, ApiError> {
    let Some(value) = params.integer(name)? else { return Ok(None) };
    let fits = u32::try_from(value).ok().filter(|value| (least..=most).contains(value));
    let wrong = || ApiError::parameter("parameter_invalid_integer", name, format!("`{name}`: {least} to {most}."));
    fits.map(Some).ok_or_else(wrong)
}

fn flag(params: &Params, name: &str) -> Result<Option<bool>, ApiError> {
    Ok(params.choice(name, &["true", "false"])?.map(|word| word == "true"))
}

/// # Errors
/// A sentence for the person who started the stand-in.
pub fn check(config: &Config) -> Result<(), String> {
    if let Some(url) = &config.webhook_url {
        check_webhook_url(url)?;
        if config.webhook_secrets.is_empty() {
            return Err("a webhook URL needs a webhook secret to sign with".to_owned());
        }
    }
    if config.webhook_secrets.iter().any(|secret| !secret.starts_with("whsec_") || secret.len() < 16) {
        return Err("a webhook secret starts with whsec_ and has at least 16 characters".to_owned());
    }
    if config.secret_key.as_deref().is_some_and(|key| !is_test_key(key)) {
        return Err("the secret key must be a test key (sk_test_… or rk_test_…): nothing here is real".to_owned());
    }
    Ok(())
}

pub fn is_test_key(key: &str) -> bool {
    key.strip_prefix("sk_test_").or_else(|| key.strip_prefix("rk_test_")).is_some_and(|rest| !rest.is_empty())
}

/// Events hold what a test made up, but still leave this machine for nowhere.
fn check_webhook_url(url: &str) -> Result<(), String> {
    let authority = url.strip_prefix("http://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    if ["127.0.0.1", "localhost", "[::1]"].contains(&host) {
        return Ok(());
    }
    Err("the webhook URL must be http:// on 127.0.0.1, localhost or [::1]".to_owned())
}

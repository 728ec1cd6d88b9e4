//! Where Stripe is and with which secrets, and to which addresses a browser may be sent to pay.

use secrecy::{ExposeSecret, SecretString};

use super::StripeError;

const STRIPE_API: &str = "https://api.stripe.com";
const STRIPE_CHECKOUT: &str = "https://checkout.stripe.com";
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// How to reach Stripe. Secrets are typed so that they cannot be printed.
#[derive(Debug, Clone)]
pub struct StripeConfig {
    /// `sk_…` or a restricted `rk_…`.
    pub secret_key: SecretString,
    /// `whsec_…`; during a rotation both the old and the new one.
    pub webhook_secrets: Vec<SecretString>,
    /// `https://api.stripe.com`, or the stand-in's `http://127.0.0.1:PORT`. No path; a final slash is ignored.
    pub api_base: String,
}

impl StripeConfig {
    /// # Errors
    /// `Misconfigured`, saying what is wrong without quoting it.
    pub fn check(&self) -> Result<(), StripeError> {
        self.api()?;
        let key = self.secret_key.expose_secret();
        let mode = key.strip_prefix("sk_").or_else(|| key.strip_prefix("rk_")).unwrap_or_default();
        if !(mode.starts_with("test_") || mode.starts_with("live_")) || !key.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(StripeError::Misconfigured("the secret key is not a Stripe secret key"));
        }
        if self.is_live() && self.is_stand_in() {
            return Err(StripeError::Misconfigured("a live key must never be sent to a stand-in"));
        }
        let sound = |secret: &SecretString| {
            let secret = secret.expose_secret();
            secret.starts_with("whsec_") && secret.len() >= 16
        };
        if self.webhook_secrets.is_empty() || !self.webhook_secrets.iter().all(sound) {
            return Err(StripeError::Misconfigured("webhook secrets are missing or do not start with whsec_"));
        }
        Ok(())
    }

    /// Whether money moves. An event whose `livemode` differs is not for this server.
    pub fn is_live(&self) -> bool {
        let key = self.secret_key.expose_secret();
        key.starts_with("sk_live_") || key.starts_with("rk_live_")
    }

    /// Whether the other side is the stand-in on this machine: refused in production.
    pub fn is_stand_in(&self) -> bool {
        self.api().is_ok_and(|api| matches!(api, Api::StandIn { .. }))
    }

    /// The origin a browser is sent to for paying. A form that leads there needs it in the page's `form-action` policy.
    ///
    /// # Errors
    /// `Misconfigured` when the base is neither Stripe nor on the loopback interface.
    pub fn checkout_origin(&self) -> Result<String, StripeError> {
        Ok(match self.api()? {
            Api::Stripe => STRIPE_CHECKOUT.to_owned(),
            Api::StandIn { host, port } => format!("http://{host}:{port}"),
        })
    }

    /// The secret key goes to Stripe over TLS or to this very machine, and nowhere else.
    pub(super) fn api(&self) -> Result<Api, StripeError> {
        let wrong = StripeError::Misconfigured("the API base is neither https://api.stripe.com nor http on loopback");
        let base = self.api_base.strip_suffix('/').unwrap_or(&self.api_base);
        if base == STRIPE_API {
            return Ok(Api::Stripe);
        }
        let authority = base.strip_prefix("http://").ok_or_else(|| wrong.clone())?;
        let (host, port) = authority.rsplit_once(':').ok_or_else(|| wrong.clone())?;
        match port.parse() {
            Ok(port) if LOOPBACK.contains(&host) => Ok(Api::StandIn { host: host.to_owned(), port }),
            _ => Err(wrong),
        }
    }
}

/// The other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Api {
    Stripe,
    StandIn { host: String, port: u16 },
}

impl Api {
    pub(super) fn base(&self) -> String {
        match self {
            Self::Stripe => format!("{STRIPE_API}/"),
            Self::StandIn { host, port } => format!("http://{host}:{port}/"),
        }
    }

    /// Lets an address through if it lies on the checkout host.
    pub(super) fn checkout_url(&self, url: &str) -> Option<CheckoutUrl> {
        let plain = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let allowed = match self {
            Self::Stripe => scheme == "https" && authority == "checkout.stripe.com",
            // One machine has three names for itself.
            Self::StandIn { port, .. } => {
                scheme == "http"
                    && authority
                        .rsplit_once(':')
                        .is_some_and(|(host, its)| LOOPBACK.contains(&host) && its == port.to_string())
            }
        };
        (plain && allowed).then(|| CheckoutUrl(url.to_owned()))
    }
}

/// An address on the hosted checkout: the only kind of foreign address a browser is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutUrl(String);

impl CheckoutUrl {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

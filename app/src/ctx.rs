//! What a loader or a server function knows about the request it answers.
//!
//! Guarantees: made once per request by the server; holds nothing another request could see; the session's id is read
//! from the cookie alone, so a page that needs nobody costs no round trip.
//! What more a feature needs of a request becomes a method here.

use contract::{AppError, Code, FormState, Notice};
use http::HeaderMap;
use leptos::prelude::use_context;
use serde::de::DeserializeOwned;
use std::{net::IpAddr, str::FromStr, sync::Arc};
use tower_sessions::Session;

/// Where the built files of the site lie; read once at start-up from the site's manifest.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Site {
    pub css: String,
    pub boot: String,
}

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// The fields are the server's to fill; features use the methods of [`Ctx`].
#[derive(Debug)]
pub struct Parts {
    pub site: Arc<Site>,
    pub request_id: String,
    /// Path and query as the browser asked for it.
    pub path: String,
    /// Values of the route's `{names}`.
    pub params: Vec<(String, String)>,
    /// The form that was refused, when this page is rendered for it again.
    pub form: Option<FormState>,
    /// What is to be said once.
    pub notice: Option<Notice>,
    pub theme: Theme,
    pub session: Option<Session>,
    /// The caller's address as the trusted proxy told it.
    pub address: IpAddr,
    /// False only in development over plain HTTP on loopback.
    pub secure: bool,
    pub answer: std::sync::Mutex<HeaderMap>,
}

/// A request, cheap to clone.
#[derive(Debug, Clone)]
pub struct Ctx(Arc<Parts>);

impl Ctx {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The request being answered, for server functions and components.
    ///
    /// # Errors
    /// `Unavailable` outside of a request.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Self>().ok_or(AppError::Unavailable)
    }

    pub fn site(&self) -> &Site {
        &self.0.site
    }

    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// Path and query of the page.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    pub fn form(&self) -> Option<&FormState> {
        self.0.form.as_ref()
    }

    pub fn notice(&self) -> Option<&Notice> {
        self.0.notice.as_ref()
    }

    pub fn theme(&self) -> Theme {
        self.0.theme
    }

    pub fn address(&self) -> IpAddr {
        self.0.address
    }

    /// The session as tower-sessions holds it: for signing in and out, nothing else.
    ///
    /// # Errors
    /// `Unavailable` where the server runs without sessions.
    pub fn session(&self) -> Result<&Session, AppError> {
        self.0.session.as_ref().ok_or(AppError::Unavailable)
    }

    /// A `{name}` of the route.
    ///
    /// # Errors
    /// `NotFound` when it is not a `T`: an address that cannot exist is one that does not.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, AppError> {
        let found = self.0.params.iter().find(|(key, _)| key == name);
        found.and_then(|(_, value)| value.parse().ok()).ok_or(AppError::NotFound)
    }

    /// The query of the page as a struct whose fields are optional.
    ///
    /// # Errors
    /// `NotFound` when it cannot be read.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        let query = self.0.path.split_once('?').map_or("", |(_, query)| query);
        serde_qs::from_str(query).map_err(|_| AppError::NotFound)
    }

    /// Sends a cookie of this site with the answer. Lives `seconds`; zero removes it.
    ///
    /// # Errors
    /// `Invalid` when the value does not fit into a header.
    pub fn set_cookie(&self, name: &str, value: &str, seconds: u32) -> Result<(), AppError> {
        let (prefix, secure) = if self.0.secure { ("__Host-", "; Secure") } else { ("", "") };
        let cookie = format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let header = cookie.parse().map_err(|_| AppError::field("", Code::Malformed))?;
        if let Ok(mut answer) = self.0.answer.lock() {
            answer.append(http::header::SET_COOKIE, header);
        }
        Ok(())
    }

    /// The headers collected for the answer; the server takes them once.
    pub fn take_headers(&self) -> HeaderMap {
        self.0.answer.lock().map(|mut answer| std::mem::take(&mut *answer)).unwrap_or_default()
    }
}

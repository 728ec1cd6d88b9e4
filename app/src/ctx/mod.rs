//! What a loader or a server function knows about the request it answers.
//!
//! Guarantees: made once per request by the server; holds nothing another request could see; the session's id is read
//! from the cookie alone, so a page that needs nobody costs no round trip.
//! What more a feature needs of a request becomes a method here.

mod answer;
mod open;

use crate::access::{Role, Rule};
use backend::{
    Backend, Refusal,
    form::{Made, Use},
    identity::{Arrival, SessionStore, SessionToken},
};
use contract::{AppError, FormState, Notice, consent::Language};
use http::HeaderMap;
use leptos::prelude::use_context;
use serde::de::DeserializeOwned;
use std::{
    net::IpAddr,
    str::FromStr,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};
use tower_sessions::Session;

pub use crate::site::{Site, Theme};

/// Who is looking, as the frame around a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub name: String,
    pub organisation: String,
    pub role: Role,
    /// The language they chose to read in.
    pub language: Option<Language>,
    /// What forms shown to them are sealed with.
    pub made: Made,
}

/// The fields are the server's to fill; features use the methods of [`Ctx`].
pub struct Parts {
    pub backend: Backend,
    /// The row of the endpoint in the access matrix; none where nothing is to be opened.
    pub rule: Option<&'static Rule>,
    /// Finds the row of another endpoint: a page links only to what is there.
    pub find_rule: fn(&str) -> Option<&'static Rule>,
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
    /// What the browser says its owner reads best, of those there are.
    pub browser_language: Language,
    pub session: Session,
    /// Knows the secrets behind the session's ids.
    pub store: SessionStore,
    /// The caller's browser, and their address as the trusted proxy told it.
    pub arrival: Arrival,
    /// False only in development over plain HTTP on loopback.
    pub secure: bool,
}

struct Inner {
    parts: Parts,
    /// Learned when the first transaction is opened.
    viewer: OnceLock<Viewer>,
    /// The sending that this request answers, where it is one that happens once.
    sending: OnceLock<Use>,
    headers: Mutex<HeaderMap>,
    /// Whether the form that was refused stands on the page that was made.
    form_stands: AtomicBool,
}

/// The row of another endpoint, for the request that is being answered: a page links only to what is there.
pub fn find_rule(endpoint: &str) -> Option<&'static Rule> {
    use_context::<Ctx>().and_then(|ctx| (ctx.0.parts.find_rule)(endpoint))
}

/// A request, cheap to clone.
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

impl Ctx {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            viewer: OnceLock::new(),
            sending: OnceLock::new(),
            headers: Mutex::default(),
            form_stands: AtomicBool::new(false),
        }))
    }

    /// The request being answered, for server functions and components.
    ///
    /// # Errors
    /// `Unavailable` outside of a request.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Self>().ok_or(AppError::Unavailable)
    }

    /// Turns the back half's refusal into what the asker may know; a fault is logged under the request's id.
    ///
    /// # Errors
    /// The refusal.
    pub fn check<T>(&self, result: Result<T, Refusal>) -> Result<T, AppError> {
        result.map_err(|refusal| refusal.into_app(self.request_id()))
    }

    /// The secret of the session's cookie; proves nothing yet.
    ///
    /// # Errors
    /// `NotSignedIn` when the browser sent none.
    pub fn token(&self) -> Result<SessionToken, AppError> {
        self.session().id().and_then(|id| self.store().token(id)).ok_or(AppError::NotSignedIn)
    }

    /// The language this page speaks: its reader's own setting, else the browser's; English where the page is not written
    /// in both.
    pub fn language(&self) -> Language {
        let own = || self.viewer().and_then(|viewer| viewer.language).unwrap_or(self.0.parts.browser_language);
        let in_both = self.0.parts.rule.is_some_and(|rule| rule.in_both);
        if in_both { own() } else { Language::En }
    }

    /// Known once a transaction was opened.
    pub fn viewer(&self) -> Option<&Viewer> {
        self.0.viewer.get()
    }

    /// A key for a form: whoever posts it twice means it once.
    pub fn new_key(&self) -> uuid::Uuid {
        backend::random::id(self.backend().clock.now())
    }

    pub fn backend(&self) -> &Backend {
        &self.0.parts.backend
    }

    pub fn site(&self) -> &Site {
        &self.0.parts.site
    }

    pub fn request_id(&self) -> &str {
        &self.0.parts.request_id
    }

    /// Path and query of the page.
    pub fn path(&self) -> &str {
        &self.0.parts.path
    }

    pub fn form(&self) -> Option<&FormState> {
        self.0.parts.form.as_ref()
    }

    /// Whether the refused form was drawn on this page: where its row is gone, the form may be gone with it.
    pub fn form_stands(&self) -> bool {
        self.0.form_stands.load(Ordering::Relaxed)
    }

    /// For the form that is drawn.
    pub fn set_form_stands(&self) {
        self.0.form_stands.store(true, Ordering::Relaxed);
    }

    pub fn notice(&self) -> Option<&Notice> {
        self.0.parts.notice.as_ref()
    }

    pub fn theme(&self) -> Theme {
        self.0.parts.theme
    }

    pub fn address(&self) -> IpAddr {
        self.0.parts.arrival.address
    }

    /// Where the request comes from.
    pub fn arrival(&self) -> &Arrival {
        &self.0.parts.arrival
    }

    /// The session as tower-sessions holds it: for signing in and out, nothing else.
    pub fn session(&self) -> &Session {
        &self.0.parts.session
    }

    /// The store behind the session: for signing in and out, nothing else.
    pub fn store(&self) -> &SessionStore {
        &self.0.parts.store
    }

    /// A `{name}` of the route.
    ///
    /// # Errors
    /// `NotFound` when it is not a `T`: an address that cannot exist is one that does not.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, AppError> {
        let found = self.0.parts.params.iter().find(|(key, _)| key == name);
        found.and_then(|(_, value)| value.parse().ok()).ok_or(AppError::NotFound)
    }

    /// Every `{name}` of the route with its value.
    pub fn params(&self) -> &[(String, String)] {
        &self.0.parts.params
    }

    /// The query of the page as a struct whose fields are optional.
    ///
    /// # Errors
    /// `NotFound` when it cannot be read.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        let query = self.0.parts.path.split_once('?').map_or("", |(_, query)| query);
        serde_qs::from_str(query).map_err(|_| AppError::NotFound)
    }
}

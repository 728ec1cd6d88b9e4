//! What a loader or a server function knows about the request it answers.
//!
//! Guarantees: made once per request by the server; holds nothing another request could see; the session's id is read
//! from the cookie alone, so a page that needs nobody costs no round trip.
//! What more a feature needs of a request becomes a method here.

use crate::access::{Role, Rule};
use backend::{
    Backend, Refusal,
    account::Account,
    db::{AgendaTx, Clinic, HouseLook, HouseTx, Look, Portal, ReadTx, RecordTx, RecordWriteTx, Scope, WriteTx},
    factor::Gate,
    form::{Asked, Made, Use},
    identity::{Arrival, SessionStore, SessionToken},
};
use contract::{AppError, Code, FormState, Notice, grant::ReadKind};
use http::HeaderMap;
use leptos::prelude::use_context;
use serde::de::DeserializeOwned;
use std::{
    net::IpAddr,
    str::FromStr,
    sync::{Arc, Mutex, OnceLock},
};
use tower_sessions::Session;

pub use crate::site::{Site, Theme};

/// Who is looking, as the frame around a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub name: String,
    pub organisation: String,
    pub role: Role,
    /// What forms shown to them are sealed with.
    pub made: Made,
}

/// The fields are the server's to fill; features use the methods of [`Ctx`].
pub struct Parts {
    pub backend: Backend,
    /// The row of the endpoint in the access matrix; none where nothing is to be opened.
    pub rule: Option<&'static Rule>,
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
}

/// A request, cheap to clone.
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

impl Ctx {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner { parts, viewer: OnceLock::new(), sending: OnceLock::new(), headers: Mutex::default() }))
    }

    /// The request being answered, for server functions and components.
    ///
    /// # Errors
    /// `Unavailable` outside of a request.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Self>().ok_or(AppError::Unavailable)
    }

    /// A read of portal `P` for the session's person.
    ///
    /// # Errors
    /// `NotSignedIn` without a live session of this portal; `NotFound` for a role that the endpoint's row in the access
    /// matrix does not name; `ConsentNeeded` for a client who has not agreed to terms and privacy, where the row does not
    /// stay open; `Unavailable` without a database.
    pub async fn read<P: Portal>(&self) -> Result<ReadTx<P>, AppError> {
        let tx = match self.stays_open() {
            true => self.check(self.backend().read_even_closed::<P>(&self.token()?).await)?,
            false => self.check(self.backend().read::<P>(&self.token()?).await)?,
        };
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A read of clients' records, which is logged before anything is shown.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_records(&self, look: Look) -> Result<RecordTx, AppError> {
        self.demand_look(look.kind())?;
        let tx = self.check(self.backend().open_records(&self.token()?, look).await)?;
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A change that touches clients' entries; the look at them is logged before.
    ///
    /// # Errors
    /// As `read`.
    pub async fn change_records(&self, look: Look) -> Result<RecordWriteTx, AppError> {
        self.demand_look(look.kind())?;
        let tx = self.check(self.backend().change_records(&self.token()?, self.request_id(), look).await)?;
        self.admit(tx.scope())?;
        Ok(tx.once(self.0.sending.get()))
    }

    /// A read by the clinic's staff of what belongs to clients, which is logged before anything is shown.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_house(&self, looks: &[HouseLook]) -> Result<HouseTx, AppError> {
        self.demand_looks(looks)?;
        let tx = self.check(self.backend().open_house(&self.token()?, looks).await)?;
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A change by the clinic's staff of what belongs to clients; the look at it is logged before.
    ///
    /// # Errors
    /// As `read`.
    pub async fn change_house(&self, looks: &[HouseLook]) -> Result<WriteTx<Clinic>, AppError> {
        drop(self.open_house(looks).await?);
        self.write::<Clinic>().await
    }

    /// Writes into the log whose names `tx` has read, before the page that shows them is made.
    ///
    /// # Errors
    /// As `read`; nothing may be shown then.
    pub async fn note_look<P: Portal>(&self, tx: &mut ReadTx<P>, look: HouseLook) -> Result<(), AppError> {
        self.demand_looks(std::slice::from_ref(&look))?;
        self.check(self.backend().note_look(&self.token()?, tx, look).await)
    }

    /// T9: a page takes only looks that its row of the matrix names.
    fn demand_look(&self, kind: ReadKind) -> Result<(), AppError> {
        let is_named = self.0.parts.rule.is_some_and(|rule| rule.looks.contains(&kind));
        if is_named { Ok(()) } else { Err(AppError::NotFound) }
    }

    fn demand_looks(&self, looks: &[HouseLook]) -> Result<(), AppError> {
        looks.iter().try_for_each(|look| look.kind().map_or(Err(AppError::NotFound), |kind| self.demand_look(kind)))
    }

    /// A read of the week that holds `day`, whose appointments are logged before anything is shown.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_week<P: Portal>(&self, day: Option<contract::day::Day>) -> Result<AgendaTx<P>, AppError> {
        self.demand_look(ReadKind::Agenda)?;
        let tx = self.check(self.backend().open_week::<P>(&self.token()?, day).await)?;
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A change in portal `P`; it lasts when `commit` is given its activity entry.
    ///
    /// # Errors
    /// As `read`.
    pub async fn write<P: Portal>(&self) -> Result<WriteTx<P>, AppError> {
        let (token, id) = (self.token()?, self.request_id());
        let tx = match self.stays_open() {
            true => self.check(self.backend().write_even_closed::<P>(&token, id).await)?,
            false => self.check(self.backend().write::<P>(&token, id).await)?,
        };
        self.admit(tx.scope())?;
        Ok(tx.once(self.0.sending.get()))
    }

    /// Everything this request changes is changed once for this sending: for the server, before the function runs.
    pub fn happens_once(&self, sending: Use) {
        _ = self.0.sending.set(sending);
    }

    /// What a change answers that is made by a session's token.
    pub fn asked(&self) -> Asked<'_> {
        Asked { id: self.request_id(), sending: self.0.sending.get() }
    }

    /// The account of the session's person, in whatever role: for the pages under `/account`.
    ///
    /// # Errors
    /// As `read`.
    pub async fn account(&self) -> Result<Account, AppError> {
        let account = self.account_to_enrol().await?;
        if account.gate == Gate::Open { Ok(account) } else { Err(AppError::NotSignedIn) }
    }

    /// The same, for what takes a fresh proof: in the page, so that nobody fills in a form in vain, and in the function
    /// it posts to.
    ///
    /// # Errors
    /// `ProofNeeded`, which leads to `/account/prove` and back; else as `read`.
    pub async fn proved_account(&self) -> Result<Account, AppError> {
        let account = self.account().await?;
        if account.is_fresh { Ok(account) } else { Err(AppError::ProofNeeded) }
    }

    /// The same, also for somebody who is let in only to add a factor.
    ///
    /// # Errors
    /// As `read`.
    pub async fn account_to_enrol(&self) -> Result<Account, AppError> {
        let found = self.check(self.backend().find_account(&self.token()?).await)?;
        let account = found.ok_or(AppError::NotSignedIn)?;
        let role = Role::of_member(account.role);
        let made = Made { person: account.person, membership: account.member, portal: role.portal().to_owned() };
        self.admit_as(Some(role), &account.name, &account.organisation_name, Some(made))?;
        Ok(account)
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

    /// T1: the matrix is not only read by reviewers, it decides.
    fn admit<P: Portal>(&self, scope: &Scope<P>) -> Result<(), AppError> {
        let role = Role::of(scope.role());
        let made = scope.person().zip(role).map(|(person, role)| Made {
            person,
            membership: scope.member(),
            portal: role.portal().to_owned(),
        });
        self.admit_as(role, &scope.display_name, &scope.organisation_name, made)
    }

    fn admit_as(&self, role: Option<Role>, name: &str, organisation: &str, made: Option<Made>) -> Result<(), AppError> {
        let is_named = self.0.parts.rule.is_some_and(|rule| rule.admits(role));
        let (role, made) = role.filter(|_| is_named).zip(made).ok_or(AppError::NotFound)?;
        let (name, organisation) = (name.to_owned(), organisation.to_owned());
        // The first transaction of a request says who is looking; later ones are the same person.
        self.0.viewer.get_or_init(|| Viewer { name, organisation, role, made });
        Ok(())
    }

    /// Whether a client who has agreed to nothing may call this, too.
    fn stays_open(&self) -> bool {
        self.0.parts.rule.is_some_and(Rule::stays_open)
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

    /// Sends a cookie of this site with the answer, which also comes with a link from elsewhere: for what only changes
    /// how a page looks. Lives `seconds`; zero removes it.
    ///
    /// # Errors
    /// `Invalid` when the value does not fit into a header.
    pub fn set_cookie(&self, name: &str, value: &str, seconds: u32) -> Result<(), AppError> {
        self.send_cookie(name, value, seconds, "Lax")
    }

    /// The same for what says who somebody is: it comes from this site only.
    ///
    /// # Errors
    /// As `set_cookie`.
    pub fn set_strict_cookie(&self, name: &str, value: &str, seconds: u32) -> Result<(), AppError> {
        self.send_cookie(name, value, seconds, "Strict")
    }

    fn send_cookie(&self, name: &str, value: &str, seconds: u32, same_site: &str) -> Result<(), AppError> {
        let (prefix, secure) = if self.0.parts.secure { ("__Host-", "; Secure") } else { ("", "") };
        let cookie =
            format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}");
        let header = cookie.parse().map_err(|_| AppError::field("", Code::Malformed))?;
        if let Ok(mut headers) = self.0.headers.lock() {
            headers.append(http::header::SET_COOKIE, header);
        }
        Ok(())
    }

    /// Lets the browser move on to a path of this site by itself, after `seconds`.
    pub fn move_on(&self, seconds: u32, path: &str) {
        if let (Ok(header), Ok(mut headers)) = (format!("{seconds};url={path}").parse(), self.0.headers.lock()) {
            headers.insert("refresh", header);
        }
    }

    /// The headers collected for the answer; the server takes them once.
    pub fn take_headers(&self) -> HeaderMap {
        self.0.headers.lock().map(|mut headers| std::mem::take(&mut *headers)).unwrap_or_default()
    }
}

//! What a loader returns: a title, a shell and a view.
//!
//! Guarantee: a page is a value until it is rendered, so a loader's `?` decides status and destination before a byte
//! of HTML exists.

use leptos::prelude::*;

/// The frame around a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// Anyone: landing, legal pages.
    Public,
    /// One form and nothing else: signing in, resetting, accepting an invitation.
    Door,
    /// `/me`
    Client,
    /// `/practice`
    Practice,
    /// `/clinic`
    Clinic,
}

impl Shell {
    /// When the browser may start the islands: on the first touch where bytes are dear, when idle at a desk.
    pub fn start(self) -> &'static str {
        match self {
            Self::Public | Self::Door | Self::Client => "touch",
            Self::Practice | Self::Clinic => "idle",
        }
    }

    /// The shell of the portal that `path` lies in.
    pub fn of(path: &str) -> Self {
        match path.split(['/', '?']).nth(1) {
            Some("me") => Self::Client,
            Some("practice") => Self::Practice,
            Some("clinic") => Self::Clinic,
            _ => Self::Public,
        }
    }

    /// Where "home" leads.
    pub fn home(self) -> &'static str {
        match self {
            Self::Public | Self::Door => "/",
            Self::Client => "/me",
            Self::Practice => "/practice",
            Self::Clinic => "/clinic",
        }
    }
}

/// A page ready to be rendered.
pub struct Page {
    pub(crate) title: String,
    pub(crate) shell: Shell,
    pub(crate) status: u16,
    pub(crate) view: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Page {
    /// The view is made inside the reactive owner of the request, so it may use contexts. Nothing in it waits: what it
    /// shows was loaded before.
    pub fn new<V: IntoView + 'static>(
        shell: Shell,
        title: impl Into<String>,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self { title: title.into(), shell, status: 200, view: Box::new(move || view().into_any()) }
    }

    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

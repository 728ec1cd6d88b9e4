//! What a loader returns: a title, a shell and a view, or another place to go.
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

    /// The shell of the portal that `role` works in.
    pub fn of_role(role: contract::team::MemberRole) -> Self {
        Self::of(role.home())
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

/// Makes a view inside the reactive owner of the request.
pub(crate) type MakeView = Box<dyn FnOnce() -> AnyView + Send>;

/// What is sent in a page's place: to be kept, not to be looked at in the browser.
#[derive(Debug)]
pub struct File {
    pub name: String,
    /// As in the `Content-Type` header.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

/// A page ready to be rendered.
pub struct Page {
    pub(crate) file: Option<File>,
    pub(crate) title: String,
    pub(crate) shell: Shell,
    pub(crate) status: u16,
    pub(crate) main: MakeView,
    pub(crate) head: Option<MakeView>,
    pub(crate) dock: Option<MakeView>,
    pub(crate) is_sheet: bool,
    /// The page says itself what was just done, where it was done.
    pub(crate) says_notice: bool,
    pub(crate) goto: Option<String>,
    pub(crate) has_verifier: bool,
}

impl Page {
    /// `main` is what stands in `<main>`. It may use contexts; nothing in it waits: what it shows was loaded before.
    pub fn new<V: IntoView + 'static>(
        shell: Shell,
        title: impl Into<String>,
        main: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            shell,
            status: 200,
            main: Box::new(move || main().into_any()),
            head: None,
            dock: None,
            is_sheet: false,
            says_notice: false,
            goto: None,
            has_verifier: false,
            file: None,
        }
    }

    /// No page: 303 to a path of this site.
    pub fn go(path: impl Into<String>) -> Self {
        Self { goto: Some(path.into()), ..Self::new(Shell::Public, "", || ()) }
    }

    /// No page: a file to keep.
    pub fn file(file: File) -> Self {
        Self { file: Some(file), ..Self::new(Shell::Public, "", || ()) }
    }

    /// On the phone, the header above `<main>`: `ui::DayHead` or `ui::SheetHead`.
    pub fn with_head<V: IntoView + 'static>(mut self, head: impl FnOnce() -> V + Send + 'static) -> Self {
        self.head = Some(Box::new(move || head().into_any()));
        self
    }

    /// On the phone, what stays in reach of the thumb: `<div class="dock save">…`.
    pub fn with_dock<V: IntoView + 'static>(mut self, dock: impl FnOnce() -> V + Send + 'static) -> Self {
        self.dock = Some(Box::new(move || dock().into_any()));
        self
    }

    /// On the phone, a page opened over another: no bar at the foot.
    pub fn sheet(mut self) -> Self {
        self.is_sheet = true;
        self
    }

    /// What was just done is said within the page, beside the thing itself, and not above it.
    pub fn says_notice(mut self) -> Self {
        self.says_notice = true;
        self
    }

    /// Starts the script that checks proofs in the browser, where the site was built with it.
    pub fn with_verifier(mut self) -> Self {
        self.has_verifier = true;
        self
    }

    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

//! Where a form was made against where its session is (N8): asked before a field of it is read.
//!
//! Every function whose row in the access matrix is not open to anyone takes a seal from every form, and from islands for
//! what changes something. Named exemptions: what is open to anyone has no membership to belong to, and what an island
//! only reads (rows of a chart, foods) is decided by the session alone.

use app::access::{Action, Rule};
use app::ctx::Ctx;
use axum::http::request::Parts as Head;
use backend::form::Made;
use contract::{AppError, Code};

use super::posted::Posted;
use super::request;
use crate::state::App;

/// Why a function was not run, or what it said.
#[derive(Debug)]
pub enum Stop {
    App(AppError),
    /// The form was made in another place of the same person.
    Elsewhere(Made),
    /// The form was made for somebody else.
    Stranger,
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl Stop {
    /// For who asks without being shown a page.
    pub fn into_app(self) -> AppError {
        match self {
            Self::App(error) => error,
            Self::Elsewhere(_) => AppError::Conflict(Code::OtherPlace),
            Self::Stranger => AppError::Conflict(Code::OtherPerson),
        }
    }
}

/// For whom and where a posted form was made.
pub fn made(app: &App, posted: &Posted) -> Option<Made> {
    app.backend.read_seal(posted.seal()?, |name| posted.value(name))
}

/// # Errors
/// `NotSignedIn` without a live session; `Conflict(FormUnknown)` for a seal that is missing or was changed; or it belongs
/// elsewhere.
pub async fn check(app: &App, head: &Head, ctx: &Ctx, rule: &Rule, posted: &Posted) -> Result<Option<Made>, Stop> {
    let only_reads = rule.action == Action::Read && !request::wants_page(&head.headers);
    if !rule.needs_seal() || only_reads {
        return Ok(None);
    }
    let place = ctx.check(app.backend.find_place(&ctx.token()?).await)?.ok_or(AppError::NotSignedIn)?;
    match made(app, posted) {
        None => Err(AppError::Conflict(Code::FormUnknown).into()),
        Some(made) if made.person != place.person => Err(Stop::Stranger),
        Some(made) if !made.is_at(&place) => Err(Stop::Elsewhere(made)),
        Some(made) => Ok(Some(made)),
    }
}

/// Whether the request's session has ended.
pub async fn is_over(app: &App, ctx: &Ctx) -> bool {
    let Ok(token) = ctx.token() else { return true };
    matches!(app.backend.find_place(&token).await, Ok(None))
}

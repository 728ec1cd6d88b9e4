//! What makes something is made once, however often its form is sent: by everything that was sent, with the form's key in
//! it, so that the same form with other values is another one. What is made in a portal's transaction is noted in that
//! transaction (`backend::form::once`); the functions about one's own account, which are made by functions of the database
//! without one, are noted after they ran: a process that dies in between leaves those open to be sent again after a minute.
//!
//! Asked for every function that creates something, whatever its own code does. Exempt are those whose row is named in the
//! form and checked in their own transaction (journal entries, appointments and what is paid for them).

use std::time::Duration;

use app::access::{Action, Rule};
use app::ctx::Ctx;
use app::form::KEY_FIELD;
use backend::form::{Begun, Use};
use contract::id::MembershipId;
use contract::{AppError, Done};

use super::posted::Posted;
use crate::state::App;

/// They change what is there or, without a row, make one; or say what became of money, which a second press must not deny.
const MAKES_TOO: &[&str] = &[
    "/api/booking/save_own_service",
    "/api/booking/save_team_service",
    "/api/booking/settle_another_way",
    "/api/booking/refund_again",
];
const OWN_ROW: &[&str] =
    &["/api/journal/save_meal", "/api/journal/save_symptom", "/api/booking/book", "/api/booking/pay"];
/// How long the second of two waits for the first.
const PATIENCE: Duration = Duration::from_millis(50);
const LOOKS: u32 = 200;

/// Whether `rule` is of a function that makes something.
pub fn is_asked(rule: &Rule) -> bool {
    let makes = rule.action == Action::Create || MAKES_TOO.contains(&rule.endpoint);
    makes && rule.needs_seal() && !OWN_ROW.contains(&rule.endpoint)
}

/// Begins it. `None` where there is nothing to compare with: a function that makes nothing, or a call without a key.
///
/// # Errors
/// `Err(Ok(json))` when it has been done already; `Err(Err(_))` for what stands in the way.
pub async fn begin(
    app: &App,
    ctx: &Ctx,
    rule: &Rule,
    membership: MembershipId,
    posted: &Posted,
) -> Result<Option<Use>, Result<Vec<u8>, AppError>> {
    if !is_asked(rule) || posted.key().is_none() {
        return Ok(None);
    }
    let sent: Vec<_> = posted.values.iter().filter(|(name, _)| name == KEY_FIELD || !name.starts_with('_')).collect();
    let sent = serde_json::to_vec(&(rule.endpoint, sent)).map_err(|_| Err(AppError::Unavailable))?;
    let sending = app.backend.form_use(membership, &sent);
    let mut is_done = false;
    for _ in 0..LOOKS {
        match ctx.check(app.backend.begin_form(&sending, membership).await).map_err(Err)? {
            Begun::Now => {
                ctx.happens_once(sending.clone());
                return Ok(Some(sending));
            }
            Begun::Done(json) => return Err(Ok(json.into_bytes())),
            Begun::Committed => is_done = true,
            Begun::Running => {}
        }
        tokio::time::sleep(PATIENCE).await;
    }
    // It was done, by a process that never said where it led: back to the page it stands on.
    let page = serde_json::to_vec(&Done::goto(posted.page().unwrap_or("/"))).map_err(|_| Err(AppError::Unavailable))?;
    Err(if is_done { Ok(page) } else { Err(AppError::Unavailable) })
}

/// Keeps where it led, or makes room for another try.
pub async fn end(app: &App, ctx: &Ctx, sending: Option<Use>, outcome: &Result<Vec<u8>, AppError>) {
    let Some(sending) = sending else { return };
    let led_to = match outcome {
        Ok(json) => std::str::from_utf8(json).ok(),
        // It lasts, and something failed afterwards: not to be done again.
        Err(AppError::Internal { .. } | AppError::Unavailable) if sending.is_done() => return,
        Err(_) => None,
    };
    _ = ctx.check(app.backend.end_form(&sending, led_to).await);
}

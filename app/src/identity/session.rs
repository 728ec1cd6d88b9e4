//! Beginning and ending a session. Its id changes whenever who or where changes (fixation).

use crate::{ctx::Ctx, local};
use backend::{
    factor::{Gate, Ticket},
    identity::{DeviceToken, Proof, SessionStore},
};
use contract::{
    AppError,
    id::{MembershipId, PersonId},
    team::MemberRole,
};
use tower_sessions::{session::Error, session_store as store};

/// The cookie that makes a browser a known one; it signs nobody in.
const DEVICE_COOKIE: &str = "device";
const DEVICE_SECONDS: u32 = 400 * 24 * 3600;

/// Opens a session for somebody who proved who they are, in a place if there is only one, worth what `ticket` says. The
/// session of before, if any, ends.
pub async fn open(ctx: &Ctx, proof: Proof, membership: Option<MembershipId>, ticket: &Ticket) -> Result<(), AppError> {
    let session = ctx.session();
    session.clear().await;
    session.cycle_id().await.map_err(failed)?;
    session.insert("person", proof.person).await.map_err(failed)?;
    session.insert("proof", proof.version).await.map_err(failed)?;
    if let Some(membership) = membership {
        session.insert("membership", membership).await.map_err(failed)?;
    }
    session.insert("ticket", ticket.expose()).await.map_err(failed)?;
    save(ctx).await?;
    remember(ctx, proof.person).await
}

/// Moves the session to another place of its person, under a new id. The database checks that it is one of theirs.
pub async fn enter(ctx: &Ctx, membership: MembershipId) -> Result<(), AppError> {
    begin_anew(ctx).await?;
    ctx.session().insert("membership", membership).await.map_err(failed)?;
    save(ctx).await
}

/// The same session after a proof: same person and place, new id.
pub async fn reopen(ctx: &Ctx, ticket: &Ticket) -> Result<(), AppError> {
    let person = begin_anew(ctx).await?;
    ctx.session().insert("ticket", ticket.expose()).await.map_err(failed)?;
    save(ctx).await?;
    remember(ctx, person).await
}

/// The same session under a new id, worth what it was.
pub async fn renew(ctx: &Ctx) -> Result<(), AppError> {
    begin_anew(ctx).await?;
    save(ctx).await
}

/// The session made next takes the place of this one, in one transaction. One that ended meanwhile stays ended.
async fn begin_anew(ctx: &Ctx) -> Result<PersonId, AppError> {
    let session = ctx.session();
    let person = session.get::<PersonId>("person").await.map_err(failed)?.ok_or(AppError::NotSignedIn)?;
    ctx.store().continue_from(session.id().ok_or(AppError::NotSignedIn)?);
    session.cycle_id().await.map_err(failed)?;
    Ok(person)
}

/// Once everything that was asked for is proved, the browser is a known one, and an unfamiliar one is told of.
async fn remember(ctx: &Ctx, person: PersonId) -> Result<(), AppError> {
    let gate = ctx.check(ctx.backend().find_gate(&ctx.token()?).await)?;
    if gate.is_none_or(|(gate, _)| matches!(gate, Gate::Factor)) {
        return Ok(());
    }
    if let Some(device) = ctx.check(ctx.backend().remember_sign_in(person, ctx.arrival()).await)? {
        know(ctx, &device)?;
    }
    Ok(())
}

/// Makes the browser a known one.
pub fn know(ctx: &Ctx, device: &DeviceToken) -> Result<(), AppError> {
    ctx.set_strict_cookie(DEVICE_COOKIE, device.to_cookie(), DEVICE_SECONDS)
}

/// Makes the session as it now is. Of two at once that renew one session, one finds it over: it is left alone then, so
/// that nothing is saved for it at the end of the request either.
async fn save(ctx: &Ctx) -> Result<(), AppError> {
    let saved = ctx.session().save().await.map_err(failed);
    if saved == Err(AppError::NotSignedIn) {
        ctx.session().clear().await;
    }
    saved
}

fn failed(error: Error) -> AppError {
    match error {
        Error::Store(store::Error::Backend(why)) if why == SessionStore::OVER => AppError::NotSignedIn,
        _ => AppError::Unavailable,
    }
}

/// An invitation needs no place to be in: whoever was led away from it to prove who they are comes back to it.
pub const INVITATION: &str = "/invitation/";
/// A link in a letter to a page inside a portal.
pub const LINK: &str = "/go/";

/// Where a session goes from here: to prove its factor, to add one, to choose a place, or to where it wanted.
pub async fn onward(ctx: &Ctx, next: Option<&str>) -> Result<Option<String>, AppError> {
    let Ok(token) = ctx.token() else { return Ok(None) };
    let Some((gate, _)) = ctx.check(ctx.backend().find_gate(&token).await)? else { return Ok(None) };
    let asked = next.and_then(local::next_path).filter(|next| *next != "/");
    let with_next = |page: &str| asked.map_or(page.to_owned(), |next| format!("{page}?next={next}"));
    match gate {
        Gate::Open | Gate::Enrol if asked.is_some_and(|next| next.starts_with(INVITATION)) => {
            return Ok(asked.map(str::to_owned));
        }
        Gate::Factor => return Ok(Some(with_next("/sign-in/factor"))),
        Gate::Enrol => return Ok(Some("/account/security".to_owned())),
        Gate::Open => {}
    }
    // A link in a letter knows which place it is for.
    if let Some(link) = asked.filter(|next| next.starts_with(LINK)) {
        return Ok(Some(link.to_owned()));
    }
    let places = ctx.check(ctx.backend().list_places(&token).await)?.unwrap_or_default();
    let current = places.iter().find(|place| place.current);
    Ok(Some(current.map_or_else(|| with_next("/choose"), |place| destination(place.role, next))))
}

pub async fn end(ctx: &Ctx) -> Result<(), AppError> {
    ctx.session().flush().await.map_err(failed)
}

/// Where somebody goes in a role: where they wanted to, if that lies in its portal, else its start.
pub fn destination(role: MemberRole, next: Option<&str>) -> String {
    let home = role.home();
    let below = |path: &str, folder| path.strip_prefix(folder).is_some_and(|rest: &str| rest.starts_with('/'));
    // What is the person's own lies beside the portals.
    let inside = |path: &&str| *path == home || below(path, home) || below(path, "/account");
    next.and_then(local::next_path).filter(inside).unwrap_or(home).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    // T5: sign-in leads to the role's own portal, whatever was asked for.
    #[test]
    fn a_role_goes_to_its_own_portal() {
        for (role, next, expected) in [
            (MemberRole::Client, Some("/me/2026-11-22"), "/me/2026-11-22"),
            (MemberRole::Client, Some("/practice/clients"), "/me"),
            (MemberRole::Practitioner, Some("/practicefusion"), "/practice"),
            (MemberRole::Admin, Some("//evil.example"), "/clinic"),
            (MemberRole::FrontDesk, None, "/clinic"),
            (MemberRole::Client, Some("/account/security"), "/account/security"),
            (MemberRole::Client, Some("/accountant"), "/me"),
        ] {
            assert_eq!(destination(role, next), expected);
        }
    }
}

//! Beginning and ending a session. Its id changes whenever who or where changes (fixation).

use crate::{ctx::Ctx, local};
use backend::factor::{Gate, Ticket};
use contract::{
    AppError,
    id::{MembershipId, PersonId},
    team::MemberRole,
};

/// Opens a session for a person, in a place if there is only one, worth what `ticket` says. The session of before, if
/// any, ends.
pub async fn open(
    ctx: &Ctx,
    person: PersonId,
    membership: Option<MembershipId>,
    ticket: &Ticket,
) -> Result<(), AppError> {
    let session = ctx.session();
    session.clear().await;
    session.cycle_id().await.map_err(|_| AppError::Unavailable)?;
    session.insert("person", person).await.map_err(|_| AppError::Unavailable)?;
    if let Some(membership) = membership {
        session.insert("membership", membership).await.map_err(|_| AppError::Unavailable)?;
    }
    session.insert("ticket", ticket.expose()).await.map_err(|_| AppError::Unavailable)?;
    session.save().await.map_err(|_| AppError::Unavailable)
}

/// Moves the session to another place of its person, under a new id. The database checks that it is one of theirs.
pub async fn enter(ctx: &Ctx, membership: MembershipId) -> Result<(), AppError> {
    let ticket = ctx.check(ctx.backend().carry_proof(&ctx.token()?).await)?;
    open(ctx, person(ctx).await?, Some(membership), &ticket).await
}

/// The same session after a proof: same person and place, new id.
pub async fn reopen(ctx: &Ctx, ticket: &Ticket) -> Result<(), AppError> {
    let membership = ctx.session().get("membership").await.map_err(|_| AppError::Unavailable)?;
    open(ctx, person(ctx).await?, membership, ticket).await
}

async fn person(ctx: &Ctx) -> Result<PersonId, AppError> {
    let person = ctx.session().get("person").await.map_err(|_| AppError::Unavailable)?;
    person.ok_or(AppError::NotSignedIn)
}

/// Where a session goes from here: to prove its factor, to add one, to choose a place, or to where it wanted.
pub async fn onward(ctx: &Ctx, next: Option<&str>) -> Result<Option<String>, AppError> {
    let Ok(token) = ctx.token() else { return Ok(None) };
    let Some((gate, _)) = ctx.check(ctx.backend().find_gate(&token).await)? else { return Ok(None) };
    let asked = next.and_then(local::next_path).filter(|next| *next != "/");
    let with_next = |page: &str| asked.map_or(page.to_owned(), |next| format!("{page}?next={next}"));
    match gate {
        Gate::Factor => return Ok(Some(with_next("/sign-in/factor"))),
        Gate::Enrol => return Ok(Some("/account/security".to_owned())),
        Gate::Open => {}
    }
    let places = ctx.check(ctx.backend().list_places(&token).await)?.unwrap_or_default();
    let current = places.iter().find(|place| place.current);
    Ok(Some(current.map_or_else(|| with_next("/choose"), |place| destination(place.role, next))))
}

pub async fn end(ctx: &Ctx) -> Result<(), AppError> {
    ctx.session().flush().await.map_err(|_| AppError::Unavailable)
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

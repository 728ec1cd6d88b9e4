//! Beginning and ending a session. Its id changes whenever who or where changes (fixation).

use crate::{ctx::Ctx, local};
use contract::{
    AppError,
    id::{MembershipId, PersonId},
    team::MemberRole,
};

/// Opens a session for a person, in a place if there is only one. The session of before, if any, ends.
pub async fn open(ctx: &Ctx, person: PersonId, membership: Option<MembershipId>) -> Result<(), AppError> {
    let session = ctx.session();
    session.clear().await;
    session.cycle_id().await.map_err(|_| AppError::Unavailable)?;
    session.insert("person", person).await.map_err(|_| AppError::Unavailable)?;
    if let Some(membership) = membership {
        session.insert("membership", membership).await.map_err(|_| AppError::Unavailable)?;
    }
    session.save().await.map_err(|_| AppError::Unavailable)
}

/// Moves the session to another place of its person, under a new id. The database checks that it is one of theirs.
pub async fn enter(ctx: &Ctx, membership: MembershipId) -> Result<(), AppError> {
    let session = ctx.session();
    let person = session.get::<PersonId>("person").await.map_err(|_| AppError::Unavailable)?;
    open(ctx, person.ok_or(AppError::NotSignedIn)?, Some(membership)).await
}

pub async fn end(ctx: &Ctx) -> Result<(), AppError> {
    ctx.session().flush().await.map_err(|_| AppError::Unavailable)
}

/// Where somebody goes in a role: where they wanted to, if that lies in its portal, else its start.
pub fn destination(role: MemberRole, next: Option<&str>) -> String {
    let home = role.home();
    let inside = |path: &&str| *path == home || path.strip_prefix(home).is_some_and(|rest| rest.starts_with('/'));
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
        ] {
            assert_eq!(destination(role, next), expected);
        }
    }
}

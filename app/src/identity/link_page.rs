//! `/go/{seal}/…`: a link in a letter to a page inside a portal. It names the membership it is for: whoever is in another
//! place of theirs is asked, and goes on in the right one; who is signed out signs in first.

use crate::{
    ctx::Ctx,
    error_page::{Elsewhere, elsewhere},
    page::Page,
};
use contract::AppError;

/// # Errors
/// `NotFound` for a link that we did not write, or to somebody else's place; `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let (seal, rest): (String, String) = (ctx.param("seal")?, ctx.param("path")?);
    let path = format!("/{rest}");
    let membership = ctx.backend().read_mailed_link(&seal, &path).ok_or(AppError::NotFound)?;
    let token = ctx.token()?;
    let now = ctx.check(ctx.backend().find_place(&token).await)?.ok_or(AppError::NotSignedIn)?;
    if now.membership == Some(membership) {
        return Ok(Page::go(path));
    }
    let places = ctx.check(ctx.backend().list_places(&token).await)?.ok_or(AppError::NotSignedIn)?;
    let there = places.iter().find(|place| place.membership == membership).cloned().ok_or(AppError::NotFound)?;
    let here = places.into_iter().find(|place| place.current);
    Ok(elsewhere(Elsewhere { there: Some(there), here, page: path, kept: None, is_form: false }))
}

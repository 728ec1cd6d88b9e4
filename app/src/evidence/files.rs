//! What a reader keeps: the newest head, a proof, and what connects two heads.

use crate::{
    ctx::Ctx,
    page::{File, Page},
};
use backend::db::Client;
use contract::AppError;

const PLAIN: &str = "text/plain; charset=utf-8";

fn text(name: String, text: String) -> Page {
    Page::file(File { name, kind: PLAIN, bytes: text.into_bytes() })
}

/// `/me/evidence/checkpoint`
///
/// # Errors
/// `NotFound` before the first one.
pub async fn checkpoint(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let newest = ctx.check(ctx.backend().latest_checkpoint(&mut tx).await)?.ok_or(AppError::NotFound)?;
    Ok(text(format!("checkpoint-{}.txt", newest.size), newest.note))
}

/// `/me/evidence/{seq}/proof`
///
/// # Errors
/// `NotFound` for an entry that is not about who asks, or that no head covers.
pub async fn proof(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let seq = ctx.param("seq")?;
    let proof = ctx.check(ctx.backend().inclusion_proof(&mut tx, seq).await)?.ok_or(AppError::NotFound)?;
    Ok(text(format!("entry-{seq}.tlog-proof"), proof.text))
}

/// `/me/evidence/path/{old}/{size}`
///
/// # Errors
/// `NotFound` where there is no head of that size.
pub async fn path(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let (old, size) = (ctx.param("old")?, ctx.param("size")?);
    let path = ctx.check(ctx.backend().consistency_proof(&mut tx, old, size).await)?.ok_or(AppError::NotFound)?;
    Ok(text(format!("path-{old}-{size}.txt"), path))
}

//! Answering, changing one's mind, and recording a paper.

use contract::{AppError, Done, consent::AnswersInput};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::{Client, Clinic};
#[cfg(feature = "ssr")]
use contract::{
    Code, Notice,
    consent::{Answer, ConsentKind, Language, Paper},
    id::MembershipId,
};

/// The client answers everything that was asked on the page.
///
/// # Errors
/// `Invalid` naming what was left open; `Conflict(TextChanged)`.
#[server(endpoint = "consent/decide")]
pub async fn decide(answers: AnswersInput) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let answers = answers.parse()?;
    ctx.check(ctx.backend().decide_consents(tx, &answers, ctx.arrival()).await)?;
    let closes = |answer: &Answer| matches!(answer.kind, ConsentKind::Terms | ConsentKind::Privacy) && !answer.agrees;
    let next = if answers.iter().any(closes) { "/me/consents" } else { "/me" };
    Ok(Done::goto(next).with(Notice::ConsentSaved))
}

/// The client changes their mind about one.
///
/// # Errors
/// `Invalid`; `Conflict(TextChanged)`.
#[server(endpoint = "consent/change")]
pub async fn change(
    kind: String,
    agrees: String,
    #[server(default)] language: String,
    #[server(default)] shown: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let kind = ConsentKind::parse(&kind).ok_or(AppError::field("kind", Code::Unknown))?;
    let language = Language::parse(&language).unwrap_or(Language::En);
    // Whatever is not "yes" takes consent back, which must never fail for a word.
    let shown = contract::consent::hash(&shown).unwrap_or_default().to_owned();
    let answer = Answer { kind, agrees: agrees == "yes", language, shown };
    ctx.check(ctx.backend().decide_consents(tx, std::slice::from_ref(&answer), ctx.arrival()).await)?;
    let notice = if answer.agrees { Notice::ConsentSaved } else { Notice::ConsentWithdrawn };
    Ok(Done::goto("/me/consents").with(notice))
}

/// An administrator records what a client decided on paper.
///
/// # Errors
/// `Invalid` naming fields; `NotFound`; `ProofNeeded`.
#[server(endpoint = "consent/record_paper")]
pub async fn record_paper(
    client: uuid::Uuid,
    #[server(default)] kind: String,
    #[server(default)] agrees: String,
    #[server(default)] language: String,
    #[server(default)] why: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let paper = Paper::parse(&kind, &agrees, &language, &why)?;
    ctx.check(ctx.backend().record_paper_consent(tx, MembershipId(client), &paper).await)?;
    Ok(Done::goto(format!("/clinic/consents/{client}")).with(Notice::ConsentSaved))
}

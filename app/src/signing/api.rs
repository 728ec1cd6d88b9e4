//! Writing, asking, signing, ending.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::{Client, Clinic, Look, Practice};
#[cfg(feature = "ssr")]
use contract::{
    Code, Notice,
    consent::Language,
    id::MembershipId,
    signing::{NewText, reason, typed_name},
};

/// A text of the clinic, new or the next version of one.
///
/// # Errors
/// `Invalid` naming fields; `NotFound`; `Conflict(EditedElsewhere)`.
#[server(endpoint = "signing/write_text")]
pub async fn write_text(
    key: uuid::Uuid,
    #[server(default)] of: String,
    #[server(default)] document_kind: String,
    #[server(default)] title: String,
    #[server(default)] body: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let text = NewText::parse(&of, &document_kind, &title, &body)?;
    ctx.check(ctx.backend().write_document(tx, key, &text).await)?;
    Ok(Done::goto(format!("/clinic/documents?text={}", text.of.unwrap_or(key))).with(Notice::DocumentSaved))
}

/// Asks a client to sign the newest version of a text.
///
/// # Errors
/// `Invalid` on `client` or `text`; `Conflict(AlreadyActive)`.
#[server(endpoint = "signing/request")]
pub async fn request(
    key: uuid::Uuid,
    #[server(default)] text: String,
    #[server(default)] client: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let text = text.parse().map_err(|_| AppError::field("text", Code::Required))?;
    let client = client.parse().map_err(|_| AppError::field("client", Code::Required))?;
    ctx.check(ctx.backend().request_signature(tx, key, text, MembershipId(client)).await)?;
    Ok(Done::goto("/clinic/documents").with(Notice::DocumentRequested))
}

/// A practitioner writes a text for a client in their care.
///
/// # Errors
/// `Invalid` naming fields; `NotFound` for a client who is not in one's active care.
#[server(endpoint = "signing/write_for_client")]
pub async fn write_for_client(
    key: uuid::Uuid,
    client: uuid::Uuid,
    #[server(default)] document_kind: String,
    #[server(default)] title: String,
    #[server(default)] body: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let client = MembershipId(client);
    let tx = ctx.change_records(Look::Documents(client)).await?;
    let text = NewText::parse("", &document_kind, &title, &body)?;
    ctx.check(ctx.backend().write_for_client(tx, key, client, &text).await)?;
    Ok(Done::goto(format!("/practice/clients/{client}/documents?text={key}")).with(Notice::DocumentSaved))
}

/// A practitioner asks a client in their care to sign.
///
/// # Errors
/// `Invalid` on `text`; `NotFound`; `Conflict(AlreadyActive)`.
#[server(endpoint = "signing/request_from_client")]
pub async fn request_from_client(
    key: uuid::Uuid,
    client: uuid::Uuid,
    #[server(default)] text: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.change_records(Look::Documents(MembershipId(client))).await?;
    let text = text.parse().map_err(|_| AppError::field("text", Code::Required))?;
    ctx.check(ctx.backend().request_from_client(tx, key, text, MembershipId(client)).await)?;
    Ok(Done::goto(format!("/practice/clients/{client}/documents")).with(Notice::DocumentRequested))
}

/// A practitioner ends a copy of a client in their care, with a reason.
///
/// # Errors
/// `Invalid` on `ended_why`; `NotFound`.
#[server(endpoint = "signing/end_of_client")]
pub async fn end_of_client(
    client: uuid::Uuid,
    document: uuid::Uuid,
    #[server(default)] ended_why: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Practice>().await?;
    let why = reason(&ended_why)?;
    ctx.check(ctx.backend().end_document(tx, document, &why).await)?;
    Ok(Done::goto(format!("/practice/clients/{client}/documents/{document}")).with(Notice::DocumentEnded))
}

/// The client signs with their typed name.
///
/// # Errors
/// `ProofNeeded`; `Invalid` on `signed_name`; `NotFound`; `Conflict`.
#[server(endpoint = "signing/sign")]
pub async fn sign(
    document: uuid::Uuid,
    #[server(default)] signed_name: String,
    #[server(default)] shown: String,
    #[server(default)] language: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let name = typed_name(&signed_name)?;
    let shown = contract::consent::hash(&shown).unwrap_or_default();
    ctx.check(ctx.backend().sign_document(tx, document, &name, shown, ctx.arrival()).await)?;
    Ok(Done::goto(mine(document, &language)).with(Notice::DocumentSigned))
}

/// The client ends one of their own, with a reason.
///
/// # Errors
/// `Invalid` on `ended_why`; `NotFound`.
#[server(endpoint = "signing/end_mine")]
pub async fn end_mine(
    document: uuid::Uuid,
    #[server(default)] ended_why: String,
    #[server(default)] language: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let why = reason(&ended_why)?;
    ctx.check(ctx.backend().end_document(tx, document, &why).await)?;
    Ok(Done::goto(mine(document, &language)).with(Notice::DocumentEnded))
}

/// The client's page of one, in the language it was read in.
#[cfg(feature = "ssr")]
fn mine(document: uuid::Uuid, language: &str) -> String {
    let language = Language::parse(language).unwrap_or(Language::En);
    format!("/me/documents/{document}?language={}", language.as_str())
}

/// An administrator ends one, with a reason.
///
/// # Errors
/// `Invalid` on `ended_why`; `NotFound`.
#[server(endpoint = "signing/end")]
pub async fn end(document: uuid::Uuid, #[server(default)] ended_why: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let why = reason(&ended_why)?;
    ctx.check(ctx.backend().end_document(tx, document, &why).await)?;
    Ok(Done::goto(format!("/clinic/documents/{document}")).with(Notice::DocumentEnded))
}

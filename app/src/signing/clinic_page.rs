//! `/clinic/documents` and `/clinic/documents/{document}`: texts, whom one asks, and the signed copies.

use super::forms::{Ask, Write};
use super::parts::{Copy, End, copies};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::signing as w,
};
use backend::db::Clinic;
use contract::{
    AppError,
    signing::{DocumentState, Documents},
};
use leptos::prelude::*;
use ui::{Card, Choice, Link, PageHead};

/// `/clinic/documents`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for who is no administrator.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let documents = ctx.check(ctx.backend().load_documents(&mut tx).await)?;
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || body(documents)))
}

/// `/clinic/documents/{document}`
///
/// # Errors
/// `NotSignedIn`; `NotFound`.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("document")?;
    let mut tx = ctx.read::<Clinic>().await?;
    let document = ctx.check(ctx.backend().load_document(&mut tx, id).await)?;
    Ok(Page::new(Shell::Clinic, document.text.title.clone(), move || {
        let end = (document.state != DocumentState::Ended)
            .then(|| view! { <End document=document.id action="/api/signing/end"/> });
        view! {
            <PageHead title=document.client_name.clone() back=Link::new(w::clinic_title(), "/clinic/documents")/>
            <Copy document/>
            {end}
        }
    }))
}

fn body(documents: Documents) -> AnyView {
    let copies = copies(documents.copies, documents.more, |_, id| format!("/clinic/documents/{id}"), true);
    let texts = documents.texts.clone();
    let clients =
        documents.clients.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect::<Vec<_>>();
    view! {
        <PageHead title=w::clinic_title() detail=w::clinic_lede()/>
        <div class="split">
            <div class="stack">{copies}</div>
            <div class="stack">
                <Card title=w::ask_title()><Ask action="/api/signing/request" texts=documents.texts clients/></Card>
                <Card title=w::write_title()><Write action="/api/signing/write_text" texts/></Card>
            </div>
        </div>
    }
    .into_any()
}

//! `/practice/clients/{client_id}/documents` and one of them: what a practitioner asks a client in their care to sign.

use super::forms::{Ask, Query, Write};
use super::parts::{Copy, End, EndWords, copies};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    paging::{Beyond, Long},
    words::signing as w,
};
use backend::db::Look;
use contract::{AppError, grant::Named, id::MembershipId, signing::DocumentState, signing::Documents};
use leptos::prelude::*;
use ui::{Card, Link, PageHead};

/// `/practice/clients/{client_id}/documents`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a client who is not in one's active care.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let client: MembershipId = ctx.param("client_id")?;
    let query: Query = ctx.query()?;
    let mut tx = ctx.open_records(Look::Documents(client)).await?;
    let long = Long::of(&ctx)?;
    let loaded = ctx.check(ctx.backend().load_client_documents(&mut tx, client, long.reach).await);
    let (named, mut documents) = loaded?;
    let beyond = long.cut(&mut documents.copies);
    Ok(Page::new(Shell::Practice, w::clinic_title(), move || body(named, documents, beyond, query)))
}

/// `/practice/clients/{client_id}/documents/{document}`
///
/// # Errors
/// As `list`; `NotFound` for what is another client's.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let client: MembershipId = ctx.param("client_id")?;
    let id = ctx.param("document")?;
    let mut tx = ctx.open_records(Look::Documents(client)).await?;
    let document = ctx.check(ctx.backend().load_client_document(&mut tx, client, id).await)?;
    Ok(Page::new(Shell::Practice, document.text.title.clone(), move || {
        let back = Link::new(w::clinic_title(), format!("/practice/clients/{client}/documents"));
        let words = EndWords::of(document.state);
        let end = (document.state != DocumentState::Ended)
            .then(|| view! { <End document=document.id action="/api/signing/end_of_client" words client/> });
        view! {
            <PageHead title=document.client_name.clone() back/>
            <Copy document/>
            {end}
        }
    }))
}

fn body(named: Named, documents: Documents, beyond: Option<Beyond>, query: Query) -> AnyView {
    let client = named.id;
    let there = move |client: MembershipId, id| format!("/practice/clients/{client}/documents/{id}");
    let copies = copies(documents.copies, beyond, there, false);
    view! {
        <PageHead title=w::clinic_title() detail=w::clinic_lede() back=Link::new(named.name, format!("/practice/clients/{client}"))/>
        <div class="split">
            <div class="stack">{copies}</div>
            <div class="stack">
                <Card title=w::ask_this_title()><Ask action="/api/signing/request_from_client" texts=documents.texts chosen=query.text client/></Card>
                <Card title=w::write_title()><Write action="/api/signing/write_for_client" client/></Card>
            </div>
        </div>
    }
    .into_any()
}

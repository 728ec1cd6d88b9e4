//! `/clinic/documents`, `/clinic/documents/{document}` and its `/address`: texts, whom one asks, the signed copies, and
//! where one was signed from.

use super::forms::{Ask, Query, Write};
use super::parts::{Copy, End, EndWords, copies};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::signing as w,
};
use backend::db::HouseLook;
use contract::{
    AppError,
    consent::Language,
    grant::ReadKind,
    signing::{DocumentState, DocumentView, Documents, TextView},
};
use leptos::prelude::*;
use ui::{Card, Choice, Disclosure, Link, LinkButton, Look, PageHead};
use uuid::Uuid;

/// `/clinic/documents`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let query: Query = ctx.query()?;
    let long = Long::of(&ctx)?;
    let mut tx = ctx.open_house(&backend::signing::looks_at_documents(long.reach)).await?;
    let mut documents = ctx.check(ctx.backend().load_documents(&mut tx, long.reach).await)?;
    let (copies, clients) = (long.cut(&mut documents.copies), long.cut(&mut documents.clients));
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || body(documents, copies, clients, query)))
}

/// `/clinic/documents/{document}`
///
/// # Errors
/// `NotSignedIn`; `NotFound`.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("document")?;
    let mut tx = ctx.open_house(&[HouseLook::at_one(ReadKind::Documents, id)]).await?;
    let document = ctx.check(ctx.backend().load_document(&mut tx, id).await)?;
    Ok(Page::new(Shell::Clinic, document.text.title.clone(), move || copy(document)))
}

/// `/clinic/documents/{document}/address`: opening it is what this page does, so it takes a proof and is on record
/// before anything is shown.
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `NotFound` for what nobody has signed, or an erased client's.
pub async fn address(ctx: Ctx) -> Result<Page, AppError> {
    let id: Uuid = ctx.param("document")?;
    let tx = ctx.change_house(&[HouseLook::at_one(ReadKind::Documents, id)]).await?;
    let address = ctx.check(ctx.backend().open_signature(tx, id).await)?;
    Ok(Page::new(Shell::Clinic, w::address_entry(), move || {
        view! {
            <PageHead title=w::address_entry() detail=w::address_logged() back=Link::new(w::document_label(), format!("/clinic/documents/{id}"))/>
            <dl class="facts"><div><dt>{w::address()}</dt><dd class="mono">{address}</dd></div></dl>
        }
    }))
}

fn copy(document: DocumentView) -> AnyView {
    let words = EndWords::of(document.state);
    let end = (document.state != DocumentState::Ended)
        .then(|| view! { <End document=document.id action="/api/signing/end" words/> });
    let address = document.signed.is_some().then(|| {
        view! {
            <div class="no-print">
                <Disclosure summary=w::address_entry()>
                    <div class="stack">
                        <p class="small quiet">{w::address_text()}</p>
                        <p><LinkButton href=format!("/clinic/documents/{}/address", document.id) look=Look::Plain>{w::address_open()}</LinkButton></p>
                    </div>
                </Disclosure>
            </div>
        }
    });
    view! {
        <PageHead title=document.client_name.clone() back=Link::new(w::clinic_title(), "/clinic/documents")/>
        <Copy document/>
        {address}
        {end}
    }
    .into_any()
}

fn body(documents: Documents, more: Option<Beyond>, more_clients: Option<Beyond>, query: Query) -> AnyView {
    let copies = copies(documents.copies, more, |_, id| format!("/clinic/documents/{id}"), true);
    let of = documents.texts.iter().find(|text| text.id.to_string() == query.next).cloned();
    let clients =
        documents.clients.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect::<Vec<_>>();
    let texts = texts(&documents.texts);
    let title = if of.is_some() { w::write_next_title() } else { w::write_title() };
    view! {
        <PageHead title=w::clinic_title() detail=w::clinic_lede()/>
        <div class="split">
            <div class="stack">{copies}{texts}</div>
            <div class="stack">
                <Card title=w::ask_title()><Ask action="/api/signing/request" texts=documents.texts chosen=query.text clients/><Further beyond=more_clients/></Card>
                <Card title=title><Write action="/api/signing/write_text" of/></Card>
            </div>
        </div>
    }
    .into_any()
}

fn texts(texts: &[TextView]) -> Option<AnyView> {
    let lines = texts
        .iter()
        .map(|text| {
            view! {
                <li>
                    <div>
                        <b>{w::versioned(text)}</b>
                        <p class="quiet small">{w::kind(text.kind, Language::En)}</p>
                    </div>
                    <a class="small" href=format!("/clinic/documents?next={}", text.id) aria-label=format!("{}: {}", w::next(), text.title)>{w::next()}</a>
                </li>
            }
        })
        .collect_view();
    let section = || {
        view! { <section aria-labelledby="texts"><h2 id="texts">{w::texts()}</h2><ul class="items">{lines}</ul></section> }
            .into_any()
    };
    (!texts.is_empty()).then(section)
}

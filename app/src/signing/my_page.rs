//! `/me/documents` and `/me/documents/{document}`: what one is asked to sign, and what one has signed.

use super::parts::{Copy, End, state};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    page::{Page, Shell},
    words::signing as w,
};
use backend::db::Client;
use contract::{
    AppError,
    signing::{DocumentState, DocumentView},
};
use leptos::prelude::*;
use ui::{Button, DayHead, EmptyState, Icon, Link, Look, SheetHead, TextInput};

/// `/me/documents`
///
/// # Errors
/// `NotSignedIn`.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let documents = ctx.check(ctx.backend().load_my_documents(&mut tx).await)?;
    let page = Page::new(Shell::Client, w::title(), move || {
        if documents.is_empty() {
            return view! { <EmptyState title=w::none() icon=Icon::FileText><p>{w::none_text()}</p></EmptyState> }
                .into_any();
        }
        let lines = documents
            .into_iter()
            .map(|document| {
                let tag = state(&document);
                view! {
                    <li>
                        <div>
                            <a href=format!("/me/documents/{}", document.id)><b>{document.text.title.clone()}</b></a>
                            <p class="quiet">{w::about(&document)}</p>
                        </div>
                        {tag}
                    </li>
                }
            })
            .collect_view();
        view! { <section class="blk"><ul class="items">{lines}</ul></section> }.into_any()
    });
    Ok(page.with_head(|| view! { <DayHead title=w::title() detail=w::lede()/> }))
}

/// `/me/documents/{document}`
///
/// # Errors
/// `NotSignedIn`; `NotFound`.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("document")?;
    let mut tx = ctx.read::<Client>().await?;
    let document = ctx.check(ctx.backend().load_document(&mut tx, id).await)?;
    let page = Page::new(Shell::Client, document.text.title.clone(), move || body(document));
    Ok(page
        .sheet()
        .with_head(|| view! { <SheetHead title=w::document() back=Link::new(w::title(), "/me/documents")/> }))
}

fn body(document: DocumentView) -> AnyView {
    let (id, hash, open) = (document.id, document.hash.clone(), document.state);
    let sign = (open == DocumentState::Requested).then(|| {
        view! {
            <section class="blk no-print" aria-labelledby="sign">
                <h2 id="sign">{w::sign_title()}</h2>
                <p class="small quiet">{w::sign_text()}</p>
                <Form action="/api/signing/sign" class="stack">
                    <ErrorSummary/>
                    <input type="hidden" name="document" value=id.to_string()/>
                    <input type="hidden" name="shown" value=hash/>
                    <TextInput name="signed_name" label=w::your_name() autocomplete="name" value=kept_or("signed_name", "") error=fault("signed_name") maxlength=120/>
                    <Button look=Look::Primary>{w::sign()}</Button>
                </Form>
            </section>
        }
    });
    let end = (open != DocumentState::Ended)
        .then(|| view! { <section class="blk no-print"><End document=id action="/api/signing/end_mine"/></section> });
    view! {
        <Copy document/>
        {sign}
        {end}
    }
    .into_any()
}

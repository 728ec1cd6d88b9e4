//! `/me/documents` and `/me/documents/{document}`: what one is asked to sign, and what one has signed, in the language in
//! which the client decided last, or in the other (`?language=nl`).

use super::parts::{Copy, End, EndWords, state};
use crate::{
    consent::{Languages, Query},
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    page::{Page, Shell},
    paging::{Further, Long},
    words::signing as w,
};
use backend::db::{Client, ReadTx};
use contract::{
    AppError,
    consent::Language,
    signing::{DocumentState, DocumentView},
};
use leptos::prelude::*;
use ui::{Button, DayHead, EmptyState, Icon, Link, LinkButton, Look, SheetHead, TextInput};
use uuid::Uuid;

const SIGN: &str = "/api/signing/sign";

/// The page's language, and what links within these pages say when it was chosen.
async fn language(ctx: &Ctx, tx: &mut ReadTx<Client>) -> Result<(Language, String), AppError> {
    let query: Query = ctx.query()?;
    match Language::parse(&query.language) {
        Some(chosen) => Ok((chosen, format!("?language={}", chosen.as_str()))),
        None => Ok((ctx.check(ctx.backend().load_language(tx).await)?, String::new())),
    }
}

/// `/me/documents`
///
/// # Errors
/// `NotSignedIn`.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let long = Long::of(&ctx)?;
    let mut documents = ctx.check(ctx.backend().load_my_documents(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut documents);
    let (language, chosen) = language(&ctx, &mut tx).await?;
    let page = Page::new(Shell::Client, w::title(language), move || {
        let lines = documents
            .iter()
            .map(|document| {
                view! {
                    <li lang=language.as_str()>
                        <div>
                            <a href=format!("/me/documents/{}{chosen}", document.id)><b>{document.text.title.clone()}</b></a>
                            <p class="quiet">{w::about(document, language)}</p>
                        </div>
                        {state(document, language)}
                    </li>
                }
            })
            .collect_view();
        let listed = match documents.is_empty() {
            true => view! {
                <EmptyState title=w::none(language) icon=Icon::FileText><p>{w::none_text(language)}</p></EmptyState>
            }
            .into_any(),
            false => view! { <ul class="items">{lines}</ul><Further beyond language/> }.into_any(),
        };
        view! { <section class="blk stack"><Languages current=language/>{listed}</section> }.into_any()
    });
    Ok(page.with_head(move || view! { <DayHead title=w::title(language) detail=w::lede(language)/> }))
}

/// `/me/documents/{document}`
///
/// # Errors
/// `NotSignedIn`; `NotFound`.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("document")?;
    let mut tx = ctx.read::<Client>().await?;
    let document = ctx.check(ctx.backend().load_document(&mut tx, id).await)?;
    let (language, chosen) = language(&ctx, &mut tx).await?;
    drop(tx);
    let waits = document.state == DocumentState::Requested;
    // Asked for here, so that nobody writes their name in vain; a form that was filled in meanwhile is kept.
    let may_sign = waits && (ctx.account().await?.is_fresh || ctx.form().is_some_and(|form| form.action == SIGN));
    let back = Link::new(w::title(language), format!("/me/documents{chosen}"));
    let page =
        Page::new(Shell::Client, document.text.title.clone(), move || body(document, language, chosen, may_sign));
    Ok(page.sheet().with_head(move || view! { <SheetHead title=w::document(language) back/> }))
}

fn body(document: DocumentView, language: Language, chosen: String, may_sign: bool) -> AnyView {
    let (id, hash, open) = (document.id, document.hash.clone(), document.state);
    let here = format!("/me/documents/{id}{chosen}");
    let sign = (open == DocumentState::Requested).then(|| {
        let how = match may_sign {
            true => view! { <Sign id hash language/> }.into_any(),
            false => view! {
                <p class="small quiet">{w::prove_text(language)}</p>
                <p><LinkButton href=prove(&here) look=Look::Primary wide=true>{w::prove(language)}</LinkButton></p>
            }
            .into_any(),
        };
        view! {
            <section class="blk no-print" aria-labelledby="sign" lang=language.as_str()>
                <h2 id="sign">{w::sign_title(language)}</h2>
                {how}
            </section>
        }
    });
    let words = if open == DocumentState::Requested { EndWords::Decline } else { EndWords::End };
    let end = (open != DocumentState::Ended).then(|| {
        view! {
            <section class="blk no-print" lang=language.as_str()><End document=id action="/api/signing/end_mine" words language/></section>
        }
    });
    view! {
        <Copy document language/>
        {sign}
        {end}
    }
    .into_any()
}

fn prove(here: &str) -> String {
    crate::local::prove_for(here, None)
}

#[component]
fn Sign(id: Uuid, hash: String, language: Language) -> impl IntoView {
    let fields = move || {
        view! {
            <ErrorSummary/>
            <p class="small quiet">{w::sign_text(language)}</p>
            <Fixed name="document" value=id.to_string()/>
            <Fixed name="shown" value=hash/>
            <Fixed name="language" value=language.as_str()/>
            <TextInput name="signed_name" label=w::your_name(language) autocomplete="name" value=kept_or("signed_name", "") error=fault("signed_name") maxlength=120/>
            <Button look=Look::Primary>{w::sign(language)}</Button>
        }
    };
    view! { <Form action=SIGN class="stack" language>{fields()}</Form> }.into_any()
}

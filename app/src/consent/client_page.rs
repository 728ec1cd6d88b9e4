//! `/clinic/consents/{client}`: one client's decisions, and recording what they wrote on paper.

use super::parts::History;
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or},
    page::{Page, Shell},
    words::consent as w,
};
use backend::db::HouseLook;
use contract::{
    AppError,
    consent::{ClientConsents, ConsentKind, Language},
    grant::ReadKind,
    id::MembershipId,
};
use leptos::prelude::*;
use ui::{Button, Card, Choice, Link, Look, PageHead, Seg, Select, Textarea};

/// `/clinic/consents/{client}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator, or nobody's client here.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let client: MembershipId = ctx.param("client")?;
    let mut tx = ctx.open_house(&[HouseLook::of(ReadKind::Consents, [client])]).await?;
    let found = ctx.check(ctx.backend().load_client_consents(&mut tx, client).await)?;
    Ok(Page::new(Shell::Clinic, w::clinic_title(), move || body(found)))
}

fn body(found: ClientConsents) -> AnyView {
    let lines = found
        .standings
        .iter()
        .map(|row| {
            let state = row
                .last
                .as_ref()
                .map_or_else(|| w::standing(row.standing).to_owned(), |last| w::last(last, Language::En));
            view! { <li><div><b>{w::name(row.kind, Language::En)}</b><p class="quiet">{state}</p></div></li> }
        })
        .collect_view();
    view! {
        <PageHead title=found.name.clone() back=Link::new(w::clinic_title(), "/clinic/consents")/>
        <div class="split">
            <div class="stack">
                <ul class="items">{lines}</ul>
                <section aria-labelledby="history">
                    <h2 id="history">{w::their_history()}</h2>
                    <History events=found.history title=w::their_history() language=Language::En/>
                </section>
            </div>
            <Card title=w::paper_title()><Paper client=found.client/></Card>
        </div>
    }
    .into_any()
}

#[component]
fn Paper(client: MembershipId) -> impl IntoView {
    let fields = move || {
        let kinds =
            ConsentKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), w::name(*kind, Language::En))).collect();
        let answers = vec![Choice::new("yes", w::paper_yes()), Choice::new("no", w::paper_no())];
        let languages =
            vec![Choice::new(Language::En.as_str(), w::english()), Choice::new(Language::Nl.as_str(), w::dutch())];
        view! {
            <ErrorSummary/>
            <p class="small quiet">{w::paper_text()}</p>
            <Fixed name="client" value=client.to_string()/>
            <Select name="kind" label=w::kind() prompt=w::any() options=kinds value=kept_or("kind", "") error=fault("kind")/>
            <Seg name="agrees" legend=w::paper_agrees() show_legend=true options=answers value=kept_or("agrees", "") error=fault("agrees")/>
            <Select name="language" label=w::language_of_text() options=languages value=kept_or("language", "en")/>
            <Textarea name="why" label=w::paper_why() value=kept_or("why", "") error=fault("why") maxlength=500 required=true/>
            <Button look=Look::Primary>{w::paper_do()}</Button>
        }
    };
    view! { <Form action="/api/consent/record_paper" class="stack">{fields()}</Form> }.into_any()
}

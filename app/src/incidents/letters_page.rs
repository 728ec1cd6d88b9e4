//! `/clinic/incidents/{incident}/letters`: text for the authority and for persons, filled from what is known, to copy.

use super::parts::State;
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::{incident_letters, incidents as w},
};
use backend::db::Clinic;
use contract::paging::Reach;
use contract::{AppError, id::IncidentId};
use leptos::prelude::*;
use ui::{Disclosure, Link, PageHead};

/// `/clinic/incidents/{incident}/letters`
///
/// # Errors
/// `NotFound` for one that is not this clinic's.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let id: IncidentId = ctx.param("incident")?;
    let mut tx = ctx.read::<Clinic>().await?;
    let listed = ctx.check(ctx.backend().load_incident(&mut tx, id, Reach::default()).await)?.listed;
    let facts = ctx.check(ctx.backend().load_incident_facts(&mut tx, id).await)?;
    Ok(Page::new(Shell::Clinic, w::letters(), move || {
        let letters = incident_letters::all(&facts)
            .into_iter()
            .enumerate()
            .map(|(at, letter)| {
                view! {
                    <Disclosure summary=letter.title open=at == 0>
                        <pre class="letter" lang=letter.language>{letter.text}</pre>
                    </Disclosure>
                }
            })
            .collect_view();
        let back = Link::new(w::named(listed.number, &listed.title), format!("/clinic/incidents/{id}"));
        view! {
            <PageHead title=w::letters() back><State incident=listed/></PageHead>
            <p class="lede">{w::letters_lede()}</p>
            <div class="stack">{letters}</div>
        }
    }))
}

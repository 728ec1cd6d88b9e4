//! `/clinic/registers`: where everything is, and how this installation stands.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    trust::Claims,
    words::{registers as w, trust},
};
use backend::db::Clinic;
use contract::{
    AppError,
    registers::{ControlStatus, Register, ReviewsView},
};
use leptos::prelude::*;

/// `/clinic/registers`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let organisation = tx.scope().organisation_name.clone();
    let controls = ctx.check(ctx.backend().load_controls(&mut tx).await)?;
    let reviews = ctx.check(ctx.backend().load_reviews(&mut tx).await)?;
    drop(tx);
    let view = ctx.check(ctx.backend().load_trust().await)?;
    let done = controls.iter().filter(|control| control.status == Some(ControlStatus::Done)).count();
    let tally = w::tally(done, controls.iter().filter(|control| control.status.is_none()).count());
    Ok(Page::new(Shell::Clinic, w::title(), move || {
        let registers = Register::ALL
            .map(|register| {
                entry(
                    format!("/clinic/registers/{}", register.as_str()),
                    w::register(register),
                    w::register_text(register).to_owned(),
                )
            })
            .collect_view();
        view! {
            <ui::PageHead title=w::title() detail=organisation/>
            <p class="lede">{w::lede()}</p>
            <nav aria-label=w::title()>
                <ul class="choices">
                    {entry("/clinic/registers/reviews".to_owned(), w::reviews(), next(&reviews))}
                    {registers}
                    {entry("/clinic/registers/controls".to_owned(), w::controls(), tally)}
                </ul>
            </nav>
            <section class="report" aria-labelledby="stands">
                <h2 id="stands">{w::stands()}</h2>
                <p><a href="/trust">{trust::as_public()}</a></p>
                <Claims claims=view.claims with_todo=true/>
            </section>
        }
        .into_any()
    }))
}

fn next(reviews: &ReviewsView) -> String {
    match reviews.open.first() {
        Some(review) => format!("{}: {}", w::review(review.kind), w::due(review.due_on, reviews.today)),
        None => w::none_begun().to_owned(),
    }
}

fn entry(href: String, name: &'static str, text: String) -> AnyView {
    view! {
        <li>
            <a href=href>
                <b>{name}</b>
                <span class="quiet">{text}</span>
                <ui::Icon icon=ui::Icon::ChevronRight/>
            </a>
        </li>
    }
    .into_any()
}

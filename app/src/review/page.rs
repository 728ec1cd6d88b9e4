//! The review of a client: one loader.

use super::{care, chart::Chart, days_table::DaysTable, entries::Entries, severity_chart::SeverityChart, since::Since};
use crate::{
    caseload::shortcuts::Shortcuts,
    ctx::Ctx,
    form::{Form, fault, kept_or},
    grants::alert::ReaderAlert,
    page::{Page, Shell},
    words::{audit, nutrients, review as w},
};
use backend::db::{HouseLook, Look};
use contract::AppError;
use contract::grant::ReadKind;
use contract::review::{Basis, ClientPage, Review, ReviewQuery, Rows, Span};
use insight::nutrient::Nutrient;
use leptos::prelude::*;
use ui::{
    Button, Choice, Disclosure, EmptyState, Link, NoticeStrip, PageHead, Patterns, ScrollRegion, SegLinks, Select,
    TextInput, Tone,
};

const CHOOSE_ROWS: &str = "/api/review/choose_rows";

/// `/practice/clients/{client_id}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a client who is not in one's care, or a period there is not.
pub async fn client(ctx: Ctx) -> Result<Page, AppError> {
    let client = ctx.param("client_id")?;
    let query: ReviewQuery = ctx.query()?;
    let form = ctx.form().filter(|form| form.action == CHOOSE_ROWS);
    let field = |name| form.and_then(|form| form.value(name)).unwrap_or_default();
    // What was refused is shown beside its field; the rows are then the usual ones.
    let rows = Rows::parse(query.nutrient, field("food"));
    let rows = rows.unwrap_or(Rows { nutrient: query.nutrient.unwrap_or(Rows::default().nutrient), food: None });
    let now = ctx.backend().clock.now();
    let mut tx = ctx.open_records(Look::Review(client)).await?;
    let page = ctx.check(backend::review::open(&mut tx, now, client, query.days, &rows).await)?;
    // Nothing of the record is shown, and yet a name: that is a look of its own.
    if matches!(page, ClientPage::Paused(_) | ClientPage::Closed { .. }) {
        ctx.note_look(tx, HouseLook::of(ReadKind::Names, [client])).await?;
    }
    Ok(Page::new(Shell::Practice, w::title(), move || match page {
        ClientPage::Open(review) => view! { <Whole review=*review/> }.into_any(),
        ClientPage::Paused(client) => view! { <care::PausedPage client/> }.into_any(),
        ClientPage::Closed { client, name } => view! { <care::ClosedPage client name/> }.into_any(),
    }))
}

#[component]
fn Whole(review: Review) -> impl IntoView {
    let open = match &review.basis {
        Basis::Care => w::since(review.since),
        Basis::Grant { until, .. } => w::open_by_grant(*until),
        Basis::Emergency { until, .. } => w::open_by_emergency(*until),
    };
    let detail = match review.next_visit {
        Some(next) => format!("{open}, {}", w::next_visit(next)),
        None => open,
    };
    let truncated = review.truncated.then(|| view! { <NoticeStrip tone=Tone::Warn title=w::truncated()/> });
    let picture = if review.days.is_empty() {
        view! { <EmptyState title=w::no_entries_title()><p>{w::no_entries_text()}</p></EmptyState> }.into_any()
    } else {
        view! { <Picture review=review.clone()/> }.into_any()
    };
    let happened = matches!(review.basis, Basis::Care)
        .then(|| view! {
            <span class="rowx small">
                <a href=format!("/practice/clients/{}/documents", review.client)>{crate::words::signing::practice_entry()}</a>
                <a href=format!("/practice/clients/{}/activity", review.client)>{audit::of_client()}</a>
            </span>
        });
    view! {
        <Patterns/>
        <div class="cl-head">
            <PageHead title=review.name.clone() back=Link::new(w::clients(), "/practice") detail>
                <div class="keys tiny quiet"><Shortcuts/></div>
            </PageHead>
            {happened}
        </div>
        <ReaderAlert basis=review.basis.clone()/>
        {truncated}
        <Since review=review.clone()/>
        <div class="rev">
            <div class="col-a">
                <section aria-labelledby="picture">
                    <header class="bar-head">
                        <h2 id="picture">{w::days(review.span.days())}</h2>
                        <span class="quiet small">{w::between(review.first, review.last)}</span>
                        <div class="push"><Periods current=review.span nutrient=review.nutrient.nutrient/></div>
                    </header>
                    <ChooseRows review=review.clone()/>
                    {picture}
                </section>
            </div>
            <aside class="col-b" aria-labelledby="entries">
                <Entries review=review.clone()/>
                {(review.basis == Basis::Care).then(|| view! { <care::Care client=review.client/> })}
            </aside>
        </div>
    }
    .into_any()
}

#[component]
fn Periods(current: Span, nutrient: Nutrient) -> impl IntoView {
    let place = |span: Span| format!("?days={}&nutrient={}", span.days(), nutrient.key());
    let links =
        Span::ALL.map(|span| Link::new(w::span(span), place(span)).current(span == current)).into_iter().collect();
    view! { <SegLinks label=w::period() links mini=true/> }
}

/// Which nutrient and which food the chart has a row for. The nutrient is part of the page's address; the food is not.
#[component]
fn ChooseRows(review: Review) -> impl IntoView {
    let options = Nutrient::ALL
        .iter()
        .map(|nutrient| Choice::new(nutrient.key(), nutrients::name(nutrient.key())))
        .collect::<Vec<_>>();
    let chosen = review.nutrient.nutrient.key();
    let fields = move || {
        view! {
            <div class="rowx rows-form">
                <TextInput name="food" label=w::food() hint=w::food_hint() value=kept_or("food", "") error=fault("food") maxlength=60/>
                <Button>{w::show_food()}</Button>
            </div>
        }
    };
    let is_open = review.food.is_some();
    let here = format!("/practice/clients/{}", review.client);
    let days = review.span.days().to_string();
    view! {
        <Disclosure summary=w::rows_title() open=is_open>
            <form method="get" action=here class="rowx rows-form">
                <input type="hidden" name="days" value=days/>
                <Select name="nutrient" label=w::nutrient() options value=chosen/>
                <Button>{w::show_nutrient()}</Button>
            </form>
            <Form action=CHOOSE_ROWS>{fields()}</Form>
        </Disclosure>
    }
    .into_any()
}

#[component]
fn Picture(review: Review) -> impl IntoView {
    let label = w::chart_title(review.first, review.last);
    let drawn = review.clone();
    view! {
        <SeverityChart>
            <ScrollRegion label><Chart review=drawn/></ScrollRegion>
        </SeverityChart>
        <super::chart::Legend review=review.clone()/>
        <Disclosure summary=w::as_table()><DaysTable review/></Disclosure>
    }
    .into_any()
}

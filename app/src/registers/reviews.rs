//! Reviews: what is due, the list of one, and those that were held (P16).

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept_or, kept_tick},
    page::{Page, Shell},
    words::registers as w,
};
use backend::db::Clinic;
use contract::{
    AppError,
    registers::{ReviewView, ReviewsView},
};
use leptos::prelude::*;
use ui::{Button, CheckBox, EmptyState, Icon, LinkButton, Look, PageHead, TextInput, Textarea};
use uuid::Uuid;

/// `/clinic/registers/reviews`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for anyone who is not an administrator.
pub async fn list(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let organisation = tx.scope().organisation_name.clone();
    let view = ctx.check(ctx.backend().load_reviews(&mut tx).await)?;
    Ok(Page::new(Shell::Clinic, w::reviews(), move || {
        view! {
            <PageHead title=w::reviews() detail=organisation/>
            <p class="lede">{w::reviews_lede()}</p>
            <p class="no-print"><a href="/clinic/registers">{w::to_registers()}</a></p>
            {open(&view)}
            <section class="report" aria-labelledby="held"><h2 id="held">{w::held()}</h2>{held(view.done)}</section>
        }
        .into_any()
    }))
}

fn open(view: &ReviewsView) -> AnyView {
    if view.open.is_empty() {
        return view! {
            <EmptyState title=w::none_begun() icon=Icon::Calendar>
                <p>{w::begin_text()}</p>
                <Form action="/api/registers/begin_reviews"><Button look=Look::Primary>{w::begin()}</Button></Form>
            </EmptyState>
        }
        .into_any();
    }
    let lines = view
        .open
        .iter()
        .map(|review| {
            view! {
                <li>
                    <b>{w::review(review.kind)}</b>
                    <span class="quiet">{w::due(review.due_on, view.today)}</span>
                    <LinkButton href=format!("/clinic/registers/reviews/{}", review.id)>{w::hold()}</LinkButton>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="items">{lines}</ul> }.into_any()
}

fn held(done: Vec<ReviewView>) -> AnyView {
    if done.is_empty() {
        return view! { <p class="quiet">{w::none_held()}</p> }.into_any();
    }
    let lines = done
        .into_iter()
        .map(|review| {
            let (name, at) = review.done.clone().unwrap_or_default();
            view! {
                <li>
                    <a href=format!("/clinic/registers/reviews/{}", review.id)><b>{w::review(review.kind)}</b></a>
                    <span class="quiet">{w::held_by(&name, at)} ", " {w::ticked(review.ticked.len(), review.kind.items().len())}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="items">{lines}</ul> }.into_any()
}

/// `/clinic/registers/reviews/{review}`
///
/// # Errors
/// As `list`; `NotFound` when there is no such review.
pub async fn one(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Clinic>().await?;
    let name = tx.scope().display_name.clone();
    let view = ctx.check(ctx.backend().load_reviews(&mut tx).await)?;
    let id = ctx.param::<Uuid>("review")?;
    let today = view.today;
    let review = view.open.into_iter().chain(view.done).find(|review| review.id == id).ok_or(AppError::NotFound)?;
    Ok(Page::new(Shell::Clinic, w::review(review.kind), move || {
        let detail = match &review.done {
            Some((name, at)) => w::held_by(name, *at),
            None => w::due(review.due_on, today),
        };
        let body = if review.done.is_some() { past(review.clone()) } else { form(&review, name) };
        view! {
            <PageHead title=w::review(review.kind) detail/>
            <p class="no-print"><a href="/clinic/registers/reviews">{w::reviews()}</a></p>
            {body}
        }
        .into_any()
    }))
}

fn form(review: &ReviewView, name: String) -> AnyView {
    let items = review
        .kind
        .items()
        .iter()
        .map(|item| {
            let (label, place) = w::item(*item);
            let word = format!("ticked[{}]", item.as_str());
            view! {
                <CheckBox name=word.clone() label checked=kept_tick(&word, "on", false)/>
                <p class="small"><a href=place>{w::look_there()}</a></p>
            }
            .into_any()
        })
        .collect_view();
    let id = review.id.to_string();
    view! {
        <Form action="/api/registers/hold_review" class="form">
            <ErrorSummary/>
            <Fixed name="review" value=id/>
            <fieldset class="field"><legend>{w::look_at()}</legend>{items}</fieldset>
            <Textarea name="note" label=w::note() hint=w::note_hint() value=kept_or("note", "") error=fault("note") maxlength=4000/>
            <TextInput name="signed" label=w::signed() hint=w::signed_hint() value=kept_or("signed", name) error=fault("signed") maxlength=120 autocomplete="name"/>
            <p class="small quiet">{w::final_text()}</p>
            <div class="actions"><Button look=Look::Primary>{w::record()}</Button></div>
        </Form>
    }
    .into_any()
}

fn past(review: ReviewView) -> AnyView {
    let items = review
        .kind
        .items()
        .iter()
        .map(|item| {
            let (label, _) = w::item(*item);
            let looked = review.ticked.contains(item);
            let icon = if looked { Icon::CircleCheck } else { Icon::CircleAlert };
            let word = if looked { w::yes() } else { w::no() };
            view! { <li><ui::Icon icon/><span>{label}</span> " " <span class="quiet">{word}</span></li> }
        })
        .collect_view();
    let note = (!review.note.is_empty()).then(|| view! { <h2>{w::note()}</h2><p class="voice">{review.note}</p> });
    view! { <h2>{w::look_at()}</h2><ul class="items">{items}</ul>{note} }.into_any()
}

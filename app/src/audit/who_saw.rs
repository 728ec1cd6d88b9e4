//! `/me/who-saw`: every look at the client's record, by day, with what opened it (M5); in the client's language, or in
//! the other (`?language=nl`).

use crate::{
    consent::{Languages, Query},
    ctx::Ctx,
    page::{Page, Shell},
    words::{audit::clock, who_saw as w},
};
use backend::db::Client;
use contract::{
    AppError,
    audit::{LookView, TimelineQuery, WhoSaw},
    consent::Language,
    grant::Via,
};
use leptos::prelude::*;
use ui::{EmptyState, Icon, Link, Pager, SheetHead, Tag, Tone};

const HERE: &str = "/me/who-saw";

/// `/me/who-saw`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a place in it that cannot be.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let query: TimelineQuery = ctx.query()?;
    let chosen = Language::parse(&ctx.query::<Query>()?.language);
    let mut tx = ctx.read::<Client>().await?;
    let saw = ctx.check(ctx.backend().load_who_saw(&mut tx, query.before.as_deref()).await)?;
    let language = match chosen {
        Some(chosen) => chosen,
        None => ctx.check(ctx.backend().load_language(&mut tx).await)?,
    };
    let is_first = query.before.is_none();
    let page = Page::new(Shell::Client, w::title(language), move || body(saw, is_first, language));
    Ok(page.sheet().with_head(
        move || view! { <SheetHead title=w::title(language) back=Link::new(w::to_access(language), "/me/access")/> },
    ))
}

fn body(saw: WhoSaw, is_first: bool, language: Language) -> AnyView {
    let looks = match saw.looks.is_empty() {
        true => {
            view! { <div lang=language.as_str()><EmptyState title=w::nobody(language) icon=Icon::Eye><p>{w::nobody_text(language)}</p></EmptyState></div> }.into_any()
        }
        false => days(saw.looks, language),
    };
    view! {
        <section class="blk"><Languages current=language/></section>
        <p class="small quiet" lang=language.as_str()>{w::text(language)}</p>
        {looks}
        {pager(saw.next, is_first, language)}
        <p class="small quiet" lang=language.as_str()>
            {w::not_here(language)}" "<a href="/me/activity">{w::activity(language)}</a>
        </p>
    }
    .into_any()
}

/// Older ones, in the language of this page.
fn pager(next: Option<String>, is_first: bool, language: Language) -> Option<AnyView> {
    let here = format!("{HERE}?language={}", language.as_str());
    let next = next.map(|next| Link::new(w::older(language), format!("{here}&before={next}")));
    let previous = (!is_first).then(|| Link::new(w::newest(language), here));
    let is_one = next.is_none() && previous.is_none();
    (!is_one)
        .then(|| view! { <div lang=language.as_str()><Pager label=w::pages(language) previous next/></div> }.into_any())
}

/// One section for each day, its looks in it.
fn days(looks: Vec<LookView>, language: Language) -> AnyView {
    let mut days: Vec<(chrono::NaiveDate, Vec<LookView>)> = Vec::new();
    for look in looks {
        match days.last_mut().filter(|(day, _)| *day == look.at.date()) {
            Some((_, of_day)) => of_day.push(look),
            None => days.push((look.at.date(), vec![look])),
        }
    }
    days.into_iter()
        .map(|(day, looks)| {
            let id = format!("day-{day}");
            view! {
                <section class="blk" aria-labelledby=id.clone() lang=language.as_str()>
                    <h2 id=id.clone()>{w::day(day, language)}</h2>
                    <ul class="items">{looks.into_iter().map(|look| one(look, language)).collect_view()}</ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

fn one(look: LookView, language: Language) -> AnyView {
    let emergency = (look.via == Via::Emergency)
        .then(|| view! { <Tag tone=Tone::Danger icon=Icon::Siren boxed=true>{w::emergency(language)}</Tag> });
    let reason = look.reason.clone().map(|reason| view! { <p class="voice small">{reason}</p> });
    view! {
        <li>
            <div>
                <b>{look.reader.clone()}</b>
                <p class="quiet"><span class="num">{clock(look.at)}</span>" · "{w::kind(look.kind, language)}</p>
                <p class="quiet">{w::basis(&look, language)}</p>
                {reason}
            </div>
            {emergency}
        </li>
    }
    .into_any()
}

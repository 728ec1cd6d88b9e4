//! `/me/who-saw`: every look at the client's record, by day, with what opened it (M5).

use super::lines::Older;
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::{audit as w, grants},
};
use backend::db::Client;
use contract::{
    AppError,
    audit::{LookView, TimelineQuery, WhoSaw},
    grant::Via,
};
use leptos::prelude::*;
use ui::{EmptyState, Icon, Link, SheetHead, Tag, Tone};

const HERE: &str = "/me/who-saw";

/// `/me/who-saw`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a place in it that cannot be.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let query: TimelineQuery = ctx.query()?;
    let mut tx = ctx.read::<Client>().await?;
    let saw = ctx.check(ctx.backend().load_who_saw(&mut tx, query.before.as_deref()).await)?;
    let is_first = query.before.is_none();
    let page = Page::new(Shell::Client, w::who_saw(), move || body(saw, is_first));
    Ok(page
        .sheet()
        .with_head(|| view! { <SheetHead title=w::who_saw() back=Link::new(w::to_access(), "/me/access")/> }))
}

fn body(saw: WhoSaw, is_first: bool) -> AnyView {
    let looks = match saw.looks.is_empty() {
        true => {
            view! { <EmptyState title=w::nobody() icon=Icon::Eye><p>{w::nobody_text()}</p></EmptyState> }.into_any()
        }
        false => days(saw.looks),
    };
    view! {
        <p class="small quiet">{w::who_saw_text()}</p>
        {looks}
        <Older page=HERE.to_owned() next=saw.next is_first/>
        <p class="small quiet">{w::who_saw_not()}" "<a href="/me/activity">{w::mine()}</a></p>
    }
    .into_any()
}

/// One section for each day, its looks in it.
fn days(looks: Vec<LookView>) -> AnyView {
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
                <section class="blk" aria-labelledby=id.clone()>
                    <h2 id=id.clone()>{w::day(day)}</h2>
                    <ul class="items">{looks.into_iter().map(one).collect_view()}</ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

fn one(look: LookView) -> AnyView {
    let emergency = (look.via == Via::Emergency)
        .then(|| view! { <Tag tone=Tone::Danger icon=Icon::Siren boxed=true>{w::emergency()}</Tag> });
    let reason = look.reason.clone().map(|reason| view! { <p class="voice small">{reason}</p> });
    view! {
        <li>
            <div>
                <b>{look.reader.clone()}</b>
                <p class="quiet"><span class="num">{w::clock(look.at)}</span>" · "{grants::kind(look.kind)}</p>
                <p class="quiet">{w::basis(&look)}</p>
                {reason}
            </div>
            {emergency}
        </li>
    }
    .into_any()
}

//! The pieces of a day: an entry on the line, the week strip, what was eaten.

use super::{kinds, parts::note, undo::Undo};
use crate::words::{journal as w, notices, nutrients};
use chrono::NaiveDate;
use contract::Notice;
use contract::journal::{DayView, EntryView, NutrientView, Shape, WeekDayView, WeekMark};
use insight::clock::Moment;
use leptos::prelude::*;
use ui::{Bar, DayItem, DayLine, DayMark, DayNow, Disclosure, Icon, NoticeStrip, Tag, Tone, WeekDay, WeekStrip};

/// Nutrients that are always shown; the others are folded away.
const MAIN: usize = 5;

/// The entry a notice is about, when it is among `entries`: the day opens there and the notice stands in it.
pub fn told_of<'a>(entries: &'a [EntryView], notice: Option<&Notice>) -> Option<&'a EntryView> {
    let id = match notice? {
        Notice::EntrySaved(id) | Notice::EntryChanged(id) | Notice::EntryRestored(id) => *id,
        _ => return None,
    };
    entries.iter().find(|entry| entry.id.0 == id)
}

/// What happened to this entry a moment ago, with the way to take it back.
fn happened(entry: &EntryView, notice: &Notice) -> AnyView {
    let said = match notice {
        Notice::EntrySaved(_) => w::logged_at(kinds::logged(entry), entry.at),
        other => notices::notice(other).to_owned(),
    };
    let notice = notice.clone();
    view! { <NoticeStrip tone=Tone::Ok title=said><Undo notice/></NoticeStrip> }.into_any()
}

/// Where the page of a day leads to one entry.
pub fn anchor(id: contract::id::ObservationId) -> String {
    format!("entry-{id}")
}

fn item(entry: &EntryView, notice: Option<&Notice>) -> AnyView {
    let aside = match entry.private {
        true => view! { <Tag icon=Icon::Lock>{w::private()}</Tag> }.into_any(),
        false => ().into_any(),
    };
    let datetime = entry.at.machine();
    let mark = kinds::mark(&entry.said);
    // A symptom that lasted goes on down the line, in its colour.
    let lasting = entry.until.is_some() && entry.said.facts().shape == Shape::Bar;
    let title = kinds::title(&entry.said);
    let href = format!("/me/{}/{}", entry.said.kind(), entry.id);
    let details = kinds::details(&entry.said, entry.at);
    let note = note(entry);
    let happened = notice.map(|notice| happened(entry, notice));
    view! {
        <DayItem id=anchor(entry.id) time=w::clock(entry.at) datetime mark title href lasting aside>
            {details}
            {note}
            {happened}
        </DayItem>
    }
    .into_any()
}

/// The day as a line; today it says where the day has got to.
pub fn line(view: &DayView, notice: Option<&Notice>) -> AnyView {
    let today = view.day == view.now.date();
    let (before, after): (Vec<_>, Vec<_>) = view.entries.iter().partition(|entry| !today || entry.at <= view.now);
    let told = told_of(&view.entries, notice).map(|entry| entry.id);
    let item = |entry: &EntryView| item(entry, notice.filter(|_| told == Some(entry.id)));
    let before = before.into_iter().map(item).collect_view();
    let after = after.into_iter().map(item).collect_view();
    let now = today.then(|| view! { <DayNow time=w::clock(view.now) label=w::now()/> });
    view! {
        <h2 class="sr">{w::by_time()}</h2>
        <DayLine label=w::entries()>{before}{now}{after}</DayLine>
    }
    .into_any()
}

/// Monday to Sunday around the day.
pub fn week(view: &DayView) -> AnyView {
    let days = view.week.iter().map(|day| week_day(day, view.day, view.now)).collect::<Vec<_>>();
    view! { <WeekStrip label=w::week() days/> }.into_any()
}

fn week_day(day: &WeekDayView, shown: NaiveDate, now: Moment) -> WeekDay {
    let marks = day.marks.iter().filter_map(drawn).collect();
    let today = now.date();
    WeekDay {
        href: if day.day == today { "/me".into() } else { format!("/me/day/{}", day.day).into() },
        short: w::short_day(day.day).into(),
        number: day.day.format("%-d").to_string().into(),
        label: w::week_label(day.day, today, kinds::week(&day.marks)).into(),
        current: day.day == shown,
        ahead: day.day > today,
        unlogged: day.day < today && day.marks.is_empty(),
        marks,
    }
}

/// How an entry is drawn on a day's ruler; what was not there is not.
fn drawn(mark: &WeekMark) -> Option<DayMark> {
    let facts = &mark.facts;
    facts.present.then_some(())?;
    let hours = facts.minutes.map_or(0.0, |minutes| minutes as f32 / 60.0);
    Some(match facts.shape {
        Shape::Dot => DayMark::dot(mark.hour),
        Shape::Bar => DayMark::bar(mark.hour, facts.level.map(|(scale, figure)| scale.as_ticks(figure))?),
        Shape::Span => DayMark::span(mark.hour, hours),
    })
}

/// What was eaten, with how much of it is known (M10).
pub fn eaten(view: &DayView) -> AnyView {
    if view.nutrients.is_empty() {
        return ().into_any();
    }
    let heading = if view.day == view.now.date() { w::so_far() } else { w::on_this_day() };
    let (main, more) = view.nutrients.split_at(MAIN.min(view.nutrients.len()));
    let main = main.iter().map(nutrient).collect_view();
    let more = (!more.is_empty()).then(|| {
        let rows = more.iter().map(nutrient).collect_view();
        view! { <Disclosure summary=w::more_nutrients()><dl>{rows}</dl></Disclosure> }
    });
    view! {
        <section class="nutri" aria-labelledby="eaten">
            <header><h2 id="eaten">{heading}</h2></header>
            <dl>{main}</dl>
            {more}
            <p class="small quiet">{w::coverage()}</p>
        </section>
    }
    .into_any()
}

fn nutrient(line: &NutrientView) -> AnyView {
    let least = line.is_at_least();
    let amount = match line.amount {
        Some(amount) => view! {
            <dd class="amount">
                {least.then(|| view! { <span>{w::at_least()}</span> })}
                <b>{nutrients::figure(amount)}</b>
                " "
                {nutrients::unit(&line.key)}
            </dd>
        }
        .into_any(),
        None => view! { <dd class="amount"><span>{w::unknown()}</span></dd> }.into_any(),
    };
    view! {
        <div>
            <dt>{nutrients::name(&line.key)}</dt>
            {amount}
            {least.then(|| view! { <dd class="b"><Bar share=f64::from(line.known_percent) / 100.0 least/></dd> })}
            <dd class="k">{w::known(line.known_percent)}</dd>
        </div>
    }
    .into_any()
}

//! The table of clients: one row each, grouped by when they are next seen.

use crate::words::caseload as w;
use chrono::{Days, NaiveDate};
use contract::caseload::{CaseRow, QUIET_DAYS};
use leptos::prelude::*;
use ui::{DataTable, Dots, Icon, Spark, Tag};

const COLUMNS: &str = "5";

#[component]
pub fn Clients(rows: Vec<CaseRow>, today: NaiveDate, grouped: bool) -> impl IntoView {
    let bodies = if grouped {
        groups(rows, today)
            .into_iter()
            .map(|(title, rows)| {
                let count = rows.len();
                let rows = rows.into_iter().map(|row| view! { <Client row today/> }).collect_view();
                view! {
                    <tbody>
                        <tr class="grp"><th colspan=COLUMNS scope="rowgroup">{title}" "<span class="quiet">{count}</span></th></tr>
                        {rows}
                    </tbody>
                }
            })
            .collect_view()
            .into_any()
    } else {
        let rows = rows.into_iter().map(|row| view! { <Client row today/> }).collect_view();
        view! { <tbody>{rows}</tbody> }.into_any()
    };
    view! {
        <DataTable caption=w::caption() class="case">
            <thead>
                <tr>
                    <th scope="col">{w::client()}</th>
                    <th scope="col">{w::since_last()}</th>
                    <th scope="col">{w::main_symptom()}</th>
                    <th scope="col" class="log">{w::logged()}</th>
                    <th scope="col">{w::next()}</th>
                </tr>
            </thead>
            {bodies}
        </DataTable>
    }
    .into_any()
}

/// In the order they came; a group without clients is left out.
fn groups(rows: Vec<CaseRow>, today: NaiveDate) -> Vec<(&'static str, Vec<CaseRow>)> {
    let week = today.checked_add_days(Days::new(7)).unwrap_or(today);
    let mut groups: Vec<(&'static str, Vec<CaseRow>)> = Vec::new();
    for row in rows {
        let title = match row.next.as_ref().map(|next| next.starts.date()) {
            None => w::none_booked_group(),
            Some(day) if day <= today => w::today(),
            Some(day) if day <= week => w::this_week(),
            Some(_) => w::later(),
        };
        match groups.last_mut().filter(|(last, _)| *last == title) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((title, vec![row])),
        }
    }
    groups
}

#[component]
fn Client(row: CaseRow, today: NaiveDate) -> impl IntoView {
    let href = format!("/practice/clients/{}", row.client);
    let name = row.name.to_lowercase();
    let quiet_days = row.last_day.map(|day| today.signed_duration_since(day).num_days());
    let tag = quiet_days.filter(|days| *days >= i64::from(QUIET_DAYS));
    let tag = tag.map(|days| view! { <Tag icon=Icon::Moon>{w::quiet_for(days)}</Tag> });
    let new = match (row.new_entries, row.last_day) {
        _ if row.closed => view! { <span class="quiet">{w::withdrawn()}</span> }.into_any(),
        (0, None) => view! { <span class="quiet">{w::no_entries()}</span> }.into_any(),
        (0, _) => view! { <span class="quiet">{w::nothing_new()}</span> }.into_any(),
        (count, _) => {
            let (figure, noun) = w::new_entries(count);
            view! { <span class="unseen"></span><b>{figure}</b>" "<span class="quiet">{noun}</span> }.into_any()
        }
    };
    let symptom = match row.symptom {
        Some(symptom) => {
            let change = w::change(&symptom.finding);
            view! {
                <span class="sy">
                    <span class="sn">{symptom.label}<span class="chg">{change}</span></span>
                    <Spark days=symptom.days/>
                </span>
            }
            .into_any()
        }
        None if row.closed => ().into_any(),
        None => view! { <span class="quiet">{w::no_symptom()}</span> }.into_any(),
    };
    let days = row.logged.iter().filter(|day| **day).count();
    let label = w::logged_on(days, row.logged.len());
    let next = match row.next {
        Some(next) => {
            let place = if next.held {
                w::held()
            } else if next.online {
                w::online()
            } else {
                w::in_person()
            };
            view! { <b>{w::appointment(next.starts, today)}</b>" "<span class="quiet">{place}</span> }.into_any()
        }
        None => view! { <span class="quiet">{w::none_booked()}</span> }.into_any(),
    };
    view! {
        <tr data-client=name>
            <th scope="row"><a href=href data-step="">{row.name}</a></th>
            <td class="newc">{new}{tag}</td>
            <td class="sym">{symptom}</td>
            <td class="log"><Dots days=row.logged label/><span class="dn" aria-hidden="true">{days}</span></td>
            <td class="ap">{next}</td>
        </tr>
    }
    .into_any()
}

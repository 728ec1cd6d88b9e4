//! Every column that the register calls due is in the archive, with what stands in it. T12 P10

use serde_json::{Map, Value};
use sqlx::AssertSqlSafe;

use crate::fill::{Subject, due, fill};
use crate::support::{House, check_parts, holds};

/// Columns that stay empty in a row that is as it must be, or cannot stand beside what is in it.
const MAY_BE_EMPTY: &[&str] = &[
    "app.access_grant.ended_at",
    "app.care_relationship.ended_on",
    "app.care_relationship.ended_why",
    "app.appointment.released_why",
    "app.export.reason",
    "auth.session.factor_kind",
    "app.consent_event.reason",
    "auth.factor_reset.due_at",
    "auth.session.ended_at",
    "auth.session.ended_why",
    "app.erasure_request.person_id",
];

#[tokio::test]
async fn every_due_column_is_in_the_archive() {
    let mut house = House::new().await;
    let (maya, tom) = (&house.maya, &house.tom);
    let subject = |who: &testkit::Actor<backend::db::Client>| Subject {
        organisation: who.organisation.0,
        member: who.member.0,
        person: who.person.0,
        practitioner: house.ruth.member.0,
    };
    let (mine, his) = (subject(maya), subject(tom));
    let (mut unfilled, mut expected) = (Vec::new(), Vec::new());
    let hand = &mut house.world.hand;
    for (table, columns) in due() {
        for of in [&his, &mine] {
            if let Err(why) = fill(hand, table, of, &columns).await {
                unfilled.push(format!("{}: {why}", table.name));
            }
        }
    }
    assert!(unfilled.is_empty(), "name what these tables need in fill::known: {unfilled:#?}");
    // Tom's rows say so, where they can: none of it may be found.
    let (mut texts, mut empty) = (Vec::new(), Vec::new());
    for (table, columns) in due() {
        let listed: Vec<_> = columns.iter().map(|name| format!("t.\"{name}\"")).collect();
        let sql = format!(
            "select to_jsonb(s)::text from {} t cross join lateral (select {}) s where {}{}",
            table.name,
            listed.join(", "),
            mine.condition(table),
            if table.name == "auth.session" { " and t.portal <> 'worker'" } else { "" }
        );
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *hand).await.unwrap();
        assert!(!rows.is_empty(), "{} has no row", table.name);
        for name in &columns {
            let is_filled = |row: &String| {
                let row: Map<String, Value> = serde_json::from_str(row).unwrap();
                !row[*name].is_null()
            };
            let place = format!("{}.{name}", table.name);
            if !rows.iter().any(is_filled) && !MAY_BE_EMPTY.contains(&place.as_str()) {
                empty.push(place);
            }
        }
        texts.push((table.name, rows));
    }
    assert!(empty.is_empty(), "empty in every row: {empty:?}");
    expected.append(&mut texts);

    let files = house.export(&house.maya).await;
    check_parts(&files);
    let (mut checked, mut canaries) = (0, 0);
    for (table, wanted) in expected {
        let file = table
            .strip_prefix("app.")
            .map_or_else(|| table.replace("auth.", "account_").replace('.', "_"), str::to_owned);
        let content =
            files.get(&format!("data/{file}.json")).unwrap_or_else(|| panic!("{table} is not in the archive"));
        let given: Vec<Map<String, Value>> = serde_json::from_slice(content).unwrap();
        for text in wanted {
            let row: Map<String, Value> = serde_json::from_str(&text).unwrap();
            let is_there = |one: &Map<String, Value>| {
                row.iter().all(|(name, value)| one.get(name) == Some(value) || moves_on(table, name))
            };
            assert!(given.iter().any(is_there), "{table}: {text} is not among {given:?}");
            checked += row.len();
            for value in row.values().filter_map(Value::as_str).filter(|value| value.contains("anary")) {
                assert!(holds(&files, value), "{value}");
                canaries += 1;
            }
        }
    }
    println!("export: {checked} values of {} tables compared, {canaries} of them marked", due().len());
    assert!(canaries > 15 && checked > 150, "{canaries} of {checked}");
    assert!(!holds(&files, &his.mark()), "a word of Tom's");
    for foreign in [his.member, his.person, house.stranger.member.0, house.stranger.organisation.0] {
        assert!(!holds(&files, &foreign.to_string()), "{foreign}");
    }
}

/// What asking for the export itself moves on.
fn moves_on(table: &str, column: &str) -> bool {
    table == "auth.session" && ["last_seen_at", "idle_expires_at", "proved_at"].contains(&column)
}

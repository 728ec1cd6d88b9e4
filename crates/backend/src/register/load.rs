//! The register as the database reads it, renewed by every `nutriscope migrate`.

use serde_json::{Value, json};
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use sqlx::{Connection, Executor};

use super::{Erasure, Period, Retention, Table, tables};
use crate::refusal::Refusal;

/// Replaces what is there. In one transaction: a job that erases meanwhile sees the old or the new.
pub(crate) async fn load(connection: &mut PgConnection) -> Result<(), Refusal> {
    let mut tx = connection.begin().await?;
    // To add a part: its rows below, its table in the migration.
    tx.execute("delete from ref.register_table; delete from ref.register_column; delete from ref.register_age; delete from ref.retention_period").await?;
    let whose: Vec<Value> = tables().iter().filter_map(whose).collect();
    sqlx::query("insert into ref.register_table select * from jsonb_to_recordset($1) as r (table_name text, category text, erase_order integer, whose text, erases boolean, unless_rows text, born text)")
        .bind(Json(whose))
        .execute(&mut *tx)
        .await?;
    let columns: Vec<Value> = tables().iter().flat_map(columns).collect();
    sqlx::query("insert into ref.register_column select * from jsonb_to_recordset($1) as r (table_name text, column_name text, becomes text, stale text)")
        .bind(Json(columns))
        .execute(&mut *tx)
        .await?;
    let ages: Vec<Value> = tables().iter().flat_map(ages).collect();
    sqlx::query("insert into ref.register_age select * from jsonb_to_recordset($1) as r (table_name text, period text, days integer, age text, hides boolean)")
        .bind(Json(ages))
        .execute(&mut *tx)
        .await?;
    let periods = Period::ALL.map(|period| {
        let bounds = period.bounds();
        json!({ "period": period.word(), "min_days": bounds.min, "max_days": bounds.max })
    });
    sqlx::query("insert into ref.retention_period select * from jsonb_to_recordset($1) as r (period text, min_days integer, max_days integer)")
        .bind(Json(periods))
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

fn whose(table: &Table) -> Option<Value> {
    // A table that is nobody's is here only where its rows grow too old.
    let whose = table.whose.condition().or_else(|| (!ages(table).is_empty()).then(|| "false".to_owned()))?;
    Some(json!({
        "table_name": table.name,
        "category": table.facts.purpose.word(),
        "erase_order": table.order,
        "whose": whose,
        "erases": table.is_erased(),
        "unless_rows": table.unless,
        "born": table.born,
    }))
}

fn columns(table: &Table) -> Vec<Value> {
    let changed = table.entries().filter_map(|(column, facts)| match facts.erasure {
        Erasure::Anonymise(becomes) => Some((column, becomes)),
        _ => None,
    });
    changed
        .map(|(column, becomes)| {
            // A new value each time would be different each time: what matters is whether it is still the person's.
            let stale = match becomes.contains("gen_random_uuid") {
                true => format!("t.{column} = $3"),
                false => format!("t.{column} is distinct from {becomes}"),
            };
            json!({ "table_name": table.name, "column_name": column, "becomes": becomes, "stale": stale })
        })
        .collect()
}

fn ages(table: &Table) -> Vec<Value> {
    let row = |period: &str, days: i32, age: &str, hides: bool| json!({ "table_name": table.name, "period": period, "days": days, "age": age, "hides": hides });
    let hidden = table.hides.map(|(period, age)| row(period.word(), period.bounds().usual, age, true));
    let gone = match table.facts.retention {
        Retention::Setting(period, age) => Some(row(period.word(), period.bounds().usual, age, false)),
        Retention::Days(days, age) => Some(row("fixed", i32::from(days), age, false)),
        Retention::Account | Retention::House => None,
    };
    hidden.into_iter().chain(gone).collect()
}

//! The statements by which somebody tries to do something with a row.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::model::Action;
use super::queries;
use super::reading::{self, Found};
use crate::refusal::Refusal;

/// What a login may do with a table at all.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub all: Vec<String>,
    pub inserts: Vec<String>,
    pub updates: Vec<String>,
    pub deletes: bool,
    pub reads: bool,
}

pub(super) async fn columns(db: &mut PgConnection) -> Result<BTreeMap<String, Columns>, Refusal> {
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for row in queries::list_columns(db).await? {
        let table = tables.entry(row.table).or_default();
        table.all.push(row.name.clone());
        (table.deletes, table.reads) = (row.deletes, row.reads);
        if row.inserts {
            table.inserts.push(row.name.clone());
        }
        if row.updates {
            table.updates.push(row.name);
        }
    }
    Ok(tables)
}

/// A statement that would do `action` to the row, or add one like it. Names are quoted by the database, and so are values.
pub(super) fn statement(columns: &Columns, row: &Found, action: Action, granted: bool) -> Option<String> {
    let (table, key, first) = (row.says.table, &row.key, columns.all.first()?);
    Some(match action {
        Action::Delete => format!("delete from {table} where {key}"),
        Action::Update if granted => {
            let set: Vec<String> = columns.updates.iter().map(|column| format!("{column} = {column}")).collect();
            format!("update {table} set {} where {key}", set.join(", "))
        }
        Action::Update => format!("update {table} set {first} = {first} where {key}"),
        _ if granted => {
            let values: Vec<String> = columns.inserts.iter().map(|column| value(row, column)).collect();
            format!("insert into {table} ({}) values ({})", columns.inserts.join(", "), values.join(", "))
        }
        _ => format!("insert into {table} default values"),
    })
}

fn value(row: &Found, column: &str) -> String {
    let text = match (reading::begins(row, column), row.facts.get(column.trim_matches('"'))) {
        (Some(begins), _) => begins.to_owned(),
        (None, Some(serde_json::Value::String(text))) => text.clone(),
        (None, Some(serde_json::Value::Bool(flag))) => flag.to_string(),
        (None, Some(serde_json::Value::Number(number))) => number.to_string(),
        _ => return "null".to_owned(),
    };
    format!("'{}'", text.replace('\'', "''"))
}

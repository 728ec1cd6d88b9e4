//! Rows as CSV (RFC 4180): every cell quoted, lines end with CR LF, UTF-8.
//!
//! Guarantee: no cell is a formula to a spreadsheet, and nothing is lost by that: a text that begins with `=`, `+`, `-`,
//! `@`, a tab, a line break or `'` has one `'` put before it. Whoever reads the file takes one leading `'` off again.

use serde_json::{Map, Value};

/// What spreadsheets take for the beginning of a formula, some of them after spaces or in full width.
const RISKY: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠', '|', '%'];

/// The head of the table.
pub(super) fn head(columns: &[&str]) -> String {
    line(columns.iter().map(|name| (*name).to_owned()))
}

/// One row, its cells in the order of `columns`.
pub(super) fn row(columns: &[&str], row: &Map<String, Value>) -> String {
    line(columns.iter().map(|name| cell(row.get(*name).unwrap_or(&Value::Null))))
}

/// Numbers and truth values cannot be formulas; what has parts stays JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => guarded(text),
        Value::Array(_) | Value::Object(_) => guarded(&value.to_string()),
    }
}

fn guarded(text: &str) -> String {
    if text.trim_start_matches(' ').starts_with(RISKY) { format!("'{text}") } else { text.to_owned() }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<_> = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// The way back, as the README of an export says it.
    fn read_back(cell: &str) -> String {
        let cell = cell.trim_start_matches('"').trim_end_matches("\r\n");
        let text = cell.strip_suffix('"').unwrap_or(cell).replace("\"\"", "\"");
        text.strip_prefix('\'').map_or(text.clone(), str::to_owned)
    }

    // P10: formulas.
    #[test]
    fn formulas_are_text() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "|calc", "%0"] {
            let row = row(&["a"], json!({ "a": bad }).as_object().unwrap_or(&Map::new()));
            assert!(row.starts_with("\"'"), "{row:?}");
            assert_eq!(read_back(&row), bad);
        }
        let numbers = json!({ "a": -5, "b": true, "c": null, "d": ["=1"], "e": "a,\"b\"\r\nc" });
        let line = row(&["a", "b", "c", "d", "e"], numbers.as_object().unwrap_or(&Map::new()));
        assert_eq!(line, "\"-5\",\"true\",\"\",\"[\"\"=1\"\"]\",\"a,\"\"b\"\"\r\nc\"\r\n");
    }

    proptest! {
        #[test]
        fn no_text_is_a_formula_and_none_is_lost(text in "[ \\-=+@'\"a\t\r\n,;|%]{0,12}") {
            let mut fields = Map::new();
            fields.insert("a".into(), Value::String(text.clone()));
            let line = row(&["a"], &fields);
            // What a spreadsheet takes for the cell's content.
            let inner = line.strip_prefix('"').and_then(|rest| rest.strip_suffix("\"\r\n")).unwrap_or_default().replace("\"\"", "\"");
            let first = inner.trim_start_matches(' ').chars().next().unwrap_or('a');
            prop_assert!(!"=+-@\t|%".contains(first), "{line:?}");
            prop_assert_eq!(inner.strip_prefix('\'').map_or(inner.clone(), str::to_owned), text);
        }
    }
}

//! Symptoms of the clients on one page, opened and counted by day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contract::consent::Language;
use contract::journal::{self, Kind};
use uuid::Uuid;

use super::queries::LoggedRow;
use crate::client_keys::ClientKeys;
use crate::journal::label;
use crate::refusal::Refusal;

/// One symptom of one client; without a label, the days on which anything was logged. The lists run in parallel.
pub(super) struct SeriesRow {
    pub client_id: Uuid,
    pub label: Option<String>,
    pub scale: Option<&'static str>,
    pub days: Vec<NaiveDate>,
    pub entries: Vec<i64>,
    /// Sum and highest of the severities of the day; zero where there is no label.
    pub sums: Vec<f64>,
    pub highest: Vec<f64>,
}

type Symptom = (Uuid, Option<(String, &'static str)>);

/// # Errors
/// What does not open.
pub(super) fn by_symptom(rows: Vec<LoggedRow>, keys: &ClientKeys) -> Result<Vec<SeriesRow>, Refusal> {
    let mut counted: BTreeMap<Symptom, BTreeMap<NaiveDate, (i64, f64, f64)>> = BTreeMap::new();
    for row in rows {
        let mut said = None;
        if row.content.kind == journal::Symptom::NAME {
            let facts = row.content.open(keys.of(row.client_id)?)?.payload.facts();
            let named = facts.name.zip(facts.level);
            said = named.map(|(name, (scale, level))| (label(&name, Language::En), scale.as_str(), f64::from(level)));
        }
        let severity = said.as_ref().map_or(0.0, |(_, _, severity)| *severity);
        let symptom = (row.client_id, said.map(|(label, scale, _)| (label, scale)));
        let day = counted.entry(symptom).or_default().entry(row.local_date).or_default();
        *day = (day.0 + 1, day.1 + severity, day.2.max(severity));
    }
    let series = |((client_id, said), days): (Symptom, BTreeMap<NaiveDate, (i64, f64, f64)>)| {
        let (label, scale) = said.unzip();
        SeriesRow {
            client_id,
            label,
            scale,
            entries: days.values().map(|day| day.0).collect(),
            sums: days.values().map(|day| day.1).collect(),
            highest: days.values().map(|day| day.2).collect(),
            days: days.into_keys().collect(),
        }
    };
    Ok(counted.into_iter().map(series).collect())
}

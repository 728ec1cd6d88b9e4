//! What the readable page of an export is made from, gathered while the rows pass by.
//!
//! Guarantee: its size is bounded by the number of months and by the limits below, however many entries there are.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use contract::consent::Language;
use contract::journal::{Facts, Observation};

use crate::journal::{kinds, label};

/// Names of symptoms that are told apart; a client's own names may be many.
const MOST_SYMPTOMS: usize = 60;
/// The newest entries are written out.
const MOST_RECENT: usize = 120;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Summary {
    /// By month, as `2026-11`.
    pub months: BTreeMap<String, Month>,
    /// By what it is called.
    pub symptoms: BTreeMap<String, Symptom>,
    /// The newest first.
    pub recent: Vec<Line>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Month {
    /// Entries by the word of their kind.
    #[serde(default)]
    pub entries: BTreeMap<String, u32>,
    /// A bit for each day with an entry.
    days: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Symptom {
    pub times: u32,
    severities: u32,
    scored: u32,
    top: u32,
}

/// An entry in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Line {
    /// Day and time where the person was.
    pub at: String,
    pub text: String,
}

impl Month {
    pub fn days(&self) -> u32 {
        self.days.count_ones()
    }
}

impl Symptom {
    /// `4.2 of 10`, where it was ever given.
    pub fn average(&self) -> Option<String> {
        (self.scored > 0).then(|| format!("{:.1} of {}", f64::from(self.severities) / f64::from(self.scored), self.top))
    }
}

impl Summary {
    /// Notes a row; whether there was something to note.
    pub fn see(&mut self, table: &str, row: &Map<String, Value>) -> bool {
        if table != "app.observation" || row.get("deleted_at").is_some_and(|at| !at.is_null()) {
            return false;
        }
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let day = text("local_date").and_then(|day| day.parse::<NaiveDate>().ok());
        let (Some(day), Some(kind), Some(payload)) =
            (day, text("kind"), row.get("payload").filter(|said| said.is_object()))
        else {
            return false;
        };
        let month = self.months.entry(day.format("%Y-%m").to_string()).or_default();
        month.days |= 1 << (chrono::Datelike::day(&day) - 1);
        *month.entries.entry(kind.to_owned()).or_default() += 1;
        let line = match Observation::read(kind, payload.clone()) {
            Ok(said) => {
                self.follow(&said.facts());
                kinds::in_words(&said)
            }
            // Of a kind that this version does not know; what it says is in the folder data.
            Err(_) => kind.replace('_', " "),
        };
        self.recently(Line { at: moment(day, text("occurred_at"), text("zone")), text: line });
        true
    }

    /// Counts what has a name of its own and was there: a symptom.
    fn follow(&mut self, facts: &Facts) {
        let (Some(name), Some((scale, severity))) = (&facts.name, facts.level) else { return };
        let label = label(name, Language::En);
        let is_known = self.symptoms.contains_key(&label) || self.symptoms.len() < MOST_SYMPTOMS;
        let kept = self.symptoms.entry(if is_known { label } else { "Others".to_owned() }).or_default();
        kept.times += 1;
        kept.top = kept.top.max(scale.top().into());
        kept.severities += u32::from(severity);
        kept.scored += 1;
    }

    /// Keeps the newest: rows come in the order of their keys, not of their days.
    fn recently(&mut self, line: Line) {
        let at = self.recent.partition_point(|other| other > &line);
        self.recent.insert(at, line);
        self.recent.truncate(MOST_RECENT);
    }

    /// Entries of a kind.
    pub fn entries(&self, kind: &str) -> u64 {
        self.months.values().filter_map(|month| month.entries.get(kind)).map(|count| u64::from(*count)).sum()
    }

    pub fn days(&self) -> u64 {
        self.months.values().map(|month| u64::from(month.days())).sum()
    }
}

/// As it was on the clock where the person was.
fn moment(day: NaiveDate, at: Option<&str>, zone: Option<&str>) -> String {
    let zone: chrono_tz::Tz = zone.and_then(|zone| zone.parse().ok()).unwrap_or(chrono_tz::UTC);
    let at = at.and_then(|at| DateTime::parse_from_rfc3339(at).ok());
    let time = at.map(|at| format!(" {}", insight::clock::time(&zone, at.to_utc())));
    format!("{day}{}", time.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn see(summary: &mut Summary, row: &Value) -> bool {
        row.as_object().is_some_and(|row| summary.see("app.observation", row))
    }

    #[test]
    fn entries_are_told_in_words_and_counted_by_day() {
        let mut summary = Summary::default();
        let meal = json!({ "kind": "meal", "local_date": "2026-11-20", "occurred_at": "2026-11-20T12:30:00+00:00", "zone": "Europe/Amsterdam",
            "payload": { "meal_type": "lunch", "items": [{ "name": "Soup", "grams": 250.0, "nutrients": {}, "source": "" }, { "name": "Bread", "grams": 60, "nutrients": {}, "source": "" }] } });
        let symptom = json!({ "kind": "symptom", "local_date": "2026-11-20", "occurred_at": "2026-11-20T20:00:00+00:00", "zone": "Europe/Amsterdam",
            "payload": { "code": "bloating", "present": true, "scale": "0-10", "severity": 6 } });
        let gone = json!({ "kind": "symptom", "local_date": "2026-11-21", "deleted_at": "2026-11-21T20:00:00+00:00", "payload": {} });
        assert!(see(&mut summary, &symptom) && see(&mut summary, &meal) && !see(&mut summary, &gone));
        assert_eq!((summary.days(), summary.entries("meal"), summary.entries("symptom")), (1, 1, 1));
        let lines: Vec<_> = summary.recent.iter().map(|line| format!("{} {}", line.at, line.text)).collect();
        assert_eq!(lines, ["2026-11-20 21:00 Bloating: 6 of 10", "2026-11-20 13:30 Lunch: Soup (250 g), Bread (60 g)"]);
        assert_eq!(summary.symptoms.get("Bloating").and_then(Symptom::average).as_deref(), Some("6.0 of 10"));
    }

    #[test]
    fn amounts_are_what_was_written() {
        for (grams, said) in [
            (json!(0.1), "0.1"),
            (json!(2.5), "2.5"),
            (json!(29.6), "29.6"),
            (json!(30), "30"),
            (json!(30.0), "30"),
            (json!(0.001), "0.001"),
            (json!(1_234.25), "1234.25"),
            (json!(0.3), "0.3"),
        ] {
            let item = json!({ "name": "Peppermint", "grams": grams, "nutrients": {}, "source": "" });
            let meal = Observation::read("meal", json!({ "meal_type": "snack", "items": [item] })).unwrap();
            assert_eq!(kinds::in_words(&meal), format!("Snack: Peppermint ({said} g)"));
        }
        let mut summary = Summary::default();
        let later = json!({ "kind": "moon_phase", "local_date": "2026-11-20", "payload": { "x": 1 } });
        assert!(see(&mut summary, &later), "of a kind there is not yet");
        assert_eq!(summary.recent[0].text, "moon phase");
    }

    #[test]
    fn it_stays_small_however_much_there_is() {
        let mut summary = Summary::default();
        for n in 0..3000 {
            let day = NaiveDate::from_ymd_opt(2016, 1, 1).unwrap_or_default() + chrono::Days::new(n);
            let row = json!({ "kind": "symptom", "local_date": day.to_string(), "payload": { "own_label": format!("own {n}"), "present": true, "scale": "0-3", "severity": 2 } });
            assert!(see(&mut summary, &row));
        }
        assert_eq!(summary.days(), 3000);
        assert!(summary.symptoms.len() <= MOST_SYMPTOMS + 1 && summary.recent.len() == MOST_RECENT);
        assert!(serde_json::to_string(&summary).map_or(0, |text| text.len()) < 40_000);
    }
}

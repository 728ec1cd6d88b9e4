//! The same figures, counted the slow and plain way from what was written.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::Written;
use chrono::NaiveDate;
use insight::timeline::Summary;

/// Shared entries that are not deleted.
pub fn visible(written: &[Written]) -> Vec<&Written> {
    written.iter().filter(|entry| entry.visibility == "shared" && !entry.deleted).collect()
}

pub fn logged(entries: &[&Written], first: NaiveDate, last: NaiveDate) -> BTreeSet<NaiveDate> {
    entries.iter().map(|entry| entry.day).filter(|day| (first..=last).contains(day)).collect()
}

/// Of every symptom with a present entry in the days given.
pub fn summaries(entries: &[&Written], first: NaiveDate, last: NaiveDate) -> BTreeMap<String, Summary> {
    let days_logged = u32::try_from(logged(entries, first, last).len()).unwrap();
    let mut severities: BTreeMap<String, Vec<(NaiveDate, f64)>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| (first..=last).contains(&entry.day) && !entry.excluded) {
        if entry.payload["present"] == true {
            let code = entry.payload["code"].as_str().unwrap().to_owned();
            severities.entry(code).or_default().push((entry.day, entry.payload["severity"].as_f64().unwrap()));
        }
    }
    let summary = |found: Vec<(NaiveDate, f64)>| Summary {
        entries: u32::try_from(found.len()).unwrap(),
        days_present: u32::try_from(found.iter().map(|(day, _)| day).collect::<BTreeSet<_>>().len()).unwrap(),
        days_logged,
        mean: Some(found.iter().map(|(_, severity)| severity).sum::<f64>() / found.len() as f64),
    };
    severities.into_iter().map(|(code, found)| (code, summary(found))).collect()
}

/// Amount known on a day, and the share of grams it is known for; none on a day without a meal.
pub fn nutrient(entries: &[&Written], day: NaiveDate, key: &str) -> Option<(Option<f64>, f64)> {
    let meals: Vec<_> =
        entries.iter().filter(|entry| entry.day == day && entry.kind() == "meal" && !entry.excluded).collect();
    let items: Vec<_> = meals.iter().flat_map(|meal| meal.payload["items"].as_array().unwrap()).collect();
    if items.is_empty() {
        return None;
    }
    let (mut grams, mut known_grams, mut amount) = (0.0, 0.0, None);
    for item in items {
        let weight = item["grams"].as_f64().unwrap();
        grams += weight;
        if let Some(per_100g) = item["nutrients"].get(key).and_then(serde_json::Value::as_f64) {
            known_grams += weight;
            amount = Some(amount.unwrap_or(0.0) + per_100g * weight / 100.0);
        }
    }
    Some((amount, known_grams / grams))
}

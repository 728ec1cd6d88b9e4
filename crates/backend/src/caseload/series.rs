//! From counted days to a row's small pictures: dots of logging, the main symptom and how it went.

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::caseload::{LOGGED_DAYS, MainSymptom};
use insight::timeline::{Period, Scale, Summary, compare};
use uuid::Uuid;

use super::count::SeriesRow;

pub(super) struct Detail {
    pub logged: Vec<bool>,
    pub symptom: Option<MainSymptom>,
}

impl Detail {
    pub fn empty(period: Period) -> Self {
        Self { logged: last_days(&vec![false; size(period)]), symptom: None }
    }
}

/// `rows` cover `period` and as many days before it.
pub(super) fn by_client(rows: Vec<SeriesRow>, period: Period) -> HashMap<Uuid, Detail> {
    let mut clients: HashMap<Uuid, Vec<SeriesRow>> = HashMap::new();
    for row in rows {
        clients.entry(row.client_id).or_default().push(row);
    }
    clients.into_iter().map(|(client, rows)| (client, detail(&rows, period))).collect()
}

fn detail(rows: &[SeriesRow], period: Period) -> Detail {
    let (mut now, mut before) = (vec![false; size(period)], vec![false; size(period)]);
    for day in rows.iter().flat_map(|row| &row.days) {
        flag(&mut now, period, *day);
        flag(&mut before, period.previous(), *day);
    }
    let count = |days: &[bool]| u32::try_from(days.iter().filter(|day| **day).count()).unwrap_or(u32::MAX);
    let (days_now, days_before) = (count(&now), count(&before));
    let mut symptoms: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let scale = Scale::parse(row.scale?)?;
            let label = row.label.as_deref()?;
            let (later, earlier) = (summary(row, period, days_now), summary(row, period.previous(), days_before));
            Some((later, earlier, label, scale, row))
        })
        .collect();
    // Most days first; then the one recorded more before; then by name, so that the choice is the same each time.
    symptoms.sort_by(|a, b| {
        let key = |entry: &(Summary, Summary, &str, Scale, &SeriesRow)| {
            (entry.0.days_present, entry.0.entries, entry.1.days_present)
        };
        key(b).cmp(&key(a)).then_with(|| a.2.cmp(b.2))
    });
    let symptom = symptoms.first().map(|(later, earlier, label, scale, row)| {
        let most = row.highest.iter().copied().fold(0.0, f64::max);
        let top = scale.top(most);
        MainSymptom {
            label: (*label).to_owned(),
            scale: *scale,
            finding: compare(*later, *earlier, top),
            days: spark(row, &now, period, top),
        }
    });
    Detail { logged: last_days(&now), symptom }
}

fn summary(row: &SeriesRow, period: Period, days_logged: u32) -> Summary {
    let (mut entries, mut days_present, mut total) = (0_i64, 0, 0.0);
    for ((day, count), sum) in row.days.iter().zip(&row.entries).zip(&row.sums) {
        if period.index(*day).is_some() {
            entries += count;
            days_present += 1;
            total += sum;
        }
    }
    let mean = (entries > 0).then(|| total / entries as f64);
    Summary { entries: u32::try_from(entries).unwrap_or(u32::MAX), days_present, days_logged, mean }
}

fn spark(row: &SeriesRow, logged: &[bool], period: Period, top: f64) -> Vec<Option<u8>> {
    let mut days: Vec<Option<u8>> = logged.iter().map(|day| day.then_some(0)).collect();
    for (day, highest) in row.days.iter().zip(&row.highest) {
        let place = period.index(*day).and_then(|index| days.get_mut(usize::try_from(index).ok()?));
        if let Some(place) = place {
            // Tenths of the scale; the cast cannot leave 0..=10.
            let tenths = (highest / top * 10.0).ceil().clamp(0.0, 10.0) as u8;
            *place = Some(place.unwrap_or(0).max(tenths));
        }
    }
    days
}

fn flag(days: &mut [bool], period: Period, day: NaiveDate) {
    let place = period.index(day).and_then(|index| days.get_mut(usize::try_from(index).ok()?));
    if let Some(place) = place {
        *place = true;
    }
}

fn last_days(days: &[bool]) -> Vec<bool> {
    let most = usize::try_from(LOGGED_DAYS).unwrap_or(usize::MAX);
    days.iter().skip(days.len().saturating_sub(most)).copied().collect()
}

fn size(period: Period) -> usize {
    usize::try_from(period.days()).unwrap_or(0)
}

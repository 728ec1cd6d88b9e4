//! The symptoms of two periods: counted, compared, in the order in which they are shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use contract::review::ReviewSymptom;
use insight::timeline::{Period, Scale, Summary, compare};

use super::entries::EntryRow;

#[derive(Default)]
struct Count {
    entries: u32,
    total: f64,
    days: BTreeSet<NaiveDate>,
}

struct Symptom {
    label: String,
    scale: Scale,
    top: f64,
    now: Summary,
    before: Summary,
}

pub(super) struct Symptoms {
    found: Vec<Symptom>,
    logged_before: u32,
}

impl Symptoms {
    /// Counts each symptom named in `rows`, present or not. What the client excluded from statistics is listed and
    /// not counted. A symptom has the scale of its newest entry; entries on another scale are listed and not counted.
    pub fn count(rows: &[EntryRow], period: Period) -> Self {
        let mut scales: BTreeMap<&str, Scale> = BTreeMap::new();
        let mut most: BTreeMap<&str, f64> = BTreeMap::new();
        let mut counts: BTreeMap<&str, [Count; 2]> = BTreeMap::new();
        let mut logged: [BTreeSet<NaiveDate>; 2] = Default::default();
        for row in rows {
            let which = usize::from(period.index(row.local_date).is_none());
            logged[which].insert(row.local_date);
            // Only what has a name of its own is followed by name: a symptom.
            let Some(label) = row.label.as_deref() else { continue };
            let both = counts.entry(label).or_default();
            let Some((scale, severity)) = row.facts.level else { continue };
            let (Some(scale), severity) = (Scale::parse(scale.as_str()), f64::from(severity)) else { continue };
            let shown = *scales.entry(label).or_insert(scale);
            if !row.counts || scale != shown || !row.facts.present {
                continue;
            }
            let highest = most.entry(label).or_default();
            *highest = highest.max(severity);
            let count = &mut both[which];
            count.entries += 1;
            count.total += severity;
            count.days.insert(row.local_date);
        }
        let [days_now, days_before] = logged.map(|days| size(&days));
        let summary = |count: &Count, days_logged| Summary {
            entries: count.entries,
            days_present: size(&count.days),
            days_logged,
            mean: (count.entries > 0).then(|| count.total / f64::from(count.entries)),
        };
        let mut found: Vec<_> = counts
            .iter()
            .map(|(label, [now, before])| {
                // A symptom that was only ever "not present" has no scale of its own; it has no bars either.
                let scale = scales.get(label).copied().unwrap_or(Scale::ZeroToTen);
                Symptom {
                    label: (*label).to_owned(),
                    scale,
                    top: scale.top(most.get(label).copied().unwrap_or_default()),
                    now: summary(now, days_now),
                    before: summary(before, days_before),
                }
            })
            .collect();
        let key = |symptom: &Symptom| (symptom.now.days_present, symptom.now.entries, symptom.before.days_present);
        found.sort_by(|a, b| key(b).cmp(&key(a)).then_with(|| a.label.cmp(&b.label)));
        Self { found, logged_before: days_before }
    }

    /// A symptom's place in the list.
    pub fn find(&self, label: &str) -> Option<usize> {
        self.found.iter().position(|symptom| symptom.label == label)
    }

    pub fn logged_before(&self) -> u32 {
        self.logged_before
    }

    pub fn finish(self) -> Vec<ReviewSymptom> {
        let finish = |symptom: Symptom| ReviewSymptom {
            finding: compare(symptom.now, symptom.before, symptom.top),
            label: symptom.label,
            scale: symptom.scale,
            top: symptom.top,
        };
        self.found.into_iter().map(finish).collect()
    }
}

fn size(days: &BTreeSet<NaiveDate>) -> u32 {
    u32::try_from(days.len()).unwrap_or(u32::MAX)
}

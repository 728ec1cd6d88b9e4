//! What the database and the assembly compute, against the plain count, on journals made at random from fixed seeds.

use crate::naive;
use crate::support::{Practices, Written, today};
use chrono::Days;
use contract::review::{Rows, Span};
use insight::nutrient::Nutrient;
use insight::timeline::{Period, Summary};
use serde_json::json;

const LABELS: [(&str, &str); 3] = [("bloating", "Bloating"), ("gas", "Gas or wind"), ("abdominal_pain", "Tummy pain")];

/// A linear congruential generator: the same journal for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % sides
    }

    fn entry(&mut self) -> Written {
        let day = today().checked_sub_days(Days::new(u64::from(self.roll(70)))).unwrap();
        let hour = self.roll(24);
        let mut entry = if self.roll(2) == 0 {
            let items: Vec<_> = (0..=self.roll(3))
                .map(|_| {
                    let nutrients = match self.roll(3) {
                        0 => json!({}),
                        1 => json!({"iron_mg": f64::from(self.roll(50)) / 10.0}),
                        _ => json!({"iron_mg": 0, "fibre_g": f64::from(self.roll(90)) / 10.0}),
                    };
                    json!({"grams": 10 + self.roll(300), "name": format!("food {}", self.roll(4)), "source": "test", "nutrients": nutrients})
                })
                .collect();
            Written::meal(day, hour, json!(items))
        } else {
            let (code, _) = LABELS[self.roll(3) as usize];
            let severity = (self.roll(5) > 0).then(|| u8::try_from(self.roll(11)).unwrap());
            Written::symptom(day, hour, code, severity)
        };
        if self.roll(8) == 0 {
            entry = entry.private();
        }
        if self.roll(8) == 0 {
            entry = entry.deleted();
        }
        entry.excluded = self.roll(10) == 0;
        entry
    }
}

// M10 P1
#[tokio::test]
async fn every_figure_is_what_a_plain_count_gives() {
    let mut here = Practices::new().await;
    let mut compared = 0;
    for seed in 1..=8 {
        let mut dice = Dice(seed * 7919);
        let client = here.client(&format!("Client {seed}"), "active").await;
        let mut written = Vec::new();
        for _ in 0..10 + dice.roll(90) {
            let entry = dice.entry();
            entry.save(&mut here.world, &client).await;
            written.push(entry);
        }
        let shown = naive::visible(&written);
        compared += caseload(&here, &client, &shown, seed).await;
        for (span, key) in
            [(Span::Two, Nutrient::Iron), (Span::Month, Nutrient::Fibre), (Span::Quarter, Nutrient::Iron)]
        {
            compared += review(&here, &client, &shown, span, key, seed).await;
        }
    }
    println!("aggregates: {compared} figures compared");
    assert!(compared > 1000, "a comparison of nothing proves nothing: {compared}");
}

async fn caseload(
    here: &Practices,
    client: &testkit::Actor<backend::db::Client>,
    shown: &[&Written],
    seed: u64,
) -> usize {
    let list = here.caseload(&here.ruth).await;
    let row = list.rows.iter().find(|row| row.client == client.member).unwrap();
    assert_eq!(row.new_entries as usize, shown.len(), "seed {seed}");
    assert_eq!(row.last_day, shown.iter().map(|entry| entry.day).max(), "seed {seed}");
    let two_weeks = Period::ending(today(), 14);
    let logged = naive::logged(shown, two_weeks.first(), two_weeks.last());
    let flags: Vec<_> = (0..14).map(|index| logged.contains(&two_weeks.day(index))).collect();
    assert_eq!(row.logged, flags, "seed {seed}");

    let period = Period::ending(today(), 30);
    let now = naive::summaries(shown, period.first(), period.last());
    let most = now.values().map(|summary| summary.days_present).max().unwrap_or(0);
    if let Some(symptom) = &row.symptom {
        let code = code_of(&symptom.label);
        assert_eq!(symptom.finding.now.days_present, most, "seed {seed}");
        same(symptom.finding.now, now.get(code).copied(), seed);
        same(symptom.finding.before, before(shown, period).get(code).copied(), seed);
        for (index, day) in symptom.days.iter().enumerate() {
            let date = period.day(u32::try_from(index).unwrap());
            let of_day: Vec<_> = shown.iter().filter(|entry| entry.day == date).collect();
            let highest = of_day
                .iter()
                .filter(|entry| entry.payload["code"] == code && !entry.excluded && entry.payload["present"] == true)
                .filter_map(|entry| entry.payload["severity"].as_u64())
                .max()
                .unwrap_or(0);
            assert_eq!(day.map(u64::from), (!of_day.is_empty()).then_some(highest), "seed {seed} {date}");
        }
    } else {
        assert_eq!(most, 0, "seed {seed}");
    }
    50
}

async fn review(
    here: &Practices,
    client: &testkit::Actor<backend::db::Client>,
    shown: &[&Written],
    span: Span,
    key: Nutrient,
    seed: u64,
) -> usize {
    let rows = Rows { nutrient: key, food: Some("food 2".to_owned()) };
    let review = here.review(client, span, &rows).await;
    let period = Period::ending(today(), span.days());
    let entries: Vec<_> = review.days.iter().flat_map(|day| &day.entries).collect();
    let inside: Vec<_> = shown.iter().filter(|entry| period.index(entry.day).is_some()).collect();
    assert_eq!(entries.len(), inside.len(), "seed {seed}");
    assert_eq!(review.days.len(), naive::logged(shown, period.first(), period.last()).len(), "seed {seed}");
    assert!(review.days.windows(2).all(|pair| pair[0].date > pair[1].date), "newest first");
    let (now, before) = (naive::summaries(shown, period.first(), period.last()), before(shown, period));
    for symptom in &review.symptoms {
        let code = code_of(&symptom.label);
        same(symptom.finding.now, now.get(code).copied(), seed);
        same(symptom.finding.before, before.get(code).copied(), seed);
    }
    for code in now.keys().chain(before.keys()) {
        assert!(
            review.symptoms.iter().any(|symptom| code_of(&symptom.label) == code),
            "seed {seed}: {code} is missing"
        );
    }
    assert_eq!(review.nutrient.days.len(), span.days() as usize);
    for (index, day) in review.nutrient.days.iter().enumerate() {
        let plain = naive::nutrient(shown, period.day(u32::try_from(index).unwrap()), key.key());
        assert_eq!(day.is_some(), plain.is_some(), "seed {seed} day {index}");
        if let (Some(day), Some((amount, share))) = (day, plain) {
            assert_eq!(day.amount.is_some(), amount.is_some());
            assert!((day.amount.unwrap_or(0.0) - amount.unwrap_or(0.0)).abs() < 1e-9, "seed {seed} day {index}");
            assert!((f64::from(day.known_percent) - share * 100.0).abs() <= 1.0, "seed {seed} day {index}");
        }
    }
    let with_food = inside.iter().filter(|entry| entry.payload.to_string().contains("\"food 2\"")).count();
    assert_eq!(review.food.as_ref().map(|food| food.meals as usize), Some(with_food), "seed {seed}");
    let marked = entries.iter().filter(|entry| entry.has_food).count();
    assert_eq!(marked, with_food, "seed {seed}");
    entries.len() + review.nutrient.days.len()
}

fn code_of(label: &str) -> &'static str {
    LABELS.iter().find(|(_, known)| *known == label).map(|(code, _)| *code).unwrap()
}

fn before(shown: &[&Written], period: Period) -> std::collections::BTreeMap<String, Summary> {
    naive::summaries(shown, period.previous().first(), period.previous().last())
}

/// A symptom that was not recorded as present has zeros and no mean.
fn same(found: Summary, plain: Option<Summary>, seed: u64) {
    match plain {
        Some(plain) => {
            assert_eq!(
                (found.entries, found.days_present, found.days_logged),
                (plain.entries, plain.days_present, plain.days_logged),
                "seed {seed}"
            );
            assert!((found.mean.unwrap() - plain.mean.unwrap()).abs() < 1e-9, "seed {seed}");
        }
        None => assert_eq!((found.entries, found.days_present, found.mean), (0, 0, None), "seed {seed}"),
    }
}

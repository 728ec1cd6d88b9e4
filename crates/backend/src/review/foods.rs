//! One nutrient day by day, with how much of it is known (M10): a food without data adds grams, never a zero.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contract::journal::Observation;
use contract::review::{NutrientDay, NutrientDays};
use insight::nutrient::{Grams, Nutrient, Profile, Totals};
use insight::timeline::{Period, median};

use super::entries::EntryRow;

pub(super) struct Foods {
    days: Vec<Option<NutrientDay>>,
    before: Vec<f64>,
}

impl Foods {
    pub fn count(rows: &[EntryRow], period: Period, nutrient: Nutrient) -> Self {
        let mut totals: BTreeMap<NaiveDate, Totals> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.counts) {
            let Observation::Meal(meal) = &row.said else { continue };
            let day = totals.entry(row.local_date).or_default();
            for (item, per_100g) in meal.items.iter().zip(&row.per_100g) {
                let mut profile = Profile::default();
                if let Some(per_100g) = *per_100g {
                    // A number no amount can have is unknown, like a missing one.
                    _ = profile.set(nutrient, per_100g);
                }
                day.add(&profile, Grams(item.grams));
            }
        }
        let of = |totals: &Totals| {
            totals.get(nutrient).map(|total| NutrientDay {
                amount: total.amount.map(|amount| amount.number()),
                known_percent: total.known_percent(),
            })
        };
        let days = (0..period.days()).map(|index| totals.get(&period.day(index)).and_then(of)).collect();
        let earlier = totals.iter().filter(|(day, _)| period.index(**day).is_none());
        let before = earlier.filter_map(|(_, totals)| of(totals)?.amount).collect();
        Self { days, before }
    }

    pub fn finish(self, nutrient: Nutrient) -> NutrientDays {
        let now = self.days.iter().flatten().filter_map(|day| day.amount).collect();
        NutrientDays { nutrient, median: median(now), median_before: median(self.before), days: self.days }
    }
}

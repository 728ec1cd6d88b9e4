//! What a correction changed: two states of an entry compared field by field, as its history tells them.
//!
//! Guarantee: two states that differ in anything a person wrote have at least one change, so that a history never shows
//! two versions that read alike.

use super::{EntryView, MealItem, MealType, Scale, SymptomName};
use chrono::{NaiveDate, NaiveTime};
use insight::clock::Moment;

/// One thing that is another than before.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Deleted,
    Restored,
    /// The moment it happened.
    At {
        from: Moment,
        to: Moment,
    },
    /// The day it is counted to, where the moment stayed.
    Day {
        from: NaiveDate,
        to: NaiveDate,
    },
    MealType {
        from: MealType,
        to: MealType,
    },
    FoodAdded(MealItem),
    FoodRemoved(MealItem),
    /// The same food, another amount.
    FoodAmount {
        from: MealItem,
        to: MealItem,
    },
    /// The same foods in another order.
    FoodOrder,
    Hunger {
        from: Option<u8>,
        to: Option<u8>,
    },
    Fullness {
        from: Option<u8>,
        to: Option<u8>,
    },
    Symptom {
        from: SymptomName,
        to: SymptomName,
    },
    /// A figure, each on its own scale; none when it was not present.
    Severity {
        from: (Scale, Option<u8>),
        to: (Scale, Option<u8>),
    },
    Duration {
        from: Option<u16>,
        to: Option<u16>,
    },
    Note {
        from: Option<String>,
        to: Option<String>,
    },
    /// Whether others may read it: true says it became private.
    Private(bool),
    /// A figure of a kind's own, by the name of its field in the form (`sleep[latency]`).
    Figure {
        field: &'static str,
        from: Option<Figure>,
        to: Option<Figure>,
    },
}

/// What a field of a kind says, where it says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    Number(u32),
    Minutes(u32),
    /// A step and the highest there is.
    Step(u8, u8),
    /// Of the clock on the wall.
    Time(NaiveTime),
    Yes(bool),
}

/// What `after` says that `before` did not, in the order of the entry's own lines.
pub fn changes(before: &EntryView, after: &EntryView) -> Vec<Change> {
    let mut found = Vec::new();
    match (before.deleted, after.deleted) {
        (false, true) => found.push(Change::Deleted),
        (true, false) => found.push(Change::Restored),
        _ => {}
    }
    if before.at != after.at {
        found.push(Change::At { from: before.at, to: after.at });
    } else if before.day != after.day {
        found.push(Change::Day { from: before.day, to: after.day });
    }
    before.said.changes(&after.said, &mut found);
    if before.note != after.note {
        found.push(Change::Note { from: before.note.clone(), to: after.note.clone() });
    }
    if before.private != after.private {
        found.push(Change::Private(after.private));
    }
    found
}

/// Pairs foods of the same name, so that one that was weighed anew is one change and not two.
pub(super) fn foods(before: &[MealItem], after: &[MealItem], found: &mut Vec<Change>) {
    let mut left: Vec<Option<&MealItem>> = before.iter().map(Some).collect();
    let take = |left: &mut Vec<Option<&MealItem>>, fits: &dyn Fn(&MealItem) -> bool| {
        left.iter_mut().find(|item| item.is_some_and(fits)).and_then(Option::take).cloned()
    };
    // What stayed as it was is paired first: of two portions of a food only the one that changed is told.
    let rest: Vec<_> = after.iter().filter(|now| take(&mut left, &|was| same_amount(was, now)).is_none()).collect();
    let mut changed = false;
    for now in rest {
        changed = true;
        match take(&mut left, &|was| same_food(was, now)) {
            Some(from) => found.push(Change::FoodAmount { from, to: now.clone() }),
            None => found.push(Change::FoodAdded(now.clone())),
        }
    }
    for gone in left.into_iter().flatten() {
        changed = true;
        found.push(Change::FoodRemoved(gone.clone()));
    }
    let in_place = before.len() == after.len() && before.iter().zip(after).all(|(was, now)| same_amount(was, now));
    if !changed && !in_place {
        found.push(Change::FoodOrder);
    }
}

fn same_food(one: &MealItem, other: &MealItem) -> bool {
    one.food_id == other.food_id && one.name == other.name
}

fn same_amount(one: &MealItem, other: &MealItem) -> bool {
    let close = |one: f64, other: f64| (one - other).abs() < 1e-9;
    same_food(one, other)
        && one.measure == other.measure
        && close(one.quantity, other.quantity)
        && close(one.grams, other.grams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Meal, Observation, Symptom};

    fn item(name: &str, grams: f64) -> MealItem {
        MealItem {
            food_id: None,
            name: name.into(),
            portion_seq: None,
            quantity: 1.0,
            measure: None,
            grams,
            nutrients: insight::nutrient::Profile::default(),
            source: String::new(),
        }
    }

    fn entry(said: impl Into<Observation>) -> EntryView {
        let at = Moment::new(&chrono::Utc, "2026-11-20T12:05:00Z".parse().unwrap());
        let id = "019aa5f0-0000-7000-8000-000000000001".parse().unwrap();
        EntryView {
            id,
            version: 1,
            at,
            until: None,
            day: at.date(),
            said: said.into(),
            note: None,
            private: false,
            deleted: false,
        }
    }

    fn meal(items: Vec<MealItem>) -> EntryView {
        entry(Meal { meal_type: MealType::Lunch, items, hunger_before: None, fullness_after: None })
    }

    #[test]
    fn a_food_weighed_anew_is_one_change() {
        let before = meal(vec![item("Bread", 60.0), item("Butter", 100.0)]);
        let after = meal(vec![item("Bread", 60.0), item("Butter", 150.0), item("Jam", 20.0)]);
        assert_eq!(
            changes(&before, &after),
            [
                Change::FoodAmount { from: item("Butter", 100.0), to: item("Butter", 150.0) },
                Change::FoodAdded(item("Jam", 20.0)),
            ]
        );
        assert_eq!(
            changes(&after, &before),
            [
                Change::FoodAmount { from: item("Butter", 150.0), to: item("Butter", 100.0) },
                Change::FoodRemoved(item("Jam", 20.0)),
            ]
        );
        assert_eq!(changes(&before, &before), []);
    }

    #[test]
    fn of_two_portions_only_the_changed_one_is_told() {
        let before = meal(vec![item("Bread", 30.0), item("Bread", 60.0)]);
        let after = meal(vec![item("Bread", 60.0), item("Bread", 90.0)]);
        assert_eq!(
            changes(&before, &after),
            [Change::FoodAmount { from: item("Bread", 30.0), to: item("Bread", 90.0) }]
        );
    }

    // The guarantee: whatever of an entry is another, the history says so.
    #[test]
    fn nothing_a_person_wrote_changes_in_silence() {
        let base = meal(vec![item("Bread", 60.0), item("Jam", 20.0)]);
        let mut others: Vec<EntryView> = Vec::new();
        let mut with = |edit: &dyn Fn(&mut EntryView)| {
            let mut other = base.clone();
            edit(&mut other);
            others.push(other);
        };
        with(&|entry| entry.deleted = true);
        with(&|entry| entry.at = Moment::new(&chrono::Utc, entry.at.instant() + chrono::TimeDelta::minutes(15)));
        with(&|entry| entry.day = entry.day.pred_opt().unwrap());
        with(&|entry| entry.note = Some("Late".into()));
        with(&|entry| entry.private = true);
        with(&|entry| entry.said = meal(vec![item("Jam", 20.0), item("Bread", 60.0)]).said);
        with(&|entry| entry.said = meal(vec![item("Bread", 60.0)]).said);
        with(&|entry| {
            let mut two = item("Bread", 60.0);
            two.measure = Some("1 slice".into());
            entry.said = meal(vec![two, item("Jam", 20.0)]).said;
        });
        for felt in 0..3_u8 {
            with(&|entry| {
                let Observation::Meal(meal) = &mut entry.said else { return };
                match felt {
                    0 => meal.meal_type = MealType::Dinner,
                    1 => meal.hunger_before = Some(4),
                    _ => meal.fullness_after = Some(4),
                }
            });
        }
        for other in &others {
            assert_eq!(changes(&base, other).len(), 1, "{other:?}");
            assert_eq!(changes(other, &base).len(), 1, "{other:?}");
        }
        let symptom = |label: &str, severity: Option<u8>, duration_min| {
            entry(Symptom {
                code: None,
                own_label: Some(label.into()),
                present: severity.is_some(),
                scale: Scale::ZeroToTen,
                severity,
                duration_min,
            })
        };
        let base = symptom("Bloating", Some(4), None);
        for other in
            [symptom("Cramps", Some(4), None), symptom("Bloating", None, None), symptom("Bloating", Some(4), Some(60))]
        {
            assert_eq!(changes(&base, &other).len(), 1, "{other:?}");
        }
    }
}

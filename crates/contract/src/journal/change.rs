//! What a correction changed: two states of an entry compared field by field, as its history tells them.
//!
//! Guarantee: two states that differ in anything a person wrote have at least one change, so that a history never shows
//! two versions that read alike.

use super::{Body, EntryView, ItemView, MealType, Scale};
use chrono::NaiveDate;
use insight::clock::Moment;
use serde::{Deserialize, Serialize};

/// One thing that is another than before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    FoodAdded(ItemView),
    FoodRemoved(ItemView),
    /// The same food, another amount.
    FoodAmount {
        from: ItemView,
        to: ItemView,
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
        from: String,
        to: String,
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
    match (&before.body, &after.body) {
        (
            Body::Meal { meal_type, items, hunger_before, fullness_after },
            Body::Meal {
                meal_type: type_now,
                items: items_now,
                hunger_before: hunger_now,
                fullness_after: fullness_now,
            },
        ) => {
            if meal_type != type_now {
                found.push(Change::MealType { from: *meal_type, to: *type_now });
            }
            foods(items, items_now, &mut found);
            if hunger_before != hunger_now {
                found.push(Change::Hunger { from: *hunger_before, to: *hunger_now });
            }
            if fullness_after != fullness_now {
                found.push(Change::Fullness { from: *fullness_after, to: *fullness_now });
            }
        }
        (
            Body::Symptom { label, scale, severity, duration_min, .. },
            Body::Symptom {
                label: label_now, scale: scale_now, severity: severity_now, duration_min: lasted_now, ..
            },
        ) => {
            if label != label_now {
                found.push(Change::Symptom { from: label.clone(), to: label_now.clone() });
            }
            if (scale, severity) != (scale_now, severity_now) {
                found.push(Change::Severity { from: (*scale, *severity), to: (*scale_now, *severity_now) });
            }
            if duration_min != lasted_now {
                found.push(Change::Duration { from: *duration_min, to: *lasted_now });
            }
        }
        // An entry never changes its kind.
        _ => {}
    }
    if before.note != after.note {
        found.push(Change::Note { from: before.note.clone(), to: after.note.clone() });
    }
    if before.private != after.private {
        found.push(Change::Private(after.private));
    }
    found
}

/// Pairs foods of the same name, so that one that was weighed anew is one change and not two.
fn foods(before: &[ItemView], after: &[ItemView], found: &mut Vec<Change>) {
    let mut left: Vec<Option<&ItemView>> = before.iter().map(Some).collect();
    let take = |left: &mut Vec<Option<&ItemView>>, fits: &dyn Fn(&ItemView) -> bool| {
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

fn same_food(one: &ItemView, other: &ItemView) -> bool {
    one.food_id == other.food_id && one.name == other.name
}

fn same_amount(one: &ItemView, other: &ItemView) -> bool {
    let close = |one: f64, other: f64| (one - other).abs() < 1e-9;
    same_food(one, other)
        && one.measure == other.measure
        && close(one.quantity, other.quantity)
        && close(one.grams, other.grams)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::SymptomName;

    fn item(name: &str, grams: f64) -> ItemView {
        ItemView {
            food_id: None,
            name: name.into(),
            portion_seq: None,
            quantity: 1.0,
            measure: None,
            grams,
            source: None,
        }
    }

    fn entry(body: Body) -> EntryView {
        let at = Moment::new(&chrono::Utc, "2026-11-20T12:05:00Z".parse().unwrap());
        let id = "019aa5f0-0000-7000-8000-000000000001".parse().unwrap();
        EntryView { id, version: 1, at, day: at.date(), body, note: None, private: false, deleted: false }
    }

    fn meal(items: Vec<ItemView>) -> EntryView {
        entry(Body::Meal { meal_type: MealType::Lunch, items, hunger_before: None, fullness_after: None })
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
        with(&|entry| entry.body = meal(vec![item("Jam", 20.0), item("Bread", 60.0)]).body);
        with(&|entry| entry.body = meal(vec![item("Bread", 60.0)]).body);
        with(&|entry| {
            let mut two = item("Bread", 60.0);
            two.measure = Some("1 slice".into());
            entry.body = meal(vec![two, item("Jam", 20.0)]).body;
        });
        for felt in 0..3_u8 {
            with(&|entry| {
                let Body::Meal { meal_type, hunger_before, fullness_after, .. } = &mut entry.body else { return };
                match felt {
                    0 => *meal_type = MealType::Dinner,
                    1 => *hunger_before = Some(4),
                    _ => *fullness_after = Some(4),
                }
            });
        }
        for other in &others {
            assert_eq!(changes(&base, other).len(), 1, "{other:?}");
            assert_eq!(changes(other, &base).len(), 1, "{other:?}");
        }
        let symptom = |label: &str, severity, duration_min| {
            entry(Body::Symptom {
                name: SymptomName::Own(label.into()),
                label: label.into(),
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

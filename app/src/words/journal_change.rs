//! What a correction changed, in words: "Butter: 100 g → 150 g".

use super::{
    codes, journal as w,
    language::{current, either},
};
use backend::journal::label;
use contract::journal::{Change, Figure, MealItem, Scale};
use std::fmt::Display;

/// One change as one line.
pub fn change(change: &Change) -> String {
    match change {
        Change::Deleted => either("The entry was deleted", "De notitie is verwijderd").to_owned(),
        Change::Restored => either("The entry was restored", "De notitie is teruggezet").to_owned(),
        Change::At { from, to } if from.date() == to.date() => turned(w::time(), w::clock(*from), w::clock(*to)),
        Change::At { from, to } => turned(w::time(), w::moment(*from), w::moment(*to)),
        Change::Day { from, to } => turned(either("Counted to", "Geteld bij"), w::date(*from), w::date(*to)),
        Change::MealType { from, to } => turned(w::meal_type(), w::meal_name(*from), w::meal_name(*to)),
        Change::FoodAdded(food) => format!("{}: {}, {}", either("Added", "Toegevoegd"), food.name, amount(food)),
        Change::FoodRemoved(food) => format!("{}: {}, {}", either("Removed", "Weggehaald"), food.name, amount(food)),
        Change::FoodAmount { from, to } => turned(&to.name, amount(from), amount(to)),
        Change::FoodOrder => {
            either("The foods stand in another order", "De voedingsmiddelen staan in een andere volgorde").to_owned()
        }
        Change::Hunger { from, to } => turned(w::hunger(), felt(*from), felt(*to)),
        Change::Fullness { from, to } => turned(w::fullness(), felt(*from), felt(*to)),
        Change::Symptom { from, to } => turned(w::add_symptom(), label(from, current()), label(to, current())),
        Change::Severity { from, to } => turned(w::how_strong(), strong(*from), strong(*to)),
        Change::Duration { from, to } => turned(w::lasted(), lasted(*from), lasted(*to)),
        Change::Note { from: None, to: Some(note) } => {
            format!("{}: “{note}”", either("Note added", "Notitie toegevoegd"))
        }
        Change::Note { from: Some(note), to: None } => {
            format!("{}: “{note}”", either("Note removed", "Notitie weggehaald"))
        }
        Change::Note { from, to } => {
            let quoted = |note: &Option<String>| format!("“{}”", note.as_deref().unwrap_or_default());
            turned(w::note(), quoted(from), quoted(to))
        }
        Change::Figure { field, from, to } => turned(&codes::label(field), figure(*from), figure(*to)),
        Change::Private(true) => either("Made private", "Privé gemaakt").to_owned(),
        Change::Private(false) => either("No longer private", "Niet langer privé").to_owned(),
    }
}

/// What a field of a kind said.
fn figure(figure: Option<Figure>) -> String {
    match figure {
        None => either("not said", "niet gezegd").to_owned(),
        Some(Figure::Number(number)) => number.to_string(),
        Some(Figure::Minutes(minutes)) => w::duration(u16::try_from(minutes).unwrap_or(u16::MAX)),
        Some(Figure::Step(step, top)) => format!("{step} {} {top}", either("of", "van")),
        Some(Figure::Time(time)) => w::time_of_day(time),
        Some(Figure::Yes(true)) => either("yes", "ja").to_owned(),
        Some(Figure::Yes(false)) => either("no", "nee").to_owned(),
    }
}

fn turned(what: &str, from: impl Display, to: impl Display) -> String {
    format!("{what}: {from} → {to}")
}

fn amount(food: &MealItem) -> String {
    w::eaten(food.quantity, food.measure.as_deref(), food.grams)
}

fn felt(step: Option<u8>) -> String {
    step.map_or_else(|| w::unanswered().to_owned(), |step| format!("{step} {} 10", either("of", "van")))
}

fn strong((scale, figure): (Scale, Option<u8>)) -> String {
    figure.map_or_else(|| w::not_present().to_lowercase(), |figure| w::severity(scale, figure))
}

fn lasted(minutes: Option<u16>) -> String {
    minutes.map_or_else(|| either("not said", "niet gezegd").to_owned(), w::duration)
}

#[cfg(test)]
mod tests {
    use super::*;
    use insight::clock::Moment;

    fn item(name: &str, grams: f64) -> MealItem {
        MealItem {
            food_id: None,
            name: name.into(),
            portion_seq: None,
            quantity: 1.0,
            measure: None,
            grams,
            nutrients: Default::default(),
            source: String::new(),
        }
    }

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let at = |text: &str| Moment::new(&chrono::Utc, format!("{text}Z").parse().unwrap());
        let note = |text: &str| Some(text.to_owned());
        let mut spoon = item("Butter", 28.4);
        (spoon.measure, spoon.quantity) = (Some("1 tbsp".into()), 2.0);
        for (said, expected) in [
            (Change::FoodAmount { from: item("Butter", 100.0), to: item("Butter", 150.0) }, "Butter: 100 g → 150 g"),
            (Change::FoodAmount { from: item("Butter", 5.0), to: spoon }, "Butter: 5 g → 2 × 1 tbsp (28.4 g)"),
            (Change::FoodAdded(item("Jam", 0.1)), "Added: Jam, 0.1 g"),
            (Change::At { from: at("2026-11-20T12:05:00"), to: at("2026-11-20T12:20:00") }, "Time: 12:05 → 12:20"),
            (
                Change::At { from: at("2026-11-20T12:05:00"), to: at("2026-11-21T12:05:00") },
                "Time: 20 November 2026, 12:05 → 21 November 2026, 12:05",
            ),
            (Change::Note { from: None, to: note("Late") }, "Note added: “Late”"),
            (Change::Note { from: note("Late"), to: note("Early") }, "Note: “Late” → “Early”"),
            (Change::Hunger { from: None, to: Some(4) }, "Hunger before: not answered → 4 of 10"),
            (
                Change::Severity { from: (Scale::ZeroToTen, Some(4)), to: (Scale::ZeroToTen, None) },
                "How strong: 4 of 10 → not present",
            ),
        ] {
            assert_eq!(change(&said), expected);
        }
    }
}

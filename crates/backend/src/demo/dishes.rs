//! What the demo's clients eat: dishes of reference foods, and what in them each client's body answers to.

use contract::journal::MealType;

/// What a dish holds that matters to somebody's hidden pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    None,
    /// Onion or garlic.
    Allium,
    Coffee,
    Milk,
    Spicy,
    Wine,
}

/// NDB numbers with grams.
#[derive(Debug)]
pub(super) struct Dish {
    pub when: MealType,
    pub foods: &'static [(i32, f64)],
    pub holds: Trait,
}

const fn dish(when: MealType, holds: Trait, foods: &'static [(i32, f64)]) -> Dish {
    Dish { when, foods, holds }
}

use MealType::{Breakfast, Dinner, Drink, Lunch, Snack};

pub(super) const DISHES: &[Dish] = &[
    dish(Breakfast, Trait::None, &[(8121, 234.0), (9050, 74.0), (12061, 15.0)]),
    dish(Breakfast, Trait::Milk, &[(8121, 234.0), (1077, 122.0), (9040, 118.0)]),
    dish(Breakfast, Trait::Milk, &[(1256, 170.0), (9050, 100.0)]),
    dish(Breakfast, Trait::None, &[(18075, 64.0), (1001, 10.0), (1129, 50.0)]),
    dish(Breakfast, Trait::None, &[(18060, 64.0), (16137, 40.0), (11206, 60.0)]),
    dish(Lunch, Trait::Allium, &[(16070, 198.0), (11282, 55.0), (11215, 6.0), (18075, 32.0)]),
    dish(Lunch, Trait::None, &[(5064, 120.0), (20037, 195.0), (11091, 78.0)]),
    dish(Lunch, Trait::None, &[(15237, 120.0), (11367, 170.0), (11457, 30.0), (4053, 9.0)]),
    dish(Lunch, Trait::Milk, &[(18075, 64.0), (1009, 40.0), (11529, 90.0)]),
    dish(Lunch, Trait::Allium, &[(16137, 90.0), (18060, 64.0), (11282, 30.0), (11529, 90.0)]),
    dish(Dinner, Trait::Allium, &[(20121, 180.0), (11529, 150.0), (11282, 60.0), (11215, 9.0), (4053, 13.0)]),
    dish(Dinner, Trait::None, &[(15237, 140.0), (20345, 158.0), (11125, 78.0)]),
    dish(Dinner, Trait::None, &[(5064, 140.0), (11367, 200.0), (11091, 90.0), (1001, 10.0)]),
    dish(Dinner, Trait::Spicy, &[(23568, 110.0), (20345, 158.0), (11819, 30.0), (11529, 90.0)]),
    dish(Dinner, Trait::Wine, &[(15237, 140.0), (11367, 170.0), (14096, 147.0)]),
    dish(Dinner, Trait::Milk, &[(21224, 200.0), (11457, 30.0)]),
    dish(Snack, Trait::None, &[(9003, 182.0)]),
    dish(Snack, Trait::None, &[(12061, 28.0), (9200, 140.0)]),
    dish(Snack, Trait::None, &[(19904, 20.0)]),
    dish(Snack, Trait::Milk, &[(1116, 170.0)]),
    dish(Drink, Trait::Coffee, &[(14209, 240.0)]),
    dish(Drink, Trait::None, &[(14355, 240.0)]),
];

/// How one client's body answers: the symptom, after how many hours, how often, how strongly, and what else happens.
#[derive(Debug)]
pub(super) struct Pattern {
    pub to: Trait,
    pub code: &'static str,
    /// Hours from and to, after the meal.
    pub after: (f64, f64),
    /// In a hundred.
    pub chance: usize,
    /// Lowest and highest figure on the symptom's scale.
    pub strength: (u8, u8),
    /// What comes and goes without a cause, up to this strength.
    pub noise: &'static [(&'static str, u8)],
}

/// In the order of the demo's clients.
pub(super) const PATTERNS: &[Pattern] = &[
    Pattern {
        to: Trait::Allium,
        code: "bloating",
        after: (2.0, 6.0),
        chance: 85,
        strength: (4, 8),
        noise: &[("bloating", 3), ("headache", 5), ("fatigue", 5)],
    },
    Pattern {
        to: Trait::Coffee,
        code: "palpitations",
        after: (0.5, 2.0),
        chance: 70,
        strength: (1, 4),
        noise: &[("headache", 4), ("unrefreshing_sleep", 6)],
    },
    Pattern {
        to: Trait::Milk,
        code: "abdominal_cramps",
        after: (1.0, 3.0),
        chance: 75,
        strength: (3, 7),
        noise: &[("gas", 4), ("fatigue", 4)],
    },
    Pattern {
        to: Trait::Wine,
        code: "migraine",
        after: (3.0, 9.0),
        chance: 80,
        strength: (5, 9),
        noise: &[("headache", 4), ("brain_fog", 4)],
    },
    Pattern {
        to: Trait::Spicy,
        code: "heartburn",
        after: (0.5, 2.5),
        chance: 90,
        strength: (3, 8),
        noise: &[("bloating", 3), ("daytime_sleepiness", 5)],
    },
    Pattern {
        to: Trait::Wine,
        code: "hot_flush",
        after: (1.0, 5.0),
        chance: 75,
        strength: (2, 6),
        noise: &[("hot_flush", 2), ("fatigue", 5), ("headache", 4)],
    },
];

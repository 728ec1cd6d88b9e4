//! How likely a food is meant, before any word is compared: whole foods up; brands, baby food, industrial fats down.
//! Each demerit is tied to a word where it can be, so that asking for the word takes the demerit back.
//! To demote another kind of food, add its word to `DEMERITS` (use the stem) or its group to `group_prior`.

/// A demerit for the group as a whole; taken back when a brand or one of `GROUP_WORDS` is asked for.
pub(super) fn group_prior(group: &str) -> f32 {
    match group {
        "Baby Foods" => -0.8,
        "American Indian/Alaska Native Foods" => -0.3,
        "Fast Foods" | "Restaurant Foods" => -0.25,
        "Soups, Sauces, and Gravies" | "Sweets" | "Snacks" => -0.06,
        "Meals, Entrees, and Side Dishes" | "Sausages and Luncheon Meats" | "Breakfast Cereals" => -0.05,
        "Spices and Herbs" => 0.03,
        "Fruits and Fruit Juices" | "Vegetables and Vegetable Products" | "Dairy and Egg Products" => 0.08,
        "Cereal Grains and Pasta" | "Legumes and Legume Products" | "Nut and Seed Products" => 0.05,
        "Finfish and Shellfish Products" | "Poultry Products" => 0.05,
        _ => 0.0,
    }
}

/// Words by which people ask for a demoted group.
pub(super) const GROUP_WORDS: [&str; 9] =
    ["baby", "babyfood", "infant", "fast", "restaurant", "takeaway", "school", "alaska", "navajo"];

/// Stem of a word in a name, and how much less likely it makes the food.
const DEMERITS: [(&str, f32); 62] = [
    ("industrial", 0.5),
    ("infant", 0.5),
    ("babyfood", 0.3),
    ("junior", 0.3),
    ("strained", 0.3),
    ("toddler", 0.3),
    ("school", 0.2),
    ("commodity", 0.15),
    ("imitation", 0.25),
    ("substitute", 0.2),
    ("analog", 0.2),
    ("filled", 0.2),
    ("producer", 0.2),
    ("human", 0.2),
    ("meatless", 0.15),
    ("vegetarian", 0.05),
    ("formulated", 0.15),
    ("fortified", 0.04),
    ("mix", 0.12),
    ("powder", 0.15),
    ("dehydrated", 0.14),
    ("freeze", 0.14),
    ("unprepared", 0.06),
    ("condensed", 0.08),
    ("dried", 0.08),
    ("dry", 0.04),
    ("canned", 0.08),
    ("frozen", 0.07),
    ("pickled", 0.08),
    ("imported", 0.12),
    ("zealand", 0.12),
    ("australian", 0.12),
    ("aust", 0.12),
    ("wild", 0.06),
    ("giblet", 0.15),
    ("neck", 0.08),
    ("gizzard", 0.12),
    ("mechanically", 0.3),
    ("stabilized", 0.15),
    ("hydrogenated", 0.15),
    ("shortening", 0.1),
    ("sugared", 0.12),
    ("sweetened", 0.05),
    ("nonfat", 0.03),
    ("lowfat", 0.03),
    ("diet", 0.08),
    ("reduced", 0.04),
    ("lactose", 0.05),
    ("glutinous", 0.05),
    ("unenriched", 0.05),
    ("leaf", 0.03),
    ("baby", 0.05),
    ("sprouted", 0.08),
    ("syrup", 0.05),
    ("roe", 0.1),
    ("spread", 0.04),
    ("breaded", 0.05),
    ("battered", 0.05),
    ("flavored", 0.06),
    ("flavor", 0.06),
    ("dessert", 0.05),
    ("unspecified", 0.02),
];

/// What one word in a name costs the food.
pub(super) fn demerit(stem: &str) -> f32 {
    DEMERITS.iter().find(|(word, _)| *word == stem).map_or(0.0, |(_, cost)| *cost)
}

/// What a brand in capitals costs the food.
pub(super) const BRAND: f32 = 0.35;

/// What an everyday food gains.
pub(super) const EVERYDAY: f32 = 0.22;

/// NDB numbers of everyday foods, from the committed table.
pub(super) fn everyday() -> std::collections::HashSet<i32> {
    include_str!("everyday.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next()?.parse().ok())
        .collect()
}

/// Capitals that are no brand.
const NO_BRAND: [&str; 12] = ["USDA", "BBQ", "UHT", "RTE", "URMIS", "DHA", "ARA", "NLEA", "IMPS", "FDA", "UPC", "AND"];

/// Whether a word as printed looks like a manufacturer: three capitals in a row ("McDONALD'S").
pub(super) fn looks_like_brand(printed: &str) -> bool {
    let mut run = 0;
    let longest = printed.chars().fold(0, |longest, letter| {
        run = if letter.is_uppercase() { run + 1 } else { 0 };
        longest.max(run)
    });
    longest >= 3 && !NO_BRAND.contains(&printed)
}

/// What the wording of the whole name adds or costs: plain forms up, long names down.
pub(super) fn wording(name: &str, words: usize) -> f32 {
    let lower = name.to_lowercase();
    let mut prior = -0.012 * (words.saturating_sub(3) as f32).min(20.0);
    for (phrase, change) in [
        (", raw", 0.06),
        (", whole", 0.02),
        (", cooked", 0.03),
        ("separable fat", -0.35),
        ("skin only", -0.2),
        (", with salt", -0.03),
        ("low sodium", -0.08),
        ("not manufactured anymore", -0.4),
        ("fat free", -0.03),
        ("previously frozen", -0.01),
    ] {
        if lower.contains(phrase) {
            prior += change;
        }
    }
    prior
}

/// What the first part of a name says about the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// It is the food: `Apples, raw`.
    Food,
    /// It only announces the food: in `Nuts, almonds` the almonds are meant.
    Shelf,
    /// It is a product and the second part its kind: `Cookies, molasses` are cookies first.
    Product,
}

const SHELVES: [&str; 39] = [
    "alcoholic beverage",
    "alcoholic beverages",
    "animal fat",
    "beans",
    "beverages",
    "cabbage",
    "carbonated beverage",
    "cereals",
    "cereals ready-to-eat",
    "cheese",
    "crustaceans",
    "dessert",
    "desserts",
    "egg",
    "fast food",
    "fast foods",
    "fish",
    "frozen novelties",
    "game meat",
    "leavening agents",
    "lettuce",
    "melons",
    "mollusks",
    "nuts",
    "pasta",
    "peas",
    "peppers",
    "pork",
    "restaurant",
    "school lunch",
    "seaweed",
    "seeds",
    "snack",
    "snacks",
    "spices",
    "squash",
    "sugars",
    "sweeteners",
    "usda commodity",
];

const PRODUCTS: [&str; 27] = [
    "babyfood",
    "bread",
    "cake",
    "candies",
    "cookies",
    "crackers",
    "fish oil",
    "flour",
    "gelatin desserts",
    "gravy",
    "ice creams",
    "infant formula",
    "mushrooms",
    "noodles",
    "oil",
    "pie",
    "puddings",
    "rolls",
    "salad dressing",
    "sauce",
    "sausage",
    "soup",
    "syrups",
    "toppings",
    "vinegar",
    "yogurt",
    "muffins",
];

/// What `first_part` is.
pub(super) fn opening(first_part: &str) -> Opening {
    let first = first_part.trim().to_lowercase();
    if SHELVES.contains(&first.as_str()) {
        Opening::Shelf
    } else if PRODUCTS.contains(&first.as_str()) {
        Opening::Product
    } else {
        Opening::Food
    }
}

//! The client's journal. Plain and neutral: nothing here praises, scolds or counts days in a row.

use chrono::NaiveDate;
use contract::journal::{MealType, Scale, SymptomName};
use insight::clock::Moment;

words! {
    closed_title = "Nothing new can be logged";
    closed_text = "You do not agree to the use of your health data, or to the note that this is not medical advice. What you logged before is still there: you can read it, take it with you and delete it. To log again, agree to both.";
    closed_do = "Change what I agree to";
    closed_back = "Today";
    week = "Week";
    days = "Days";
    yesterday = "The day before";
    tomorrow = "The day after";
    by_time = "By time";
    entries = "Entries";
    now = "Now";
    add = "Add";
    add_meal = "Meal or drink";
    add_symptom = "Symptom";
    usual = "Usual around this hour";
    again = "Had this again? Two taps and it is there.";
    empty_today = "Nothing logged yet today";
    empty_past = "Nothing logged on this day";
    empty_text = "Start with what you had last. You can change the time, and leave out what you do not want to say.";
    log_meal = "Log a meal";
    log_symptom = "Log a symptom";
    edit_meal = "Change a meal";
    edit_symptom = "Change a symptom";
    close = "Back to the day";
    private = "private";
    so_far = "So far today";
    on_this_day = "On this day";
    more_nutrients = "More nutrients";
    coverage = "These are sums, not targets. “At least” means that some of what you ate has no figure for it, and the bar shows how much has one. Missing is never counted as zero.";
    at_least = "at least ";
    unknown = "not known";
    not_present = "Not present";
    undo = "Undo";
    // meal form
    meal_type = "Meal";
    day = "Day";
    time = "Time";
    add_food = "Add food";
    search = "Search";
    nothing_found = "Nothing found. Try another word, or add your own food below.";
    recent = "Had lately";
    own_before = "Your own foods";
    portion = "Portion";
    grams = "Grams";
    weigh = "weigh it";
    less = "Less";
    more = "More";
    how_many = "How many";
    add_it = "Add";
    leave_it = "Choose another";
    source = "Source: USDA SR28.";
    own_food = "Not here? Add your own food";
    own_name = "What is it";
    own_grams = "How much";
    own_unknown = "Its nutrients are not known, and the day's totals say so.";
    add_own = "Add own food";
    chosen = "In this meal";
    none_chosen = "No food yet.";
    feelings = "How it felt";
    hunger = "Hunger before";
    hunger_low = "not hungry";
    hunger_high = "very hungry";
    fullness = "Fullness after";
    fullness_low = "still hungry";
    fullness_high = "too full";
    unanswered = "not answered";
    note = "Note";
    note_hint = "Anything worth remembering";
    keep_private = "Keep this private";
    private_hint = "Nobody at your practice sees it.";
    save = "Save";
    save_meal = "Save meal";
    save_symptom = "Save symptom";
    meal_logged = "Meal logged";
    symptom_logged = "Symptom logged";
    delete = "Delete this entry";
    history = "Edit history";
    newer = "See the newer version";
    see_deleted = "See the deleted entry";
    restore = "Restore this entry";
    deleted_title = "This entry was deleted";
    deleted_text = "It counts nowhere and nobody else sees it. You can bring it back as it was.";
    logged_again = "Log this again now";
    lately = "Had lately";
    what_changed = "What changed";
    first_state = "As it was first written.";
    // symptom form
    what = "What is it";
    typed = "Or in your own words";
    typed_hint = "Choose from the list as you type, or write your own.";
    present = "Was it there?";
    yes = "Present";
    no = "Not present";
    how_strong = "How strong";
    strong_low = "none";
    strong_high = "worst imaginable";
    of_three = "How strong, 0 to 3";
    in_words = "How strong, in words";
    how_often = "How many times";
    none = "None";
    mild = "Mild";
    moderate = "Moderate";
    severe = "Severe";
    began = "Began";
    which_time = "The clocks went back: which of the two?";
    lasted = "Lasted";
    lasted_hint = "Leave it empty if it is still there.";
    optional = "(optional)";
    minutes = "min";
    times = "times";
    // history
    history_title = "Edit history";
    state_now = "Now";
    state_deleted = "Deleted";
    never_changed = "This entry was never changed.";
}

/// "Breakfast"
pub fn meal_name(kind: MealType) -> &'static str {
    match kind {
        MealType::Breakfast => "Breakfast",
        MealType::Lunch => "Lunch",
        MealType::Dinner => "Dinner",
        MealType::Snack => "Snack",
        MealType::Drink => "Drink",
        MealType::Other => "Other",
    }
}

/// Groups of the symptom catalogue.
pub fn group(code: &str) -> String {
    let known = match code {
        "digestive" => "Digestion",
        other => {
            let mut letters = other.chars();
            return letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        }
    };
    known.to_owned()
}

/// "Thursday 14 May 2026"
pub fn long_date(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// "Thursday 14 May"
pub fn date(day: NaiveDate) -> String {
    day.format("%A %-d %B").to_string()
}

/// "Today, Thursday 14 May"
pub fn relative(day: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    match day.signed_duration_since(today).num_days() {
        0 => Some("Today"),
        -1 => Some("Yesterday"),
        1 => Some("Tomorrow"),
        _ => None,
    }
}

/// "14 May 2026, 12:55"
pub fn moment(at: Moment) -> String {
    at.written("%-d %B %Y, %H:%M")
}

/// "12:55"
pub fn clock(at: Moment) -> String {
    at.written("%H:%M")
}

/// "Mo"
pub fn short_day(day: NaiveDate) -> String {
    day.format("%a").to_string().chars().take(2).collect()
}

/// What a screen reader says of a day on the strip: "Monday 11 May, 3 meals, Bloating 3 of 10". `logged` has a part for each
/// kind of entry.
pub fn week_label(day: NaiveDate, today: NaiveDate, logged: Vec<String>) -> String {
    let mut said = vec![date(day)];
    if day == today {
        said.push("today".into());
    }
    if day <= today && logged.is_empty() {
        said.push("nothing logged".into());
    }
    said.extend(logged);
    said.join(", ")
}

/// A figure on its scale: "6 of 10", "moderate", "3 times".
pub fn severity(scale: Scale, figure: u8) -> String {
    match scale {
        Scale::ZeroToTen => format!("{figure} of 10"),
        Scale::ZeroToThree => format!("{figure} of 3"),
        Scale::Words => match figure {
            0 => none(),
            1 => mild(),
            2 => moderate(),
            _ => severe(),
        }
        .to_lowercase(),
        Scale::Count => match figure {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            times => format!("{times} times"),
        },
    }
}

/// "2 h 10 min"
pub fn duration(minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// "Hunger 6, fullness 7"
pub fn felt(hunger: Option<u8>, fullness: Option<u8>) -> Option<String> {
    match (hunger, fullness) {
        (None, None) => None,
        (Some(hunger), None) => Some(format!("Hunger {hunger}")),
        (None, Some(fullness)) => Some(format!("Fullness {fullness}")),
        (Some(hunger), Some(fullness)) => Some(format!("Hunger {hunger}, fullness {fullness}")),
    }
}

/// "62 % of what you ate has data"
pub fn known(percent: u8) -> String {
    if percent >= 100 {
        "all of what you ate has data".to_owned()
    } else {
        format!("{percent} % of what you ate has data")
    }
}

/// Who may read the journal.
pub fn seen_by(names: &[String]) -> String {
    match names {
        [] => "Nobody at your practice can see this at the moment.".to_owned(),
        [one] => format!("{one} can see what is not private, while you are in their care or they have access."),
        [most @ .., last] => {
            format!(
                "{} and {last} can see what is not private, while you are in their care or they have access.",
                most.join(", ")
            )
        }
    }
}

/// "2 foods, 268 g"
pub fn count(foods: usize, grams: f64) -> String {
    let foods = if foods == 1 { "1 food".to_owned() } else { format!("{foods} foods") };
    format!("{foods}, {} g", super::nutrients::figure(grams))
}

/// "Showing chicken breast"
pub fn shown_for(words: &str) -> String {
    format!("Showing results for “{words}”.")
}

/// "12 foods found", for those who hear the list and do not see it.
pub fn found(foods: usize) -> String {
    match foods {
        0 => nothing_found().to_owned(),
        1 => "1 food found.".to_owned(),
        more => format!("{more} foods found."),
    }
}

/// "1.5 × 1 cup", or the grams alone.
pub fn amount(quantity: f64, measure: Option<&str>, grams: f64) -> String {
    match measure {
        None => format!("{} g", super::nutrients::figure(grams)),
        Some(measure) if (quantity - 1.0).abs() < 1e-9 => measure.to_owned(),
        Some(measure) => format!("{} × {measure}", super::nutrients::figure(quantity)),
    }
}

/// "1 tbsp (14 g)", "2 × 1 slice (60 g)", "5 g": what was eaten, its weight always said.
pub fn eaten(quantity: f64, measure: Option<&str>, grams: f64) -> String {
    match measure {
        None => amount(quantity, None, grams),
        Some(_) => format!("{} ({} g)", amount(quantity, measure, grams), super::nutrients::figure(grams)),
    }
}

/// "1 cup, chopped": one portion of the reference table.
pub fn measure(amount: f64, measure: &str) -> String {
    let amount = match amount {
        half if (half - 0.5).abs() < 1e-9 => "½".to_owned(),
        quarter if (quarter - 0.25).abs() < 1e-9 => "¼".to_owned(),
        other => super::nutrients::figure(other),
    };
    format!("{amount} {measure}")
}

/// "Last time: 1 cup, 111 g"
pub fn last_time(amount: &str, grams: f64) -> String {
    let grams = format!("{} g", super::nutrients::figure(grams));
    if amount == grams { format!("Last time: {grams}") } else { format!("Last time: {amount}, {grams}") }
}

/// "Remove couscous"
pub fn remove(name: &str) -> String {
    format!("Remove {name}")
}

/// "Add 86 g"
pub fn add_grams(grams: Option<f64>) -> String {
    grams.map_or_else(|| add_it().to_owned(), |grams| format!("Add {} g", super::nutrients::figure(grams)))
}

/// "Version 2, written 14 May 2026, 12:55"
pub fn version(number: i32, written: Moment) -> String {
    format!("Version {number}, written {}", moment(written))
}

/// What a symptom is called in the list of lately logged ones.
pub fn own_label(name: &SymptomName) -> Option<&str> {
    match name {
        SymptomName::Own(label) => Some(label),
        SymptomName::Code(_) => None,
    }
}

/// "Meal logged at 22:13"
pub fn logged_at(logged: &str, at: Moment) -> String {
    format!("{logged} at {}", clock(at))
}

/// "3 meals"
pub fn meals(count: usize) -> String {
    if count == 1 { "1 meal".into() } else { format!("{count} meals") }
}

//! A client's review. What was recorded, how often, out of how many days; never more than that.

use chrono::NaiveDate;
use contract::journal::{MealItem, MealType};
use contract::review::{NutrientDay, Precision, Span};
use insight::clock::Moment;
use insight::timeline::{Direction, Finding, Scale};

words! {
    /// The tab's title: without the name, which would lie in the browser's history.
    title = "Review";
    clients = "Clients";
    mark_all = "Mark all as seen";
    mark_one = "Mark as seen";
    unseen = "not seen yet";
    entries = "Entries";
    earlier = "Earlier days";
    no_entries_title = "Nothing shared in these days";
    no_entries_text = "Entries appear here as soon as they are logged and shared. A longer period may show earlier ones.";
    truncated = "There are more entries than fit on one page. The oldest are left out; choose a shorter period.";
    period = "Period";
    rows_title = "Rows of the chart";
    nutrient = "Nutrient";
    food = "Food";
    food_hint = "a word in its name, such as onion";
    show_nutrient = "Show this nutrient";
    show_food = "Show this food";
    meals = "Meals";
    not_logged = "no entries that day (not the same as zero)";
    none = "not logged";
    last_seen = "last visit";
    as_table = "Show as table";
    day = "Day";
    severity_of = "severity";
    unknown = "not known";
    at_least = "at least ";
    striped = "striped: at least this much, some of the food has no figure";
    first_symptom = "first symptom";
    second_symptom = "second symptom";
    eaten = "eaten";
    not_present = "not present";
    no_time = "no time given";
    care = "Care";
    pause = "Pause care";
    pause_title = "Pause care?";
    pause_text = "You will no longer see the journal, from the next page on. You can resume at any time.";
    resume = "Resume care";
    end = "End care";
    end_summary = "End care…";
    end_text = "You will no longer see the journal, and it cannot be undone here: the client would have to be invited again. The reason is kept with the record.";
    reason = "Reason";
    reason_hint = "for example: treatment finished, moved away";
    keep = "Keep as it is";
    closed_title = "The journal is closed";
    closed_text = "This client does not agree to the use of their health data. Nothing new is recorded, and nobody but they reads what is there. Only they can change that.";
    paused_title = "Care is paused";
    paused_text = "While it is paused you see nothing of the journal.";
    symptoms_before = "Against the days before";
    hours_a_day = "hours a day";
    chart_keys = "Arrow keys move between entries, Enter opens one.";
}

pub fn span(span: Span) -> String {
    format!("{} d", span.days())
}

/// "30 days"
pub fn days(count: u32) -> String {
    format!("{count} days")
}

/// "15 April to 14 May 2026"
pub fn between(first: NaiveDate, last: NaiveDate) -> String {
    format!("{} to {}", first.format("%-d %B"), last.format("%-d %B %Y"))
}

/// "in your care since 3 Feb 2026"
pub fn since(day: NaiveDate) -> String {
    format!("in your care since {}", day.format("%-d %b %Y"))
}

pub fn open_by_grant(until: Moment) -> String {
    format!("not in your care: open by access that was given, until {}", super::grants::moment(until))
}

pub fn open_by_emergency(until: Moment) -> String {
    format!("not in your care: opened in an emergency, until {}", super::grants::moment(until))
}

/// "next visit Fri 15 May, 09:00"
pub fn next_visit(at: Moment) -> String {
    format!("next visit {}", at.written("%a %-d %b, %H:%M"))
}

/// "16 Apr, last visit"
pub fn last_visit(day: NaiveDate) -> String {
    format!("{}, {}", day.format("%-d %b"), last_seen())
}

/// "14 new since you last looked on 16 April, 3 of them before these days"
pub fn new_since(unseen: u32, older: u32, looked: Option<Moment>) -> String {
    let since = looked.map_or_else(
        || "you have not marked any as seen yet".to_owned(),
        |at| format!("since you last looked on {}", at.written("%-d %B, %H:%M")),
    );
    match (unseen, older) {
        (0, _) => format!("Nothing new {since}"),
        (_, 0) => format!("{unseen} new, {since}"),
        _ => format!("{unseen} new, {since}; {older} of them before these days"),
    }
}

/// The sentence that answers first; `notable` are the symptoms with something to say, in order.
pub fn headline(notable: &[(&str, Direction)], any: bool, comparable: bool) -> String {
    let say = |(label, direction): &(&str, Direction)| match direction {
        Direction::New => format!("{label} is new."),
        Direction::NotRecorded => format!("{label} was not recorded."),
        Direction::Lower => format!("{label} is lower."),
        Direction::Higher => format!("{label} is higher."),
        Direction::NoClearChange | Direction::TooFew => String::new(),
    };
    match (notable, any, comparable) {
        ([], false, _) => "No symptom was recorded.".to_owned(),
        ([], true, true) => "No clear change.".to_owned(),
        ([], true, false) => "Too few entries to compare.".to_owned(),
        (some, ..) => some.iter().take(2).map(say).collect::<Vec<_>>().join(" "),
    }
}

/// "30 days against the 30 before"
pub fn against(days: u32) -> String {
    format!("{days} days against the {days} before")
}

/// "Bloating, mean when present"
pub fn mean_of(label: &str) -> String {
    format!("{label}, mean when present")
}

/// "Iron, median a day"
pub fn median_of(label: &str) -> String {
    format!("{label}, median a day")
}

/// "on 18 of 26 logged days, was 26 of 30"
pub fn counts(finding: &Finding) -> String {
    let (now, before) = (finding.now, finding.before);
    let too_few = if finding.direction == Direction::TooFew { "; too few to compare" } else { "" };
    format!(
        "on {} of {} logged days, was {} of {}{too_few}",
        now.days_present, now.days_logged, before.days_present, before.days_logged
    )
}

/// "at least: on 12 days less than 90 % is known"
pub fn partly_known(days: usize) -> String {
    match days {
        0 => "of what is known".to_owned(),
        1 => "at least: on 1 day less than 90 % is known".to_owned(),
        more => format!("at least: on {more} days less than 90 % is known"),
    }
}

/// "0 to 10", "0 to 3", "none to severe", "count"
pub fn scale(scale: Scale) -> &'static str {
    match scale {
        Scale::ZeroToTen => "0 to 10",
        Scale::ZeroToThree => "0 to 3",
        Scale::Words => "none to severe",
        Scale::Count => "count",
    }
}

/// "7 of 10", "moderate", "3 times"
pub fn severity(scale: Scale, figure: f64) -> String {
    match scale {
        Scale::ZeroToTen => format!("{figure} of 10"),
        Scale::ZeroToThree => format!("{figure} of 3"),
        Scale::Words if figure < 0.5 => "none".to_owned(),
        Scale::Words if figure < 1.5 => "mild".to_owned(),
        Scale::Words if figure < 2.5 => "moderate".to_owned(),
        Scale::Words => "severe".to_owned(),
        Scale::Count => format!("{figure} times"),
    }
}

pub fn meal(kind: MealType) -> &'static str {
    match kind {
        MealType::Breakfast => "Breakfast",
        MealType::Lunch => "Lunch",
        MealType::Dinner => "Dinner",
        MealType::Snack => "Snack",
        MealType::Drink => "Drink",
        MealType::Other => "Meal",
    }
}

/// "14:30", "about 14:30", or that no time was given.
pub fn time(at: Moment, precision: Precision) -> String {
    match precision {
        Precision::Exact => at.written("%H:%M"),
        Precision::Approximate => format!("~{}", at.written("%H:%M")),
        Precision::Day => no_time().to_owned(),
    }
}

/// "Thu 14 May"
pub fn short_day(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

/// "14 May", at a Monday line.
pub fn tick(day: NaiveDate) -> String {
    day.format("%-d %b").to_string()
}

/// "for 2 h 10 min"
pub fn lasting(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("for {rest} min"),
        (hours, 0) => format!("for {hours} h"),
        (hours, rest) => format!("for {hours} h {rest} min"),
    }
}

/// "7.2 h"
pub fn hours(hours: f64) -> String {
    format!("{} h", super::nutrients::figure(hours))
}

/// "Hunger 6, fullness 7"
pub fn felt(hunger: Option<u8>, fullness: Option<u8>) -> Option<String> {
    let parts = [hunger.map(|n| format!("hunger before {n}")), fullness.map(|n| format!("fullness after {n}"))];
    let said: Vec<_> = parts.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// "at least 9.1 mg"
pub fn amount(day: NutrientDay, unit: &str) -> String {
    match day.amount {
        None => unknown().to_owned(),
        Some(amount) => {
            let least = if day.is_at_least() { at_least() } else { "" };
            format!("{least}{} {unit}", super::nutrients::figure(amount))
        }
    }
}

/// "5 earlier days, 112 entries"
pub fn earlier_entries(days: usize, entries: usize) -> String {
    format!("{}: {days}, {entries} entries", earlier())
}

/// "19 meals with onion; a rim where bloating followed within 6 h"
pub fn exposure(word: &str, symptom: Option<&str>) -> String {
    match symptom {
        Some(symptom) => format!("{word}, and {symptom} recorded within 6 h after; this alone shows no cause"),
        None => word.to_owned(),
    }
}

pub fn not_followed(word: &str) -> String {
    format!("{word}, without")
}

/// The chart's title and description: what it shows, with its n.
pub fn chart_title(first: NaiveDate, last: NaiveDate) -> String {
    format!("Symptoms over meals, {}", between(first, last))
}

/// "Bloating: 18 entries on 16 days. 74 meals. Nothing logged on 3 of 30 days."
pub fn chart_text(symptoms: &[(&str, u32, u32)], meals: usize, gaps: usize, days: u32) -> String {
    let mut said: Vec<_> =
        symptoms.iter().map(|(label, entries, on)| format!("{label}: {entries} entries on {on} days.")).collect();
    said.push(format!("{meals} meals."));
    said.push(format!("Nothing logged on {gaps} of {days} days."));
    said.join(" ")
}

/// "Butter, salted, 5 g + 2": the first food of a meal with its amount, and how many more there are. No full stop is in
/// it: the label beside a mark breaks there.
pub fn first_food(foods: &[MealItem]) -> String {
    let Some(first) = foods.first() else { return String::new() };
    let amount = super::journal::eaten(first.quantity, first.measure.as_deref(), first.grams);
    let more = if foods.len() > 1 { format!(" + {}", foods.len() - 1) } else { String::new() };
    format!("{}, {amount}{more}", first.name).replace(". ", " ")
}

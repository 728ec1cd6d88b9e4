//! The client's journal. Plain and neutral: nothing here praises, scolds or counts days in a row.

use super::language::{either, month, weekday};
use chrono::{Datelike, NaiveDate};
use contract::journal::{MealType, Scale, SymptomName};
use insight::clock::Moment;

words! {
    closed_title = "Nothing new can be logged", "Er kan niets nieuws genoteerd worden";
    closed_text = "You do not agree to the use of your health data, or to the note that this is not medical advice. What you logged before is still there: you can read it, take it with you and delete it. To log again, agree to both.", "Je stemt niet in met het gebruik van je gezondheidsgegevens, of met de opmerking dat dit geen medisch advies is. Wat je eerder noteerde is er nog: je kunt het lezen, meenemen en verwijderen. Om weer te noteren stem je met beide in.";
    closed_do = "Change what I agree to", "Wijzigen waar ik mee instem";
    closed_back = "Today", "Vandaag";
    week = "Week", "Week";
    days = "Days", "Dagen";
    yesterday = "The day before", "De dag ervoor";
    tomorrow = "The day after", "De dag erna";
    by_time = "By time", "Op tijd";
    entries = "Entries", "Notities";
    now = "Now", "Nu";
    add = "Add", "Toevoegen";
    add_meal = "Meal or drink", "Maaltijd of drankje";
    add_symptom = "Symptom", "Klacht";
    usual = "Usual around this hour", "Gebruikelijk rond dit uur";
    again = "Had this again? Two taps and it is there.", "Dit weer gehad? Met twee tikken staat het erin.";
    empty_today = "Nothing logged yet today", "Vandaag nog niets genoteerd";
    empty_past = "Nothing logged on this day", "Op deze dag is niets genoteerd";
    empty_text = "Start with what you had last. You can change the time, and leave out what you do not want to say.", "Begin met wat je het laatst had. Je kunt de tijd wijzigen en weglaten wat je niet wilt zeggen.";
    log_meal = "Log a meal", "Maaltijd noteren";
    log_symptom = "Log a symptom", "Klacht noteren";
    edit_meal = "Change a meal", "Maaltijd wijzigen";
    edit_symptom = "Change a symptom", "Klacht wijzigen";
    close = "Back to the day", "Terug naar de dag";
    private = "private", "privé";
    so_far = "So far today", "Vandaag tot nu toe";
    on_this_day = "On this day", "Op deze dag";
    more_nutrients = "More nutrients", "Meer voedingsstoffen";
    coverage = "These are sums, not targets. “At least” means that some of what you ate has no figure for it, and the bar shows how much has one. Missing is never counted as zero.", "Dit zijn optellingen, geen doelen. ‘Minstens’ betekent dat voor een deel van wat je at geen cijfer bekend is; de balk laat zien voor hoeveel wel. Wat ontbreekt telt nooit als nul.";
    at_least = "at least ", "minstens ";
    unknown = "not known", "niet bekend";
    not_present = "Not present", "Niet aanwezig";
    undo = "Undo", "Ongedaan maken";
    // meal form
    meal_type = "Meal", "Maaltijd";
    day = "Day", "Dag";
    time = "Time", "Tijd";
    add_food = "Add food", "Voedingsmiddel toevoegen";
    search = "Search", "Zoeken";
    nothing_found = "Nothing found. Try another word, or add your own food below.", "Niets gevonden. Probeer een ander woord of voeg hieronder je eigen voedingsmiddel toe.";
    recent = "Had lately", "Laatst gehad";
    own_before = "Your own foods", "Je eigen voedingsmiddelen";
    portion = "Portion", "Portie";
    grams = "Grams", "Gram";
    weigh = "weigh it", "wegen";
    less = "Less", "Minder";
    more = "More", "Meer";
    how_many = "How many", "Hoeveel";
    add_it = "Add", "Toevoegen";
    leave_it = "Choose another", "Iets anders kiezen";
    source = "Source: USDA SR28.", "Bron: USDA SR28.";
    own_food = "Not here? Add your own food", "Staat het er niet bij? Voeg je eigen voedingsmiddel toe";
    own_name = "What is it", "Wat is het";
    own_grams = "How much", "Hoeveel";
    own_unknown = "Its nutrients are not known, and the day's totals say so.", "De voedingsstoffen ervan zijn niet bekend; dat staat ook bij het totaal van de dag.";
    add_own = "Add own food", "Eigen voedingsmiddel toevoegen";
    chosen = "In this meal", "In deze maaltijd";
    none_chosen = "No food yet.", "Nog niets gekozen.";
    feelings = "How it felt", "Hoe het voelde";
    hunger = "Hunger before", "Honger vooraf";
    hunger_low = "not hungry", "geen honger";
    hunger_high = "very hungry", "veel honger";
    fullness = "Fullness after", "Verzadiging achteraf";
    fullness_low = "still hungry", "nog honger";
    fullness_high = "too full", "te vol";
    unanswered = "not answered", "niet beantwoord";
    note = "Note", "Notitie";
    note_hint = "Anything worth remembering", "Alles wat je wilt onthouden";
    keep_private = "Keep this private", "Dit privé houden";
    private_hint = "Nobody at your practice sees it.", "Niemand in je praktijk ziet het.";
    save = "Save", "Bewaren";
    save_meal = "Save meal", "Maaltijd bewaren";
    save_symptom = "Save symptom", "Klacht bewaren";
    meal_logged = "Meal logged", "Maaltijd genoteerd";
    symptom_logged = "Symptom logged", "Klacht genoteerd";
    delete = "Delete this entry", "Deze notitie verwijderen";
    history = "Edit history", "Wijzigingen";
    newer = "See the newer version", "De nieuwere versie bekijken";
    see_deleted = "See the deleted entry", "De verwijderde notitie bekijken";
    restore = "Restore this entry", "Deze notitie terugzetten";
    deleted_title = "This entry was deleted", "Deze notitie is verwijderd";
    deleted_text = "It counts nowhere and nobody else sees it. You can bring it back as it was.", "Ze telt nergens mee en niemand anders ziet haar. Je kunt haar terugzetten zoals ze was.";
    logged_again = "Log this again now", "Dit nu opnieuw noteren";
    lately = "Had lately", "Laatst gehad";
    what_changed = "What changed", "Wat er veranderde";
    first_state = "As it was first written.", "Zoals het eerst geschreven werd.";
    // symptom form
    what = "What is it", "Wat is het";
    typed = "Or in your own words", "Of in je eigen woorden";
    typed_hint = "Choose from the list as you type, or write your own.", "Kies uit de lijst terwijl je typt, of schrijf het zelf.";
    present = "Was it there?", "Was het er?";
    yes = "Present", "Aanwezig";
    no = "Not present", "Niet aanwezig";
    how_strong = "How strong", "Hoe sterk";
    strong_low = "none", "niet";
    strong_high = "worst imaginable", "ergst denkbaar";
    of_three = "How strong, 0 to 3", "Hoe sterk, van 0 tot 3";
    in_words = "How strong, in words", "Hoe sterk, in woorden";
    how_often = "How many times", "Hoe vaak";
    none = "None", "Geen";
    mild = "Mild", "Licht";
    moderate = "Moderate", "Matig";
    severe = "Severe", "Ernstig";
    began = "Began", "Begon";
    which_time = "The clocks went back: which of the two?", "De klok ging terug: welke van de twee?";
    lasted = "Lasted", "Duurde";
    lasted_hint = "Leave it empty if it is still there.", "Laat het leeg als het er nog is.";
    optional = "(optional)", "(niet verplicht)";
    minutes = "min", "min";
    times = "times", "keer";
    // history
    history_title = "Edit history", "Wijzigingen";
    state_now = "Now", "Nu";
    state_deleted = "Deleted", "Verwijderd";
    never_changed = "This entry was never changed.", "Deze notitie is nooit gewijzigd.";
}

/// "Breakfast"
pub fn meal_name(kind: MealType) -> &'static str {
    match kind {
        MealType::Breakfast => either("Breakfast", "Ontbijt"),
        MealType::Lunch => either("Lunch", "Lunch"),
        MealType::Dinner => either("Dinner", "Avondeten"),
        MealType::Snack => either("Snack", "Tussendoortje"),
        MealType::Drink => either("Drink", "Drankje"),
        MealType::Other => either("Other", "Anders"),
    }
}

/// Groups of the symptom catalogue.
pub fn group(code: &str) -> String {
    let known = match code {
        "cycle" => either("Cycle", "Cyclus"),
        "digestive" => either("Digestion", "Spijsvertering"),
        "energy" => either("Energy", "Energie"),
        "head" => either("Head", "Hoofd"),
        "mood" => either("Mood", "Stemming"),
        "other" => either("Other", "Anders"),
        "pain" => either("Pain", "Pijn"),
        "perimenopause" => either("Perimenopause", "Overgang"),
        "skin" => either("Skin", "Huid"),
        other => other,
    };
    known.to_owned()
}

/// "Thursday 14 May 2026"
pub fn long_date(day: NaiveDate) -> String {
    format!("{} {} {} {}", weekday(day), day.day(), month(day), day.year())
}

/// "Thursday 14 May"
pub fn date(day: NaiveDate) -> String {
    format!("{} {} {}", weekday(day), day.day(), month(day))
}

/// The same as a heading: "Donderdag 14 mei"
pub fn day_title(day: NaiveDate) -> String {
    let said = date(day);
    let mut letters = said.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// "Today, Thursday 14 May"
pub fn relative(day: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    match day.signed_duration_since(today).num_days() {
        0 => Some(either("Today", "Vandaag")),
        -1 => Some(either("Yesterday", "Gisteren")),
        1 => Some(either("Tomorrow", "Morgen")),
        _ => None,
    }
}

/// "14 May 2026, 12:55"
pub fn moment(at: Moment) -> String {
    let day = at.date();
    format!("{} {} {}, {}", day.day(), month(day), day.year(), at.time())
}

/// "12:55"
pub fn clock(at: Moment) -> String {
    at.written("%H:%M")
}

/// "06:50", of a clock on the wall.
pub fn time_of_day(time: chrono::NaiveTime) -> String {
    format!("{:02}:{:02}", chrono::Timelike::hour(&time), chrono::Timelike::minute(&time))
}

/// "Mo"
pub fn short_day(day: NaiveDate) -> String {
    weekday(day).chars().take(2).collect()
}

/// What a screen reader says of a day on the strip: "Monday 11 May, 3 meals, Bloating 3 of 10". `logged` has a part for each
/// kind of entry.
pub fn week_label(day: NaiveDate, today: NaiveDate, logged: Vec<String>) -> String {
    let mut said = vec![date(day)];
    if day == today {
        said.push(either("today", "vandaag").into());
    }
    if day <= today && logged.is_empty() {
        said.push(either("nothing logged", "niets genoteerd").into());
    }
    said.extend(logged);
    said.join(", ")
}

/// A figure on its scale: "6 of 10", "moderate", "3 times".
pub fn severity(scale: Scale, figure: u8) -> String {
    let of = either("of", "van");
    match scale {
        Scale::ZeroToTen => format!("{figure} {of} 10"),
        Scale::ZeroToThree => format!("{figure} {of} 3"),
        Scale::Words => match figure {
            0 => none(),
            1 => mild(),
            2 => moderate(),
            _ => severe(),
        }
        .to_lowercase(),
        Scale::Count => match figure {
            1 => either("once", "één keer").to_owned(),
            2 => either("twice", "twee keer").to_owned(),
            times => format!("{times} {}", either("times", "keer")),
        },
    }
}

/// "2 h 10 min"
pub fn duration(minutes: u16) -> String {
    let h = either("h", "u");
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} {h}"),
        (hours, minutes) => format!("{hours} {h} {minutes} min"),
    }
}

/// "Hunger 6, fullness 7"
pub fn felt(hunger: Option<u8>, fullness: Option<u8>) -> Option<String> {
    let hungry = hunger.map(|step| format!("{} {step}", either("hunger", "honger")));
    let full = fullness.map(|step| format!("{} {step}", either("fullness", "verzadiging")));
    let said = [hungry, full].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut letters = said.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect())
}

/// "62 % of what you ate has data"
pub fn known(percent: u8) -> String {
    if percent >= 100 {
        either("all of what you ate has data", "van alles wat je at zijn gegevens bekend").to_owned()
    } else {
        either(
            format!("{percent} % of what you ate has data"),
            format!("van {percent} % van wat je at zijn gegevens bekend"),
        )
    }
}

/// Who may read the journal.
pub fn seen_by(names: &[String]) -> String {
    let named = match names {
        [] => {
            let nobody = either(
                "Nobody at your practice can see this at the moment.",
                "Niemand in je praktijk kan dit nu zien.",
            );
            return nobody.to_owned();
        }
        [one] => one.clone(),
        [most @ .., last] => format!("{} {} {last}", most.join(", "), either("and", "en")),
    };
    either(
        format!("{named} can see what is not private, while you are in their care or they have access."),
        if names.len() == 1 {
            format!("{named} kan zien wat niet privé is, zolang je daar in behandeling bent of er toegang is gegeven.")
        } else {
            format!(
                "{named} kunnen zien wat niet privé is, zolang je daar in behandeling bent of er toegang is gegeven."
            )
        },
    )
}

/// "2 foods, 268 g"
pub fn count(foods: usize, grams: f64) -> String {
    let foods = match foods {
        1 => either("1 food", "1 voedingsmiddel").to_owned(),
        more => format!("{more} {}", either("foods", "voedingsmiddelen")),
    };
    format!("{foods}, {} g", super::nutrients::figure(grams))
}

/// "Showing chicken breast"
pub fn shown_for(words: &str) -> String {
    either(format!("Showing results for “{words}”."), format!("Resultaten voor ‘{words}’."))
}

/// "12 foods found", for those who hear the list and do not see it.
pub fn found(foods: usize) -> String {
    match foods {
        0 => nothing_found().to_owned(),
        1 => either("1 food found.", "1 voedingsmiddel gevonden.").to_owned(),
        more => either(format!("{more} foods found."), format!("{more} voedingsmiddelen gevonden.")),
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
    let last = either("Last time", "Vorige keer");
    if amount == grams { format!("{last}: {grams}") } else { format!("{last}: {amount}, {grams}") }
}

/// "Remove couscous"
pub fn remove(name: &str) -> String {
    either(format!("Remove {name}"), format!("{name} weghalen"))
}

/// "Add 86 g"
pub fn add_grams(grams: Option<f64>) -> String {
    let grams = grams.map(super::nutrients::figure);
    grams.map_or_else(|| add_it().to_owned(), |grams| either(format!("Add {grams} g"), format!("{grams} g toevoegen")))
}

/// "Version 2, written 14 May 2026, 12:55"
pub fn version(number: i32, written: Moment) -> String {
    let written = moment(written);
    either(format!("Version {number}, written {written}"), format!("Versie {number}, geschreven {written}"))
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
    format!("{logged} {} {}", either("at", "om"), clock(at))
}

/// "3 meals"
pub fn meals(count: usize) -> String {
    match count {
        1 => either("1 meal", "1 maaltijd").to_owned(),
        more => format!("{more} {}", either("meals", "maaltijden")),
    }
}

//! The pages as a browser without script gets them: experience.md "core flows work before WASM has loaded", M10, N8.

#![expect(clippy::unwrap_used, reason = "test support: a failure here fails the test")]

use super::{day_page, draft, entry_page, food_state::Picker, history_page, kinds::posted};
use crate::{page::Page, shell};
use backend::{food::Foods, journal::Shelf};
use contract::{
    AppError, Code, FieldError, FormState, Notice,
    journal::{
        Change, DayView, Eaten, EntryForm, EntryView, Facts, HistoryView, Meal, MealInput, MealItem, MealType,
        NutrientView, Observation, Offers, RecentFood, Scale, Shape, Symptom, SymptomInput, SymptomName, Usual,
        VersionView, WeekDayView, WeekMark,
    },
};
use hydration_context::SsrSharedContext;
use insight::clock::Moment;
use leptos::prelude::*;
use std::sync::{Arc, LazyLock};

static SHELF: LazyLock<Shelf> = LazyLock::new(|| Shelf {
    foods: Arc::new(Foods::build().unwrap()),
    symptoms: backend::journal::symptom_kinds().unwrap(),
});

fn html(page: Page) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| shell::frame(page).to_html());
    owner.unset_with_forced_cleanup();
    html
}

fn id(last: u8) -> contract::id::ObservationId {
    format!("019aa5f0-0000-7000-8000-0000000000{last:02}").parse().unwrap()
}

fn entry(last: u8, at: &str, said: impl Into<Observation>) -> EntryView {
    let at = Moment::new(&chrono::Utc, format!("{at}Z").parse().unwrap());
    EntryView {
        id: id(last),
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

fn day() -> DayView {
    let meal = |meal_type, items| Meal { meal_type, items, hunger_before: Some(6), fullness_after: Some(7) };
    let mut bloating = entry(
        3,
        "2026-11-20T15:05:00",
        Symptom {
            code: Some("bloating".into()),
            own_label: None,
            present: true,
            scale: Scale::ZeroToTen,
            severity: Some(6),
            duration_min: Some(130),
        },
    );
    (bloating.note, bloating.private) = (Some("Tight waistband by three. Walked, and that helped.".into()), true);
    let monday = "2026-11-16".parse::<chrono::NaiveDate>().unwrap();
    let mut week: Vec<_> = monday.iter_days().take(7).map(|day| WeekDayView { day, marks: vec![] }).collect();
    let meal_at = |hour| WeekMark { kind: "meal", hour, facts: Facts::at_a_moment(Shape::Dot) };
    week[0].marks = vec![meal_at(7.5), meal_at(13.0), meal_at(19.0)];
    week[0].marks.push(WeekMark {
        kind: "symptom",
        hour: 20.0,
        facts: Facts {
            name: Some(SymptomName::Code("bloating".into())),
            level: Some((Scale::ZeroToTen, 3)),
            ..Facts::at_a_moment(Shape::Bar)
        },
    });
    week[4].marks = vec![meal_at(7.7), meal_at(12.9)];
    let line = |key: &str, amount, known_percent| NutrientView { key: key.into(), amount, known_percent };
    DayView {
        day: "2026-11-20".parse().unwrap(),
        now: Moment::new(&chrono::Utc, "2026-11-20T16:42:00Z".parse().unwrap()),
        week,
        entries: vec![
            entry(
                1,
                "2026-11-20T07:40:00",
                meal(MealType::Breakfast, vec![item("Oats, cooked", 234.0), item("Blueberries, raw", 74.0)]),
            ),
            entry(
                2,
                "2026-11-20T12:55:00",
                meal(
                    MealType::Lunch,
                    vec![item("Lentils, mature seeds, cooked", 198.0), item("Grandma's soup", 300.0)],
                ),
            ),
            bloating,
        ],
        nutrients: vec![
            line("energy_kcal", Some(512.0), 62),
            line("protein_g", Some(48.0), 96),
            line("carbohydrate_g", Some(90.2), 62),
            line("fat_g", Some(12.04), 62),
            line("fibre_g", Some(23.5), 91),
            line("iron_mg", Some(9.1), 62),
            line("vit_d_ug", None, 0),
        ],
        usual: vec![Usual {
            source: id(8),
            new_id: id(9),
            meal_type: MealType::Drink,
            foods: vec![Eaten {
                name: "Tea, herb, chamomile, brewed".into(),
                quantity: 1.0,
                measure: Some("1 cup".into()),
                grams: 237.0,
            }],
            at_this_hour: true,
        }],
        seen_by: vec!["Ruth Calloway".into()],
    }
}

#[test]
fn a_day_says_what_was_and_how_much_of_it_is_known() {
    let page = html(day_page::show(day(), vec![], None));
    for said in [
        "Friday 20 November",
        "at least ",
        "62 % of what you ate has data",
        "Monday 16 November, 3 meals, Bloating 3 of 10",
        "Tuesday 17 November, nothing logged",
        "6 of 10",
        "2 h 10 min",
        "Ruth Calloway can see what is not private",
        "action=\"/api/journal/repeat_meal\"",
        "href=\"/me/day/2026-11-19\"",
        "Oats, cooked, <span class=\"amount\">234 g</span>",
        "Lentils, mature seeds, cooked, <span class=\"amount\">198 g</span>",
        "Tea, herb, 237 g",
    ] {
        assert!(page.contains(said), "{said} is not on the page");
    }
    assert!(!page.contains("<script") && !page.contains("leptos-island"), "a day needs no script");
    let empty =
        html(day_page::show(DayView { entries: vec![], nutrients: vec![], usual: vec![], ..day() }, vec![], None));
    assert!(empty.contains("Nothing logged yet today") && !empty.contains("at least"), "nothing eaten is no zero");
}

// What was just saved is said at the entry itself, with its time and the way back.
#[test]
fn a_day_opens_at_what_was_just_logged() {
    let page = html(day_page::show(day(), vec![], Some(&Notice::EntrySaved(id(2).0))));
    let item = page.split("id=\"entry-").nth(2).unwrap();
    assert!(item.contains("Meal logged at 12:55") && item.contains("/api/journal/delete_entry"), "{item}");
    assert_eq!(page.matches("Meal logged").count(), 1);
    let elsewhere = html(day_page::show(day(), vec![], Some(&Notice::EntrySaved(id(7).0))));
    assert!(!elsewhere.contains("Meal logged"), "an entry of another day is not made out to be here");
}

#[test]
fn a_history_shows_what_was_changed_and_offers_to_restore() {
    let meal = |grams| {
        let items = vec![item("Butter", grams)];
        entry(
            1,
            "2026-11-20T12:55:00",
            Meal { meal_type: MealType::Lunch, items, hunger_before: None, fullness_after: None },
        )
    };
    let written = Moment::new(&chrono::Utc, "2026-11-20T13:00:00Z".parse().unwrap());
    let changes = vec![Change::FoodAmount { from: item("Butter", 100.0), to: item("Butter", 150.0) }];
    let state = |entry, changes| VersionView { entry, written, changes };
    let versions = vec![state(meal(150.0), changes), state(meal(100.0), vec![])];
    let page = html(history_page::show(HistoryView { versions: versions.clone() }).unwrap());
    for said in ["Butter: 100 g → 150 g", "Butter, <span class=\"amount\">100 g</span>", "As it was first written."] {
        assert!(page.contains(said), "{said} is not on the page");
    }
    assert!(!page.contains("/api/journal/restore_entry"));
    let mut gone = versions;
    gone[0].entry.deleted = true;
    let page = html(history_page::show(HistoryView { versions: gone }).unwrap());
    assert!(page.contains("This entry was deleted") && page.contains("/api/journal/restore_entry"));
}

fn form(input: MealInput) -> (EntryForm<MealInput>, Offers) {
    let named = input.items.iter().map(|item| &item.food).chain([&input.add.food]);
    let foods = named.filter_map(|food| SHELF.foods.view(food.parse().ok()?, vec![])).collect();
    let recent = RecentFood {
        food_id: Some(8121),
        name: "Oats".into(),
        portion_seq: Some(1),
        quantity: 1.5,
        measure: Some("1 cup".into()),
        grams: 351.0,
    };
    let form = EntryForm {
        input,
        day: "2026-11-22".parse().unwrap(),
        is_new: true,
        passes: None,
        last_day: "2026-11-23".parse().unwrap(),
        seen_by: vec![],
    };
    (form, Offers { foods, recent_foods: vec![recent], ..Offers::default() })
}

/// What a browser posts from the form as it stands on `page`, with a button pressed.
fn press(page: &Picker, note: &str, step: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut values = vec![("meal[step]".to_owned(), step.to_owned()), ("meal[note]".to_owned(), note.to_owned())];
    for (at, line) in page.lines.iter().enumerate() {
        for (field, value) in [
            ("food", &line.input.food),
            ("name", &line.input.name),
            ("portion", &line.input.portion),
            ("quantity", &line.input.quantity),
            ("grams", &line.input.grams),
        ] {
            values.push((format!("meal[items][{at}][{field}]"), value.clone()));
        }
    }
    if let Some(open) = &page.open {
        values.push(("meal[add][food]".into(), open.add.food.clone()));
        values.push(("meal[add][portion]".into(), open.add.portion.clone()));
        values.push(("meal[add][quantity]".into(), open.add.quantity.clone()));
    }
    values.retain(|(key, _)| !typed.iter().any(|(name, _)| name == key));
    values.extend(typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    values
}

fn shown_again(values: Vec<(String, String)>) -> (Picker, MealInput) {
    let refused = continued(values);
    let (form, offers) = form(posted::<Meal>(Some(&refused)).unwrap());
    (draft::picker(&form.input, &offers, &SHELF.foods, Some(&refused)), form.input)
}

/// The page on which that form is shown again.
fn page_again(refused: FormState) -> String {
    let (form, offers) = form(posted::<Meal>(Some(&refused)).unwrap());
    html(entry_page::show::<Meal>(form, offers, &SHELF, Some(refused)))
}

fn continued(values: Vec<(String, String)>) -> FormState {
    FormState { action: draft::CONTINUE.into(), values, error: AppError::Continue }
}

// Search, choose, choose a portion, add, remove: with buttons of the form alone.
#[test]
fn foods_are_chosen_without_script() {
    let (new, offers) = form(MealInput::default());
    let start = draft::picker(&new.input, &offers, &SHELF.foods, None);
    let searched = press(&start, "with Sam", "search", &[("meal[q]", "chiken brest")]);
    let (found, _) = shown_again(searched.clone());
    let hits = found.found.as_ref().unwrap();
    assert_eq!((hits.shown_for.as_deref(), found.query.as_str()), (Some("chicken breast"), "chiken brest"));
    let page = page_again(continued(searched));
    assert!(page.contains(&format!("value=\"pick:{}\"", hits.hits[0].id)), "each food is a button of the form");

    let (open, _) = shown_again(press(&found, "with Sam", "pick:8121", &[]));
    assert_eq!(open.open.as_ref().unwrap().grams(), Some(351.0), "the last portion is offered");
    let (wrong, kept) = shown_again(press(&open, "with Sam", "add", &[("meal[add][quantity]", "NaN")]));
    assert_eq!(wrong.open.as_ref().unwrap().error, Some(("quantity".into(), Code::Malformed)));
    assert_eq!((wrong.open.unwrap().add.quantity.as_str(), kept.note.as_str()), ("NaN", "with Sam"), "all is kept");
    let (added, _) = shown_again(press(&open, "with Sam", "add", &[]));
    assert_eq!((added.lines.len(), added.lines[0].grams, added.open.is_none()), (1, 351.0, true));

    let own = [("meal[add][own_name]", "Grandma's soup"), ("meal[add][own_grams]", "300")];
    let (both, input) = shown_again(press(&added, "with Sam", "add_own", &own));
    assert_eq!((both.lines.len(), input.note.as_str()), (2, "with Sam"));
    let removed = press(&both, "with Sam", "remove:0", &[]);
    let (one, _) = shown_again(removed.clone());
    assert_eq!(one.lines[0].name, "Grandma's soup");
    let page = page_again(continued(removed));
    assert!(
        page.contains("name=\"meal[items][0][name]\" value=\"Grandma's soup\"") || page.contains("Grandma&#x27;s soup")
    );
}

#[test]
fn a_refused_meal_says_why_beside_the_food() {
    let refused = FormState {
        action: draft::SAVE.into(),
        values: vec![
            ("meal[items][0][food]".into(), "8121".into()),
            ("meal[items][0][portion]".into(), "77".into()),
            ("meal[items][0][quantity]".into(), "1".into()),
        ],
        error: AppError::Invalid(vec![FieldError::new("meal[items][0][portion]", Code::Unknown)]),
    };
    let (form, offers) = form(posted::<Meal>(Some(&refused)).unwrap());
    let picker = draft::picker(&form.input, &offers, &SHELF.foods, Some(&refused));
    assert_eq!(picker.lines[0].error, Some(Code::Unknown));
    let page = page_again(refused);
    assert!(page.contains("Choose the portion from the list."));
}

#[test]
fn each_symptom_names_its_scale_and_all_can_be_pressed_without_script() {
    let symptoms = SHELF.symptoms.to_vec();
    let count = symptoms.len();
    let form = EntryForm {
        input: SymptomInput { code: "burping".into(), present: "yes".into(), ..SymptomInput::default() },
        day: "2026-11-22".parse().unwrap(),
        is_new: true,
        passes: None,
        last_day: "2026-11-23".parse().unwrap(),
        seen_by: vec![],
    };
    let recent_symptoms = vec![SymptomName::Own("Left knee clicks".into())];
    let offers = Offers { symptoms, recent_symptoms, ..Offers::default() };
    let page = html(entry_page::show::<Symptom>(form, offers, &SHELF, None));
    assert_eq!(page.matches("data-scale=").count(), count);
    for said in
        ["Left knee clicks", "data-scale=\"count\"", "symptom[severity_ten]", "symptom[severity_words]", "Not present"]
    {
        assert!(page.contains(said), "{said} is not on the page");
    }
    assert!(!page.contains("leptos-island"), "the form needs no script");
}

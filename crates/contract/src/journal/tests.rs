//! The forms against what people and machines send. N9, experience.md: every refused field at once, nothing lost.

use super::*;
use crate::error::{AppError, Code};
use proptest::prelude::*;

fn meal() -> MealInput {
    MealInput {
        id: "019aa5f0-0000-7000-8000-000000000001".into(),
        meal_type: "lunch".into(),
        day: "2026-11-22".into(),
        time: "12:55".into(),
        items: vec![
            ItemInput { food: "1001".into(), portion: "1".into(), quantity: "1,5".into(), ..ItemInput::default() },
            ItemInput { name: "Grandma's soup".into(), grams: "300".into(), ..ItemInput::default() },
        ],
        ..MealInput::default()
    }
}

fn refused(result: Result<New<NewMeal>, AppError>) -> Vec<(String, Code)> {
    match result {
        Err(AppError::Invalid(fields)) => fields.into_iter().map(|field| (field.field, field.code)).collect(),
        other => panic!("not refused by field: {other:?}"),
    }
}

#[test]
fn a_meal_is_read_as_it_was_meant() {
    let meal = meal().check().unwrap();
    assert_eq!(meal.said.meal_type, MealType::Lunch);
    assert_eq!(meal.said.items[0].amount, Amount::Portion { seq: 1, quantity: 1.5 });
    assert_eq!(meal.said.items[1], NewItem { what: What::Own("Grandma's soup".into()), amount: Amount::Grams(300.0) });
    assert_eq!((meal.said.hunger_before, meal.note, meal.private), (None, None, false));
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let mut input = meal();
    input.meal_type = "brunch".into();
    input.day = "2026-02-30".into();
    input.time = String::new();
    input.hunger_before = "11".into();
    input.note = "x".repeat(10_000);
    input.items[0].quantity = "NaN".into();
    input.items[1].grams = "-5".into();
    let expected = [
        ("meal[day]", Code::Malformed),
        ("meal[time]", Code::Required),
        ("meal[meal_type]", Code::Unknown),
        ("meal[hunger_before]", Code::TooLarge),
        ("meal[items][0][quantity]", Code::Malformed),
        ("meal[items][1][grams]", Code::TooSmall),
        ("meal[note]", Code::TooLong),
    ];
    assert_eq!(refused(input.check()), expected.map(|(field, code)| (field.to_owned(), code)));
}

// A food one sees chosen is saved, whether or not "Add" was pressed; and refused by the name of its own field.
#[test]
fn saving_takes_an_open_food_along() {
    let add = |quantity: &str, grams: &str, portion: &str| AddInput {
        food: "1001".into(),
        portion: portion.into(),
        quantity: quantity.into(),
        grams: grams.into(),
        ..AddInput::default()
    };
    let mut input = MealInput { items: vec![], add: add("2", "100", "1"), ..meal() };
    let one = input.check().unwrap().said.items;
    assert_eq!(
        one,
        [NewItem { what: What::Food(crate::id::FoodId(1001)), amount: Amount::Portion { seq: 1, quantity: 2.0 } }]
    );
    input.add = add("2", "5", "");
    assert_eq!(input.check().unwrap().said.items[0].amount, Amount::Grams(5.0));
    input.items = meal().items;
    assert_eq!(input.check().unwrap().said.items.len(), 3);
    input.add = add("2", "much", "");
    assert_eq!(refused(input.check()), [("meal[add][grams]".to_owned(), Code::Malformed)]);
}

#[test]
fn a_meal_has_between_one_and_sixty_foods() {
    let mut input = meal();
    input.items = vec![];
    assert_eq!(refused(input.check()), [("meal[items]".to_owned(), Code::NoItems)]);
    input.items = vec![meal().items[1].clone(); 61];
    assert_eq!(refused(input.check()), [("meal[items]".to_owned(), Code::TooManyItems)]);
    input.items.pop();
    assert_eq!(input.check().unwrap().said.items.len(), 60);
}

#[test]
fn numbers_are_plain_numbers() {
    for (text, expected) in [
        ("1.5", Ok(1.5)),
        ("1,5", Ok(1.5)),
        (" 2 ", Ok(2.0)),
        ("½", Ok(0.5)),
        ("1½", Ok(1.5)),
        ("1 1/2", Ok(1.5)),
        ("3/4", Ok(0.75)),
        ("", Err(Code::Required)),
        ("0", Err(Code::TooSmall)),
        ("-3", Err(Code::TooSmall)),
        ("20001", Err(Code::TooLarge)),
        ("NaN", Err(Code::Malformed)),
        ("inf", Err(Code::Malformed)),
        ("1e3", Err(Code::Malformed)),
        ("1.2.3", Err(Code::Malformed)),
        ("٣", Err(Code::Malformed)),
        ("a cup", Err(Code::Malformed)),
    ] {
        assert_eq!(field::amount(text, 20_000.0), expected, "{text:?}");
    }
}

#[test]
fn what_was_posted_comes_back_whole() {
    let mut input = meal();
    input.q = "chiken".into();
    input.add = AddInput { food: "5064".into(), portion: "2".into(), quantity: "1".into(), ..AddInput::default() };
    let posted = [
        ("meal[id]", input.id.as_str()),
        ("meal[meal_type]", "lunch"),
        ("meal[day]", "2026-11-22"),
        ("meal[time]", "12:55"),
        ("meal[items][0][food]", "1001"),
        ("meal[items][0][portion]", "1"),
        ("meal[items][0][quantity]", "1,5"),
        ("meal[items][1][name]", "Grandma's soup"),
        ("meal[items][1][grams]", "300"),
        ("meal[items][999999999][grams]", "1"),
        ("meal[q]", "chiken"),
        ("meal[add][food]", "5064"),
        ("meal[add][portion]", "2"),
        ("meal[add][quantity]", "1"),
        ("_page", "/me/meal"),
    ];
    let values: Vec<_> = posted.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    assert_eq!(MealInput::from_values(&values), input);
}

fn kinds() -> Vec<SymptomKind> {
    let kind = |code: &str, label: &str, word: &str, scale| SymptomKind {
        code: code.into(),
        group: "digestive".into(),
        label: label.into(),
        label_nl: format!("{label} (nl)"),
        words: vec![word.into()],
        scale,
        typical: true,
    };
    vec![
        kind("bloating", "Bloating", "swollen belly", Scale::ZeroToTen),
        kind("burping", "Burping", "belching", Scale::Count),
    ]
}

fn symptom() -> SymptomInput {
    SymptomInput {
        id: "019aa5f0-0000-7000-8000-000000000002".into(),
        code: "bloating".into(),
        present: "yes".into(),
        severity_ten: "6".into(),
        day: "2026-11-22".into(),
        time: "15:05".into(),
        ..SymptomInput::default()
    }
}

#[test]
fn the_symptom_decides_which_scale_counts() {
    assert_eq!(symptom().check(&kinds()).unwrap().said.severity, Some(6));
    let counted = SymptomInput { code: "burping".into(), severity_count: "40".into(), ..symptom() };
    let counted = counted.check(&kinds()).unwrap().said;
    assert_eq!((counted.scale, counted.severity), (Scale::Count, Some(40)));
    let unanswered = SymptomInput { code: "burping".into(), ..symptom() }.check(&kinds());
    assert_eq!(unanswered, Err(AppError::field("symptom[severity_count]", Code::Required)));
}

#[test]
fn not_present_is_a_value_without_a_figure() {
    let absent =
        SymptomInput { present: "no".into(), duration: "90".into(), ..symptom() }.check(&kinds()).unwrap().said;
    assert_eq!((absent.severity, absent.duration_min), (None, None));
}

#[test]
fn written_names_are_the_catalogues_or_ones_own() {
    let typed = |text: &str| {
        let input = SymptomInput { typed: text.into(), severity_count: "2".into(), ..symptom() };
        input.check(&kinds()).unwrap().said.name()
    };
    assert_eq!(typed("Swollen BELLY "), SymptomName::Code("bloating".into()));
    assert_eq!(typed("belching"), SymptomName::Code("burping".into()));
    assert_eq!(typed("Left knee clicks"), SymptomName::Own("Left knee clicks".into()));
    let neither = SymptomInput { code: String::new(), ..symptom() }.check(&kinds());
    assert_eq!(neither, Err(AppError::field("symptom[code]", Code::Required)));
}

proptest! {
    // Anything at all may be posted: it is refused by field or understood, and never panics.
    #[test]
    fn no_text_breaks_the_forms(text in ".{0,40}", note in ".{0,200}", at in 0_usize..5) {
        let mut input = meal();
        let item = &mut input.items[0];
        *[&mut item.food, &mut item.portion, &mut item.quantity, &mut input.day, &mut input.time].into_iter().nth(at).unwrap() = text.clone();
        input.note = note;
        let _ = input.check();
        let _ = SymptomInput { duration: text.clone(), typed: text, ..symptom() }.check(&kinds());
    }
}

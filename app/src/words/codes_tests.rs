//! Every field that a form can refuse, with every reason its parser can give: a sentence that says what it is about, in
//! English and in Dutch.
//!
//! The pairs are found, not listed: every input of the contract is read with values of every kind of wrong, and the source
//! is searched for reasons that the rest of the program gives to fields.

#![expect(clippy::unwrap_used, reason = "a failure here fails the test")]

use super::codes::{reason, why};
use contract::consent::{AnswersInput, ConsentKind, Language, Paper};
use contract::error::FieldError;
use contract::grant::{Emergency, GrantInput};
use contract::identity::SignUpInput;
use contract::incident::{AssessInput, NotifyInput, OpenInput, ScopeInput};
use contract::journal::{AddInput, ItemInput, MealInput, SleepInput, SymptomInput};
use contract::privacy::Hold;
use contract::registers::{ControlInput, Register, ReviewInput, ReviewKind};
use contract::team::InviteInput;
use contract::{AppError, Code, booking, export, privacy, recovery, review, signing};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What anything can be: nothing, too short or long, no number, another number, hidden, of no list, another day.
fn nasty() -> Vec<String> {
    let plain = [
        "",
        " ",
        "x",
        "-1",
        "0",
        "0.004",
        "1",
        "7",
        "7.5",
        "600",
        "99999999",
        "1e99",
        "no such thing",
        "\u{3164}",
        "a\u{0}b",
        "\u{202e}abc",
        "http://x.example",
        "1850-01-01",
        "1985-06-01",
        "2500-01-01",
        "2026-02-30",
        "1850-01-01T10:00",
        "2500-01-01T10:00",
        "25:00",
        "yes",
        "on",
        "high",
        "nobody",
        "done",
        "not_applicable",
        "ask",
        "third",
        "😀😀😀",
        "short one",
    ];
    plain.into_iter().map(str::to_owned).chain(["x".repeat(201), "word ".repeat(5000)]).collect()
}

fn note<T>(found: &mut Vec<FieldError>, read: Result<T, AppError>) {
    if let Err(AppError::Invalid(fields)) = read {
        found.extend(fields);
    }
}

/// What every input of the contract says of `value` in each of its fields.
fn read(value: &str) -> Vec<FieldError> {
    let v = || value.to_owned();
    let mut found = Vec::new();
    let at = |found: &mut Vec<FieldError>, field: &str, code: Option<Code>| {
        found.extend(code.map(|code| FieldError::new(field, code)));
    };
    let grant = GrantInput { client: v(), practitioner: v(), reason: v(), days: v(), ..GrantInput::default() };
    note(&mut found, grant.parse());
    note(&mut found, grant.parse_client());
    note(&mut found, Emergency::parse(value, value));
    note(&mut found, recovery::Ask::parse(value, value));
    note(&mut found, signing::NewText::parse(value, value, value, value));
    note(&mut found, signing::typed_name(value));
    note(&mut found, signing::reason(value));
    note(&mut found, export::parse_reason(value));
    note(&mut found, review::parse_reason(value));
    note(&mut found, review::Rows::parse(None, value));
    note(&mut found, Paper::parse(value, value, value, value));
    note(&mut found, Hold::parse(value, value, value));
    note(&mut found, privacy::Erasable::parse(value));
    note(&mut found, contract::incident::note(value));
    for currency in ["gbp", "eur"] {
        let service = booking::ServiceInput {
            name: v(),
            minutes: v(),
            price: v(),
            place: v(),
            active: None,
            most_ahead: v(),
            most_daily: v(),
            most_cancelled: v(),
        };
        note(&mut found, service.check(currency));
    }
    let week = (1..=7).flat_map(|day| (0..3).map(move |at| (day, at)));
    let whole = week.clone().flat_map(|(day, at)| ["from", "to"].map(|which| (format!("{day}_{at}_{which}"), v())));
    note(&mut found, booking::WeekInput(whole.collect()).check());
    let half = week.map(|(day, at)| (format!("{day}_{at}_from"), v()));
    note(&mut found, booking::WeekInput(half.collect()).check());
    let sign_up = SignUpInput {
        name: v(),
        email: v(),
        password: v(),
        organisation: v(),
        zone: v(),
        currency: v(),
        ..SignUpInput::default()
    };
    note(&mut found, sign_up.parse());
    let invite = InviteInput { name: v(), email: v(), role: v() };
    note(&mut found, invite.parse_client());
    note(&mut found, invite.parse_team());
    note(&mut found, OpenInput { title: v(), aware_at: v(), text: v(), drill: String::new() }.parse());
    for kind in [value, "range", "account", "session"] {
        note(&mut found, ScopeInput { kind: kind.into(), account: v(), session: v(), from: v(), until: v() }.parse());
    }
    for (risk, decision) in [(value, value), ("high", "nobody"), ("high", value)] {
        let assessment = AssessInput {
            risk: risk.into(),
            decision: decision.into(),
            people: v(),
            who: v(),
            what: v(),
            likelihood: v(),
            measures: v(),
            reasons: v(),
        };
        note(&mut found, assessment.parse());
    }
    note(&mut found, NotifyInput { reference: v(), text: v(), ..NotifyInput::default() }.parse());
    for status in [value, "done", "not_applicable"] {
        let number = contract::registers::CONTROLS.first().copied().unwrap_or_default().to_owned();
        note(
            &mut found,
            ControlInput { number, status: status.into(), reason: v(), owner: v(), evidence: v() }.parse(),
        );
    }
    for register in Register::ALL {
        let typed = register.fields().iter().map(|field| (field.name.to_owned(), v())).collect();
        note(&mut found, register.check(&typed));
    }
    for kind in ReviewKind::ALL {
        note(&mut found, ReviewInput { ticked: vec![], signed: v(), note: v() }.parse(kind));
    }
    let hash = "0".repeat(64);
    let shown = ConsentKind::ALL.iter().map(|kind| format!("{}={hash}", kind.as_str())).collect::<Vec<_>>().join(" ");
    let answers =
        AnswersInput { language: v(), terms: v(), privacy: v(), health_data: v(), ai: v(), disclaimer: v(), shown };
    note(&mut found, answers.parse());
    let id = "0190a7c4-0000-7000-8000-00000000feed".to_owned();
    let item = |portion: &str, food: &str| ItemInput {
        food: food.into(),
        name: v(),
        portion: portion.into(),
        quantity: v(),
        grams: v(),
    };
    let add = AddInput { food: "1001".into(), portion: v(), quantity: v(), grams: v(), own_name: v(), own_grams: v() };
    let meal = MealInput {
        id: id.clone(),
        meal_type: v(),
        day: v(),
        time: v(),
        pass: v(),
        hunger_before: v(),
        fullness_after: v(),
        note: v(),
        ..MealInput::default()
    };
    note(&mut found, meal.check());
    let items = vec![item("", ""), item("1", "1001"), item(value, value), item("", "x")];
    note(&mut found, MealInput { items, add, ..meal }.check());
    for code in [value, "bloating"] {
        let symptom = SymptomInput {
            id: id.clone(),
            code: code.into(),
            typed: if code == value { v() } else { String::new() },
            present: v(),
            severity_ten: v(),
            severity_three: v(),
            severity_words: v(),
            severity_count: v(),
            day: v(),
            time: v(),
            pass: v(),
            duration: v(),
            note: v(),
            ..SymptomInput::default()
        };
        note(&mut found, symptom.check(&[]));
        let yes = SymptomInput { present: "yes".into(), typed: "Left knee".into(), ..symptom };
        note(&mut found, yes.check(&[]));
    }
    let sleep = SleepInput {
        kind: v(),
        tried: v(),
        latency: v(),
        awakenings: v(),
        awake: v(),
        woke: v(),
        up: v(),
        quality: v(),
        day: v(),
        time: v(),
        pass: v(),
        note: v(),
        id: id.clone(),
        ..SleepInput::default()
    };
    note(&mut found, sleep.check());
    // Read on their own, and given to these fields.
    at(&mut found, "code", contract::account::parse_code(value).err());
    at(&mut found, "mailed_code", contract::account::parse_code(value).err());
    at(&mut found, "recovery_code", contract::account::parse_recovery(value).err());
    at(&mut found, "label", contract::account::parse_label(value, "x").err());
    at(&mut found, "released_why", privacy::reason(value).err());
    at(&mut found, "search", contract::text::SEARCH.or_empty(value).err());
    at(&mut found, "query", contract::text::SEARCH.or_empty(value).err());
    found
}

/// `("field", Code::Reason)` as the source of the program gives it.
fn given() -> BTreeMap<(String, String), Code> {
    fn walk(folder: &Path, found: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => walk(&path, found),
                false if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("codes_tests.rs") => {
                    found.push_str(&std::fs::read_to_string(&path).unwrap());
                }
                false => {}
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut source = String::new();
    for folder in ["app/src", "crates/backend/src", "crates/contract/src"] {
        walk(&root.join(folder), &mut source);
    }
    let code = |word: &str| serde_json::from_value::<Code>(serde_json::Value::String(snake(word))).ok();
    let mut found = BTreeMap::new();
    for part in source.split("field(\"").chain(source.split(".add(\"")).skip(1) {
        let Some((field, rest)) = part.split_once("\", Code::") else { continue };
        let is_name = !field.is_empty() && field.len() < 40 && !field.contains([' ', '"', '{']);
        let word: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        if let Some(code) = code(&word).filter(|_| is_name) {
            found.insert((field.to_owned(), word), code);
        }
    }
    found
}

fn snake(word: &str) -> String {
    let mut text = String::new();
    for letter in word.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[test]
fn every_refusal_says_what_it_is_about_in_both_languages() {
    let mut pairs: BTreeMap<(String, String), Code> = BTreeMap::new();
    let mut add = |field: String, code: Code| {
        // One line of many says what every line says.
        let field = field.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
        if !field.is_empty() {
            pairs.insert((field, format!("{code:?}")), code);
        }
    };
    for value in nasty() {
        read(&value).into_iter().for_each(|refused| add(refused.field, refused.code));
    }
    let parsed = pairs.len();
    let mut add = |field: String, code: Code| {
        pairs.insert((field, format!("{code:?}")), code);
    };
    let given = given();
    given.iter().for_each(|((field, _), code)| add(field.clone(), *code));
    let mut poor = Vec::new();
    for ((field, _), code) in &pairs {
        for language in [Language::En, Language::Nl] {
            let said = why(field, *code, language);
            // A reason that fits one thing alone names it; the others are the same for whatever was refused.
            let names_nothing = said == reason(*code, language) && is_general(*code);
            let is_sentence = said.ends_with('.') && said.len() > 12 && !said.contains("  ");
            if names_nothing || !is_sentence {
                poor.push(format!("{field} {code:?} {language:?}: {said}"));
            }
        }
        assert_ne!(why(field, *code, Language::En), why(field, *code, Language::Nl), "{field} {code:?}");
    }
    assert!(poor.is_empty(), "{} of {} pairs: {poor:#?}", poor.len(), pairs.len());
    println!("{} pairs of field and reason ({parsed} of the parsers, {} of the source)", pairs.len(), given.len());
    assert!(parsed > 150 && given.len() > 40, "{parsed} {}", given.len());
    let fields: BTreeSet<_> = pairs.keys().map(|(field, _)| field).collect();
    assert!(fields.len() > 70, "{}", fields.len());
}

/// Reasons that any field can have.
fn is_general(code: Code) -> bool {
    matches!(
        code,
        Code::Required
            | Code::TooShort
            | Code::TooLong
            | Code::TooSmall
            | Code::TooLarge
            | Code::Malformed
            | Code::Unprintable
            | Code::Unknown
            | Code::InFuture
            | Code::InPast
    )
}

//! Saving: once however often it is sent, never over a newer state, never into somebody else's journal.

use backend::journal::Put;
use chrono::NaiveDate;
use contract::journal::{Kind, Meal, Symptom};
use contract::{AppError, Code};
use testkit::Journal as _;

use crate::support::{Journal, app_error, fields, meal, own, portion, symptom};

async fn count(journal: &mut Journal, what: &str) -> i64 {
    let sql = format!("select count(*) from {what}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut journal.world.hand).await.unwrap()
}

// A double tap saves once, also when both arrive at the same moment.
#[tokio::test]
async fn two_saves_at_once_are_one_entry() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    for round in 0..5 {
        let input = meal("2026-11-22", &format!("12:0{round}"));
        let (backend, token) = (&journal.world.backend, &journal.maya.token);
        let (one, two) = tokio::join!(backend.save_meal(token, "a", &input), backend.save_meal(token, "b", &input));
        let mut did = [one.unwrap().what, two.unwrap().what];
        did.sort_by_key(|what| *what != Put::Added);
        assert_eq!(did, [Put::Added, Put::Unchanged]);
    }
    assert_eq!(count(&mut journal, "app.observation").await, 5);
    assert_eq!(count(&mut journal, "app.activity where action = 'meal.logged'").await, 5, "and is told once");
}

// N9: what was logged is kept with the nutrients and the source of that day.
#[tokio::test]
async fn a_meal_keeps_its_nutrients_and_their_source() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    let mut input = meal("2026-11-22", "12:55");
    input.items.push(own("Grandma's soup", "300"));
    journal.world.backend.save_meal(&journal.maya.token, "test", &input).await.unwrap();
    let entries = journal.world.journal_of(&journal.maya).await;
    let payload = serde_json::to_value(&entries[0].1.payload).unwrap();
    let [oats, soup] = payload["items"].as_array().unwrap().as_slice() else { panic!("{payload}") };
    assert_eq!((oats["grams"].as_f64(), oats["source"].as_str()), (Some(234.0), Some("USDA SR28")));
    assert_eq!(oats["nutrients"]["energy_kcal"].as_f64(), Some(71.0), "per 100 g: {oats}");
    assert_eq!((soup["source"].as_str(), soup["nutrients"].as_object().map(|known| known.len())), (Some(""), Some(0)));
}

// A correction from an older state is refused and changes nothing; a repeated correction is fine.
#[tokio::test]
async fn a_correction_never_overwrites_a_newer_state() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let first = meal("2026-11-22", "12:55");
    backend.save_meal(token, "test", &first).await.unwrap();

    let mut edit = first.clone();
    edit.version = "1".into();
    edit.note = "with butter".into();
    assert_eq!(backend.save_meal(token, "test", &edit).await.unwrap().what, Put::Changed);
    assert_eq!(backend.save_meal(token, "test", &edit).await.unwrap().what, Put::Unchanged, "sent twice");

    let mut late = edit.clone();
    late.note = "without butter".into();
    assert_eq!(app_error(backend.save_meal(token, "test", &late).await), AppError::Conflict(Code::EditedElsewhere));
    let first_again = app_error(backend.save_meal(token, "test", &first).await);
    assert_eq!(first_again, AppError::Conflict(Code::EditedElsewhere), "the form from before");

    let history = backend.load_history(token, edit.id.parse().unwrap()).await.unwrap();
    let notes: Vec<_> =
        history.versions.iter().map(|state| (state.entry.version, state.entry.note.as_deref())).collect();
    assert_eq!(notes, [(2, Some("with butter")), (1, None)]);
}

// N2: another client's entry is not found, by no way in.
#[tokio::test]
async fn somebody_elses_entry_is_not_found() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    let (backend, maya, tom) = (&journal.world.backend, &journal.maya.token, &journal.tom.token);
    let hers = meal("2026-11-22", "12:55");
    let id = backend.save_meal(maya, "test", &hers).await.unwrap().id;
    let mut edit = hers.clone();
    edit.version = "1".into();
    let new_id = uuid::Uuid::now_v7().to_string().parse().unwrap();
    assert_eq!(app_error(backend.save_meal(tom, "test", &edit).await), AppError::NotFound);
    assert_eq!(app_error(backend.repeat_meal(tom, "test", id, new_id).await), AppError::NotFound);
    assert_eq!(app_error(backend.delete_entry(tom, "test", id).await), AppError::NotFound);
    assert_eq!(app_error(backend.restore_entry(tom, "test", id).await), AppError::NotFound);
    assert_eq!(app_error(backend.load_history(tom, id).await), AppError::NotFound);
    assert_eq!(app_error(backend.entry_form::<Meal>(tom, Some(id), None, None).await), AppError::NotFound);
    assert_eq!(
        app_error(backend.entry_form::<Symptom>(maya, Some(id), None, None).await),
        AppError::NotFound,
        "a meal is no symptom"
    );
    // The same id for an entry of his own is no way to hers either.
    let mut his = hers;
    his.note = "his".into();
    backend.save_meal(tom, "test", &his).await.unwrap();
    let day = backend.load_day(maya, None).await.unwrap();
    assert_eq!((day.entries.len(), day.entries[0].note.as_deref()), (1, None));
}

#[tokio::test]
async fn what_only_the_server_knows_is_refused_by_field_too() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let mut input = meal("2026-11-22", "12:55");
    input.items =
        vec![portion(1001, 1, "1"), portion(999_999, 1, "1"), portion(1001, 99, "1"), portion(8121, 1, "999")];
    input.items[0].portion = "x".into();
    assert_eq!(
        fields(backend.save_meal(token, "test", &input).await),
        [("meal[items][0][portion]".into(), Code::Unknown)]
    );
    input.items[0].portion = "1".into();
    let refused = [
        ("meal[items][1][food]".to_owned(), Code::Unknown),
        ("meal[items][2][portion]".to_owned(), Code::Unknown),
        ("meal[items][3][quantity]".to_owned(), Code::TooLarge),
    ];
    assert_eq!(fields(backend.save_meal(token, "test", &input).await), refused);
    for (day, expected) in [("2026-11-23", None), ("2026-11-24", Some(Code::InFuture))] {
        let refused = backend.save_symptom(token, "test", &symptom(day, "12:00", "5")).await;
        match expected {
            None => drop(refused.unwrap()),
            Some(code) => assert_eq!(fields(refused), [("symptom[day]".to_owned(), code)]),
        }
    }
    assert_eq!(count(&mut journal, "app.observation").await, 1, "what was refused left nothing");
}

// A night on which the clocks change: the day is the one the person means, the hour that was skipped was on no clock.
#[tokio::test]
async fn the_nights_the_clocks_change() {
    let mut journal = Journal::new().await;
    journal.at("2026-03-29T12:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let skipped = backend.save_symptom(token, "test", &symptom("2026-03-29", "01:30", "5")).await;
    assert_eq!(fields(skipped), [("symptom[time]".to_owned(), Code::NoSuchTime)]);
    backend.save_symptom(token, "test", &symptom("2026-03-29", "00:30", "5")).await.unwrap();

    journal.at("2026-10-25T12:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let mut input = symptom("2026-10-25", "01:30", "4");
    backend.save_symptom(token, "test", &input).await.unwrap();
    // Corrected without touching the time, it stays the same instant.
    input.version = "1".into();
    input.severity_ten = "7".into();
    backend.save_symptom(token, "test", &input).await.unwrap();
    let stored: Vec<(String, NaiveDate)> = sqlx::query_as(
        "select (occurred_at at time zone 'UTC')::text, local_date from app.observation order by occurred_at",
    )
    .fetch_all(&mut journal.world.hand)
    .await
    .unwrap();
    let date = |day: &str| day.parse::<NaiveDate>().unwrap();
    assert_eq!(stored[0], ("2026-03-29 00:30:00".into(), date("2026-03-29")));
    assert_eq!(stored[1], ("2026-10-25 00:30:00".into(), date("2026-10-25")), "the first of two half past ones");
    let day =
        journal.world.backend.load_day(&journal.maya.token, contract::day::Day::new(date("2026-10-25"))).await.unwrap();
    assert!(
        Symptom::of(&day.entries[0].said).is_some_and(|symptom| symptom.severity == Some(7)),
        "{:?}",
        day.entries[0]
    );
    assert_eq!(day.entries[0].at.time(), "01:30 BST (UTC+1)");
}

// Where the clocks go back, the person says which; a form that is opened in the second pass is of the second pass.
#[tokio::test]
async fn of_a_repeated_hour_the_chosen_time_is_kept() {
    let mut journal = Journal::new().await;
    journal.at("2026-10-25T01:40:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let day = contract::day::Day::new("2026-10-25".parse().unwrap());
    let fresh = backend.entry_form::<Symptom>(token, None, None, None).await.unwrap().0;
    assert_eq!((fresh.input.time.as_str(), fresh.input.pass.as_str()), ("01:40", "second"));
    assert!(fresh.passes.is_some());

    let mut input = symptom("2026-10-25", "01:30", "4");
    input.pass = "ask".into();
    assert_eq!(
        fields(backend.save_symptom(token, "test", &input).await),
        [("symptom[pass]".to_owned(), Code::TimeTwice)]
    );
    let again = backend.entry_form::<Symptom>(token, None, None, Some(input.clone())).await.unwrap().0;
    let offered = again.passes.unwrap().map(|moment| moment.time());
    assert_eq!(offered, ["01:30 BST (UTC+1)", "01:30 GMT (UTC+0)"]);
    input.pass = "second".into();
    backend.save_symptom(token, "test", &input).await.unwrap();
    let said = async |backend: &backend::Backend| {
        let view = backend.load_day(&journal.maya.token, day).await.unwrap();
        view.entries.iter().map(|entry| entry.at.time()).collect::<Vec<_>>()
    };
    assert_eq!(said(backend).await, ["01:30 GMT (UTC+0)"]);

    // Opened again it is what it was; the other pass is another time.
    let id = input.id.parse().unwrap();
    let kept = backend.entry_form::<Symptom>(token, Some(id), None, None).await.unwrap().0;
    assert_eq!((kept.input.pass.as_str(), kept.passes.is_some()), ("second", true));
    let mut changed = kept.input.clone();
    changed.pass = "first".into();
    backend.save_symptom(token, "test", &changed).await.unwrap();
    assert_eq!(said(backend).await, ["01:30 BST (UTC+1)"]);
    let history = backend.load_history(token, id).await.unwrap();
    let told: Vec<_> = history.versions[0].changes.iter().map(|change| format!("{change:?}")).collect();
    assert!(told.len() == 1 && told[0].starts_with("At {"), "{told:?}");
    // A word that is none of these is refused, and any other time of the day asks for nothing.
    changed.pass = "third".into();
    assert_eq!(
        fields(backend.save_symptom(token, "test", &changed).await),
        [("symptom[pass]".to_owned(), Code::Unknown)]
    );
    let mut plain = symptom("2026-10-25", "00:30", "4");
    plain.pass = "ask".into();
    backend.save_symptom(token, "test", &plain).await.unwrap();
    assert!(backend.entry_form::<Symptom>(token, None, None, Some(plain)).await.unwrap().0.passes.is_none());
}

// A symptom that was not there is an entry of its own kind: it differs from nothing logged.
#[tokio::test]
async fn symptoms_of_the_catalogue_and_ones_own() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T20:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let mut absent = symptom("2026-11-22", "18:00", "");
    absent.present = "no".into();
    let mut mine = symptom("2026-11-22", "19:00", "3");
    mine.typed = "Left knee clicks".into();
    mine.duration = "90".into();
    for input in [&absent, &mine] {
        backend.save_symptom(token, "test", input).await.unwrap();
    }
    let day = backend.load_day(token, None).await.unwrap();
    let said: Vec<_> = day
        .entries
        .iter()
        .map(|entry| {
            let symptom = Symptom::of(&entry.said).expect("no meal was logged");
            (
                backend::journal::label(&symptom.name(), contract::consent::Language::En),
                symptom.severity,
                symptom.duration_min,
            )
        })
        .collect();
    assert_eq!(said, [("Bloating".into(), None, None), ("Left knee clicks".into(), Some(3), Some(90))]);
    let (_, offers) = backend.entry_form::<Symptom>(token, None, None, None).await.unwrap();
    assert!(offers.symptoms.len() >= 60, "{} symptoms", offers.symptoms.len());
    assert_eq!(format!("{:?}", offers.recent_symptoms), r#"[Own("Left knee clicks"), Code("bloating")]"#);
}

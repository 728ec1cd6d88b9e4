//! The day view: honest totals, the week around, what is usual, who may see it.

use contract::journal::{Meal, Scale, Usual};
use testkit::Journal as _;

use crate::support::{Journal, meal, own, portion, symptom};

// M10: missing is never zero. 234 g of porridge are known, 300 g of soup are not.
#[tokio::test]
async fn a_total_says_how_much_of_it_is_known() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T20:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let empty = backend.load_day(token, None).await.unwrap();
    assert!(empty.nutrients.is_empty() && empty.entries.is_empty(), "nothing eaten is no zero");

    backend.save_meal(token, "test", &meal("2026-11-22", "08:00")).await.unwrap();
    let day = backend.load_day(token, None).await.unwrap();
    let energy = day.nutrients.iter().find(|line| line.key == "energy_kcal").unwrap();
    assert_eq!((energy.amount, energy.known_percent), (Some(71.0 * 2.34), 100));

    let mut soup = meal("2026-11-22", "12:00");
    soup.items = vec![own("Grandma's soup", "300")];
    backend.save_meal(token, "test", &soup).await.unwrap();
    let day = backend.load_day(token, None).await.unwrap();
    let energy = day.nutrients.iter().find(|line| line.key == "energy_kcal").unwrap();
    assert_eq!(energy.amount, Some(71.0 * 2.34), "the soup adds nothing known");
    assert_eq!(energy.known_percent, 44, "234 of 534 g");
    assert!(energy.is_at_least());

    let other = backend.load_day(token, "2026-11-21".parse().ok()).await.unwrap();
    assert!(other.nutrients.is_empty(), "yesterday is another day");
}

#[tokio::test]
async fn the_week_around_and_who_may_see_it() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T20:00:00Z"); // a Sunday
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    backend.save_meal(token, "test", &meal("2026-11-16", "07:30")).await.unwrap();
    backend.save_symptom(token, "test", &symptom("2026-11-16", "20:00", "6")).await.unwrap();
    backend.save_meal(token, "test", &meal("2026-11-15", "07:30")).await.unwrap();
    let day = backend.load_day(token, None).await.unwrap();
    let dates: Vec<_> = day.week.iter().map(|day| day.day.format("%a %d").to_string()).collect();
    assert_eq!(dates, ["Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20", "Sat 21", "Sun 22"]);
    let marks: Vec<_> = day.week[0].marks.iter().map(|mark| (mark.kind, mark.hour, mark.facts.level)).collect();
    assert_eq!(marks, [("meal", 7.5, None), ("symptom", 20.0, Some((Scale::ZeroToTen, 6)))]);
    assert!(day.week[1..].iter().all(|day| day.marks.is_empty()));
    assert_eq!(day.seen_by, ["Ruth Calloway"], "a paused relationship sees nothing");
    assert!(backend.load_day(&journal.tom.token, None).await.unwrap().seen_by.is_empty());
}

// N4 P12: whoever the journal is open to is named where it is written, by care, grant or emergency; nobody once consent is gone.
#[tokio::test]
async fn whoever_has_access_is_named_where_it_is_written() {
    let mut journal = Journal::new().await;
    let practice = journal.maya.organisation;
    let anton = journal.world.practitioner(practice, "Anton Meyer").await;
    let grant = |kind: &str, from: &str, until: &str| {
        let by = if kind == "emergency" { anton.member } else { journal.maya.member };
        format!(
            "set session_replication_role = replica;
             insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, starts_at, expires_at)
             values ('{practice}', gen_random_uuid(), '{maya}', '{anton}', '{kind}', '{{observation.read}}', 'R', '{by}', now() + interval '{from}', now() + interval '{until}');
             reset session_replication_role",
            maya = journal.maya.member,
            anton = anton.member
        )
    };
    let over = grant("grant", "-2 hours", "-1 hour");
    let running = grant("emergency", "-1 minute", "59 minutes");
    for (what, sql, named) in
        [("run out", over, &["Ruth Calloway"][..]), ("running", running, &["Anton Meyer", "Ruth Calloway"])]
    {
        journal.world.by_hand(sql).await;
        let day = journal.world.backend.load_day(&journal.maya.token, None).await.unwrap();
        assert_eq!(day.seen_by, named, "{what}");
    }
    journal
        .world
        .by_hand(format!("update app.membership set status = 'suspended' where membership_id = '{}'", anton.member))
        .await;
    let day = journal.world.backend.load_day(&journal.maya.token, None).await.unwrap();
    assert_eq!(day.seen_by, ["Ruth Calloway"], "who is suspended sees nothing");
    journal.world.decide(&journal.maya, "health_data", "withdrawn").await;
    let day = journal.world.backend.load_day(&journal.maya.token, None).await.unwrap();
    assert_eq!(day.seen_by, Vec::<String>::new(), "nobody reads without consent");
}

// Two taps: what is usual at this hour, again, now; and two taps on it are one meal.
#[tokio::test]
async fn a_usual_meal_is_repeated_once() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T08:10:30Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    for day in ["2026-11-18", "2026-11-19"] {
        let mut breakfast = meal(day, "07:50");
        (breakfast.meal_type, breakfast.note, breakfast.hunger_before) =
            ("breakfast".into(), "late".into(), "8".into());
        backend.save_meal(token, "test", &breakfast).await.unwrap();
    }
    let mut toast = meal("2026-11-21", "08:00");
    toast.items = vec![portion(1001, 1, "1")];
    backend.save_meal(token, "test", &toast).await.unwrap();
    backend.save_meal(token, "test", &meal("2026-11-21", "19:00")).await.unwrap();
    let mut kefir = meal("2026-11-21", "19:30");
    kefir.items = vec![own("Kefir", "200")];
    backend.save_meal(token, "test", &kefir).await.unwrap();

    let usual = backend.load_day(token, None).await.unwrap().usual;
    let now: Vec<_> = usual.iter().map(|usual| usual.at_this_hour).collect();
    assert_eq!(now, [true, true, false], "what was had at another hour comes last");
    let names: Vec<_> =
        usual.iter().filter(|usual| usual.at_this_hour).map(|usual| usual.foods[0].name.as_str()).collect();
    assert_eq!(names.len(), 2, "dinner is not usual in the morning: {names:?}");
    assert_eq!((usual[0].foods[0].measure.as_deref(), usual[0].foods[0].grams), (Some("1 cup"), 234.0));
    assert!(names[0].starts_with("Cereals, oats"), "the more frequent first: {names:?}");

    let Usual { source, new_id, .. } = usual[0];
    let (one, two) =
        tokio::join!(backend.repeat_meal(token, "a", source, new_id), backend.repeat_meal(token, "b", source, new_id));
    assert_eq!((one.unwrap().id, two.unwrap().id), (new_id, new_id));
    let day = backend.load_day(token, None).await.unwrap();
    assert_eq!(day.entries.len(), 1);
    let again = &day.entries[0];
    assert_eq!((again.at.written("%Y-%m-%d %H:%M:%S").as_str(), again.note.as_deref()), ("2026-11-22 08:10:00", None));
    assert!(format!("{:?}", again.said).contains("hunger_before: None"), "{again:?}");
}

// Far from any meal's hour the last ones are offered: repeating is always within reach.
#[tokio::test]
async fn a_meal_can_be_repeated_at_any_hour() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T22:10:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    assert!(backend.load_day(token, None).await.unwrap().usual.is_empty(), "nothing was had yet");
    let mut toast = meal("2026-11-21", "08:00");
    toast.items = vec![portion(1001, 1, "2")];
    backend.save_meal(token, "test", &meal("2026-11-20", "13:00")).await.unwrap();
    backend.save_meal(token, "test", &toast).await.unwrap();
    let usual = backend.load_day(token, None).await.unwrap().usual;
    assert_eq!(usual.iter().map(|usual| usual.at_this_hour).collect::<Vec<_>>(), [false, false]);
    assert!(usual[0].foods[0].name.starts_with("Butter"), "the latest first: {usual:?}");
    assert_eq!(usual[0].foods[0].quantity, 2.0);
}

// The last portion of a food is offered again.
#[tokio::test]
async fn the_form_remembers_what_was_had() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    backend.save_meal(token, "test", &meal("2026-11-20", "08:00")).await.unwrap();
    let mut later = meal("2026-11-21", "08:00");
    later.items = vec![portion(8121, 1, "1,5"), own("Kefir", "200")];
    backend.save_meal(token, "test", &later).await.unwrap();
    let (form, offers) = backend.entry_form::<Meal>(token, None, None, None).await.unwrap();
    let recent: Vec<_> = offers.recent_foods.iter().map(|food| (food.food_id, food.quantity, food.grams)).collect();
    assert_eq!(recent, [(Some(8121), 1.5, 351.0), (None, 1.0, 200.0)]);
    assert_eq!((form.input.day.as_str(), form.input.time.as_str()), ("2026-11-22", "13:00"));
    assert_eq!(form.input.meal_type, "lunch");
    let (edit, offers) = backend.entry_form::<Meal>(token, later.id.parse().ok(), None, None).await.unwrap();
    assert_eq!(edit.input.items[0].quantity, "1.5");
    assert_eq!(edit.input.check().unwrap().target.version, Some(1), "what is shown can be saved");
    assert!(offers.foods.iter().any(|food| food.id == 8121 && !food.portions.is_empty()));
}

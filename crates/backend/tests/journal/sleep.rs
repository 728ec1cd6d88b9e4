//! Nights: counted to the morning they ended, with true minutes also where the clocks change. domain.md

use contract::Code;
use contract::journal::{Kind, Sleep, SleepInput};
use testkit::Journal as _;
use uuid::Uuid;

use crate::support::{Journal, fields};

fn night(day: &str, bed: &str, woke: &str) -> SleepInput {
    SleepInput {
        id: Uuid::now_v7().to_string(),
        kind: "night".into(),
        day: day.into(),
        time: bed.into(),
        woke: woke.into(),
        ..SleepInput::default()
    }
}

/// The sleep of a day as it is shown: when it began, and what it says.
async fn shown(journal: &Journal, day: &str) -> (String, Sleep) {
    let view = journal.world.backend.load_day(&journal.maya.token, day.parse().ok()).await.unwrap();
    let entry = &view.entries[0];
    (entry.at.written("%d %H:%M"), Sleep::of(&entry.said).unwrap().clone())
}

#[tokio::test]
async fn a_night_lies_on_its_morning() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T09:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let mut input = night("2026-11-22", "23:10", "06:50");
    (input.tried, input.up) = ("23:30".into(), "07:10".into());
    (input.latency, input.awake) = ("15".into(), "20".into());
    let saved = backend.log_entry::<Sleep>(token, "test", &input).await.unwrap();
    assert_eq!(saved.day.to_string(), "2026-11-22");
    let (at, sleep) = shown(&journal, "2026-11-22").await;
    assert_eq!((at.as_str(), sleep.in_bed_min, sleep.tried_min), ("21 23:10", 480, 440));
    assert_eq!((sleep.asleep_min(), sleep.efficiency_percent()), (405, Some(84)));
    let view = backend.load_day(token, "2026-11-22".parse().ok()).await.unwrap();
    let mark = &view.week.iter().find(|day| day.day == view.day).unwrap().marks[0];
    assert!(mark.hour < 0.0, "it began the evening before: {}", mark.hour);
    assert!(backend.load_day(token, "2026-11-21".parse().ok()).await.unwrap().entries.is_empty());
    // The form of it names the morning again.
    let (form, _) = backend.entry_form::<Sleep>(token, Some(saved.id), None, None).await.unwrap();
    assert_eq!((form.input.day.as_str(), form.input.time.as_str()), ("2026-11-22", "23:10"));
}

// Europe/London: on 29 March an hour is missing, on 25 October one comes twice.
#[tokio::test]
async fn an_hour_more_or_less_is_counted() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T09:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    for (day, minutes) in [("2026-03-28", 480), ("2026-03-29", 420), ("2026-10-25", 540)] {
        backend.log_entry::<Sleep>(token, "test", &night(day, "23:00", "07:00")).await.unwrap();
        let (at, sleep) = shown(&journal, day).await;
        assert_eq!((sleep.in_bed_min, sleep.asleep_min()), (minutes, minutes), "{day}");
        assert!(at.ends_with("23:00"), "{at}");
    }
    // In the second of two equal hours one did not wake before one went to bed.
    let mut late = night("2026-10-25", "01:50", "01:20");
    late.pass = "first".into();
    backend
        .delete_entry(token, "test", backend.load_day(token, "2026-10-25".parse().ok()).await.unwrap().entries[0].id)
        .await
        .unwrap();
    late.woke = "01:55".into();
    backend.log_entry::<Sleep>(token, "test", &late).await.unwrap();
    let (_, sleep) = shown(&journal, "2026-10-25").await;
    assert_eq!(sleep.in_bed_min, 5);
}

#[tokio::test]
async fn what_cannot_have_been_is_refused_by_field() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T09:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let refused = async |input: &SleepInput| fields(backend.log_entry::<Sleep>(token, "test", input).await);
    let one = |field: &str, code| vec![(format!("sleep[{field}]"), code)];
    assert_eq!(refused(&night("2026-11-22", "", "07:00")).await, one("time", Code::Required));
    assert_eq!(refused(&night("2026-03-29", "23:00", "01:30")).await, one("woke", Code::NoSuchTime), "on no clock");
    assert_eq!(refused(&night("2026-12-24", "23:00", "07:00")).await, one("day", Code::InFuture));
    // Six hours of the clock were five: what fits by the clock does not fit the night.
    let mut short = night("2026-03-29", "00:30", "06:30");
    short.awake = "330".into();
    assert_eq!(refused(&short).await, one("awake", Code::TooLarge));
    let day = backend.load_day(token, None).await.unwrap();
    assert!(day.entries.is_empty(), "nothing of it was saved");
}

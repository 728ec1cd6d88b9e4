//! Who sees whom, and what of it.

use crate::support::{Practices, Written, porridge, today};
use contract::journal::{Kind, Meal};
use contract::review::{ClientPage, Rows, Span};

// N2: active care opens the journal; nothing else does.
#[tokio::test]
async fn only_clients_in_active_care_are_open() {
    let mut here = Practices::new().await;
    let paused = here.client("Paul", "paused").await;
    let ended = here.client("Edna", "ended").await;
    let invited = here.client("Ines", "invited").await;
    let colleagues = here.world.client(here.ruth.organisation, "Carl").await;
    here.world.relate(&here.anton, &colleagues, "active").await;
    let foreign = here.world.client(here.stranger.organisation, "Flora").await;
    here.world.relate(&here.stranger, &foreign, "active").await;
    for client in [&here.maya, &paused, &ended, &invited, &colleagues, &foreign] {
        Written::meal(today(), 8, porridge()).save(&mut here.world, client).await;
    }

    let list = here.caseload(&here.ruth).await;
    let names: Vec<_> = list.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Maya"]);
    assert_eq!((list.all, list.matching), (1, 1));
    let paused_names: Vec<_> = list.paused.iter().map(|client| client.name.as_str()).collect();
    assert_eq!(paused_names, ["Paul"]);

    assert!(matches!(here.page(&here.ruth, &here.maya).await, Some(ClientPage::Open(_))));
    let Some(ClientPage::Paused(of_paul)) = here.page(&here.ruth, &paused).await else { panic!("a way to resume") };
    assert_eq!(of_paul.name, "Paul");
    for client in [&ended, &invited, &colleagues, &foreign] {
        assert_eq!(here.page(&here.ruth, client).await, None);
    }
    assert_eq!(here.page(&here.anton, &here.maya).await, None);
    assert_eq!(here.page(&here.anton, &paused).await, None);
    assert_eq!(here.page(&here.stranger, &here.maya).await, None);
    assert!(here.caseload(&here.stranger).await.rows.iter().all(|row| row.name == "Flora"));
}

// N2 P1: what is private or deleted is neither shown nor counted, anywhere.
#[tokio::test]
async fn private_and_deleted_entries_leave_no_trace() {
    let mut here = Practices::new().await;
    let yesterday = today().pred_opt().unwrap();
    for entry in [
        Written::meal(today(), 8, porridge()),
        Written::symptom(today(), 10, "bloating", Some(4)),
        Written::symptom(yesterday, 10, "bloating", Some(9)).private(),
        Written::symptom(yesterday, 11, "headache", Some(9)).private(),
        Written::meal(yesterday, 12, porridge()).deleted(),
    ] {
        entry.save(&mut here.world, &here.maya).await;
    }

    let list = here.caseload(&here.ruth).await;
    let row = &list.rows[0];
    assert_eq!((row.new_entries, row.last_day), (2, Some(today())));
    assert_eq!(row.logged.iter().filter(|day| **day).count(), 1);
    let symptom = row.symptom.as_ref().unwrap();
    assert_eq!(
        (symptom.label.as_str(), symptom.finding.now.entries, symptom.finding.now.mean),
        ("Bloating", 1, Some(4.0))
    );

    let review = here.review(&here.maya, Span::Two, &Rows::default()).await;
    assert_eq!((review.unseen, review.days.len(), review.symptoms.len()), (2, 1, 1));
    let entries = &review.days[0].entries;
    assert!(entries.iter().all(|entry| entry.unseen));
    assert!(entries[0].facts.level.is_some_and(|(_, severity)| severity == 4), "newest first: {entries:?}");
    let Some(meal) = Meal::of(&entries[1].said) else { panic!("{entries:?}") };
    let foods: Vec<_> = meal.items.iter().map(|food| (food.name.as_str(), food.grams)).collect();
    assert_eq!(foods, [("Oats, cooked", 200.0)]);
    assert!(!format!("{review:?}").contains("eadache"), "a private symptom's name");
}

// A client ahead of the practitioner's clock has begun the next day; their entries are not cut off.
#[tokio::test]
async fn a_day_that_began_elsewhere_counts() {
    let mut here = Practices::new().await;
    let tomorrow = today().succ_opt().unwrap();
    Written::meal(tomorrow, 1, porridge()).save(&mut here.world, &here.maya).await;
    let review = here.review(&here.maya, Span::Two, &Rows::default()).await;
    assert_eq!((review.last, review.days.len()), (tomorrow, 1));
}

// A meal after midnight that belongs to the evening stands at the evening's end.
#[tokio::test]
async fn night_entries_stay_with_their_day() {
    let mut here = Practices::new().await;
    let mut late = Written::meal(today(), 23, porridge());
    late.hour = 25;
    late.save(&mut here.world, &here.maya).await;
    let review = here.review(&here.maya, Span::Two, &Rows::default()).await;
    assert_eq!((review.days[0].date, review.days[0].entries[0].minute), (today(), 1439));
}

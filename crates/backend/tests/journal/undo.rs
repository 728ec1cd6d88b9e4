//! Deleting and taking it back.

use contract::journal::{Change, Meal};
use contract::{AppError, Code};
use testkit::Journal as _;

use crate::support::{Journal, app_error, meal, own, portion};

#[tokio::test]
async fn a_deletion_can_be_taken_back_and_is_told() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let mut input = meal("2026-11-22", "12:55");
    let id = backend.save_meal(token, "test", &input).await.unwrap().id;
    let day = backend.delete_entry(token, "test", id).await.unwrap();
    assert_eq!(day.to_string(), "2026-11-22");
    backend.delete_entry(token, "test", id).await.unwrap();
    assert!(backend.load_day(token, None).await.unwrap().entries.is_empty());
    assert_eq!(app_error(backend.entry_form::<Meal>(token, Some(id), None, None).await), AppError::NotFound);
    assert_eq!(app_error(backend.save_meal(token, "test", &input).await), AppError::Conflict(Code::AlreadyDeleted));
    input.version = "2".into();
    assert_eq!(app_error(backend.save_meal(token, "test", &input).await), AppError::Conflict(Code::AlreadyDeleted));

    backend.restore_entry(token, "test", id).await.unwrap();
    backend.restore_entry(token, "test", id).await.unwrap();
    let entries = backend.load_day(token, None).await.unwrap().entries;
    assert_eq!((entries.len(), entries[0].version), (1, 3));
    let history = backend.load_history(token, id).await.unwrap();
    let deleted: Vec<_> = history.versions.iter().map(|state| state.entry.deleted).collect();
    assert_eq!(deleted, [false, true, false]);
    let changes: Vec<_> = history.versions.iter().map(|state| state.changes.as_slice()).collect();
    assert_eq!(changes, [&[Change::Restored][..], &[Change::Deleted], &[]]);

    // S5: told once each, whatever was pressed twice.
    let told: Vec<String> =
        sqlx::query_scalar("select action from app.activity where client_id is not null order by seq")
            .fetch_all(&mut journal.world.hand)
            .await
            .unwrap();
    assert_eq!(told, ["meal.logged", "entry.deleted", "entry.restored"]);
}

// What was corrected is told with its amounts, not as two versions that read alike.
#[tokio::test]
async fn a_history_says_what_changed() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T13:00:00Z");
    let (backend, token) = (&journal.world.backend, &journal.maya.token);
    let mut input = meal("2026-11-22", "12:05");
    input.items = vec![own("Butter", "100"), own("Bread", "60")];
    let id = backend.save_meal(token, "test", &input).await.unwrap().id;
    input.items = vec![own("Butter", "150"), own("Bread", "60"), portion(8121, 1, "2")];
    (input.time, input.version, input.note) = ("12:20".into(), "1".into(), "Late".into());
    backend.save_meal(token, "test", &input).await.unwrap();

    let history = backend.load_history(token, id).await.unwrap();
    assert!(history.versions[1].changes.is_empty(), "the first state changed nothing");
    let changes = &history.versions[0].changes;
    assert_eq!(changes.len(), 4, "{changes:?}");
    assert!(
        matches!(&changes[0], Change::At { from, to } if (from.written("%Y-%m-%d %H:%M:%S"), to.written("%Y-%m-%d %H:%M:%S")) == ("2026-11-22 12:05:00".into(), "2026-11-22 12:20:00".into()))
    );
    assert!(
        matches!(&changes[1], Change::FoodAmount { from, to } if (to.name.as_str(), from.grams, to.grams) == ("Butter", 100.0, 150.0))
    );
    assert!(
        matches!(&changes[2], Change::FoodAdded(food) if (food.measure.as_deref(), food.grams) == (Some("1 cup"), 468.0))
    );
    assert_eq!(changes[3], Change::Note { from: None, to: Some("Late".into()) });
}

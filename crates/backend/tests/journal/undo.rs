//! Deleting and taking it back.

use contract::{AppError, Code};

use crate::support::{Journal, app_error, meal};

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
    assert_eq!(app_error(backend.load_meal_form(token, Some(id), None, None).await), AppError::NotFound);
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

    // S5: told once each, whatever was pressed twice.
    let told: Vec<String> =
        sqlx::query_scalar("select action from app.activity where client_id is not null order by seq")
            .fetch_all(&mut journal.world.hand)
            .await
            .unwrap();
    assert_eq!(told, ["meal.logged", "entry.deleted", "entry.restored"]);
}

//! Seen marks: explicit, one's own clients only, and the same when repeated.

use crate::support::{Practices, Written, porridge, today};
use backend::Refusal;
use backend::clock::Clock;
use backend::db::{Look, Practice};
use backend::review::{self, Seen};

use contract::AppError;
use contract::id::{MembershipId, ObservationId};
use contract::review::{Rows, Span};
use testkit::Actor;

async fn mark(here: &Practices, who: &Actor<Practice>, client: MembershipId, seen: Seen) -> Result<(), Refusal> {
    review::mark_viewed(who.change(&here.world.backend, Look::Review(client)).await, client, seen).await
}

fn is_not_found<T>(answer: &Result<T, Refusal>) -> bool {
    matches!(answer, Err(Refusal::App(AppError::NotFound)))
}

// T9: each mark is in the log once, however often it is asked for.
#[tokio::test]
async fn marking_one_is_idempotent_and_recorded_once() {
    let mut here = Practices::new().await;
    let entry = Written::meal(today(), 8, porridge());
    entry.save(&mut here.world, &here.maya).await;
    Written::meal(today(), 9, porridge()).save(&mut here.world, &here.maya).await;
    for _ in 0..3 {
        let seen = Seen::One(ObservationId(entry.id));
        mark(&here, &here.ruth, here.maya.member, seen).await.unwrap();
    }
    assert_eq!(here.activities("entries.viewed").await, 1);
    assert_eq!(here.caseload(&here.ruth).await.rows[0].new_entries, 1);
    let (version, by): (i32, Option<uuid::Uuid>) =
        sqlx::query_as("select version, viewed_by from app.observation where observation_id = $1")
            .bind(entry.id)
            .fetch_one(&mut here.world.hand)
            .await
            .unwrap();
    assert_eq!((version, by), (1, Some(here.ruth.member.0)), "seen is not a correction");
}

// N2: a mark on what one may not see is refused as if it were not there.
#[tokio::test]
async fn only_visible_entries_of_own_clients_can_be_marked() {
    let mut here = Practices::new().await;
    let ended = here.client("Edna", "ended").await;
    let shared = Written::meal(today(), 8, porridge());
    shared.save(&mut here.world, &here.maya).await;
    let private = Written::meal(today(), 9, porridge()).private();
    private.save(&mut here.world, &here.maya).await;
    let past = Written::meal(today(), 8, porridge());
    past.save(&mut here.world, &ended).await;
    let one = |id: uuid::Uuid| Seen::One(ObservationId(id));
    let all = Seen::AllUntil(Clock::System.now());
    for (who, client, seen) in [
        (&here.anton, &here.maya, one(shared.id)),
        (&here.stranger, &here.maya, one(shared.id)),
        (&here.ruth, &here.maya, one(private.id)),
        (&here.ruth, &ended, one(past.id)),
        (&here.anton, &here.maya, all),
        (&here.stranger, &here.maya, all),
        (&here.ruth, &ended, all),
    ] {
        let answer = mark(&here, who, client.member, seen).await;
        assert!(is_not_found(&answer), "{answer:?}");
    }
    assert_eq!(here.activities("entries.viewed").await, 0);
}

// What arrives while the page is being read is new on the next one.
#[tokio::test]
async fn marking_all_stops_at_the_moment_the_page_was_read() {
    let mut here = Practices::new().await;
    for hour in [8, 9] {
        Written::meal(today(), hour, porridge()).save(&mut here.world, &here.maya).await;
    }
    let review = here.review(&here.maya, Span::Month, &Rows::default()).await;
    let mut later = Written::meal(today(), 10, porridge());
    later.created_at = review.read_at + chrono::Duration::milliseconds(1);
    later.save(&mut here.world, &here.maya).await;
    for _ in 0..2 {
        mark(&here, &here.ruth, here.maya.member, Seen::AllUntil(review.read_at)).await.unwrap();
    }
    let again = here.review(&here.maya, Span::Month, &Rows::default()).await;
    assert_eq!((again.unseen, again.days[0].entries.len()), (1, 3));
    let unseen: Vec<_> = again.days[0].entries.iter().filter(|entry| entry.unseen).map(|entry| entry.id.0).collect();
    assert_eq!(unseen, [later.id]);
    assert_eq!(here.activities("entries.viewed").await, 1);
    assert!(again.last_looked.is_some());
}

// A time from the future does not hide what is still to come.
#[tokio::test]
async fn nobody_can_look_into_the_future() {
    let mut here = Practices::new().await;
    let tomorrow = Clock::System.now() + chrono::Duration::days(1);
    mark(&here, &here.ruth, here.maya.member, Seen::AllUntil(tomorrow)).await.unwrap();
    let mut entry = Written::meal(today(), 8, porridge());
    entry.created_at = Clock::System.now() + chrono::Duration::seconds(1);
    entry.save(&mut here.world, &here.maya).await;
    assert_eq!(here.caseload(&here.ruth).await.rows[0].new_entries, 1);
}

// Two practitioners of one client: each has their own last look.
#[tokio::test]
async fn a_colleagues_look_is_not_mine() {
    let mut here = Practices::new().await;
    here.world.relate(&here.anton, &here.maya, "active").await;
    Written::meal(today(), 8, porridge()).save(&mut here.world, &here.maya).await;
    let all = Seen::AllUntil(Clock::System.now());
    mark(&here, &here.anton, here.maya.member, all).await.unwrap();
    assert_eq!(here.caseload(&here.anton).await.rows[0].new_entries, 0);
    assert_eq!(here.caseload(&here.ruth).await.rows[0].new_entries, 1);
}

// Reading changes nothing.
#[tokio::test]
async fn opening_a_review_leaves_it_unseen() {
    let mut here = Practices::new().await;
    Written::meal(today(), 8, porridge()).save(&mut here.world, &here.maya).await;
    for _ in 0..2 {
        assert_eq!(here.review(&here.maya, Span::Month, &Rows::default()).await.unseen, 1);
    }
    assert_eq!(here.activities("entries.viewed").await, 0);
}

//! A hold that its client is not told of is told nowhere: on no page, in no entry of their log, in no copy of their data.

use contract::paging::Reach;
use contract::privacy::{Erasable, ErasureStatus, Hold};
use testkit::World;
use uuid::Uuid;

use crate::support::{fall_due, work};

// T11
#[tokio::test]
async fn a_silent_hold_is_silent_everywhere() {
    for told in [false, true] {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel").await;
        let (maya, noor) = (world.client(clinic, "Maya").await, world.admin(clinic, "Noor").await);
        world.by_hand("update auth.session set proved_at = now()".into()).await;
        let backend = world.backend.clone();
        let (hold, request) = (Uuid::now_v7(), Uuid::now_v7());
        let placed = Hold { client: maya.member, reason: "An open complaint".into(), told };
        backend.place_hold(noor.write(&backend).await, hold, &placed).await.unwrap();
        backend.ask_erasure(maya.write(&backend).await, request, Erasable::Journal).await.unwrap();
        fall_due(&mut world, request).await;
        work(&world).await;
        let stands: String =
            sqlx::query_scalar("select status from app.erasure_request").fetch_one(&mut world.hand).await.unwrap();
        assert_eq!(stands, "held", "the hold holds, told or not");
        let mine = backend.load_my_privacy(&mut maya.read(&backend).await, Reach::default()).await.unwrap();
        let expected = if told { ErasureStatus::Held } else { ErasureStatus::Pending };
        assert_eq!((mine.requests[0].status, mine.holds.len()), (expected, usize::from(told)));
        backend
            .release_hold(
                noor.change(&backend, &backend::erasure::looks_at_holds("")).await,
                hold,
                "The complaint is settled",
            )
            .await
            .unwrap();
        // Entries about a client are theirs to read, to check and to take along.
        let entries: i64 = sqlx::query_scalar(
            "select count(*) from app.activity where client_id is not null and action in ('hold.placed', 'hold.released', 'erasure.held')",
        )
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
        let all: i64 = sqlx::query_scalar(
            "select count(*) from app.activity where action in ('hold.placed', 'hold.released', 'erasure.held')",
        )
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
        assert_eq!((entries, all), (if told { 3 } else { 0 }, 3));
        let looks: Vec<String> = sqlx::query_scalar("select distinct kind from app.record_read order by 1")
            .fetch_all(&mut world.hand)
            .await
            .unwrap();
        assert_eq!(looks.contains(&"holds".to_owned()), told, "{looks:?}");
    }
}

//! A request that goes away while its transaction opens leaves no identity behind for the next one on that connection.
// T2 S1

use std::time::Duration;

use backend::db::Client;
use backend::identity::SessionToken;
use testkit::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_identity_outlives_a_cancelled_request() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let maya = world.client(clinic, "Maya").await;
    let nobody = SessionToken::random();
    // The shortest of twenty says how long a request takes when nothing else holds the machine up.
    let mut shortest = Duration::MAX;
    for _ in 0..20 {
        let start = std::time::Instant::now();
        world.backend.read::<Client>(&maya.token).await.unwrap();
        shortest = shortest.min(start.elapsed());
    }
    // Stopped at every moment of a request, over and over until enough were stopped: on a busy machine many get through.
    let mut cancelled = 0;
    for round in 0..20_000 {
        let (backend, token) = (world.backend.clone(), maya.token.clone());
        let request = tokio::spawn(async move { backend.read::<Client>(&token).await.map(drop) });
        pause(shortest * (round % 200) / 100).await;
        request.abort();
        cancelled += usize::from(request.await.is_err());
        assert!(
            world.backend.read::<Client>(&nobody).await.is_err(),
            "round {round}: a stranger inherited an identity"
        );
        if round >= 200 && cancelled >= 60 {
            return;
        }
    }
    panic!("only {cancelled} of 20,000 requests were caught in the act");
}

/// The runtime's clock ticks in milliseconds, a request takes less.
async fn pause(time: Duration) {
    let start = std::time::Instant::now();
    while start.elapsed() < time {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_forged_setting_is_nobody() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let maya = world.client(clinic, "Maya").await;
    let mut connection = world.db.as_role("ns_client").await;
    for guess in [maya.member.to_string(), maya.person.to_string(), "' or true --".into(), String::new()] {
        sqlx::query("select set_config('app.token', $1, false)").bind(&guess).execute(&mut connection).await.unwrap();
        let seen: i64 = sqlx::query_scalar("select count(*) from app.membership m where m.role is not null")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(seen, 0, "{guess} opened a door");
    }
}

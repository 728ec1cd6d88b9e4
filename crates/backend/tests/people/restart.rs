//! Postgres goes and comes back: whoever asks first afterwards is answered, at every portal.
// N3

use backend::db::{Client, Clinic, Portal, Practice};
use backend::doctor::Level;
use testkit::{Actor, World};

/// As many transactions of a portal at once as make its pool as large as it gets.
async fn fill<P: Portal>(world: &World, actor: &Actor<P>, most: usize) {
    let mut open = Vec::new();
    for _ in 0..most {
        open.push(world.backend.read::<P>(&actor.token).await.unwrap());
    }
}

/// Ends every login's connection to this database but the one that asks. Postgres' own workers stay: they have no login.
async fn end_all(world: &mut World) -> Vec<(String, i64)> {
    sqlx::query_as(
        "select usename::text, count(*) from (select usename, pg_terminate_backend(pid, 2000) from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()) ended group by 1 order by 1",
    )
    .fetch_all(&mut world.hand)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_request_after_a_restart_is_answered() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let maya = world.client(clinic, "Maya").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    let noor = world.admin(clinic, "Noor").await;
    let (mut ended, mut answered) = (0, 0);
    for round in 0..3 {
        fill::<Client>(&world, &maya, 10).await;
        fill::<Practice>(&world, &ruth, 8).await;
        fill::<Clinic>(&world, &noor, 4).await;
        // The logins without a session: all of them at once, several times over.
        let asking: Vec<_> = (0..8)
            .map(|_| {
                let (backend, token) = (world.backend.clone(), maya.token.clone());
                tokio::spawn(async move {
                    backend.find_gate(&token).await.unwrap();
                    backend.run_next_job().await.unwrap();
                    backend.inspect().await;
                })
            })
            .collect();
        for task in asking {
            task.await.unwrap();
        }
        // What was given back a moment ago lies idle by now.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let gone = end_all(&mut world).await;
        for (login, least) in [
            ("ns_client", 10),
            ("ns_practice", 8),
            ("ns_clinic", 4),
            ("ns_public", 2),
            ("ns_worker", 2),
            ("ns_webhook", 1),
        ] {
            let count = gone.iter().find(|(name, _)| name == login).map_or(0, |(_, count)| *count);
            assert!(count >= least, "round {round}: {login} had {count} connections");
            ended += count;
        }
        // One try each.
        world.backend.read::<Client>(&maya.token).await.unwrap();
        world.backend.write::<Practice>(&ruth.token, "r").await.unwrap();
        world.backend.read::<Clinic>(&noor.token).await.unwrap();
        assert!(world.backend.find_gate(&maya.token).await.unwrap().is_some());
        world.backend.run_next_job().await.unwrap();
        answered += 5;
        let cannot: Vec<_> = world
            .backend
            .inspect()
            .await
            .into_iter()
            .filter(|finding| finding.level == Level::Wrong && finding.what.contains("cannot connect"))
            .collect();
        assert!(cannot.is_empty(), "{cannot:?}");
    }
    println!("{ended} connections ended, {answered} first requests answered");
}

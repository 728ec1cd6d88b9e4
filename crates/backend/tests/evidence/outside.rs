//! Heads leave the house: by letter once a week, and to a witness over real HTTP.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use backend::evidence::EvidenceConfig;
use evidence::{Checkpoint, Hash, SignedNote, parse_hashes, verify_consistency};

use crate::support::House;

/// What the witness saw last.
type Seen = Arc<Mutex<Option<(u64, Hash)>>>;

/// A witness as c2sp.org/tlog-witness describes one; its signature is of no algorithm, since nobody here checks it.
async fn add(State(seen): State<Seen>, body: String) -> (StatusCode, String) {
    let (head, note) = body.split_once("\n\n").unwrap();
    let (old, path) = head.split_once('\n').unwrap_or((head, ""));
    let old: u64 = old.strip_prefix("old ").unwrap().parse().unwrap();
    let checkpoint = Checkpoint::parse(&SignedNote::parse(note).unwrap().text).unwrap();
    let mut seen = seen.lock().unwrap();
    let known = seen.as_ref().map_or(0, |(size, _)| *size);
    if known != old {
        return (StatusCode::CONFLICT, format!("{known}\n"));
    }
    let path = parse_hashes(path).unwrap();
    let root = seen.as_ref().map_or_else(evidence::empty_root, |(_, root)| *root);
    if !verify_consistency(old, checkpoint.size, &path, &root, &checkpoint.root) {
        return (StatusCode::UNPROCESSABLE_ENTITY, String::new());
    }
    *seen = Some((checkpoint.size, checkpoint.root));
    (StatusCode::OK, "— witness.example AAAAAAAA\n".to_owned())
}

async fn witness(seen: Seen) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        axum::serve(listener, Router::new().route("/add-checkpoint", post(add)).with_state(seen)).await.unwrap();
    });
    address
}

#[tokio::test]
async fn a_witness_signs_what_continues() {
    let seen = Seen::default();
    let address = witness(seen.clone()).await;
    let mut house = House::with(|config| config.witness = Some(address)).await;
    for size in [3, 300] {
        house.entries(size).await;
        house.checkpoint().await;
    }
    let entries = house.rows().await.len() as u64;
    assert_eq!(seen.lock().unwrap().unwrap().0, entries);
    assert_eq!(
        house
            .count(
                "select count(*) from app.checkpoint_delivery where via = 'witness' and cosignature like '— witness%'"
            )
            .await,
        2
    );
    // It was told of by somebody else, or restored from a backup: it says where it stands, and is met there.
    let roots: Vec<(i64, Vec<u8>)> = sqlx::query_as("select size, root from app.checkpoint order by size")
        .fetch_all(&mut house.world.hand)
        .await
        .unwrap();
    *seen.lock().unwrap() = Some((u64::try_from(roots[0].0).unwrap(), roots[0].1.clone().try_into().unwrap()));
    house.entries(1).await;
    house.checkpoint().await;
    assert_eq!(seen.lock().unwrap().unwrap().0, entries + 1);
    // It has seen a longer log than ours: the job fails for a person to look at.
    *seen.lock().unwrap() = Some((9_999, [1; 32]));
    house.entries(1).await;
    house.backend.plan_checkpoints().await.unwrap();
    house.backend.run_next_job().await.unwrap();
    assert_eq!(
        house.count("select count(*) from ops.job where kind = 'make_checkpoint' and last_error is not null").await,
        1
    );
}

#[tokio::test]
async fn a_witness_that_is_away_stops_nothing() {
    let mut house = House::with(|config| config.witness = Some("http://127.0.0.1:9".into())).await;
    house.entries(2).await;
    house.checkpoint().await;
    assert_eq!(house.count("select count(*) from app.checkpoint").await, 1);
    assert_eq!(house.verify().await.faults, []);
}

// Once a week, to every administrator; the note in the letter is one that verification takes.
#[tokio::test]
async fn the_head_goes_out_by_letter() {
    let mut house = House::new().await;
    house.entries(2).await;
    house.checkpoint().await;
    assert_eq!(house.backend.mailbox().unwrap().len(), 0, "the first after a week");
    house.world.by_hand("set session_replication_role = replica; update app.checkpoint set at = at - interval '8 days'; set session_replication_role = origin".into()).await;
    for _ in 0..2 {
        house.entries(2).await;
        house.checkpoint().await;
    }
    let letters = house.backend.mailbox().unwrap();
    assert_eq!(letters.len(), 1, "once a week");
    let note = letters[0].text.split_once("nothing to do.\n\n").unwrap().1.split("\n\nTo compare").next().unwrap();
    let given = [format!("{note}\n")];
    let config = EvidenceConfig::default();
    assert!(house.audit([7; 32], &config, &given).await.is_sound());
    // Everything in the database is rolled back together, and there is no copy outside: the letter tells.
    house.world.by_hand("set session_replication_role = replica; delete from app.activity where seq > 1; delete from app.checkpoint;
        update app.activity_head h set seq = 1, hash = (select a.hash from app.activity a where a.seq = 1); set session_replication_role = origin".into()).await;
    assert!(house.audit([7; 32], &config, &[]).await.is_sound(), "nothing inside tells");
    let report = house.audit([7; 32], &config, &given).await;
    assert!(report.faults[0].to_string().contains("rolled back: entry 2"), "{:?}", report.faults);
}

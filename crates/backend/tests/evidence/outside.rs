//! Heads leave the house: by letter once a week, and to a witness over real HTTP.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use backend::clock::Clock;
use backend::evidence::{EvidenceConfig, Witness};
use ed25519_dalek::{Signer, SigningKey};
use evidence::{Checkpoint, Hash, SignedNote, WitnessKey, parse_hashes, verify_consistency};

use crate::support::House;

/// What the witness saw last.
type Seen = Arc<Mutex<Option<(u64, Hash)>>>;

/// Whose signature it answers with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Own,
    /// Its own name and key id over bytes that nobody signed.
    Forged,
    /// Its own signature over another log's head of this size.
    Elsewhere,
    /// Its name, another's key.
    WrongKey,
    /// From a day that has not come.
    Tomorrow,
}

#[derive(Clone)]
struct StandIn {
    seen: Seen,
    answer: Arc<Mutex<Answer>>,
}

const NAME: &str = "witness.example/w1";

fn witness_key(seed: u8) -> (SigningKey, WitnessKey) {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let public_key = key.verifying_key().to_bytes();
    (key, WitnessKey { name: NAME.to_owned(), public_key })
}

/// A witness as c2sp.org/tlog-witness describes one.
async fn add(State(stand_in): State<StandIn>, body: String) -> (StatusCode, String) {
    let (head, note) = body.split_once("\n\n").unwrap();
    let (old, path) = head.split_once('\n').unwrap_or((head, ""));
    let old: u64 = old.strip_prefix("old ").unwrap().parse().unwrap();
    let text = SignedNote::parse(note).unwrap().text;
    let checkpoint = Checkpoint::parse(&text).unwrap();
    let mut seen = stand_in.seen.lock().unwrap();
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
    let (key, name) = witness_key(3);
    let now = u64::try_from(Clock::System.now().timestamp()).unwrap();
    let line = match *stand_in.answer.lock().unwrap() {
        Answer::Own => name.cosign(&text, now, |said| key.sign(said).to_bytes()),
        Answer::Forged => name.cosign(&text, now, |_| [7; 64]),
        Answer::Elsewhere => {
            name.cosign(&text.replace("/evidence/", "/evidence/0"), now, |said| key.sign(said).to_bytes())
        }
        Answer::WrongKey => witness_key(4).1.cosign(&text, now, |said| witness_key(4).0.sign(said).to_bytes()),
        Answer::Tomorrow => name.cosign(&text, now + 86_400, |said| key.sign(said).to_bytes()),
    };
    // Another witness's line before it, as a gathering service would answer.
    (StatusCode::OK, format!("— other.example AAAAAAAAAAAAAAAA\n{line}"))
}

async fn witness() -> (Witness, StandIn) {
    let stand_in = StandIn { seen: Seen::default(), answer: Arc::new(Mutex::new(Answer::Own)) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().route("/add-checkpoint", post(add)).with_state(stand_in.clone());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (Witness { address, key: witness_key(3).1 }, stand_in)
}

const KEPT: &str = "select count(*) from app.checkpoint_delivery where via = 'witness'";

#[tokio::test]
async fn a_witness_signs_what_continues() {
    let (witness, stand_in) = witness().await;
    let seen = stand_in.seen;
    let mut house = House::with(|config| config.witness = Some(witness)).await;
    for size in [3, 300] {
        house.entries(size).await;
        house.checkpoint().await;
    }
    let entries = house.rows().await.len() as u64;
    assert_eq!(seen.lock().unwrap().unwrap().0, entries);
    assert_eq!(
        house.count(&format!("{KEPT} and cosignature like '— {NAME} %' and cosignature not like '%other%'")).await,
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
    // Verification says which heads it confirmed.
    let said = house.verify().await.witnessed.unwrap();
    let first = u64::try_from(roots[0].0).unwrap();
    assert_eq!((said.name.as_str(), said.sizes), (NAME, vec![first, entries, entries + 1]));
    assert!(said.at.is_some());
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

// M4: what anybody else answers at the witness's address is not kept, stops nothing, and is made good by the next head.
#[tokio::test]
async fn only_the_witness_itself_confirms() {
    let (witness, stand_in) = witness().await;
    let mut house = House::with(|config| config.witness = Some(witness)).await;
    for answer in [Answer::Forged, Answer::WrongKey, Answer::Elsewhere, Answer::Tomorrow] {
        *stand_in.answer.lock().unwrap() = answer;
        house.entries(2).await;
        house.checkpoint().await;
        assert_eq!(house.count(KEPT).await, 0);
    }
    let heads = house.count("select count(*) from app.checkpoint").await;
    assert_eq!(heads, 4, "the log goes on");
    let report = house.verify().await;
    assert_eq!((report.faults.as_slice(), report.witnessed.unwrap().sizes.len()), (&[][..], 0));
    *stand_in.answer.lock().unwrap() = Answer::Own;
    house.entries(2).await;
    house.checkpoint().await;
    let report = house.verify().await;
    assert_eq!(report.witnessed.unwrap().sizes, [report.entries]);
    // One that is put into the database by hand, in the witness's name, is named; another's counts for nothing.
    let (newest, row) =
        (report.entries, "insert into app.checkpoint_delivery (organisation_id, via, size, cosignature)");
    let first: i64 = house.count("select min(size) from app.checkpoint").await;
    for (seed, faults) in [(3, 1), (4, 0)] {
        let line = witness_key(seed).1.cosign("nothing of ours\n", 1, |_| [7; 64]);
        let org = house.org.0;
        house.world.by_hand(format!("{row} values ('{org}', 'witness', {first}, '{line}')")).await;
        let report = house.verify().await;
        assert_eq!(report.faults.len(), faults, "{:?}", report.faults);
        assert_eq!(report.witnessed.unwrap().sizes, [newest]);
        house.world.by_hand(format!("set session_replication_role = replica; delete from app.checkpoint_delivery where size = {first}; set session_replication_role = origin")).await;
    }
}

#[tokio::test]
async fn a_witness_that_is_away_stops_nothing() {
    let mut house = House::with(|config| {
        config.witness = Some(Witness { address: "http://127.0.0.1:9".into(), key: witness_key(3).1 });
    })
    .await;
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

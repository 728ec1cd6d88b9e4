//! Ten years of entries in bounded memory, and `kill -9` at random points. T12
//!
//! The worker is this test program again, as a child: it is killed as a whole, files half written and all, and its
//! memory is its own. `NS_EXPORT_ROWS` and `NS_EXPORT_KILLS` ask for more.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use backend::Backend;
use backend::clock::Clock;
use contract::export::ExportState;

use crate::support::{House, check_parts, manifest, rows};

/// Runs jobs until it is killed; a test only when asked for by name.
#[tokio::test]
#[ignore = "the child of the tests below"]
async fn child() {
    let Ok(url) = std::env::var("NS_EXPORT_CHILD") else { return };
    let mut config = testkit::config_at(url.into());
    config.data_dir = std::env::var("NS_EXPORT_DATA").unwrap().into();
    let backend = Backend::new(config, Clock::System).unwrap();
    loop {
        if !backend.run_next_job().await.unwrap() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

struct Worker(Child);

impl Worker {
    fn start(house: &House) -> Self {
        use secrecy::ExposeSecret;
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::child", "--ignored", "--nocapture"])
            .env("NS_EXPORT_CHILD", house.world.db.url(None).expose_secret())
            .env("NS_EXPORT_DATA", &house.backend().config.data_dir)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// The most memory it ever had, in kB.
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
        line.trim().trim_end_matches(" kB").trim().parse().unwrap()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // SIGKILL: nothing is put in order.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn asked(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

async fn until_ready(house: &House, worker: &Worker) -> u64 {
    let mut peak = 0;
    while house.state(&house.maya).await.is_under_way() {
        peak = peak.max(worker.peak());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(house.state(&house.maya).await, ExportState::Ready);
    peak.max(worker.peak())
}

#[tokio::test]
async fn ten_years_fit_into_little_memory_and_survive_being_killed() {
    let (count, kills) = (asked("NS_EXPORT_ROWS", 20_000), asked("NS_EXPORT_KILLS", 4));
    let mut house = House::new().await;
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    house.log_of(organisation, maya, 200, "Few").await;
    // What a worker needs for next to nothing.
    house.ask_mine(&house.maya).await;
    let worker = Worker::start(&house);
    let little = until_ready(&house, &worker).await;
    drop(worker);
    house
        .log_of(
            organisation,
            maya,
            count,
            "An entry of some length, as people write them when something hurt after lunch:",
        )
        .await;

    let undisturbed = house.ask_mine(&house.maya).await;
    let worker = Worker::start(&house);
    let much = until_ready(&house, &worker).await;
    drop(worker);
    let files = house.fetch(&house.maya, undisturbed).await.unwrap();
    let size: usize = files.values().map(Vec::len).sum();
    println!("export: {count} rows, {size} bytes; a worker's peak {little} kB for little, {much} kB for all");
    assert_eq!(rows(&files, "observation").len(), usize::try_from(count).unwrap() + 200);
    check_parts(&files);
    // Constant: far less than what is exported, however much that is.
    assert!(much < little + 24_000, "{little} kB became {much} kB");
    assert!(size > 30_000_000 * usize::try_from(count).unwrap() / 40_000, "{size}: not enough to prove anything");

    // The same again, killed over and over at random points: the lease of a dead worker runs out.
    let disturbed = house.ask_mine(&house.maya).await;
    let mut dice = u64::from(std::process::id());
    for _ in 0..kills {
        let worker = Worker::start(&house);
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis(150 + (dice >> 33) % 900)).await;
        drop(worker);
        house
            .world
            .by_hand("update ops.job set locked_until = now() - interval '1 second' where status = 'running'".into())
            .await;
    }
    house
        .world
        .by_hand(
            "update ops.job set attempts = 0, run_at = now() where status in ('queued', 'running') and kind = 'export'"
                .into(),
        )
        .await;
    let worker = Worker::start(&house);
    until_ready(&house, &worker).await;
    drop(worker);
    let again = house.fetch(&house.maya, disturbed).await.unwrap();
    check_parts(&again);
    // Only what grows with every export and sign-in may differ: the journal is the same to the last byte.
    for path in ["data/observation.json", "data/observation.csv"] {
        assert!(files[path] == again[path], "{path} differs after being killed");
    }
    assert_eq!(manifest(&again)["tables"][0]["table"], manifest(&files)["tables"][0]["table"]);
}

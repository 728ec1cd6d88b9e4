//! The worker as a process of its own, and SIGKILL wherever it happens to be.
//!
//! The process is the test program again, asked for one ignored test by its name, `killed::child`, which only calls
//! [`be_child`]. It has the database, the keys and the folders of the test, and ends when the test does.
//! To have other work killed: a variant of [`Work`].

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use backend::Backend;
use backend::client_keys::rotate;
use backend::clock::Clock;
use backend::secret::MasterKeys;
use sqlx::PgConnection;
use tokio::sync::{oneshot, watch};

use crate::World;
use crate::database::{config_named, url_named};

const DATABASE: &str = "NS_CHILD_DATABASE";
const KEYS: &str = "NS_CHILD_KEYS";

/// What the process does.
#[derive(Debug, Clone)]
pub enum Work {
    /// The queue and its clock, as the server runs them.
    Jobs,
    /// `rotate-keys` with these master keys, the new one first.
    MasterKeys(String),
}

/// A running process; killed when dropped.
pub struct Worker(Child);

impl Worker {
    /// # Panics
    /// When there is no process to be had.
    pub fn start(world: &World, work: &Work) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "killed::child", "--ignored", "--nocapture"]).env(DATABASE, &world.db.name);
        if let Work::MasterKeys(keys) = work {
            command.env(KEYS, keys);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// Whether it has come to its end by itself, and a good one.
    pub fn is_over(&mut self) -> bool {
        let status = self.0.try_wait().unwrap();
        assert!(status.is_none_or(|status| status.success()), "the worker ended badly: {status:?}");
        status.is_some()
    }

    /// The most memory it ever had, in kB.
    pub fn peak(&self) -> u64 {
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

/// What the child does: works until it is killed, or the test that started it is gone. Nothing when nobody asked.
///
/// # Panics
/// When the work cannot be done.
pub async fn be_child() {
    let Ok(name) = std::env::var(DATABASE) else { return };
    let (gone, parent) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        // Ends with the pipe, and the pipe with whoever holds its other end.
        _ = std::io::stdin().read(&mut [0]);
        drop(gone);
    });
    let work = async {
        match std::env::var(KEYS) {
            Ok(keys) => {
                let masters = MasterKeys::parse(&keys).unwrap();
                rotate::rotate(&url_named(&name, Some("ns_migrator")), &masters, |_, _| {}).await.unwrap();
            }
            Err(_) => {
                let (_go_on, stop) = watch::channel(false);
                Backend::new(config_named(&name), Clock::System).unwrap().run_jobs(stop).await;
            }
        }
    };
    tokio::select! {
        () = work => {}
        _ = parent => {}
    }
}

/// A number from the environment, for who wants more of the same.
pub fn rounds(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

/// Has the work done by one process after another: `kills` of them are killed, each at a random point of its own part
/// of what there is to do and a few random milliseconds later, the last may finish. `left` says how much there is still
/// to do. Answers how many were hit with the work half done.
///
/// # Panics
/// When a job fails: being killed is no failure.
pub async fn kill_often(
    world: &mut World,
    work: &Work,
    kills: u32,
    mut left: impl AsyncFnMut(&mut PgConnection) -> i64,
) -> u32 {
    let all = left(&mut world.hand).await;
    let mut dice = u64::from(std::process::id());
    let mut roll = |sides: i64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(dice >> 33).unwrap() % sides.max(1)
    };
    let mut half_done = 0;
    for kill in 1..=i64::from(kills) {
        // The first dies before all of its part is done, the last before all is.
        let goal = all - (all * (kill - 1) + roll(all)) / i64::from(kills);
        let mut worker = Worker::start(world, work);
        while left(&mut world.hand).await >= goal.max(1) && !is_over(world, work, &mut worker).await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_micros(roll(20_000).unsigned_abs())).await;
        drop(worker);
        half_done += u32::from((1..all).contains(&left(&mut world.hand).await));
        // As if two minutes had passed. A machine that dies ten times in one job is a person's to look at.
        let expire =
            "update ops.job set locked_until = now() - interval '1 second', attempts = 1 where status = 'running'";
        world.by_hand(expire.into()).await;
    }
    let mut worker = Worker::start(world, work);
    while !is_over(world, work, &mut worker).await {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    half_done
}

/// Whether there is nothing more for this process to do.
async fn is_over(world: &mut World, work: &Work, worker: &mut Worker) -> bool {
    let failed = "select kind || ': ' || last_error from ops.job where last_error is not null and status in ('queued', 'running', 'failed') limit 1";
    let failed: Option<String> = sqlx::query_scalar(failed).fetch_optional(&mut world.hand).await.unwrap();
    assert_eq!(failed, None, "a job failed");
    let ended = worker.is_over();
    match work {
        Work::MasterKeys(_) => ended,
        Work::Jobs => {
            assert!(!ended, "a worker ends by being killed");
            let due = "select exists (select from ops.job where status in ('queued', 'running') and run_at <= now())";
            !sqlx::query_scalar::<_, bool>(due).fetch_one(&mut world.hand).await.unwrap()
        }
    }
}

//! How long things are kept (T11, P2): the register's times, the clinic's own within what the law allows, and the job
//! that keeps them.
//!
//! Guarantees: nothing goes before its time or under a legal hold; each step is small and durable by itself; the
//! database decides what is too old, by the register, and refuses a time outside of the bounds. To keep something for
//! a time: `.retention(…)` in its entry in the register; a time of the clinic's own is a `Period`.

mod queries;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use contract::privacy::{PeriodView, Retention};
use contract::{AppError, Code, FieldError};

use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, ReadTx, Worker, WriteTx};
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;
use crate::register::Period;

/// The kind of job that takes away what is too old.
pub(crate) const RETAIN: &str = "retain";
/// Rows of one transaction.
const SLICE: i32 = 500;
/// After this the rest is another job's.
const LONG: Duration = Duration::from_secs(5);

impl Backend {
    /// `/clinic/retention`. `tried` are days that count instead of the stored ones, to see what would go.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn load_retention(&self, tx: &mut ReadTx<Clinic>, tried: &[(String, i32)]) -> Result<Retention, Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let organisation = tx.scope().organisation_name.clone();
        let mut days: HashMap<String, i32> = queries::list_settings(tx).await?.into_iter().collect();
        // Only what could be saved is tried.
        days.extend(tried.iter().filter(|(period, days)| allowed(period, *days).is_ok()).cloned());
        let amounts = queries::preview(tx, &days).await?;
        let periods = Period::ALL.map(|period| {
            let bounds = period.bounds();
            PeriodView {
                period: period.word().to_owned(),
                days: days.get(period.word()).copied().unwrap_or(bounds.usual),
                min: bounds.min,
                max: bounds.max,
                would_go: amounts.iter().filter(|row| row.period == period.word()).map(|row| row.amount).sum(),
            }
        });
        Ok(Retention { organisation, periods: periods.to_vec() })
    }

    /// Saves a clinic's own times.
    ///
    /// # Errors
    /// `Invalid` naming the periods that are outside of what the law allows; `NotFound` for anyone who is not an
    /// administrator.
    pub async fn save_retention(&self, mut tx: WriteTx<Clinic>, days: &[(String, i32)]) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let wrong: Vec<FieldError> = days
            .iter()
            .filter_map(|(period, days)| allowed(period, *days).err().map(|code| (period, code)))
            .map(|(period, code)| FieldError::new(period.clone(), code))
            .collect();
        if !wrong.is_empty() {
            return Err(AppError::Invalid(wrong).into());
        }
        let organisation = tx.scope().organisation().0;
        let changed = queries::save(tx.conn(), organisation, days).await?;
        if changed == 0 {
            return Ok(());
        }
        tx.commit(Activity::new(Action::RetentionChanged)).await
    }
}

/// Whether a clinic may choose so many days. The database asks the same.
fn allowed(period: &str, days: i32) -> Result<(), Code> {
    let period = Period::ALL.into_iter().find(|known| known.word() == period).ok_or(Code::Unknown)?;
    let bounds = period.bounds();
    if days < bounds.min {
        Err(Code::TooSmall)
    } else if days > bounds.max {
        Err(Code::TooLarge)
    } else {
        Ok(())
    }
}

/// Takes away what is too old of the job's organisation.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let began = Instant::now();
    loop {
        let mut tx = backend.write::<Worker>(&job.token, "job").await?;
        if began.elapsed() > LONG {
            tx.enqueue(RETAIN, &serde_json::json!({}), None, None).await?;
            return job.end(tx, None).await;
        }
        match queries::retain_slice(tx.conn(), SLICE).await.map_err(Refusal::from)? {
            0 => return job.end(tx, Some(Activity::new(Action::RetentionRun))).await,
            _ => tx.commit_slice().await?,
        }
    }
}

impl Backend {
    /// Enqueues the day's job for each organisation that has not had it; called every minute. Answers for how many.
    ///
    /// # Errors
    /// Database faults.
    pub async fn schedule_retention(&self) -> Result<i32, Refusal> {
        let mut tx = self.bare::<Worker>().await?;
        let made = queries::schedule(tx.conn()).await?;
        tx.commit().await?;
        Ok(made)
    }
}

//! What may be claimed, from what is known now: settings, the database, and what commands recorded (`status`).
//!
//! Guarantee: a claim holds only where its ground is known and young enough; everything else says so. No secret, place,
//! version or name of anybody is in here. To add a claim: a `What`, a line here, its words in `app`, a line in the test
//! that turns its fact off.

use chrono::{DateTime, Utc};
use contract::trust::{BACKUP_DAYS, Claim, DRILL_DAYS, ISOLATION_DAYS, LogHead, Processor, Standing, TrustView, What};

use super::queries;
use super::status::Status;
use crate::Backend;
use crate::config::Mode;
use crate::db::Public;
use crate::refusal::Refusal;
use crate::secret::field::{CLIENT_COLUMNS, COLUMNS};

impl Backend {
    /// `/trust`, and the administrators' view of the same.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_trust(&self) -> Result<TrustView, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let facts = queries::find_facts(tx.conn()).await?;
        let processors = queries::list_processors(tx.conn()).await?;
        let (now, status) = (self.clock.now(), Status::read(&self.config.status_dir));
        let (count, of) = (facts.with_factor, facts.organisations);
        let factor = Claim { count, of, ..Claim::new(What::Factor, share(count, of)) };
        let sealed = i64::try_from(COLUMNS.len() + CLIENT_COLUMNS.len()).unwrap_or(0);
        let claims = vec![
            Claim::new(What::Running, self.running(facts.has_demo)),
            Claim::new(What::Transport, holds(self.config.public_url.starts_with("https://"))),
            isolation(&status, now),
            Claim { count: sealed, ..Claim::new(What::Fields, Standing::Holds) },
            factor,
            Claim::new(What::Passwords, if self.config.breaches.is_some() { Standing::Holds } else { Standing::Part }),
            // Nobody can upload a file: there is nothing to scan.
            Claim::new(What::Files, Standing::NotHere),
            backup(&status, now),
            drill(&status, now),
            Claim {
                count: facts.entries.unwrap_or(0),
                ..Claim::new(What::Log, if facts.head.is_some() { Standing::Holds } else { Standing::Unknown })
            },
        ];
        Ok(TrustView {
            clinic: facts.clinic,
            on: now.date_naive(),
            claims,
            processors: processors.into_iter().map(Processor::from).collect(),
            head: facts.head.zip(facts.entries).map(|(note, entries)| LogHead { entries, note }),
        })
    }

    fn running(&self, has_demo: bool) -> Standing {
        holds(self.config.mode == Mode::Production && !has_demo)
    }
}

fn holds(it_does: bool) -> Standing {
    if it_does { Standing::Holds } else { Standing::Fails }
}

fn share(count: i64, of: i64) -> Standing {
    match count {
        0 => Standing::Fails,
        all if all == of => Standing::Holds,
        _ => Standing::Part,
    }
}

/// Whole days since; nothing for a time that has not come yet, which nobody can have proved anything at.
fn days_since(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    let age = now - at;
    (age >= chrono::Duration::minutes(-5)).then(|| age.num_days().max(0))
}

/// A thing that was asked at a time: how it stands now.
fn aged(what: What, at: Option<DateTime<Utc>>, now: DateTime<Utc>, most: i64, good: bool) -> Claim {
    let days = at.and_then(|at| days_since(at, now));
    let standing = match days {
        None => Standing::Unknown,
        Some(_) if !good => Standing::Fails,
        Some(days) if days > most => Standing::Old,
        Some(_) => Standing::Holds,
    };
    Claim { days, ..Claim::new(what, standing) }
}

fn isolation(status: &Status, now: DateTime<Utc>) -> Claim {
    let last = status.isolation.as_ref();
    let (of, broken) = last.map_or((0, 0), |proof| (proof.checks, proof.broken));
    let (pairs, uncovered) = last.map_or((0, 0), |proof| (proof.pairs, proof.uncovered));
    let mut claim = aged(What::Isolation, last.map(|proof| proof.at), now, ISOLATION_DAYS, broken == 0 && of > 0);
    // Rules alone were asked: nobody was compared with a row.
    if claim.standing == Standing::Holds && pairs == 0 {
        claim.standing = Standing::Part;
    }
    counted(Claim { pairs: number(pairs), uncovered: number(uncovered), ..claim }, of, broken)
}

fn backup(status: &Status, now: DateTime<Utc>) -> Claim {
    let (last, failed) = (status.backup.as_ref().map(|done| done.at), status.backup_failed_at);
    // One that failed since leaves the last good one standing, and is said.
    let mut claim = aged(What::Backup, last, now, BACKUP_DAYS, true);
    if claim.standing == Standing::Holds && failed.is_some() {
        claim.standing = Standing::Part;
    }
    claim
}

fn drill(status: &Status, now: DateTime<Utc>) -> Claim {
    let last = status.drill.as_ref();
    let (of, broken) = last.map_or((0, 0), |drill| (drill.checks, drill.broken));
    let mut claim = aged(What::Drill, last.map(|drill| drill.at), now, DRILL_DAYS, broken == 0 && of > 0);
    // Whether people who were erased come back with a backup was not asked.
    if claim.standing == Standing::Holds && last.is_some_and(|drill| drill.erasures.is_none()) {
        claim.standing = Standing::Part;
    }
    counted(claim, of, broken)
}

fn counted(claim: Claim, of: usize, broken: usize) -> Claim {
    Claim { of: number(of), count: number(of.saturating_sub(broken)), ..claim }
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

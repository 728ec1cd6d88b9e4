//! What an installation can say of itself in public: claims, each with how it stands, never more than is known.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Days after which a proof, a backup or a drill is called old.
pub const ISOLATION_DAYS: i64 = 8;
pub const BACKUP_DAYS: i64 = 2;
pub const DRILL_DAYS: i64 = 90;

/// What is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Settings for real data, none of the demo's.
    Running,
    /// HTTPS and HSTS.
    Transport,
    /// `nutriscope prove-isolation`.
    Isolation,
    /// Columns sealed by the application itself.
    Fields,
    /// A second factor for staff.
    Factor,
    /// Stolen passwords are refused.
    Passwords,
    /// Files are scanned.
    Files,
    Backup,
    Drill,
    /// The activity log and its head.
    Log,
}

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Holds,
    /// For some, not for all.
    Part,
    /// It held when it was last asked, too long ago.
    Old,
    /// Never asked, or nobody knows.
    Unknown,
    Fails,
    /// There is nothing here that it could be said of.
    NotHere,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub what: What,
    pub standing: Standing,
    /// Whole days since it was asked.
    pub days: Option<i64>,
    /// How many hold, of how many.
    pub count: i64,
    pub of: i64,
    /// Pairs of somebody and a row that a proof compared, and situations it had no example of.
    pub pairs: i64,
    pub uncovered: i64,
}

impl Claim {
    pub fn new(what: What, standing: Standing) -> Self {
        Self { what, standing, days: None, count: 0, of: 0, pairs: 0, uncovered: 0 }
    }
}

/// Somebody who handles data for the clinic, as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processor {
    pub name: String,
    pub service: String,
    pub place: String,
    pub transfer: String,
}

/// The newest signed head of the clinic's activity log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    pub entries: i64,
    /// The signed note as `c2sp.org/tlog-checkpoint` writes it.
    pub note: String,
}

/// `/trust`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustView {
    /// The clinic, where the installation has one alone.
    pub clinic: Option<String>,
    pub on: NaiveDate,
    pub claims: Vec<Claim>,
    /// Everybody whom any clinic of this installation lists, without a word of which.
    pub processors: Vec<Processor>,
    pub head: Option<LogHead>,
}

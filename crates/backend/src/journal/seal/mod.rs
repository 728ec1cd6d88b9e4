//! Long work on what clients have sealed, in slices of a job: what lies open from before is sealed, and everything of a
//! client is moved to a new version of their key.
//!
//! Guarantees: a slice is one transaction of at most `SLICE` values that also enqueues the next and ends its own job, so a
//! process may die at any point and nothing is lost, done half or said twice; a value is replaced only where it is still the one that was read, so
//! clients go on writing meanwhile; an old version of a key ends only when nothing lies under it. Neither is a
//! correction: versions and times of entries stay as they are. What does not open is left, counted and shown.

mod leave;
mod queries;

use contract::id::MembershipId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use leave::leave_keys;
use queries::ToSeal;

use super::entry::Stored;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Worker, WriteTx};
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;
use crate::secret::{ClientKey, KeyVersion};

/// Kinds of jobs about one client.
pub const SEAL: &str = "seal_client";
pub const ROTATE: &str = "rotate_client";

/// Values in one transaction.
const SLICE: i32 = 200;

/// How far a client's work has come: what the next slice is told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    client_id: Uuid,
    #[serde(default)]
    after: Uuid,
    #[serde(default)]
    after_version: i32,
    /// Moved in this walk through the client's values; another walk follows while there is something to move.
    #[serde(default)]
    moved: i64,
}

/// One slice.
///
/// # Errors
/// Database faults; the job is then tried again.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let mut place: Place = job.payload()?;
    let what = if job.kind == ROTATE { "rotate" } else { "seal" };
    let mut tx = backend.write::<Worker>(&job.token, &job.id.to_string()).await?;
    let mut key = tx.client_key(MembershipId(place.client_id)).await?;
    // Destroyed meanwhile: nothing of this client can or need be moved.
    let gone = key.current().is_none();
    let below = match (what, gone) {
        ("rotate", false) => {
            let to = KeyVersion::try_from(queries::begin_rotation(tx.conn()).await.map_err(Refusal::from)?);
            let to = to.map_err(|_| Failure("a key has had too many versions"))?;
            if key.last() < to {
                key = tx.add_key_version(MembershipId(place.client_id), to).await?;
            }
            i32::from(to)
        }
        _ => 0,
    };
    let rows = match gone {
        true => vec![],
        false => {
            queries::list(tx.conn(), below, place.after, place.after_version, SLICE).await.map_err(Refusal::from)?
        }
    };
    let full = i32::try_from(rows.len()).is_ok_and(|rows| rows == SLICE);
    let mut moved = 0;
    for row in rows {
        (place.after, place.after_version) = (row.observation_id, row.version);
        moved += i64::from(reseal(&mut tx, &key, row).await?);
    }
    place.moved += moved;
    if full {
        return go_on(tx, job, what, place, moved).await;
    }
    let left = match (what, gone) {
        (_, true) => 0,
        ("rotate", _) => queries::retire(tx.conn(), below).await.map_err(Refusal::from)?,
        _ => queries::count_open(tx.conn()).await.map_err(Refusal::from)?,
    };
    if left > 0 && place.moved > 0 {
        // Somebody wrote behind this walk: once more from the beginning.
        let again = Place { client_id: place.client_id, after: Uuid::nil(), after_version: 0, moved: 0 };
        return go_on(tx, job, what, again, moved).await;
    }
    queries::note(tx.conn(), what, moved, left, true).await.map_err(Refusal::from)?;
    job.end(tx, Some(Activity::new(Action::KeyRotated).about(place.client_id))).await
}

async fn go_on(mut tx: WriteTx<Worker>, job: &Job, what: &str, place: Place, moved: i64) -> Result<(), Failure> {
    queries::note(tx.conn(), what, moved, 0, false).await.map_err(Refusal::from)?;
    tx.enqueue(&job.kind, &place, None, None).await?;
    job.end(tx, None).await
}

/// Seals one value under the client's current key; whether it did. What does not open stays as it is.
async fn reseal(tx: &mut WriteTx<Worker>, key: &ClientKey, row: ToSeal) -> Result<bool, Refusal> {
    let (entry, version, was) = (row.observation_id, row.version, row.sealed.clone());
    let stored =
        Stored { observation_id: entry, kind: row.kind, payload: row.payload, note: row.note, sealed: row.sealed };
    let sealed = match stored.open(key).and_then(|plain| plain.seal(entry, key)) {
        Ok(sealed) => sealed,
        Err(why) => {
            tracing::error!(kind = "an entry cannot be sealed anew", %entry, version, %why);
            return Ok(false);
        }
    };
    Ok(queries::put(tx.conn(), entry, version, was.as_deref(), &sealed).await?)
}

impl Backend {
    /// Starts the sealing of what lies open from before, for every client who has any and for whom none is under way.
    ///
    /// # Errors
    /// Database faults.
    pub async fn start_sealing(&self) -> Result<i64, Refusal> {
        let mut tx = self.bare::<Worker>().await?;
        let started = queries::ask(tx.conn(), "seal").await?;
        tx.commit().await?;
        Ok(started)
    }
}

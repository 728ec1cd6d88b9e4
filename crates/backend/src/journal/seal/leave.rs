//! A journal was erased: the keys it was sealed with go too, and so what every older backup holds of it (T7, M9).
//!
//! Guarantees: all of it is one transaction, the erasure's last. What the client wrote since they asked for the erasure
//! is sealed under the next version of their key first; nothing else lies under the old ones, as the database checks.
//! The client's own writing waits for the end of that transaction.

use chrono::{DateTime, Utc};
use contract::id::MembershipId;
use uuid::Uuid;

use super::{SLICE, queries, reseal};
use crate::client_keys::Certificate;
use crate::client_keys::certificate::Next;
use crate::db::{Worker, WriteTx};
use crate::refusal::Refusal;

/// Destroys the keys of the job's client, whose journal is gone, with a certificate. Where no key lives there is nothing
/// to do: they wrote nothing sealed, or it was done before.
pub(crate) async fn leave_keys(
    tx: &mut WriteTx<Worker>,
    client: MembershipId,
    now: DateTime<Utc>,
) -> Result<Option<Certificate>, Refusal> {
    let Some(last) = tx.hold_client_keys(client).await? else { return Ok(None) };
    let unreadable = queries::erase_unreadable(tx.conn()).await?;
    if unreadable > 0 {
        tracing::warn!(kind = "entries under a key that was destroyed are gone", entries = unreadable);
    }
    let version = last.checked_add(1).ok_or_else(|| Refusal::Fault("a key has had too many versions".into()))?;
    let key = tx.add_key_version(client, version).await?;
    let mut next = Next { version, moved: 0, lost: 0 };
    let (mut after, mut after_version) = (Uuid::nil(), 0);
    loop {
        let rows = queries::list(tx.conn(), i32::from(version), after, after_version, SLICE).await?;
        let Some(end) = rows.last() else { break };
        (after, after_version) = (end.observation_id, end.version);
        for row in rows {
            match reseal(tx, &key, row).await? {
                true => next.moved += 1,
                false => next.lost += 1,
            }
        }
    }
    Ok(Some(tx.destroy_keys_before(client, next, now).await?))
}

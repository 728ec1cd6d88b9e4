//! Deleting an entry and taking that back. Nothing is erased here: a deleted entry keeps its history and can return.

use chrono::{DateTime, NaiveDate, Utc};
use contract::id::ObservationId;

use super::queries::{self, Owner};
use crate::activity::{Action, Activity};
use crate::db::{Client, WriteTx};
use crate::refusal::Refusal;

/// Deletes an entry; one that is deleted already stays so. Answers the day it lay on.
///
/// # Errors
/// `NotFound` for an entry that is not this client's.
pub async fn delete_entry(tx: WriteTx<Client>, id: ObservationId, now: DateTime<Utc>) -> Result<NaiveDate, Refusal> {
    turn(tx, id, Some(now)).await
}

/// Takes a deletion back; an entry that is there stays as it is. Answers the day it lies on.
///
/// # Errors
/// `NotFound` for an entry that is not this client's.
pub async fn restore_entry(tx: WriteTx<Client>, id: ObservationId) -> Result<NaiveDate, Refusal> {
    turn(tx, id, None).await
}

async fn turn(
    mut tx: WriteTx<Client>,
    id: ObservationId,
    deleted_at: Option<DateTime<Utc>>,
) -> Result<NaiveDate, Refusal> {
    let owner = Owner::from(tx.scope());
    let key = tx.client_key(tx.scope().member()).await?;
    let row = queries::lock(tx.conn(), owner, id, &key).await?.ok_or(Refusal::NOT_FOUND)?;
    if row.deleted_at.is_some() == deleted_at.is_some() {
        return Ok(row.local_date);
    }
    queries::set_deleted(tx.conn(), owner, id, deleted_at).await?;
    let action = if deleted_at.is_some() { Action::EntryDeleted } else { Action::EntryRestored };
    tx.commit(Activity::new(action).on(id.0).about(owner.client)).await?;
    Ok(row.local_date)
}

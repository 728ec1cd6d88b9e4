//! Deleting an entry and taking that back. Nothing is erased here: a deleted entry keeps its history and can return.

use chrono::NaiveDate;
use contract::id::{MembershipId, ObservationId};

use super::queries::{self, Owner};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Client;
use crate::identity::SessionToken;
use crate::refusal::Refusal;

impl Backend {
    /// Deletes an entry; one that is deleted already stays so. Answers the day it lay on.
    ///
    /// # Errors
    /// `NotFound` for an entry that is not this client's.
    pub async fn delete_entry(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: ObservationId,
    ) -> Result<NaiveDate, Refusal> {
        self.turn(token, request_id, id, true).await
    }

    /// Takes a deletion back; an entry that is there stays as it is. Answers the day it lies on.
    ///
    /// # Errors
    /// `NotFound` for an entry that is not this client's.
    pub async fn restore_entry(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: ObservationId,
    ) -> Result<NaiveDate, Refusal> {
        self.turn(token, request_id, id, false).await
    }

    async fn turn(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: ObservationId,
        delete: bool,
    ) -> Result<NaiveDate, Refusal> {
        let mut tx = self.write::<Client>(token, request_id).await?;
        let owner = Owner::from(tx.scope());
        let key = tx.client_key(MembershipId(owner.client)).await?;
        let row = queries::lock(tx.conn(), owner, id, &key).await?.ok_or(Refusal::NOT_FOUND)?;
        if row.deleted_at.is_some() == delete {
            return Ok(row.local_date);
        }
        queries::set_deleted(tx.conn(), owner, id, delete.then(|| self.clock.now())).await?;
        let action = if delete { Action::EntryDeleted } else { Action::EntryRestored };
        tx.commit(Activity::new(action).on(id.0).about(owner.client)).await?;
        Ok(row.local_date)
    }
}

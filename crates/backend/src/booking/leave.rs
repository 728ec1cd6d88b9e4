//! Appointments of a practitioner who leaves: nobody else holds them, so they are cancelled, told and refunded.

use std::collections::BTreeSet;

use contract::booking::AppointmentStatus;
use contract::id::AppointmentId;
use uuid::Uuid;

use super::{book, letters, queries, rows};
use crate::activity::{Action, Activity};
use crate::db::{Clinic, WriteTx};
use crate::refusal::Refusal;

/// Cancels what lies ahead, with its letters and refunds; answers whose it was. Part of the caller's change.
pub(crate) async fn cancel_ahead(tx: &mut WriteTx<Clinic>, practitioner: Uuid) -> Result<BTreeSet<Uuid>, Refusal> {
    let org = tx.scope().organisation();
    queries::lock_practitioner(tx.conn(), practitioner).await?;
    let mut clients = BTreeSet::new();
    for id in queries::list_ahead(tx.conn(), org, practitioner).await? {
        let Some(state) = queries::find_state(tx.conn(), org, AppointmentId(id)).await? else { continue };
        let from = rows::known(AppointmentStatus::parse(&state.status))?;
        let to = AppointmentStatus::CancelledByPractice;
        if !queries::move_appointment(tx.conn(), org, AppointmentId(id), from, to).await? {
            continue;
        }
        book::settle_later(tx, &state).await?;
        letters::tell(tx, id, true, false).await?;
        let done = Activity::new(Action::AppointmentCancelled).on(id).about(state.client_id);
        tx.record(done.moved(from.as_str(), to.as_str())).await?;
        clients.insert(state.client_id);
    }
    Ok(clients)
}

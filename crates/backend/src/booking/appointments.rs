//! What a client has booked.

use contract::booking::AppointmentView;
use contract::id::AppointmentId;
use contract::paging::Reach;

use super::queries;
use crate::Backend;
use crate::db::{Client, ReadTx};
use crate::refusal::Refusal;

impl Backend {
    /// The client's appointments, latest first, holds and what became of them included.
    ///
    /// # Errors
    /// As `read`.
    pub async fn list_appointments(
        &self,
        tx: &mut ReadTx<Client>,
        reach: Reach,
    ) -> Result<Vec<AppointmentView>, Refusal> {
        let (org, me, zone) = (tx.scope().organisation(), tx.scope().member(), tx.scope().zone.clone());
        queries::list_appointments(tx.conn(), org, me, reach).await?.into_iter().map(|row| row.view(&zone)).collect()
    }

    /// One of them; `None` for what is not theirs.
    ///
    /// # Errors
    /// As `read`.
    pub async fn find_appointment(
        &self,
        tx: &mut ReadTx<Client>,
        id: AppointmentId,
    ) -> Result<Option<AppointmentView>, Refusal> {
        let (org, me, zone) = (tx.scope().organisation(), tx.scope().member(), tx.scope().zone.clone());
        queries::find_appointment(tx.conn(), org, me, id).await?.map(|row| row.view(&zone)).transpose()
    }
}

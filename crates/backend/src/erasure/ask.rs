//! Asking for erasure, undoing it, and where requests stand.

use chrono::{DateTime, Months, Utc};
use chrono_tz::Tz;
use contract::paging::Reach;
use contract::privacy::{Erasable, ErasureStatus, ErasureView, MyPrivacy};
use contract::{AppError, Code};
use insight::clock::Moment;
use uuid::Uuid;

use super::TELL;
use super::hold;
use super::queries::{self, RequestRow};
use super::work::EraseJob;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, HouseTx, ReadTx, WriteTx};
use crate::refusal::Refusal;

impl Backend {
    /// `/me/privacy`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_my_privacy(&self, tx: &mut ReadTx<Client>, reach: Reach) -> Result<MyPrivacy, Refusal> {
        let tz = tx.scope().tz();
        let requests = queries::list_mine(tx, reach).await?;
        let holds = queries::list_my_holds(tx, reach).await?;
        Ok(MyPrivacy {
            requests: requests.into_iter().filter_map(|row| view(row, tz)).collect(),
            holds: holds.into_iter().map(|row| hold::view(row, tz)).collect(),
        })
    }

    /// `/clinic/data-requests`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_data_requests(&self, tx: &mut HouseTx, reach: Reach) -> Result<Vec<ErasureView>, Refusal> {
        let tz = tx.scope().tz();
        Ok(queries::list_all(tx, reach).await?.into_iter().filter_map(|row| view(row, tz)).collect())
    }

    /// Asks for erasure of the client's own data. `key` is the form's: posted twice it is one request, and so is a
    /// second one for the same while the first is open. The whole account asks a fresh proof.
    ///
    /// # Errors
    /// `ProofNeeded`; `Conflict` while appointments lie ahead.
    pub async fn ask_erasure(&self, mut tx: WriteTx<Client>, key: Uuid, what: Erasable) -> Result<(), Refusal> {
        if what == Erasable::Account {
            tx.demand_proof().await?;
        }
        let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
        if let Err(error) = queries::insert_request(tx.conn(), organisation, key, me, what.as_str()).await {
            let refusal = Refusal::from(error);
            return match refusal.constraint() {
                Some("erasure_request_pkey" | "erasure_request_open") => Ok(()),
                Some("erasure_appointments") => Err(AppError::Conflict(Code::AppointmentsAhead).into()),
                _ => Err(refusal),
            };
        }
        tx.enqueue(TELL, &EraseJob { client_id: me, request_id: key }, None, None).await?;
        tx.commit(Activity::new(Action::ErasureAsked).on(key).about(me)).await
    }

    /// Undoes a request of one's own that has not begun: what was hidden is there again.
    ///
    /// # Errors
    /// `NotFound` when there is none such; it may have begun.
    pub async fn undo_erasure(&self, mut tx: WriteTx<Client>, id: Uuid) -> Result<(), Refusal> {
        let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
        let done = queries::undo_request(tx.conn(), organisation, id, me).await;
        match done.map_err(Refusal::from) {
            Ok(true) => tx.commit(Activity::new(Action::ErasureUndone).on(id).about(me)).await,
            Ok(false) => Err(Refusal::NOT_FOUND),
            Err(refusal) if refusal.constraint() == Some("erasure_transition") => Err(Refusal::NOT_FOUND),
            Err(refusal) => Err(refusal),
        }
    }
}

fn view(row: RequestRow, tz: Tz) -> Option<ErasureView> {
    let here = |at: DateTime<Utc>| Moment::new(&tz, at);
    let status = ErasureStatus::ALL.into_iter().find(|status| status.as_str() == row.status)?;
    Some(ErasureView {
        id: row.request_id,
        client_name: row.client_name.unwrap_or_default(),
        what: Erasable::parse(&row.category).ok()?,
        status,
        asked: here(row.asked_at),
        due: here(row.due_at),
        answer_by: here(row.asked_at.checked_add_months(Months::new(1)).unwrap_or(row.asked_at)),
        finished: row.finished_at.map(here),
        rows: row.rows_erased,
        files: row.files_erased,
    })
}

//! Legal holds: a record that must stay for the time being. Neither retention nor an erasure touches it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::Code;
use contract::grant::{MOST_FOUND, ReadKind};
use contract::paging::Reach;
use contract::privacy::{Hold, HoldView, Holds};
use insight::clock::Moment;
use uuid::Uuid;

use super::queries::{self, HoldRow, Placed};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, HouseLook, HouseTx, WriteTx};
use crate::named::{Clients, NamedRow, find_clients};
use crate::refusal::Refusal;

/// The looks that `/clinic/holds` is: at holds that clients are told of, at the others, and at the names one can
/// choose.
pub fn looks_at_holds(search: &str) -> [HouseLook; 3] {
    let names = HouseLook::at_kept_names(search, MOST_FOUND + 1);
    [HouseLook::at(ReadKind::Holds), HouseLook::at_silent_holds(), names]
}

impl Backend {
    /// `/clinic/holds`; `search` narrows the clients that can be chosen.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_holds(&self, tx: &mut HouseTx, search: &str, reach: Reach) -> Result<Holds, Refusal> {
        let (tz, organisation) = (tx.scope().tz(), tx.scope().organisation_name.clone());
        let holds = queries::list_holds(tx, reach).await?;
        let mut clients = find_clients(tx, Clients::Kept, search, MOST_FOUND + 1).await?;
        let more_clients = clients.len() > MOST_FOUND;
        clients.truncate(MOST_FOUND);
        Ok(Holds {
            organisation,
            holds: holds.into_iter().map(|row| view(row, tz)).collect(),
            clients: clients.into_iter().map(NamedRow::view).collect(),
            more_clients,
        })
    }

    /// Places a hold. `key` is the form's: posted twice it is one hold.
    ///
    /// # Errors
    /// `ProofNeeded`; `Invalid` on `client`; `NotFound` for anyone who is not an administrator.
    pub async fn place_hold(&self, mut tx: WriteTx<Clinic>, key: Uuid, hold: &Hold) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let (organisation, by) = (tx.scope().organisation().0, tx.scope().member().0);
        let placed = Placed { organisation, id: key, client: hold.client.0, by, reason: &hold.reason, told: hold.told };
        if let Err(error) = queries::insert_hold(tx.conn(), &placed).await {
            let refusal = Refusal::from(error);
            return match refusal.constraint() {
                Some("legal_hold_pkey") => Ok(()),
                Some("hold_client") => Err(Refusal::field("client", Code::Unknown)),
                _ => Err(refusal),
            };
        }
        tx.commit(noted(Action::HoldPlaced, key, hold.client.0, hold.told)).await
    }

    /// Releases a hold; what waited for it goes on.
    ///
    /// # Errors
    /// `ProofNeeded`; `NotFound` when there is no such hold in force.
    pub async fn release_hold(&self, mut tx: WriteTx<Clinic>, id: Uuid, why: &str) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let why = contract::privacy::reason(why).map_err(|code| Refusal::field("released_why", code))?;
        tx.demand_proof().await?;
        let (organisation, by) = (tx.scope().organisation().0, tx.scope().member().0);
        let (client, told) =
            queries::release_hold(tx.conn(), organisation, id, by, &why).await?.ok_or(Refusal::NOT_FOUND)?;
        tx.commit(noted(Action::HoldReleased, id, client, told)).await
    }
}

/// The entry in the log. Entries about a client are theirs to read and to take along, so one about a hold that they are
/// not told of names the hold alone.
fn noted(action: Action, hold: Uuid, client: Uuid, told: bool) -> Activity {
    let what = Activity::new(action).on(hold);
    if told { what.about(client) } else { what }
}

pub(super) fn view(row: HoldRow, tz: Tz) -> HoldView {
    let here = |at: DateTime<Utc>| Moment::new(&tz, at);
    HoldView {
        id: row.hold_id,
        client_name: row.client_name.unwrap_or_default(),
        reason: row.reason,
        is_told: row.told,
        placed: here(row.created_at),
        released: row.released_at.map(here),
        released_why: row.released_why,
    }
}

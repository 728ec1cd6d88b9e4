//! Exports of data (T12, P10): somebody's own; the organisation's to read; and the organisation's to move with.
//!
//! Guarantees: what goes in is read off the data register under row security, by a job about that person and nobody
//! else; it is put together in slices that survive being killed; it lies sealed under a key of its own and is fetched
//! only by the person it belongs to, freshly proved, for seven days; each step is in the activity log. Only one is put
//! together for a person at a time. What an organisation reads holds nothing its administrators could not read anyway.
//! What it moves with takes two people, is known to every client concerned before it is packed, and opens nowhere but at
//! the installation it is sealed for (`parcel`). To export another table: see `plan`.
//!
//! A request (`ask`) enqueues the first slice (`slice`), which writes parts (`shelf`, `cells`); the last one adds what
//! is for reading (`finish`, `summary`), posts the letter (`tell`); fetching (`download`) makes the archive on the way
//! out; `end` removes it.

mod ask;
mod cells;
mod chart;
mod download;
mod end;
mod finish;
mod import;
mod movehouse;
mod opener;
mod page;
mod parcel;
mod plan;
mod queries;
mod rows;
mod shelf;
mod slice;
mod summary;
mod tell;
pub mod ways;
mod work;

use contract::export::{ClinicExports, ExportScope, ExportView};
use contract::grant::{MOST_FOUND, ReadKind};
use contract::paging::Reach;

use crate::Backend;
use crate::db::{Client, Clinic, HouseLook, HouseTx, Portal, Practice, ReadTx};
use crate::named::{Clients, NamedRow, find_clients};
use crate::refusal::Refusal;

/// The job that puts an export of this kind together.
fn kind_of(scope: ExportScope) -> &'static str {
    match scope {
        ExportScope::Client | ExportScope::Staff => RUN,
        ExportScope::Organisation => RUN_HOUSE,
        ExportScope::Move => RUN_MOVE,
    }
}

pub use download::Download;
use end::EndJob;
pub(crate) use end::run as end;
pub use import::{Brought, Imported, import};
pub use parcel::binding;
pub(crate) use slice::run;

/// The job that puts one person's export together.
pub(crate) const RUN: &str = "export";
/// The same for what an organisation reads of itself.
pub(crate) const RUN_HOUSE: &str = "export_house";
/// The same for everything, sealed for another installation.
pub(crate) const RUN_MOVE: &str = "export_move";
/// The job that ends one whose time is over, and removes files.
pub(crate) const END: &str = "end_export";

/// The looks that `/clinic/exports` is: at clients' exports, and at the names one can choose.
pub fn looks_at_exports(search: &str) -> [HouseLook; 2] {
    [HouseLook::at(ReadKind::Exports), HouseLook::at_names(search, MOST_FOUND + 1)]
}

impl Backend {
    /// `/me/export`: a client's own, the newest first.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_my_exports(&self, tx: &mut ReadTx<Client>, reach: Reach) -> Result<Vec<ExportView>, Refusal> {
        self.list_own_exports(tx, reach).await
    }

    /// `/account/export` of a practitioner.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_practice_exports(
        &self,
        tx: &mut ReadTx<Practice>,
        reach: Reach,
    ) -> Result<Vec<ExportView>, Refusal> {
        self.list_own_exports(tx, reach).await
    }

    /// `/account/export` of somebody at the clinic.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_clinic_exports(&self, tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<Vec<ExportView>, Refusal> {
        self.list_own_exports(tx, reach).await
    }

    async fn list_own_exports<P: Portal>(&self, tx: &mut ReadTx<P>, reach: Reach) -> Result<Vec<ExportView>, Refusal> {
        let (tz, now, me) = (tx.scope().tz(), self.clock.now(), tx.scope().member().0);
        let rows = queries::list_own(tx, reach).await?;
        Ok(rows.into_iter().filter_map(|row| row.view(now, tz, me)).collect())
    }

    /// `/clinic/exports`; `search` narrows the clients that can be chosen.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_clinic_exports(
        &self,
        tx: &mut HouseTx,
        search: &str,
        reach: Reach,
    ) -> Result<ClinicExports, Refusal> {
        let (tz, now, me) = (tx.scope().tz(), self.clock.now(), tx.scope().member().0);
        let rows = queries::list_house(tx, reach).await?;
        let has_second = queries::has_second(tx).await?;
        let mut clients = find_clients(tx, Clients::Active, search, MOST_FOUND + 1).await?;
        let more_clients = clients.len() > MOST_FOUND;
        clients.truncate(MOST_FOUND);
        Ok(ClinicExports {
            organisation: tx.scope().organisation_name.clone(),
            exports: rows.into_iter().filter_map(|row| row.view(now, tz, me)).collect(),
            clients: clients.into_iter().map(NamedRow::view).collect(),
            more_clients,
            is_owner: tx.scope().role() == crate::db::Role::Owner,
            has_second,
        })
    }
}

//! Who may look at one client's record beyond their practitioner, who did look, and who is told (N4, M5).
//!
//! Guarantees: a grant names a colleague, a reason and an end, and stops by itself because the database asks the time
//! wherever it decides; an emergency is opened for an hour by the database alone, and the letters about it are posted
//! once; what is listed here is all there is. To add a way to give access: a policy or function in the migration
//! first, then one method that commits with its activity entry and enqueues `TELL`.

mod care;
mod give;
mod queries;
mod rows;
mod tell;

use contract::grant::{Alert, ClinicAccess, MOST_FOUND, MyAccess, PracticeAccess, ReadKind};
use contract::paging::Reach;

use crate::Backend;
use crate::db::{Client, Clinic, HouseLook, HouseTx, Practice, ReadTx};
use crate::named::{Clients, NamedRow, find_clients};
use crate::refusal::Refusal;

pub(crate) use care::{CareJob, TELL_CARE, tell_care};
pub use give::Opened;
pub(crate) use queries::list_admins;
pub(crate) use tell::{address_book, tell, when};

/// The job that writes to those concerned by a new grant or emergency.
pub(crate) const TELL: &str = "tell_access";

/// The newest reads shown beside the grants; all of them are on a page of their own (`audit`).
const MOST_READS: usize = 5;

/// The looks that `/clinic/access` is: at grants, and at the names one can choose.
pub fn looks_at_access(search: &str, reach: Reach) -> [HouseLook; 2] {
    [HouseLook::at_first(ReadKind::Access, reach.asks()), HouseLook::at_names(search, MOST_FOUND + 1)]
}

impl Backend {
    /// `/me/access`: who can see the client's record, who could, who looked.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_my_access(&self, tx: &mut ReadTx<Client>, reach: Reach) -> Result<MyAccess, Refusal> {
        let (tz, now) = (tx.scope().tz(), self.clock.now());
        let carers = queries::list_carers(tx).await?;
        let grants = queries::list_my_grants(tx, reach).await?;
        let mut reads = queries::list_my_reads(tx, MOST_READS + 1).await?;
        let colleagues = queries::list_my_colleagues(tx).await?;
        let more_reads = reads.len() > MOST_READS;
        reads.truncate(MOST_READS);
        Ok(MyAccess {
            carers: carers.into_iter().map(rows::CarerRow::view).collect(),
            grants: grants.into_iter().map(|row| row.view(now, tz)).collect(),
            reads: reads.into_iter().filter_map(|row| row.view(tz)).collect(),
            more_reads,
            colleagues: colleagues.into_iter().map(NamedRow::view).collect(),
        })
    }

    /// Emergencies the client has not said they know of.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_alerts(&self, tx: &mut ReadTx<Client>) -> Result<Vec<Alert>, Refusal> {
        let tz = tx.scope().tz();
        let rows = queries::list_alerts(tx).await?;
        Ok(rows.into_iter().map(|row| row.view(tz)).collect())
    }

    /// `/clinic/access`; `search` narrows the clients that can be chosen.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_clinic_access(
        &self,
        tx: &mut HouseTx,
        search: &str,
        reach: Reach,
    ) -> Result<ClinicAccess, Refusal> {
        let (tz, now) = (tx.scope().tz(), self.clock.now());
        let organisation = tx.scope().organisation_name.clone();
        let grants = queries::list_clinic_grants(tx, reach).await?;
        let colleagues = queries::list_practitioners(tx).await?;
        let mut clients = find_clients(tx, Clients::Active, search, MOST_FOUND + 1).await?;
        let more_clients = clients.len() > MOST_FOUND;
        clients.truncate(MOST_FOUND);
        Ok(ClinicAccess {
            organisation,
            grants: grants.into_iter().map(|row| row.view(now, tz)).collect(),
            colleagues: colleagues.into_iter().map(NamedRow::view).collect(),
            clients: clients.into_iter().map(NamedRow::view).collect(),
            more_clients,
        })
    }

    /// How many emergencies of this clinic began in the last seven days.
    ///
    /// # Errors
    /// Database faults.
    pub async fn count_emergencies(&self, tx: &mut ReadTx<Clinic>) -> Result<i64, Refusal> {
        queries::count_emergencies(tx).await
    }

    /// `/practice/access`: the records open to the practitioner beyond their caseload.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_practice_access(
        &self,
        tx: &mut ReadTx<Practice>,
        reach: Reach,
    ) -> Result<PracticeAccess, Refusal> {
        let (tz, now) = (tx.scope().tz(), self.clock.now());
        let grants = queries::list_own_grants(tx, reach).await?;
        Ok(PracticeAccess { grants: grants.into_iter().map(|row| row.view(now, tz)).collect() })
    }
}

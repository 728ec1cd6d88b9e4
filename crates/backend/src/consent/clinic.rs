//! What an administrator sees: who stands how, and one client's history (T13).

use contract::consent::{ClientConsents, ClinicConsents, ConsentKind, ConsentQuery, Standing};
use contract::id::MembershipId;

use super::{MOST_EVENTS, queries};
use crate::Backend;
use crate::db::{Clinic, HouseLook, HouseTx, ReadTx};
use crate::refusal::Refusal;

/// Rows on one page.
const MOST_ROWS: usize = 200;

/// The look that `/clinic/consents` is.
pub fn look_at_standings(query: &ConsentQuery) -> HouseLook {
    let (kind, state) = (query.kind().map(ConsentKind::as_str), query.state().map(|state| state.as_str()));
    HouseLook::at_consents(kind, state, query.version(), MOST_ROWS + 1)
}

impl Backend {
    /// `/clinic/consents`, in a read that says so ([`look_at_standings`]).
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn load_clinic_consents(
        &self,
        tx: &mut HouseTx,
        query: &ConsentQuery,
    ) -> Result<ClinicConsents, Refusal> {
        demand_admin(tx)?;
        let tz = tx.scope().tz();
        let counts = queries::count_standings(tx).await?;
        let most = i64::try_from(MOST_ROWS + 1).unwrap_or(i64::MAX);
        let mut rows = queries::list_standings(tx, query, None, most).await?;
        let more = rows.len() > MOST_ROWS;
        rows.truncate(MOST_ROWS);
        let mut counts: Vec<_> = counts
            .into_iter()
            .filter_map(|(kind, standing, count)| {
                Some((ConsentKind::parse(&kind)?, Standing::parse(&standing)?, count))
            })
            .collect();
        counts.sort_unstable();
        Ok(ClinicConsents {
            organisation: tx.scope().organisation_name.clone(),
            counts,
            rows: rows.into_iter().filter_map(|row| row.view(tz)).collect(),
            more,
        })
    }

    /// `/clinic/consents/{client}`, in a read that the client's log knows of.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator, or for someone who is not an active client here.
    pub async fn load_client_consents(
        &self,
        tx: &mut HouseTx,
        client: MembershipId,
    ) -> Result<ClientConsents, Refusal> {
        demand_admin(tx)?;
        let tz = tx.scope().tz();
        let rows = queries::list_standings(tx, &ConsentQuery::default(), Some(client.0), 20).await?;
        let mut standings: Vec<_> = rows.into_iter().filter_map(|row| row.view(tz)).collect();
        standings.sort_by_key(|row| row.kind);
        let name = standings.first().map(|row| row.name.clone()).ok_or(Refusal::NOT_FOUND)?;
        let history = queries::list_events_of(tx, client.0, MOST_EVENTS).await?;
        Ok(ClientConsents {
            client,
            name,
            standings,
            history: history.into_iter().filter_map(|row| row.view(tz)).collect(),
        })
    }
}

fn demand_admin(tx: &ReadTx<Clinic>) -> Result<(), Refusal> {
    if tx.scope().role().is_admin() { Ok(()) } else { Err(Refusal::NOT_FOUND) }
}

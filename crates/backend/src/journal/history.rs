//! What an entry said before each of its corrections.

use contract::id::ObservationId;
use contract::journal::{HistoryView, VersionView, changes};

use super::queries::{self, Owner};
use super::{day, when};
use crate::db::{Client, ReadTx};
use crate::refusal::Refusal;

/// All states of an entry, newest first; a deleted entry still has them.
///
/// # Errors
/// `NotFound` for an entry that is not this client's.
pub async fn load_history(tx: &mut ReadTx<Client>, id: ObservationId) -> Result<HistoryView, Refusal> {
    let owner = Owner::from(tx.scope());
    let zone = tx.scope().zone.clone();
    let key = tx.client_key(tx.scope().member()).await?;
    let rows = queries::list_versions(tx.conn(), owner, id).await?;
    if rows.is_empty() {
        return Err(Refusal::NOT_FOUND);
    }
    let mut versions: Vec<VersionView> = Vec::with_capacity(rows.len());
    for row in rows {
        let written = when::local(&zone, row.written_at);
        let entry = day::view(row.entry.open(&key)?);
        // Newest first: this state is the one the last pushed was made from.
        if let Some(later) = versions.last_mut() {
            later.changes = changes(&entry, &later.entry);
        }
        versions.push(VersionView { entry, written, changes: vec![] });
    }
    Ok(HistoryView { versions })
}

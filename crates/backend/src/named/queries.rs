//! Clients by name.

use super::{Clients, NamedRow};
use crate::db::{Clinic, ReadTx};
use crate::refusal::Refusal;

/// At most `most` clients of the session's organisation with `search` in their names; all of them where it is empty.
pub(crate) async fn find_clients(
    tx: &mut ReadTx<Clinic>,
    clients: Clients,
    search: &str,
    most: usize,
) -> Result<Vec<NamedRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select membership_id, display_name from app.membership
          where organisation_id = $1 and role = 'client' and (status = 'active' or $4 and status <> 'removed')
            and position(lower($2) in lower(display_name)) > 0
          order by display_name, membership_id limit $3",
    )
    .bind(organisation)
    .bind(search)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .bind(clients == Clients::Kept)
    .fetch_all(tx.conn())
    .await?)
}

//! The ledger's one statement.

use uuid::Uuid;

use crate::db::{Worker, WriteTx};
use crate::refusal::Refusal;

/// A step is taken once: a job that runs again finds it there.
pub(super) async fn insert_use(
    tx: &mut WriteTx<Worker>,
    client: Uuid,
    id: Uuid,
    step: &str,
    purpose: &str,
) -> Result<(), Refusal> {
    let organisation = tx.scope().organisation().0;
    sqlx::query(
        "insert into app.ai_use (organisation_id, client_id, use_id, step, purpose) values ($1, $2, $3, $4, $5)
         on conflict (organisation_id, client_id, use_id, step) do nothing",
    )
    .bind(organisation)
    .bind(client)
    .bind(id)
    .bind(step)
    .bind(purpose)
    .execute(tx.conn())
    .await?;
    Ok(())
}

//! The ledger's statements.

use uuid::Uuid;

use super::ledger::UseRow;
use crate::db::{Portal, ReadTx, Worker, WriteTx};
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

/// The newest first; row security decides whose.
pub(super) async fn list_uses<P: Portal>(tx: &mut ReadTx<P>, most: usize) -> Result<Vec<UseRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select a.purpose, a.created_at as asked_at, c.display_name as client_name,
                (select e.step from app.ai_use e
                  where e.organisation_id = a.organisation_id and e.client_id = a.client_id and e.use_id = a.use_id and e.step <> 'asked'
                  order by e.step limit 1) as came
           from app.ai_use a
           left join app.membership c on c.organisation_id = a.organisation_id and c.membership_id = a.client_id
          where a.organisation_id = $1 and a.step = 'asked'
          order by a.created_at desc, a.use_id limit $2",
    )
    .bind(organisation)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(tx.conn())
    .await?)
}

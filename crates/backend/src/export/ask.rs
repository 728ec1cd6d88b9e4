//! Asking for an export and stopping one. Who may ask for whose is decided by the database.

use contract::export::ExportScope;
use contract::id::{ExportId, MembershipId};
use contract::{AppError, Code};
use uuid::Uuid;

use super::queries::{self, Ask};
use super::slice::SliceJob;
use super::{END, EndJob, RUN, RUN_HOUSE};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, Clinic, Portal, Practice, WriteTx};
use crate::refusal::Refusal;

impl Backend {
    /// A client asks for their own record. `key` is the form's: posted twice it is one request.
    ///
    /// # Errors
    /// `Conflict` while one is being put together.
    pub async fn ask_my_export(&self, tx: WriteTx<Client>, key: Uuid) -> Result<(), Refusal> {
        let me = tx.scope().member().0;
        ask(tx, key, ExportScope::Client, me, None).await
    }

    /// A practitioner asks for what is kept of their own account.
    ///
    /// # Errors
    /// As `ask_my_export`.
    pub async fn ask_practice_export(&self, tx: WriteTx<Practice>, key: Uuid) -> Result<(), Refusal> {
        let me = tx.scope().member().0;
        ask(tx, key, ExportScope::Staff, me, None).await
    }

    /// The same for front desk, administrators and owners.
    ///
    /// # Errors
    /// As `ask_my_export`.
    pub async fn ask_clinic_export(&self, tx: WriteTx<Clinic>, key: Uuid) -> Result<(), Refusal> {
        let me = tx.scope().member().0;
        ask(tx, key, ExportScope::Staff, me, None).await
    }

    /// An administrator asks on a client's behalf. The client is written to and alone can fetch it: rank opens no record.
    ///
    /// # Errors
    /// `ProofNeeded`; `Invalid` on `client` who is none of this clinic; as `ask_my_export`.
    pub async fn ask_export_for(
        &self,
        mut tx: WriteTx<Clinic>,
        key: Uuid,
        client: MembershipId,
        reason: &str,
    ) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        ask(tx, key, ExportScope::Client, client.0, Some(reason)).await
    }

    /// The owner takes everything of the organisation along.
    ///
    /// # Errors
    /// `NotFound` for who is no owner; `ProofNeeded`; as `ask_my_export`.
    pub async fn ask_house_export(&self, mut tx: WriteTx<Clinic>, key: Uuid) -> Result<(), Refusal> {
        if tx.scope().role() != crate::db::Role::Owner {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let me = tx.scope().member().0;
        ask(tx, key, ExportScope::Organisation, me, None).await
    }

    /// Stops an export or throws a finished one away: whose it is, or who asked for it.
    ///
    /// # Errors
    /// `NotFound` when there is no such one that is not over.
    pub async fn cancel_export<P: Portal>(&self, mut tx: WriteTx<P>, id: ExportId) -> Result<(), Refusal> {
        let organisation = tx.scope().organisation().0;
        let ended = queries::cancel(tx.conn(), organisation, id.0).await?;
        let (scope, member) = ended.ok_or(Refusal::NOT_FOUND)?;
        let scope = ExportScope::parse(&scope).ok_or(Refusal::NOT_FOUND)?;
        tx.enqueue(END, &EndJob::of(id.0, scope, member), None, None).await?;
        tx.commit(entry(Action::ExportCancelled, id.0, scope, member)).await
    }
}

async fn ask<P: Portal>(
    mut tx: WriteTx<P>,
    key: Uuid,
    scope: ExportScope,
    member: Uuid,
    reason: Option<&str>,
) -> Result<(), Refusal> {
    let (organisation, asker) = (tx.scope().organisation().0, tx.scope().member().0);
    let wanted = Ask { organisation, id: key, scope, member, asker, reason };
    queries::give_up_stale(tx.conn(), &wanted).await?;
    if let Err(error) = queries::insert(tx.conn(), &wanted).await {
        let refusal = Refusal::from(error);
        return match refusal.constraint() {
            Some("export_pkey") => Ok(()),
            Some("export_running") => Err(AppError::Conflict(Code::ExportUnderWay).into()),
            Some("export_member") => Err(Refusal::field("client", Code::Unknown)),
            _ => Err(refusal),
        };
    }
    let (kind, client_id) = match scope {
        ExportScope::Organisation => (RUN_HOUSE, None),
        ExportScope::Client | ExportScope::Staff => (RUN, Some(member)),
    };
    tx.enqueue(kind, &SliceJob { export_id: key, slice: 0, client_id }, None, None).await?;
    tx.commit(entry(Action::ExportAsked, key, scope, member)).await
}

fn entry(action: Action, id: Uuid, scope: ExportScope, member: Uuid) -> Activity {
    let entry = Activity::new(action).on(id);
    if scope == ExportScope::Client { entry.about(member) } else { entry }
}

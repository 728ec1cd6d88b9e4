//! Asking for an export and stopping one. Who may ask for whose is decided by the database.

use contract::export::ExportScope;
use contract::id::{ExportId, MembershipId};
use contract::{AppError, Code};
use uuid::Uuid;

use super::queries::{self, Ask};
use super::slice::SliceJob;
use super::{END, EndJob, RUN_MOVE, kind_of};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, Clinic, Portal, Practice, WriteTx};
use crate::refusal::Refusal;
use crate::secret::Recipient;

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

    /// An administrator asks on a client's behalf. The client is written to and alone can fetch it: rank opens no
    /// record.
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

    /// The owner takes a copy to read of what they and the other administrators may read anyway.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an owner; `ProofNeeded`; as `ask_my_export`.
    pub async fn ask_house_export(&self, mut tx: WriteTx<Clinic>, key: Uuid) -> Result<(), Refusal> {
        if tx.scope().role() != crate::db::Role::Owner {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let me = tx.scope().member().0;
        ask(tx, key, ExportScope::Organisation, me, None).await
    }

    /// The owner asks to move everything to the installation whose key `recipient` is. A second person has to agree.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an owner; `ProofNeeded`; `Invalid` on `recipient` and `reason`; `Conflict`
    /// where nobody could agree, and while a move is under way.
    pub async fn ask_move(
        &self,
        mut tx: WriteTx<Clinic>,
        key: Uuid,
        recipient: &str,
        reason: &str,
    ) -> Result<(), Refusal> {
        if tx.scope().role() != crate::db::Role::Owner {
            return Err(Refusal::NOT_FOUND);
        }
        let mut refused = contract::error::Refused::default();
        let missing = if recipient.trim().is_empty() { Code::Required } else { Code::NoReceiveKey };
        let recipient = refused.take("recipient", Recipient::parse(recipient).ok_or(missing));
        let reason = contract::export::parse_reason(reason).map_err(|error| match error {
            AppError::Invalid(fields) => fields.first().map_or(Code::Required, |field| field.code),
            _ => Code::Malformed,
        });
        let reason = refused.take("reason", reason);
        refused.finish()?;
        let recipient = recipient.map(|recipient| recipient.to_string());
        tx.demand_proof().await?;
        let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
        queries::lapse(tx.conn(), organisation).await?;
        let wanted = Ask {
            organisation,
            id: key,
            scope: ExportScope::Move,
            member: me,
            asker: me,
            reason: reason.as_deref(),
            recipient: recipient.as_deref(),
        };
        if !insert(&mut tx, &wanted).await? {
            return Ok(());
        }
        tx.commit(entry(Action::MoveProposed, key, ExportScope::Move, me)).await
    }

    /// A second administrator agrees to a move: from here on the clients are told, and then it is packed.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator and where nothing waits; `ProofNeeded`; `Conflict` for who
    /// asked themselves.
    pub async fn agree_to_move(&self, mut tx: WriteTx<Clinic>, id: ExportId) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let organisation = tx.scope().organisation().0;
        queries::lapse(tx.conn(), organisation).await?;
        let agreed = queries::agree(tx.conn(), organisation, id.0).await.map_err(Refusal::from);
        match agreed {
            Ok(true) => {}
            Ok(false) => return Err(Refusal::NOT_FOUND),
            Err(refusal) if refusal.constraint() == Some("export_second") => {
                return Err(Refusal::conflict(Code::AnotherPersonAgrees));
            }
            Err(refusal) => return Err(refusal),
        }
        tx.enqueue(RUN_MOVE, &SliceJob { export_id: id.0, slice: 0, client_id: None }, None, None).await?;
        tx.commit(Activity::new(Action::MoveAgreed).on(id.0).moved("proposed", "received")).await
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
    let wanted = Ask { organisation, id: key, scope, member, asker, reason, recipient: None };
    if !insert(&mut tx, &wanted).await? {
        return Ok(());
    }
    let client_id = matches!(scope, ExportScope::Client | ExportScope::Staff).then_some(member);
    tx.enqueue(kind_of(scope), &SliceJob { export_id: key, slice: 0, client_id }, None, None).await?;
    tx.commit(entry(Action::ExportAsked, key, scope, member)).await
}

/// Whether there is one more now: not when the same form was posted before.
async fn insert<P: Portal>(tx: &mut WriteTx<P>, wanted: &Ask<'_>) -> Result<bool, Refusal> {
    queries::give_up_stale(tx.conn(), wanted).await?;
    let Err(error) = queries::insert(tx.conn(), wanted).await else { return Ok(true) };
    let refusal = Refusal::from(error);
    match refusal.constraint() {
        Some("export_pkey") => Ok(false),
        Some("export_running" | "export_moving") => Err(AppError::Conflict(Code::ExportUnderWay).into()),
        Some("export_second") => Err(AppError::Conflict(Code::NobodyToAgree).into()),
        Some("export_member") => Err(Refusal::field("client", Code::Unknown)),
        _ => Err(refusal),
    }
}

fn entry(action: Action, id: Uuid, scope: ExportScope, member: Uuid) -> Activity {
    let entry = Activity::new(action).on(id);
    if scope == ExportScope::Client { entry.about(member) } else { entry }
}

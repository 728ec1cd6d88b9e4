//! Inviting, withdrawing, sending again.

use chrono::TimeDelta;
use contract::AppError;
use contract::id::InvitationId;
use contract::team::{Invite, InviteInput, MemberRole};
use uuid::Uuid;

use super::queries::{self, Me};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, Portal, Practice, WriteTx};
use crate::form::Asked;
use crate::identity::SessionToken;
use crate::mail::{self, Envelope, Letter};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::token_hash;

/// How long a link works.
const DAYS: i64 = 7;

impl Backend {
    /// A practitioner invites somebody into their care. An earlier open invitation of the same address is replaced.
    ///
    /// # Errors
    /// `NotSignedIn`; `Invalid` naming fields.
    pub async fn invite_client(
        &self,
        token: &SessionToken,
        request: impl Into<Asked<'_>>,
        input: &InviteInput,
    ) -> Result<InvitationId, Refusal> {
        let request = request.into();
        let invite = input.parse_client()?;
        let tx = self.write::<Practice>(token, request.id).await?.once(request.sending);
        Ok(invite_client(self, tx, &invite, true).await?.0)
    }

    /// An administrator invites a colleague. Front desk may not: for them there is no such thing.
    ///
    /// # Errors
    /// `NotSignedIn`; `NotFound` for front desk; `Invalid` naming fields.
    pub async fn invite_member(
        &self,
        token: &SessionToken,
        request: impl Into<Asked<'_>>,
        input: &InviteInput,
    ) -> Result<InvitationId, Refusal> {
        let request = request.into();
        let tx = self.write::<Clinic>(token, request.id).await?.once(request.sending);
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let invite = input.parse_team()?;
        Ok(invite_member(self, tx, &invite, true).await?.0)
    }

    /// Withdraws an invitation; its link stops working at once.
    ///
    /// # Errors
    /// `NotFound` when there is no such open invitation to see.
    pub async fn withdraw_invitation<P: Portal>(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: InvitationId,
    ) -> Result<(), Refusal> {
        let mut tx = self.write::<P>(token, request_id).await?;
        let me = Me::of(tx.scope());
        queries::withdraw(tx.conn(), &me, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        tx.commit(Activity::new(Action::InvitationWithdrawn).on(id.0).moved("open", "withdrawn")).await
    }

    /// Sends an invitation again, with a new link and its full time; the old link stops working.
    ///
    /// # Errors
    /// As `withdraw_invitation`.
    pub async fn resend_invitation<P: Portal>(
        &self,
        token: &SessionToken,
        request: impl Into<Asked<'_>>,
        id: InvitationId,
    ) -> Result<InvitationId, Refusal> {
        let request = request.into();
        let mut tx = self.write::<P>(token, request.id).await?.once(request.sending);
        let me = Me::of(tx.scope());
        let (name, email, role) = queries::withdraw(tx.conn(), &me, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        tx.record(Activity::new(Action::InvitationWithdrawn).on(id.0).moved("open", "withdrawn")).await?;
        let input = InviteInput { name, email, role };
        let invite = match input.role.as_str() {
            "client" => input.parse_client()?,
            _ => input.parse_team()?,
        };
        Ok(send(self, tx, &invite, true).await?.0)
    }
}

/// Within a practitioner's transaction; the secret of the link comes back for the demo, which sends no letters.
pub(crate) async fn invite_client(
    backend: &Backend,
    tx: WriteTx<Practice>,
    invite: &Invite,
    letter: bool,
) -> Result<(InvitationId, String), Refusal> {
    debug_assert_eq!(invite.role, MemberRole::Client);
    send(backend, tx, invite, letter).await
}

/// Within an administrator's transaction.
pub(crate) async fn invite_member(
    backend: &Backend,
    tx: WriteTx<Clinic>,
    invite: &Invite,
    letter: bool,
) -> Result<(InvitationId, String), Refusal> {
    send(backend, tx, invite, letter).await
}

/// Too many letters, from this practice or to this address: in how long it goes on is the database's to say.
fn limited(refusal: Refusal) -> Refusal {
    if refusal.constraint() != Some("invitation_limit") {
        return refusal;
    }
    let retry_seconds = refusal.detail().and_then(|seconds| seconds.parse().ok()).unwrap_or(86_400);
    AppError::TooMany { retry_seconds }.into()
}

async fn send<P: Portal>(
    backend: &Backend,
    mut tx: WriteTx<P>,
    invite: &Invite,
    letter: bool,
) -> Result<(InvitationId, String), Refusal> {
    let (me, now) = (Me::of(tx.scope()), backend.clock.now());
    let (id, link_token): (Uuid, _) = (random::id(now), random::link_token());
    queries::withdraw_earlier(tx.conn(), &me, invite).await?;
    let expires_at = now + TimeDelta::days(DAYS);
    queries::insert_invitation(tx.conn(), &me, id, invite, token_hash(&link_token), expires_at)
        .await
        .map_err(|error| limited(error.into()))?;
    if letter {
        let letter = Letter::Invitation {
            organisation: tx.scope().organisation_name.clone(),
            inviter: tx.scope().display_name.clone(),
            role: invite.role,
            link: backend.link("invitation", &link_token),
        };
        let to = invite.email.as_str().to_owned();
        let sealed = backend.seal_letter(&Envelope { to, name: Some(invite.name.as_str().to_owned()), letter })?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    tx.commit(Activity::new(Action::InvitationSent).on(id)).await?;
    Ok((InvitationId(id), link_token))
}

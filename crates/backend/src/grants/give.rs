//! Giving access, ending it, breaking the glass.

use contract::grant::{Emergency, Grant};
use contract::id::{GrantId, MembershipId};
use contract::{AppError, Code};
use uuid::Uuid;

use super::TELL;
use super::queries::{self, Gift};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, Clinic, Portal, Practice, WriteTx};
use crate::refusal::Refusal;

/// What the job that tells is given.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct TellJob {
    pub grant_id: Uuid,
}

/// A record that an emergency asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    pub client: MembershipId,
    /// Whether it was closed before. If not, nothing was opened and nobody is told.
    pub is_new: bool,
}

impl Backend {
    /// An administrator opens a client's record to a colleague. `key` is the form's: posted twice it is one grant.
    ///
    /// # Errors
    /// `Invalid` on `client` or `practitioner` when they are not active members of this clinic.
    pub async fn give_access(
        &self,
        tx: WriteTx<Clinic>,
        key: Uuid,
        client: MembershipId,
        grant: &Grant,
    ) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        give(tx, key, client, grant).await
    }

    /// A client opens their own record to a practitioner of their clinic.
    ///
    /// # Errors
    /// As `give_access`.
    pub async fn give_my_access(&self, tx: WriteTx<Client>, key: Uuid, grant: &Grant) -> Result<(), Refusal> {
        let me = tx.scope().member();
        give(tx, key, me, grant).await
    }

    /// Ends a grant or an emergency: by its client, an administrator, or who was given it.
    ///
    /// # Errors
    /// `NotFound` when there is no such running one to see.
    pub async fn end_access<P: Portal>(&self, mut tx: WriteTx<P>, id: GrantId) -> Result<(), Refusal> {
        let organisation = tx.scope().organisation().0;
        let client = queries::end_grant(tx.conn(), organisation, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        tx.commit(Activity::new(Action::AccessEnded).on(id.0).about(client)).await
    }

    /// The client has read that their record was opened in an emergency.
    ///
    /// # Errors
    /// Database faults.
    pub async fn note_emergencies(&self, mut tx: WriteTx<Client>) -> Result<(), Refusal> {
        let me = tx.scope().member().0;
        match queries::note_emergencies(&mut tx).await? {
            0 => Ok(()),
            _ => tx.commit(Activity::new(Action::EmergencyNoted).about(me)).await,
        }
    }

    /// Opens a client's record for an hour. Every try is recorded; five an hour are enough. Answers whose it is.
    ///
    /// # Errors
    /// `Invalid` on `whom` when nobody, or more than one, is called so; `TooMany`.
    pub async fn open_emergency(
        &self,
        mut tx: WriteTx<Practice>,
        key: Uuid,
        emergency: &Emergency,
    ) -> Result<Opened, Refusal> {
        let came = queries::open_emergency(&mut tx, key, emergency).await?;
        match (came.outcome.as_str(), came.opened, came.whose) {
            ("opened", Some(grant_id), Some(client)) => {
                tx.enqueue(TELL, &TellJob { grant_id }, None, None).await?;
                tx.commit(Activity::new(Action::EmergencyOpened).on(grant_id).about(client)).await?;
                Ok(Opened { client: MembershipId(client), is_new: true })
            }
            ("open_already", _, Some(client)) => Ok(Opened { client: MembershipId(client), is_new: false }),
            ("too_many", ..) => Err(AppError::TooMany { retry_seconds: 3600 }.into()),
            (other, ..) => {
                tx.commit(Activity::new(Action::EmergencyTried)).await?;
                let code = match other {
                    "several" => Code::Ambiguous,
                    "closed" => Code::ConsentMissing,
                    _ => Code::Unknown,
                };
                Err(Refusal::field("whom", code))
            }
        }
    }
}

async fn give<P: Portal>(mut tx: WriteTx<P>, key: Uuid, client: MembershipId, grant: &Grant) -> Result<(), Refusal> {
    tx.demand_proof().await?;
    let (organisation, giver) = (tx.scope().organisation().0, tx.scope().member().0);
    let gift = Gift { organisation, id: key, client: client.0, giver, grant };
    if let Err(error) = queries::insert_grant(tx.conn(), &gift).await {
        let refusal = Refusal::from(error);
        return match refusal.constraint() {
            Some("access_grant_pkey") => Ok(()),
            Some("grant_client") => Err(Refusal::field("client", Code::Unknown)),
            Some("grant_practitioner") => Err(Refusal::field("practitioner", Code::Unknown)),
            _ => Err(refusal),
        };
    }
    tx.enqueue(TELL, &TellJob { grant_id: key }, None, None).await?;
    tx.commit(Activity::new(Action::AccessGranted).on(key).about(client.0)).await
}

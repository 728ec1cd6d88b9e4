//! A client's own decisions, and what an administrator writes down of a paper.

use contract::Code;
use contract::consent::{Answer, ConsentKind, Decision, Paper};
use contract::id::MembershipId;

use super::queries::{self, Source};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, Clinic, WriteTx};
use crate::identity::Arrival;
use crate::refusal::Refusal;

impl Backend {
    /// Writes the client's answers down, all or none. What changes nothing leaves no trace.
    ///
    /// # Errors
    /// `Conflict(TextChanged)` when a text is not the one that was shown.
    pub async fn decide_consents(
        &self,
        mut tx: WriteTx<Client>,
        answers: &[Answer],
        from: &Arrival,
    ) -> Result<(), Refusal> {
        let me = tx.scope().member();
        let network = self.keys.network(from.address);
        let from = Source { network: &network, device: &from.device };
        let mut told: Option<Activity> = None;
        for answer in answers {
            let came = queries::decide(&mut tx, answer, &from).await.map_err(changed)?;
            let Some(entry) = entry(me, answer.kind, came.as_deref()) else { continue };
            if let Some(before) = told.replace(entry) {
                tx.record(before).await?;
            }
        }
        match told {
            Some(activity) => tx.commit(activity).await,
            None => Ok(()),
        }
    }

    /// An administrator records what a client decided on paper; the client reads why and by whom.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator or no active client here; `ProofNeeded`.
    pub async fn record_paper_consent(
        &self,
        mut tx: WriteTx<Clinic>,
        client: MembershipId,
        paper: &Paper,
    ) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let came = queries::record_paper(&mut tx, client.0, paper).await.map_err(|error| {
            let refusal = Refusal::from(error);
            if refusal.constraint() == Some("consent_client") { Refusal::NOT_FOUND } else { refusal }
        })?;
        match entry(client, paper.kind, came.as_deref()) {
            Some(activity) => tx.commit(activity).await,
            None => Ok(()),
        }
    }
}

fn entry(client: MembershipId, kind: ConsentKind, came: Option<&str>) -> Option<Activity> {
    let action = match Decision::parse(came?)? {
        Decision::Given => Action::ConsentGiven,
        Decision::Refused => Action::ConsentRefused,
        Decision::Withdrawn => Action::ConsentWithdrawn,
    };
    Some(Activity::new(action).about(client.0).moved(kind.as_str(), came?))
}

fn changed(error: sqlx::Error) -> Refusal {
    let refusal = Refusal::from(error);
    if refusal.constraint() == Some("consent_text_changed") {
        return Refusal::conflict(Code::TextChanged);
    }
    refusal
}

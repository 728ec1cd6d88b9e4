//! Asking, withdrawing, listing: administrators. Refusing: whoever has the letter.

use contract::id::ResetId;
use contract::recovery::{Ask, ResetNotice, ResetsView};
use contract::{AppError, Code};
use std::net::IpAddr;
use uuid::Uuid;

use super::{ResetJob, TELL, queries};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, HouseTx, Public, WriteTx};
use crate::refusal::Refusal;
use crate::secret::token_hash;

impl Backend {
    /// `/clinic/recovery`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_resets(&self, tx: &mut HouseTx) -> Result<ResetsView, Refusal> {
        let (tz, organisation) = (tx.scope().tz(), tx.scope().organisation_name.clone());
        let rows = queries::list_resets(tx.conn()).await?;
        Ok(ResetsView { organisation, resets: rows.into_iter().filter_map(|row| row.view(tz)).collect() })
    }

    /// Asks that the second factors of somebody here be taken off. `key` is the form's: posted twice it is one request.
    ///
    /// # Errors
    /// `ProofNeeded`; `Invalid` on `whom` for nobody, more than one, or somebody who is not the caller's to help;
    /// `TooMany` after three requests for one person in a month.
    pub async fn ask_factor_reset(&self, mut tx: WriteTx<Clinic>, key: Uuid, ask: &Ask) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let came = queries::ask(tx.conn(), key, ask).await?;
        let code = match came.outcome.as_str() {
            "asked_now" => {
                tx.enqueue(TELL, &ResetJob { reset_id: key }, None, None).await?;
                let what = Activity::new(Action::FactorResetAsked).on(key);
                return tx.commit(what).await;
            }
            "asked" => return Ok(()),
            "too_many" => return Err(AppError::TooMany { retry_seconds: 86_400 }.into()),
            "several" => Code::Ambiguous,
            "self" => Code::NotYourself,
            "owner" => Code::OwnerOnly,
            "nothing" => Code::NoFactor,
            "asked_already" => Code::AskedAlready,
            _ => Code::Unknown,
        };
        Err(Refusal::field("whom", code))
    }

    /// Takes a request back.
    ///
    /// # Errors
    /// `NotFound` when there is no such open one here.
    pub async fn withdraw_factor_reset(&self, mut tx: WriteTx<Clinic>, id: ResetId) -> Result<(), Refusal> {
        queries::withdraw(tx.conn(), id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        tx.commit(Activity::new(Action::FactorResetWithdrawn).on(id.0).moved("open", "withdrawn")).await
    }

    /// What a letter's link is about, while it can be refused; looking changes nothing.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_factor_reset(&self, token: &str) -> Result<Option<ResetNotice>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::find_notice(tx.conn(), &token_hash(token)).await?)
    }

    /// The person refuses: everything stays as it is.
    ///
    /// # Errors
    /// `Gone` when it is over; `TooMany`.
    pub async fn refuse_factor_reset(&self, token: &str, from: IpAddr) -> Result<(), Refusal> {
        self.limits.answer_link(from)?;
        let mut tx = self.bare::<Public>().await?;
        if !queries::refuse(tx.conn(), &token_hash(token)).await? {
            return Err(AppError::Gone(Code::LinkUsedOrExpired).into());
        }
        tx.commit().await
    }
}

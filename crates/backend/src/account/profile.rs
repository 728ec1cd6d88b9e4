//! What somebody changes about themselves: name, zone, language; and an administrator the name of the clinic.
//!
//! Guarantees: everything is changed for the person whose session it is; names take a fresh proof, which the database
//! checks; each change is committed with its activity entry; saving the same again changes and records nothing. What was
//! signed, sealed or logged before keeps what it said.

use contract::consent::Language;
use contract::identity::Name;
use contract::{AppError, Code};

use super::queries;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, Public};
use crate::identity::SessionToken;
use crate::refusal::Refusal;

/// How somebody is called, when it is for them, what they read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    /// IANA zone, of the place the session is in.
    pub zone: String,
    /// None as long as they chose none.
    pub language: Option<Language>,
}

impl Backend {
    /// # Errors
    /// `NotSignedIn`.
    pub async fn load_profile(&self, token: &SessionToken) -> Result<Profile, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let found = queries::find_profile(tx.conn(), &token.stored_hash(&self.keys)).await?;
        Ok(found.ok_or(AppError::NotSignedIn)?)
    }

    /// A new name in every place the person belongs to. Answers whether it is another.
    ///
    /// # Errors
    /// `Invalid` for `name`; `ProofNeeded`.
    pub async fn change_name(&self, token: &SessionToken, typed: &str) -> Result<bool, Refusal> {
        let name = Name::parse(typed).map_err(|code| Refusal::field("name", code))?;
        let mut tx = self.bare::<Public>().await?;
        let changed = queries::change_name(tx.conn(), &token.stored_hash(&self.keys), name.as_str()).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Zone and language of the place the session is in. Answers whether something is another.
    ///
    /// # Errors
    /// `Invalid` for `zone` or `language`; `NotSignedIn`.
    pub async fn change_reading(&self, token: &SessionToken, zone: &str, language: &str) -> Result<bool, Refusal> {
        let zone: chrono_tz::Tz = zone.trim().parse().map_err(|_| Refusal::field("zone", Code::Unknown))?;
        let language = Language::parse(language).ok_or_else(|| Refusal::field("language", Code::Unknown))?;
        let mut tx = self.bare::<Public>().await?;
        let hash = token.stored_hash(&self.keys);
        let changed = queries::change_reading(tx.conn(), &hash, zone.name(), language.as_str()).await?;
        tx.commit().await?;
        Ok(changed.ok_or(AppError::NotSignedIn)?)
    }

    /// A new name of the clinic. Consents and signed documents keep the name they were given under.
    ///
    /// # Errors
    /// `NotFound` for who does not administer; `ProofNeeded`; `Invalid` for `organisation`.
    pub async fn rename_clinic(&self, token: &SessionToken, request_id: &str, typed: &str) -> Result<bool, Refusal> {
        let mut tx = self.write::<Clinic>(token, request_id).await?;
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let name = Name::parse(typed).map_err(|code| Refusal::field("organisation", code))?;
        let organisation = tx.scope().organisation().0;
        if !queries::rename_organisation(tx.conn(), organisation, name.as_str()).await? {
            return Ok(false);
        }
        tx.commit(Activity::new(Action::OrganisationChanged).on(organisation)).await?;
        Ok(true)
    }
}

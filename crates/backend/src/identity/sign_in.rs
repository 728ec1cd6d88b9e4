//! Signing in, and the places somebody may go once they have.

use std::net::IpAddr;

use contract::id::PersonId;
use contract::identity::{Email, Place};
use contract::{AppError, Code};

use super::{SessionToken, queries};
use crate::Backend;
use crate::db::{Public, session_hash};
use crate::factor::Ticket;
use crate::refusal::Refusal;

/// Somebody who proved who they are; not yet a session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub person: PersonId,
    /// Active memberships, by organisation and role.
    pub places: Vec<Place>,
    /// What the proof is worth for the session.
    pub ticket: Ticket,
}

impl Backend {
    /// Checks address and password. A wrong password, an unknown address and an unconfirmed account without its
    /// password are one answer after the same work.
    ///
    /// # Errors
    /// `Invalid` with `WrongCredentials`; `Conflict(EmailNotConfirmed)` for the right password of an unconfirmed
    /// account; `TooMany` after ten wrong tries from one place.
    pub async fn sign_in(&self, email: &str, password: &str, from: IpAddr) -> Result<SignedIn, Refusal> {
        let mut refused = contract::error::Refused::default();
        let email = refused.take("email", Email::parse(email));
        if password.is_empty() {
            refused.add("password", Code::Required);
        }
        refused.finish()?;
        let wrong = || Refusal::field("password", Code::WrongCredentials);
        let email = email.ok_or_else(wrong)?.canonical();
        let tried = self.limits.try_password(&email, from)?;
        tokio::time::sleep(tried.delay).await;

        let mut tx = self.bare::<Public>().await?;
        let found = queries::find_credential(tx.conn(), &email).await?;
        drop(tx);
        let stored = found.as_ref().map(|credential| credential.password_hash.as_str());
        // Longer than any password there is: hashed all the same, cut, so that length tells nothing.
        let right = self.passwords.verify(password.get(..1024).unwrap_or(password), stored).await?;
        let Some(credential) = found.filter(|_| right) else {
            tracing::warn!(kind = "sign-in refused");
            return Err(wrong());
        };
        self.limits.succeeded(&tried);
        if !credential.confirmed {
            return Err(AppError::Conflict(Code::EmailNotConfirmed).into());
        }
        let person = PersonId(credential.person_id);
        let (places, ticket) = (self.places_of(person).await?, self.ticket_for_password(person.0).await?);
        Ok(SignedIn { person, places, ticket })
    }

    /// Active memberships of somebody who has just proved who they are.
    pub(crate) async fn places_of(&self, person: PersonId) -> Result<Vec<Place>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::list_places(tx.conn(), person.0).await?)
    }

    /// Where the session's person belongs, the current place marked; `None` without a live session.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_places(&self, token: &SessionToken) -> Result<Option<Vec<Place>>, Refusal> {
        let hash = session_hash(token, &self.keys);
        let mut tx = self.bare::<Public>().await?;
        let places = queries::list_session_places(tx.conn(), &hash).await?;
        if places.is_empty() && !queries::find_session(tx.conn(), &hash).await? {
            return Ok(None);
        }
        Ok(Some(places))
    }
}

impl Backend {
    /// Whether somebody of the demo is there already, and where they belong.
    ///
    /// # Errors
    /// Database faults.
    pub(crate) async fn find_demo_person(&self, email: &str) -> Result<Option<(PersonId, Vec<Place>)>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let Some(found) = queries::find_credential(tx.conn(), email).await? else { return Ok(None) };
        let places = queries::list_places(tx.conn(), found.person_id).await?;
        Ok(Some((PersonId(found.person_id), places)))
    }

    /// Confirms a demo address, whose letter was never sent.
    ///
    /// # Errors
    /// Database faults.
    pub(crate) async fn confirm_demo_email(&self, link_token: &str) -> Result<(), Refusal> {
        let mut tx = self.bare::<Public>().await?;
        queries::confirm_email(tx.conn(), &crate::secret::token_hash(link_token)).await?;
        tx.commit().await
    }
}

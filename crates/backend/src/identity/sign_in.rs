//! Signing in, and the places somebody may go once they have.

use contract::id::PersonId;
use contract::identity::{Email, Place};
use contract::team::MemberRole;
use contract::{AppError, Code};
use tokio::time::Instant;

use super::gate::Ticket;
use super::{Arrival, DeviceToken, SessionToken, pace, queries};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::{Public, SignIn};
use crate::refusal::Refusal;

/// A password that was right: whose, and which of theirs. A newer password makes it worthless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    pub person: PersonId,
    pub version: i32,
}

/// Somebody who proved who they are; not yet a session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub person: PersonId,
    pub proof: Proof,
    /// Active memberships, by organisation and role.
    pub places: Vec<Place>,
    /// What the proof is worth for the session.
    pub ticket: Ticket,
}

/// A place somebody may not go to for the time being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspended {
    pub organisation: String,
    pub role: MemberRole,
    /// Who there can say more: its owner's name, for a colleague.
    pub ask: Option<String>,
}

impl Backend {
    /// Where the session's person is suspended.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_suspended(&self, token: &SessionToken) -> Result<Vec<Suspended>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::list_suspended(tx.conn(), &token.stored_hash(&self.keys)).await?)
    }

    /// Checks address and password. A wrong password, an unknown address and an unconfirmed account without its
    /// password are one answer after the same work.
    ///
    /// # Errors
    /// `Invalid` with `WrongCredentials`; `Conflict(EmailNotConfirmed)` for the right password of an unconfirmed
    /// account; `TooMany` after ten wrong tries from one place.
    pub async fn sign_in(&self, email: &str, password: &str, from: impl Into<Arrival>) -> Result<SignedIn, Refusal> {
        let mut refused = contract::error::Refused::default();
        let email = refused.take("email", Email::parse(email));
        if password.is_empty() {
            refused.add("password", Code::Required);
        }
        refused.finish()?;
        let email = email.ok_or_else(|| Refusal::field("password", Code::WrongCredentials))?.canonical();
        let credential = self.check_password("password", &email, password, &from.into()).await?;
        if !credential.confirmed {
            return Err(AppError::Conflict(Code::EmailNotConfirmed).into());
        }
        let person = PersonId(credential.person_id);
        let (places, ticket) = (self.places_of(person).await?, self.ticket_for_password(person.0).await?);
        let proof = Proof { person, version: credential.version };
        Ok(SignedIn { person, proof, places, ticket })
    }

    /// Whether the browser is one that the owner of an address has signed in with before. Asked before anything is
    /// counted, so that tries made elsewhere are not held against it.
    ///
    /// # Errors
    /// Database faults.
    pub async fn knows_device(&self, email: &str, from: &Arrival) -> Result<bool, Refusal> {
        let (Some(device), Ok(email)) = (from.known.as_ref(), Email::parse(email)) else { return Ok(false) };
        let account = email.canonical().to_ascii_lowercase();
        let mut tx = self.bare::<SignIn>().await?;
        Ok(queries::knows_device(tx.conn(), &account, &device.hash()).await?)
    }

    /// For somebody who proved by other means than the password who they are: as good as the password of this moment.
    pub(crate) async fn proof_now(&self, person: PersonId) -> Result<Proof, Refusal> {
        let step = self.keys.step(Step::PersonContact, &[About::Id(person.0)]);
        let mut tx = self.bare::<SignIn>().await?;
        let contact = queries::person_contact(tx.conn(), &step, person.0).await?.ok_or(AppError::NotSignedIn)?;
        Ok(Proof { person, version: contact.version })
    }

    /// Active memberships of somebody who has just proved who they are.
    pub(crate) async fn places_of(&self, person: PersonId) -> Result<Vec<Place>, Refusal> {
        let step = self.keys.step(Step::MembershipsOf, &[About::Id(person.0)]);
        let mut tx = self.bare::<SignIn>().await?;
        Ok(queries::list_places(tx.conn(), &step, person.0).await?)
    }

    async fn find_credential(
        &self,
        account: &str,
        device: Option<&[u8]>,
    ) -> Result<Option<queries::Credential>, Refusal> {
        let step = self.keys.step(Step::FindCredential, &[About::Text(account)]);
        let mut tx = self.bare::<SignIn>().await?;
        Ok(queries::find_credential(tx.conn(), &step, account, device).await?)
    }

    /// Whether the database knows this server's key for steps, without which nobody signs in.
    ///
    /// # Errors
    /// Database faults.
    pub async fn can_sign_in(&self) -> Result<bool, Refusal> {
        let mut tx = self.bare::<SignIn>().await?;
        Ok(queries::knows_step(tx.conn(), &self.keys.step(Step::Start, &[])).await?)
    }

    /// Whether `password` is that of the account behind an address: limits, the same work for every address, wrong ones
    /// counted.
    ///
    /// # Errors
    /// `Invalid` with `WrongCredentials` for `field`; `TooMany`.
    pub(super) async fn check_password(
        &self,
        field: &str,
        email: &str,
        password: &str,
        from: &Arrival,
    ) -> Result<queries::Credential, Refusal> {
        let account = email.to_ascii_lowercase();
        let device = from.known.as_ref().map(DeviceToken::hash);
        // A browser that says it has been here is looked up before it is counted; any other is counted first, so that
        // a flood of tries costs no query.
        let mut early = None;
        if device.is_some() {
            early = Some(self.find_credential(&account, device.as_deref()).await?);
        }
        let is_known = early.iter().flatten().any(|credential| credential.device_known);
        let tried = self.limits.try_password(&account, from.address, device.as_deref().filter(|_| is_known))?;
        tokio::time::sleep(tried.delay).await;
        let start = Instant::now();
        let found = match early {
            Some(found) => found,
            None => self.find_credential(&account, None).await?,
        };
        let sealed = found.as_ref().map(|credential| (credential.person_id, credential.password_sealed.as_deref()));
        let stored = sealed.map_or(Ok(None), |(person, sealed)| self.open_password(person, sealed))?;
        let stored = stored.as_ref().map(|hash| hash.as_str());
        // Longer than any password there is: hashed all the same, cut, so that length tells nothing.
        let right = self.passwords.verify(password.get(..1024).unwrap_or(password), stored).await?;
        let person = found.as_ref().map(|credential| credential.person_id);
        let Some(credential) = found.filter(|_| right) else {
            tracing::warn!(kind = "sign-in refused");
            let mut tx = self.bare::<SignIn>().await?;
            queries::count_wrong_password(tx.conn(), person).await?;
            tx.commit().await?;
            pace::even(start, pace::WRONG_PASSWORD).await;
            return Err(Refusal::field(field, Code::WrongCredentials));
        };
        self.limits.succeeded(&tried);
        Ok(credential)
    }

    /// Where the session's person belongs, the current place marked; `None` without a live session.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_places(&self, token: &SessionToken) -> Result<Option<Vec<Place>>, Refusal> {
        let hash = token.stored_hash(&self.keys);
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
    pub(crate) async fn find_demo_person(&self, email: &str) -> Result<Option<(Proof, Vec<Place>)>, Refusal> {
        let address = email.trim().to_lowercase();
        let step = self.keys.step(Step::ContactAt, &[About::Text(&address)]);
        let mut tx = self.bare::<SignIn>().await?;
        let Some(found) = queries::contact_at(tx.conn(), &step, &address).await? else { return Ok(None) };
        let step = self.keys.step(Step::MembershipsOf, &[About::Id(found.person_id)]);
        let places = queries::list_places(tx.conn(), &step, found.person_id).await?;
        let proof = Proof { person: PersonId(found.person_id), version: found.version };
        Ok(Some((proof, places)))
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

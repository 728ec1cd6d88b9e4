//! Passkeys: to sign in with, and as a factor. The authenticator verifies who is there, so one is worth both.
//!
//! A ceremony's state stays on the server, in a row that is used up by the answer.

use contract::account::{FactorKind, PasskeyChallenge, parse_label};
use contract::id::PersonId;
use contract::identity::Place;
use contract::{AppError, Code};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration};
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::queries::{self, PasskeyRow};
use super::{Ticket, sealing};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::SignIn;
use crate::identity::{SessionToken, SignedIn};
use crate::mail::Letter;
use crate::random;
use crate::refusal::Refusal;

/// What a ceremony is for; the same words as in the database's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Register,
    Prove,
    SignIn,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Prove => "prove",
            Self::SignIn => "sign_in",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Register, Self::Prove, Self::SignIn].into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// The site as authenticators know it.
pub struct Passkeys(Webauthn);

impl Passkeys {
    /// Passkeys are bound to a name; on loopback by number, in development, that name is `localhost`.
    pub(crate) fn at(public_url: &str) -> Option<Self> {
        let mut origin = Url::parse(public_url).ok()?;
        match origin.host()? {
            Host::Domain(_) => {}
            Host::Ipv4(address) if address.is_loopback() => origin.set_host(Some("localhost")).ok()?,
            Host::Ipv6(address) if address.is_loopback() => origin.set_host(Some("localhost")).ok()?,
            _ => return None,
        }
        let name = origin.host_str()?.to_owned();
        WebauthnBuilder::new(&name, &origin).ok()?.rp_name("NutriScope").build().ok().map(Self)
    }
}

/// What the browser sent cannot be a right answer; why is not its business.
fn wrong() -> Refusal {
    Refusal::field("passkey", Code::PasskeyRefused)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(|_| wrong())
}

fn json(value: &impl Serialize) -> Result<serde_json::Value, Refusal> {
    serde_json::to_value(value).map_err(|error| Refusal::Fault(error.to_string()))
}

fn state<T: DeserializeOwned>(kept: serde_json::Value) -> Result<T, Refusal> {
    serde_json::from_value(kept).map_err(|error| Refusal::Fault(error.to_string()))
}

impl Backend {
    fn webauthn(&self) -> Result<&Webauthn, Refusal> {
        self.passkeys.as_deref().map(|passkeys| &passkeys.0).ok_or(Refusal::NOT_FOUND)
    }

    /// Whether passkeys work at this address.
    pub fn has_passkeys(&self) -> bool {
        self.passkeys.is_some()
    }

    /// Begins a ceremony.
    ///
    /// # Errors
    /// `NotSignedIn`; `ProofNeeded` to register; `NotFound` where there are no passkeys.
    pub async fn challenge_passkey(
        &self,
        token: Option<&SessionToken>,
        purpose: Purpose,
    ) -> Result<PasskeyChallenge, Refusal> {
        let webauthn = self.webauthn()?;
        let failed = |error: webauthn_rs::prelude::WebauthnError| Refusal::Fault(error.to_string());
        let (options, kept) = match purpose {
            Purpose::SignIn => {
                let (options, state) = webauthn.start_discoverable_authentication().map_err(failed)?;
                (json(&options)?, json(&state)?)
            }
            Purpose::Prove => {
                let (options, state) =
                    webauthn.start_passkey_authentication(&self.own_passkeys(token).await?).map_err(failed)?;
                (json(&options)?, json(&state)?)
            }
            Purpose::Register => {
                let token = token.ok_or(AppError::NotSignedIn)?;
                let (person, _) = self.gate_person(token).await?;
                let ways = self.find_ways(token).await?;
                let known = self.own_passkeys(Some(token)).await?.iter().map(|key| key.cred_id().clone()).collect();
                let started = webauthn.start_passkey_registration(person.0, &ways.address, &ways.name, Some(known));
                let (options, state) = started.map_err(failed)?;
                let mut options = json(&options)?;
                // It is to be found without a name being typed first.
                if let Some(wish) =
                    options.pointer_mut("/publicKey/authenticatorSelection").and_then(|at| at.as_object_mut())
                {
                    wish.insert("residentKey".into(), "required".into());
                    wish.insert("requireResidentKey".into(), true.into());
                }
                (options, json(&state)?)
            }
        };
        let ceremony = Uuid::from_bytes(random::bytes());
        let hash = token.map(|token| token.stored_hash(&self.keys));
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::begin_ceremony(tx.conn(), hash.as_deref(), ceremony, purpose.as_str(), &kept).await? {
            return Err(AppError::NotSignedIn.into());
        }
        tx.commit().await?;
        let options = options.get("publicKey").map(ToString::to_string).unwrap_or_default();
        Ok(PasskeyChallenge { ceremony, options })
    }

    /// The kept state of a ceremony, used up.
    async fn end_ceremony(
        &self,
        token: Option<&SessionToken>,
        id: Uuid,
        purpose: Purpose,
    ) -> Result<serde_json::Value, Refusal> {
        let hash = token.map(|token| token.stored_hash(&self.keys));
        let mut tx = self.bare::<SignIn>().await?;
        let kept = queries::end_ceremony(tx.conn(), hash.as_deref(), id, purpose.as_str()).await?;
        tx.commit().await?;
        kept.ok_or_else(|| Refusal::field("passkey", Code::PasskeyLate))
    }

    async fn own_passkeys(&self, token: Option<&SessionToken>) -> Result<Vec<Passkey>, Refusal> {
        let token = token.ok_or(AppError::NotSignedIn)?;
        let mut tx = self.bare::<SignIn>().await?;
        let rows = queries::list_factors(tx.conn(), &token.stored_hash(&self.keys)).await?;
        let of = |row: queries::FactorRow| self.open_passkey(row.factor_id, row.sealed.as_deref().unwrap_or_default());
        rows.into_iter().filter(|row| row.kind == "passkey").map(of).collect()
    }

    fn open_passkey(&self, id: Uuid, sealed: &[u8]) -> Result<Passkey, Refusal> {
        let plain = sealing::open(&self.keys, sealing::Cell::Factor(id), sealed)?;
        serde_json::from_slice(&plain).map_err(|error| Refusal::Fault(error.to_string()))
    }

    fn seal_passkey(&self, id: Uuid, key: &Passkey) -> Result<Vec<u8>, Refusal> {
        let plain = serde_json::to_vec(key).map_err(|error| Refusal::Fault(error.to_string()))?;
        Ok(sealing::seal(&self.keys, sealing::Cell::Factor(id), &plain))
    }

    /// Adds the passkey that the browser made.
    ///
    /// # Errors
    /// `ProofNeeded`; `Invalid` for `passkey` or `label`.
    pub async fn add_passkey(
        &self,
        token: &SessionToken,
        ceremony: Uuid,
        credential: &str,
        label: &str,
    ) -> Result<Ticket, Refusal> {
        let label = parse_label(label, "passkey").map_err(|code| Refusal::field("label", code))?;
        let kept = self.end_ceremony(Some(token), ceremony, Purpose::Register).await?;
        let state: PasskeyRegistration = state(kept)?;
        let credential: RegisterPublicKeyCredential = read(credential)?;
        let key = self.webauthn()?.finish_passkey_registration(&credential, &state).map_err(|_| wrong())?;
        let ways = self.find_ways(token).await?;
        let letter = self.tell(&ways, |link| Letter::FactorChanged { kind: FactorKind::Passkey, on: true, link })?;
        let (id, ticket) = (random::id(self.clock.now()), Ticket::new());
        let sealed = self.seal_passkey(id, &key)?;
        let row = PasskeyRow { id, label: &label, credential: key.cred_id().as_ref(), sealed };
        let mut tx = self.bare::<SignIn>().await?;
        let session = token.stored_hash(&self.keys);
        let step = self.keys.step(Step::AddPasskey, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        if !queries::add_passkey(tx.conn(), &step, &session, row, &ticket.hash(), letter).await? {
            return Err(wrong());
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(ticket)
    }

    /// A signature by one of the person's passkeys, for a session there is.
    ///
    /// # Errors
    /// `NotSignedIn`; `Invalid` for `passkey`.
    pub async fn prove_passkey(
        &self,
        token: &SessionToken,
        ceremony: Uuid,
        credential: &str,
    ) -> Result<Ticket, Refusal> {
        let kept = self.end_ceremony(Some(token), ceremony, Purpose::Prove).await?;
        let state: PasskeyAuthentication = state(kept)?;
        let credential: PublicKeyCredential = read(credential)?;
        let result = self.webauthn()?.finish_passkey_authentication(&credential, &state).map_err(|_| wrong())?;
        let (id, _, mut key) = self.find_passkey(credential.get_credential_id()).await?;
        key.update_credential(&result).ok_or_else(wrong)?;
        self.use_passkey(Some(token), id, &key, result.counter()).await
    }

    /// Signs in by a passkey alone: it names its person and has verified that they are there.
    ///
    /// # Errors
    /// `Invalid` for `passkey`.
    pub async fn sign_in_by_passkey(&self, ceremony: Uuid, credential: &str) -> Result<SignedIn, Refusal> {
        let kept = self.end_ceremony(None, ceremony, Purpose::SignIn).await?;
        let state: DiscoverableAuthentication = state(kept)?;
        let credential: PublicKeyCredential = read(credential)?;
        let webauthn = self.webauthn()?;
        let (named, id) = webauthn.identify_discoverable_authentication(&credential).map_err(|_| wrong())?;
        let (id, person, mut key) = self.find_passkey(id).await?;
        if person.0 != named {
            return Err(wrong());
        }
        let result = webauthn.finish_discoverable_authentication_v2(&credential, state, &key).map_err(|_| wrong())?;
        key.update_credential(&result).ok_or_else(wrong)?;
        let ticket = self.use_passkey(None, id, &key, result.counter()).await?;
        let (places, proof): (Vec<Place>, _) = (self.places_of(person).await?, self.proof_now(person).await?);
        Ok(SignedIn { person, proof, places, ticket })
    }

    async fn find_passkey(&self, credential: &[u8]) -> Result<(Uuid, PersonId, Passkey), Refusal> {
        let mut tx = self.bare::<SignIn>().await?;
        let (id, person, sealed) = queries::find_passkey(tx.conn(), credential).await?.ok_or_else(wrong)?;
        Ok((id, PersonId(person), self.open_passkey(id, &sealed)?))
    }

    async fn use_passkey(
        &self,
        token: Option<&SessionToken>,
        id: Uuid,
        key: &Passkey,
        counter: u32,
    ) -> Result<Ticket, Refusal> {
        let ticket = Ticket::new();
        let sealed = self.seal_passkey(id, key)?;
        let hash = token.map(|token| token.stored_hash(&self.keys));
        let mut tx = self.bare::<SignIn>().await?;
        let counted = (id, i64::from(counter));
        let about = [About::bytes(hash.as_deref()), About::Id(id), About::Bytes(&ticket.hash())];
        let step = self.keys.step(Step::ProvePasskey, &about);
        if !queries::prove_passkey(tx.conn(), &step, hash.as_deref(), counted, sealed, &ticket.hash()).await? {
            return Err(wrong());
        }
        tx.commit().await?;
        Ok(ticket)
    }
}

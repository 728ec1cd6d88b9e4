//! Proving: at the second step of signing in, and again before something weighty. Each proof is worth a ticket; the
//! session it opens has a new id.

use std::net::IpAddr;

use contract::account::{parse_code, parse_recovery};
use contract::id::PersonId;
use contract::{AppError, Code};
use uuid::Uuid;

use super::{queries, sealing, totp};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::{Public, SignIn};
use crate::identity::{Gate, SessionToken, Ticket};
use crate::mail::{Envelope, Letter};
use crate::refusal::Refusal;

/// What the session's person can prove a factor with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    pub totp: bool,
    pub passkey: bool,
    pub email: bool,
    pub codes_left: i32,
    /// Where a code by e-mail goes.
    pub address: String,
    pub(crate) name: String,
}

impl Ways {
    /// Without a factor the password is the proof.
    pub fn has_factor(&self) -> bool {
        self.totp || self.passkey || self.email
    }
}

impl Backend {
    /// How far the session has come, and whether its proof is fresh; `None` for one that is over.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_gate(&self, token: &SessionToken) -> Result<Option<(Gate, bool)>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let row = queries::find_gate(tx.conn(), &token.stored_hash(&self.keys)).await?;
        Ok(row.gate.as_deref().and_then(Gate::parse).map(|gate| (gate, row.fresh.unwrap_or_default())))
    }

    /// # Errors
    /// `NotSignedIn`.
    pub async fn find_ways(&self, token: &SessionToken) -> Result<Ways, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let row = queries::find_ways(tx.conn(), &token.stored_hash(&self.keys)).await?;
        let row = row.ok_or(AppError::NotSignedIn)?;
        Ok(Ways {
            totp: row.totp,
            passkey: row.passkey && self.passkeys.is_some(),
            email: row.email,
            codes_left: row.codes_left,
            address: row.address,
            name: row.name,
        })
    }

    /// A ticket for somebody whose password was right a moment ago.
    pub(crate) async fn ticket_for_password(&self, person: Uuid) -> Result<Ticket, Refusal> {
        let ticket = Ticket::new();
        let step = self.keys.step(Step::PasswordTicket, &[About::Id(person), About::Bytes(&ticket.hash())]);
        let mut tx = self.bare::<SignIn>().await?;
        queries::issue_for_password(tx.conn(), &step, person, &ticket.hash()).await?;
        tx.commit().await?;
        Ok(ticket)
    }

    /// What the session has proved, for another session of the same person.
    ///
    /// # Errors
    /// `NotSignedIn`, also while the factor is missing.
    pub async fn carry_proof(&self, token: &SessionToken) -> Result<Ticket, Refusal> {
        let ticket = Ticket::new();
        let session = token.stored_hash(&self.keys);
        let step = self.keys.step(Step::Carry, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::carry(tx.conn(), &step, &session, &ticket.hash()).await? {
            return Err(AppError::NotSignedIn.into());
        }
        tx.commit().await?;
        Ok(ticket)
    }

    /// The password again, for somebody without a factor.
    ///
    /// # Errors
    /// `NotSignedIn`; `Invalid` for `password`; `TooMany`.
    pub async fn prove_password(&self, token: &SessionToken, password: &str, from: IpAddr) -> Result<Ticket, Refusal> {
        if password.is_empty() {
            return Err(Refusal::field("password", Code::Required));
        }
        let session = token.stored_hash(&self.keys);
        let step = self.keys.step(Step::CredentialOf, &[About::Bytes(&session)]);
        let mut tx = self.bare::<SignIn>().await?;
        let (person, email, sealed, has_factor) =
            queries::find_own_credential(tx.conn(), &step, &session).await?.ok_or(AppError::NotSignedIn)?;
        drop(tx);
        let hash = self.open_password(person, sealed.as_deref())?;
        let tried = self.limits.try_password(&email.to_ascii_lowercase(), from, Some(&session))?;
        tokio::time::sleep(tried.delay).await;
        let right = self
            .passwords
            .verify(password.get(..1024).unwrap_or(password), hash.as_ref().map(|hash| hash.as_str()))
            .await?;
        if !right || has_factor {
            return Err(Refusal::field("password", Code::WrongPassword));
        }
        self.limits.succeeded(&tried);
        let ticket = Ticket::new();
        let step = self.keys.step(Step::ProvePassword, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::prove_password(tx.conn(), &step, &session, &ticket.hash()).await? {
            return Err(AppError::NotSignedIn.into());
        }
        tx.commit().await?;
        Ok(ticket)
    }

    /// A code of the person's app.
    ///
    /// # Errors
    /// `NotSignedIn`, also when the fifth wrong code ended the session; `Invalid` for `code`; `TooMany`.
    pub async fn prove_totp(&self, token: &SessionToken, code: &str) -> Result<Ticket, Refusal> {
        let code = parse_code(code).map_err(|code| Refusal::field("code", code))?;
        let session = token.stored_hash(&self.keys);
        self.count_try(token).await?;
        let wrong = || Refusal::field("code", Code::WrongCode);
        let mut tx = self.bare::<SignIn>().await?;
        let factors = queries::list_factors(tx.conn(), &session).await?;
        let app = factors.into_iter().find(|factor| factor.kind == "totp" && factor.confirmed).ok_or_else(wrong)?;
        let cell = sealing::Cell::Factor(app.factor_id);
        let secret = sealing::open(&self.keys, cell, app.sealed.as_deref().unwrap_or_default())?;
        let step = totp::find_step(&secret, &code, self.clock.now().timestamp()).ok_or_else(wrong)?;
        let ticket = Ticket::new();
        let shown = self.keys.step(Step::ProveTotp, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        if !queries::prove_totp(tx.conn(), &shown, &session, (app.factor_id, step), &ticket.hash()).await? {
            return Err(wrong());
        }
        tx.commit().await?;
        Ok(ticket)
    }

    /// A recovery code; it works once.
    ///
    /// # Errors
    /// As `prove_totp`.
    pub async fn prove_recovery(&self, token: &SessionToken, code: &str) -> Result<Ticket, Refusal> {
        let code = parse_recovery(code).map_err(|code| Refusal::field("recovery_code", code))?;
        let session = token.stored_hash(&self.keys);
        let ways = self.count_try(token).await?;
        let letter = self.tell(&ways, |link| Letter::RecoveryUsed { link })?;
        let ticket = Ticket::new();
        let codes = sealing::code_hashes(&self.keys, "recovery", &code);
        let step = self.keys.step(Step::ProveRecovery, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        let mut tx = self.bare::<SignIn>().await?;
        let left = queries::prove_recovery(tx.conn(), &step, &session, &codes, &ticket.hash(), letter).await?;
        left.ok_or_else(|| Refusal::field("recovery_code", Code::WrongCode))?;
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(ticket)
    }

    /// Counts one try of a short code, before it is looked at.
    pub(super) async fn count_try(&self, token: &SessionToken) -> Result<Ways, Refusal> {
        let ways = self.find_ways(token).await?;
        let letter = self.tell(&ways, |link| Letter::WrongCodes { link })?;
        let mut tx = self.bare::<SignIn>().await?;
        let answer = queries::count_try(tx.conn(), &token.stored_hash(&self.keys), letter).await?;
        tx.commit().await?;
        match answer.as_str() {
            "try" => Ok(ways),
            "later" => Err(AppError::TooMany { retry_seconds: 3600 }.into()),
            _ => {
                tracing::warn!(kind = "session ended after wrong codes");
                self.job_bell.notify_one();
                Err(AppError::NotSignedIn.into())
            }
        }
    }

    /// A letter to the account itself; its link starts a new password, in case it was somebody else.
    pub(super) fn tell(&self, to: &Ways, letter: impl FnOnce(String) -> Letter) -> Result<Vec<u8>, Refusal> {
        let letter = letter(format!("{}/forgotten", self.config.public_url));
        self.seal_letter(&Envelope { to: to.address.clone(), name: Some(to.name.clone()), letter })
    }

    /// Whose session this is, however far it has come.
    pub(super) async fn gate_person(&self, token: &SessionToken) -> Result<(PersonId, Uuid), Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let row = queries::find_gate(tx.conn(), &token.stored_hash(&self.keys)).await?;
        match (row.person_id, row.session_id) {
            (Some(person), Some(session)) => Ok((PersonId(person), session)),
            _ => Err(AppError::NotSignedIn.into()),
        }
    }
}

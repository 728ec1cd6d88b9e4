//! Changing one's own password or address while signed in.
//!
//! Guarantees: the present password is asked for, under the same limits as sign-in; the person is told by letter of every
//! change; a new password ends every other session; a new address counts once its own letter was answered, and the old
//! one can take it back for a week.

use contract::identity::{Email, NewPassword};
use contract::{AppError, Code};
use tokio::time::Instant;

use super::{Arrival, DeviceToken, SessionToken, pace, queries};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::{Public, SignIn};
use crate::mail::{Envelope, Letter};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::token_hash;

/// An address that waits, as the pages of its links show it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EmailChange {
    pub old_email: String,
    pub new_email: String,
    pub display_name: String,
}

impl Backend {
    /// A new password for whoever is signed in and gives the present one.
    ///
    /// # Errors
    /// `NotSignedIn`; `Invalid` for `password` or `new_password`; `TooMany`.
    pub async fn change_password(
        &self,
        token: &SessionToken,
        from: &Arrival,
        present: &str,
        new: &str,
    ) -> Result<(), Refusal> {
        let account = self.find_account(token).await?.ok_or(AppError::NotSignedIn)?;
        let credential = self.prove_present(&account.email, present, from).await?;
        let password = NewPassword::parse(new).map_err(|code| Refusal::field("new_password", code))?;
        self.judge_new_password("new_password", &password, &[&account.email, &account.name]).await?;
        let password = self.seal_password(credential.person_id, &self.passwords.hash(password.expose()).await?);
        let letter = Letter::PasswordChanged { link: format!("{}/forgotten", self.config.public_url) };
        let letter = self.seal_letter(&Envelope { to: account.email, name: Some(account.name), letter })?;
        let device = from.known.as_ref().map(DeviceToken::hash);
        let session = token.stored_hash(&self.keys);
        let step = self.keys.step(Step::ChangePassword, &[About::Bytes(&session), About::Hash(&password)]);
        let row = queries::ChangeRow { step, proof: credential.version, password, device, letter };
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::change_password(tx.conn(), &session, row).await? {
            return Err(AppError::NotSignedIn.into());
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(())
    }

    /// Asks for a new address. The answer does not tell whether it has an account already; its letter does.
    ///
    /// # Errors
    /// As `change_password`; `Invalid` for `email`.
    pub async fn change_email(
        &self,
        token: &SessionToken,
        from: &Arrival,
        present: &str,
        new: &str,
    ) -> Result<(), Refusal> {
        let account = self.find_account(token).await?.ok_or(AppError::NotSignedIn)?;
        let new = Email::parse(new).map_err(|code| Refusal::field("email", code))?;
        self.prove_present(&account.email, present, from).await?;
        if !self.limits.ask_letter(&new.canonical(), from.address)? {
            return Ok(());
        }
        let start = Instant::now();
        let (confirm, undo) = (random::link_token(), random::link_token());
        let seal = |to: &str, letter| self.seal_letter(&Envelope { to: to.to_owned(), name: None, letter });
        let session = token.stored_hash(&self.keys);
        let (confirm_hash, undo_hash) = (token_hash(&confirm), token_hash(&undo));
        let links = (About::Bytes(&confirm_hash), About::Bytes(&undo_hash));
        let about = [About::Bytes(&session), About::Text(new.as_str()), links.0, links.1];
        let row = queries::EmailRow {
            step: self.keys.step(Step::ChangeAddress, &about),
            address: new.as_str(),
            confirm: confirm_hash.clone(),
            undo: undo_hash.clone(),
            new_letter: seal(new.as_str(), Letter::ConfirmNewEmail { link: self.link("new-address", &confirm) })?,
            known_letter: seal(
                new.as_str(),
                Letter::AddressTaken { link: format!("{}/forgotten", self.config.public_url) },
            )?,
            old_letter: seal(&account.email, Letter::EmailChangeAsked { link: self.link("old-address", &undo) })?,
        };
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::start_email_change(tx.conn(), &session, row).await? {
            return Err(AppError::NotSignedIn.into());
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        pace::even(start, pace::LETTER).await;
        Ok(())
    }

    /// The addresses behind a link that still works; `undo` for the old address's. Looking uses nothing.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_email_change(&self, link: &str, undo: bool) -> Result<Option<EmailChange>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::find_email_change(tx.conn(), &token_hash(link), undo).await?)
    }

    /// The new address counts from now on; the old one is told.
    ///
    /// # Errors
    /// `Gone` when the link is over or somebody has the address by now; `TooMany`.
    pub async fn confirm_new_email(&self, link: &str, from: &Arrival) -> Result<(), Refusal> {
        self.limits.answer_link(from.address)?;
        let gone = || Refusal::from(AppError::Gone(Code::LinkUsedOrExpired));
        let change = self.find_email_change(link, false).await?.ok_or_else(gone)?;
        let letter = Letter::EmailChanged { link: format!("{}/sign-in", self.config.public_url) };
        let letter = self.seal_letter(&Envelope { to: change.old_email, name: Some(change.display_name), letter })?;
        let mut tx = self.bare::<Public>().await?;
        let done = queries::confirm_email_change(tx.conn(), &token_hash(link), letter).await?;
        // Also when not: that the address was taken meanwhile ends the change.
        tx.commit().await?;
        self.job_bell.notify_one();
        if done { Ok(()) } else { Err(gone()) }
    }

    /// The old address stays, or comes back. Every session ends, and a new password has to be chosen.
    ///
    /// # Errors
    /// `Gone` when the link is over; `TooMany`.
    pub async fn undo_new_email(&self, link: &str, from: &Arrival) -> Result<(), Refusal> {
        self.limits.answer_link(from.address)?;
        let mut tx = self.bare::<Public>().await?;
        if !queries::undo_email_change(tx.conn(), &token_hash(link)).await? {
            return Err(AppError::Gone(Code::LinkUsedOrExpired).into());
        }
        tx.commit().await
    }

    async fn prove_present(&self, email: &str, present: &str, from: &Arrival) -> Result<queries::Credential, Refusal> {
        if present.is_empty() {
            return Err(Refusal::field("password", Code::Required));
        }
        let proved = self.check_password("password", email, present, from).await;
        proved.map_err(|refusal| match refusal {
            // Whose it is is known here, so it can be said more plainly.
            Refusal::App(AppError::Invalid(_)) => Refusal::field("password", Code::WrongPassword),
            other => other,
        })
    }
}

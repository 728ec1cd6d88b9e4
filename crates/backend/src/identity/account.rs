//! Accounts: sign-up of an organisation, confirming the address, a new password by letter.

use std::net::IpAddr;

use contract::identity::{Email, NewPassword, SignUp, SignUpInput};
use contract::{AppError, Code};
use tokio::time::Instant;
use uuid::Uuid;

use super::{DeviceToken, pace, queries};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::{Public, SignIn};
use crate::mail::{Envelope, Letter};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::token_hash;

/// The page of a live reset link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetLink {
    /// Whose password it sets; for the browser's password manager.
    pub email: String,
}

/// Ids of what a sign-up makes, if the address is new.
pub(crate) struct NewAccount {
    pub link_token: String,
}

impl Backend {
    /// Signs an organisation up with its first person. The answer is the same whether the address has an account:
    /// what happened is in the letter.
    ///
    /// # Errors
    /// `Invalid` naming the fields; `TooMany`.
    pub async fn sign_up(&self, input: &SignUpInput, from: IpAddr) -> Result<(), Refusal> {
        let checked = input.parse()?;
        self.limits.sign_up(from)?;
        let start = Instant::now();
        sign_up(self, checked, false).await?;
        pace::even(start, pace::SIGN_UP).await;
        Ok(())
    }

    /// Confirms an address by the secret of its link, once.
    ///
    /// # Errors
    /// `Gone` when the link was used or is too old; `TooMany`.
    pub async fn confirm_email(&self, token: &str, from: IpAddr) -> Result<(), Refusal> {
        self.limits.answer_link(from)?;
        let mut tx = self.bare::<Public>().await?;
        if !queries::confirm_email(tx.conn(), &token_hash(token)).await? {
            return Err(AppError::Gone(Code::LinkUsedOrExpired).into());
        }
        tx.commit().await
    }

    /// Whether a confirmation link still works; looking does not use it.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_confirmation(&self, token: &str) -> Result<bool, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::find_link(tx.conn(), "confirm_email", &token_hash(token)).await?.is_some())
    }

    /// Sends the confirmation letter again, to accounts that wait for it.
    ///
    /// # Errors
    /// `Invalid` for what is no address; `TooMany`.
    pub async fn request_confirmation(&self, email: &str, from: IpAddr) -> Result<(), Refusal> {
        self.request_link(email, from, "confirm_email", 72, |link| Letter::ConfirmEmail { link }).await
    }

    /// Sends a link for a new password, if the address has an account. The answer never tells.
    ///
    /// # Errors
    /// As `request_confirmation`.
    pub async fn request_reset(&self, email: &str, from: IpAddr) -> Result<(), Refusal> {
        self.request_link(email, from, "reset_password", 1, |link| Letter::ResetPassword { link }).await
    }

    async fn request_link(
        &self,
        email: &str,
        from: IpAddr,
        kind: &'static str,
        hours: i32,
        letter: impl FnOnce(String) -> Letter,
    ) -> Result<(), Refusal> {
        let email = Email::parse(email).map_err(|code| Refusal::field("email", code))?;
        let start = Instant::now();
        if !self.limits.ask_letter(&email.canonical(), from)? {
            pace::even(start, pace::LETTER).await;
            return Ok(());
        }
        let token = random::link_token();
        let path = if kind == "confirm_email" { "confirm" } else { "reset" };
        let letter = letter(self.link(path, &token));
        let address = email.canonical();
        let mut tx = self.bare::<SignIn>().await?;
        // To the address the account has, not to the one that was typed: they may differ in what databases fold.
        let asked = self.keys.step(Step::ContactAt, &[About::Text(&address)]);
        let known = queries::contact_at(tx.conn(), &asked, &address).await?;
        let (to, name) = known.map_or((email.as_str().to_owned(), None), |c| (c.email, Some(c.display_name)));
        let letter = self.seal_letter(&Envelope { to, name, letter })?;
        let link_hash = token_hash(&token);
        let step =
            self.keys.step(Step::StartLink, &[About::Text(kind), About::Text(&address), About::Bytes(&link_hash)]);
        let row = queries::LinkRow { step: &step, kind, address: &address, link_hash, letter, hours };
        queries::start_link(tx.conn(), row).await?;
        tx.commit().await?;
        self.job_bell.notify_one();
        pace::even(start, pace::LETTER).await;
        Ok(())
    }

    /// The account behind a live reset link; looking does not use it.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_reset(&self, token: &str) -> Result<Option<ResetLink>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let found = queries::find_link(tx.conn(), "reset_password", &token_hash(token)).await?;
        Ok(found.map(|(_, email, _)| ResetLink { email }))
    }

    /// Sets the new password, ends every session of the person and tells them by letter. What comes back makes the browser
    /// a known one: the owner's letter was opened in it, so no tries made elsewhere keep it out.
    ///
    /// # Errors
    /// `Invalid` for `new_password`; `Gone` when the link was used or is too old; `TooMany`.
    pub async fn reset_password(&self, token: &str, password: &str, from: IpAddr) -> Result<DeviceToken, Refusal> {
        self.limits.answer_link(from)?;
        let gone = || Refusal::from(AppError::Gone(Code::LinkUsedOrExpired));
        let link_hash = token_hash(token);
        let mut tx = self.bare::<Public>().await?;
        let found = queries::find_link(tx.conn(), "reset_password", &link_hash).await?;
        let (person, email, name) = found.ok_or_else(gone)?;
        drop(tx);
        let password = NewPassword::parse(password).map_err(|code| Refusal::field("new_password", code))?;
        self.judge_new_password("new_password", &password, &[&email, &name]).await?;
        let sealed = self.seal_password(person, &self.passwords.hash(password.expose()).await?);
        let letter = Letter::PasswordChanged { link: format!("{}/forgotten", self.config.public_url) };
        let letter = self.seal_letter(&Envelope { to: email, name: Some(name), letter })?;
        let device = DeviceToken::random();
        let device_hash = device.hash();
        let about = [About::Bytes(&link_hash), About::Hash(&sealed), About::Bytes(&device_hash)];
        let step = self.keys.step(Step::ResetPassword, &about);
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::reset_password(tx.conn(), &step, &link_hash, &sealed, letter, &device_hash).await? {
            return Err(gone());
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(device)
    }

    /// The address of a page that takes a secret: in the path, so that it is in no query anybody logs.
    pub(crate) fn link(&self, page: &str, token: &str) -> String {
        format!("{}/{page}/{token}", self.config.public_url)
    }
}

/// A zone the tables know.
pub(super) fn check_zone(zone: &str) -> Result<(), Refusal> {
    zone.parse::<chrono_tz::Tz>().map(|_| ()).map_err(|_| Refusal::field("zone", Code::Unknown))
}

/// Sign-up without limits; demo organisations are flagged and get no letters.
pub(crate) async fn sign_up(backend: &Backend, checked: SignUp, demo: bool) -> Result<NewAccount, Refusal> {
    check_zone(&checked.zone)?;
    let (name, email, organisation) = (checked.name.as_str(), checked.email.as_str(), checked.organisation.as_str());
    backend.judge_new_password("new_password", &checked.password, &[name, email, organisation]).await?;
    let hash = backend.passwords.hash(checked.password.expose()).await?;
    let token = random::link_token();
    // Neither letter repeats a name that was typed here: somebody may have typed another person's address.
    let seal = |letter| match demo {
        true => Ok(None),
        false => backend.seal_letter(&Envelope { to: email.to_owned(), name: None, letter }).map(Some),
    };
    let new_letter = seal(Letter::ConfirmEmail { link: backend.link("confirm", &token) })?;
    let known_letter = seal(Letter::AccountExists { link: format!("{}/forgotten", backend.config.public_url) })?;
    let id = || -> Uuid { random::id(backend.clock.now()) };
    let (person, link_hash) = (id(), token_hash(&token));
    let password = backend.seal_password(person, &hash);
    let about = [About::Id(person), About::Text(email), About::Hash(&password), About::Bytes(&link_hash)];
    let step = backend.keys.step(Step::SignUp, &about);
    let mut tx = backend.bare::<SignIn>().await?;
    let row = queries::SignUpRow {
        step: &step,
        person,
        email,
        name,
        zone: &checked.zone,
        password: &password,
        organisation: id(),
        organisation_name: organisation,
        currency: &checked.currency,
        owner: id(),
        practitioner: checked.sees_clients.then(id),
        link_hash,
        new_letter,
        known_letter,
        demo,
    };
    queries::sign_up(tx.conn(), row).await?;
    tx.commit().await?;
    backend.job_bell.notify_one();
    Ok(NewAccount { link_token: token })
}

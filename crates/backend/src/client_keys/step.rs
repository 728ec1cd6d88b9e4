//! Steps: what the database's functions of signing in take before they do anything, and only a program that has the
//! master key can show (`migrations/bootstrap/07_steps.sql`). A seal over what is done, about whom, a fresh number and
//! the time; good for two minutes and, where it changes something, once.
//!
//! To guard another function: a line here, `auth.take_step` with the same words at its beginning, and its name in
//! `24_logins.sql`.

use secrecy::{ExposeSecret, SecretString};
use sqlx::Connection;

use super::{queries, rotate};
use crate::clock::Clock;
use crate::db::setup;
use crate::random;
use crate::refusal::Refusal;
use crate::secret::{KeyVersion, Keys, MasterKeys, Purpose, mac};

/// What a step is for; the same words as in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Start,
    FindCredential,
    ContactAt,
    MembershipsOf,
    PersonContact,
    SignUp,
    StartLink,
    ResetPassword,
    AcceptInvitation,
    OpenSession,
    RememberSignIn,
    ChangePassword,
    ChangeAddress,
    CredentialOf,
    PasswordTicket,
    Carry,
    ProvePassword,
    ConfirmTotp,
    ProveTotp,
    ProveRecovery,
    AddEmail,
    ProveEmail,
    AddPasskey,
    ProvePasskey,
}

impl Step {
    fn words(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::FindCredential => "find credential",
            Self::ContactAt => "contact at",
            Self::MembershipsOf => "memberships of",
            Self::PersonContact => "person contact",
            Self::SignUp => "sign up",
            Self::StartLink => "start link",
            Self::ResetPassword => "reset password",
            Self::AcceptInvitation => "accept invitation",
            Self::OpenSession => "open session",
            Self::RememberSignIn => "remember sign-in",
            Self::ChangePassword => "change password",
            Self::ChangeAddress => "change address",
            Self::CredentialOf => "credential of",
            Self::PasswordTicket => "password ticket",
            Self::Carry => "carry",
            Self::ProvePassword => "prove password",
            Self::ConfirmTotp => "confirm totp",
            Self::ProveTotp => "prove totp",
            Self::ProveRecovery => "prove recovery",
            Self::AddEmail => "add email",
            Self::ProveEmail => "prove email",
            Self::AddPasskey => "add passkey",
            Self::ProvePasskey => "prove passkey",
        }
    }
}

/// What a step is about, one thing of many.
pub(crate) enum About<'a> {
    /// Nothing where there may be something.
    None,
    Text(&'a str),
    Id(uuid::Uuid),
    Bytes(&'a [u8]),
    /// A secret, by its hash.
    Hash(&'a [u8]),
}

impl<'a> About<'a> {
    pub fn id(id: Option<uuid::Uuid>) -> Self {
        id.map_or(Self::None, Self::Id)
    }

    pub fn bytes(bytes: Option<&'a [u8]>) -> Self {
        bytes.map_or(Self::None, Self::Bytes)
    }

    pub fn hash(bytes: Option<&'a [u8]>) -> Self {
        bytes.map_or(Self::None, Self::Hash)
    }

    fn text(&self) -> Option<String> {
        use sha2::Digest;
        Some(match self {
            Self::None => return None,
            Self::Text(text) => (*text).to_owned(),
            Self::Id(id) => id.to_string(),
            Self::Bytes(bytes) => hex::encode(bytes),
            Self::Hash(bytes) => hex::encode(sha2::Sha256::digest(bytes)),
        })
    }
}

/// Every part with its length before it: `auth.step_text`.
fn text(step: Step, about: &[About<'_>]) -> String {
    let parts = std::iter::once(Some(step.words().to_owned())).chain(about.iter().map(About::text));
    parts.map(|part| part.map_or_else(|| "-".to_owned(), |part| format!("{}:{part}", part.len()))).collect()
}

impl Keys {
    pub(crate) fn step(&self, step: Step, about: &[About<'_>]) -> Vec<u8> {
        let mut shown = random::bytes::<16>().to_vec();
        // The database's clock is compared with the machine's, whatever time a test lives in.
        shown.extend(Clock::System.now().timestamp().to_be_bytes());
        let message = [shown.as_slice(), text(step, about).as_bytes()].concat();
        shown.extend(self.steady_mac(Purpose::Step, &message));
        shown
    }
}

/// Writes into the database what only somebody with its owner's login and the master keys can: what steps are checked
/// with, and the passwords' hashes that lay open, sealed. `database` is the migrator's address.
///
/// # Errors
/// Database faults.
pub async fn put(database: &SecretString, masters: &MasterKeys) -> Result<(), Refusal> {
    let mut connection = setup::connect(database).await?;
    // A schema from before there were steps, out of an older backup: `migrate` comes next there.
    if !queries::has_step_keys(&mut connection).await? {
        return Ok(connection.close().await?);
    }
    let keys: Vec<_> = masters.all().map(|(version, master)| pads(version, master)).collect();
    queries::put_step_keys(&mut connection, &keys).await?;
    rotate::seal_open(&mut connection, &Keys::derive(masters)).await?;
    Ok(connection.close().await?)
}

/// A key as HMAC uses it: padded to a block, and turned once for each of the two hashes.
fn pads(version: KeyVersion, master: &[u8; 32]) -> queries::StepKey {
    let key = mac::derive(master, Purpose::Step.label());
    let turned = |by: u8| {
        let mut block = vec![by; 64];
        block.iter_mut().zip(key.expose_secret()).for_each(|(at, key)| *at ^= key);
        block
    };
    queries::StepKey { version: version.into(), inner: turned(0x36), outer: turned(0x5c) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    // What the database computes from the two halves is HMAC-SHA256.
    #[test]
    fn two_halves_make_the_seal() {
        let masters = MasterKeys::only([9; 32]);
        let keys = Keys::derive(&masters);
        let halves = pads(1, masters.current().1);
        let inner = Sha256::digest([halves.inner.as_slice(), b"message"].concat());
        let seal = Sha256::digest([halves.outer.as_slice(), inner.as_slice()].concat());
        assert_eq!(seal.as_slice(), keys.steady_mac(Purpose::Step, b"message"));
    }

    #[test]
    fn no_two_lists_read_the_same() {
        let lists = [
            text(Step::Carry, &[About::Text("a"), About::Text("b")]),
            text(Step::Carry, &[About::Text("ab")]),
            text(Step::Carry, &[About::Text("a1:b")]),
            text(Step::Carry, &[About::Text("a"), About::None, About::Text("b")]),
            text(Step::Carry, &[About::Text("a"), About::Text("-"), About::Text("b")]),
            text(Step::Start, &[About::Text("a"), About::Text("b")]),
        ];
        let different: std::collections::BTreeSet<_> = lists.iter().collect();
        assert_eq!(different.len(), lists.len());
        assert_eq!(lists[3], "5:carry1:a-1:b");
    }
}

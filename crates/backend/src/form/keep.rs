//! Keeping what was typed: past the end of a session, past a proof, past a change of place.

use aes_gcm::Aes256Gcm;
use aes_gcm::Nonce;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::id::MembershipId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Made, queries};
use crate::Backend;
use crate::db::Public;
use crate::identity::SessionToken;
use crate::random;
use crate::refusal::Refusal;
use crate::secret::field::{CARRIED_FORM, KEPT_FORM};

/// The secret of a browser that something is kept for: half of it finds the rows, half opens them.
#[derive(Clone)]
pub struct KeptKey([u8; 64]);

impl KeptKey {
    pub fn random() -> Self {
        Self(random::bytes())
    }

    /// As the cookie held it.
    pub fn parse(cookie: &str) -> Option<Self> {
        hex::decode(cookie).ok()?.try_into().ok().map(Self)
    }

    pub fn to_cookie(&self) -> String {
        hex::encode(self.0)
    }

    fn browser(&self) -> Vec<u8> {
        Sha256::digest(&self.0[..32]).to_vec()
    }

    fn cipher(&self) -> Aes256Gcm {
        let mut key = [0; 32];
        key.copy_from_slice(&self.0[32..]);
        Aes256Gcm::new((&key).into())
    }

    fn seal(&self, form: Uuid, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce = random::bytes::<12>();
        let payload = Payload { msg: plain, aad: form.as_bytes() };
        let text = self.cipher().encrypt(Nonce::from_slice(&nonce), payload).ok()?;
        Some([nonce.as_slice(), &text].concat())
    }

    fn open(&self, form: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<12>()?;
        self.cipher().decrypt(Nonce::from_slice(nonce), Payload { msg: text, aad: form.as_bytes() }).ok()
    }
}

/// A form as it was posted, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// Path and query of the page it stands on.
    pub page: String,
    /// The function it posts to.
    pub action: String,
    pub values: Vec<(String, String)>,
    /// Sent by itself once its person is back where it belongs; else it is shown again.
    pub goes_on: bool,
}

/// A form that is there again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: Uuid,
    pub form: KeptForm,
    pub membership: MembershipId,
    /// The session is where the form was made.
    pub here: bool,
    /// The session is somewhere.
    pub placed: bool,
}

impl Backend {
    /// Keeps a form for the person it was made for. Its id.
    ///
    /// # Errors
    /// Database faults.
    pub async fn keep_form(
        &self,
        key: &KeptKey,
        made: &Made,
        own_key: Option<Uuid>,
        form: &KeptForm,
    ) -> Result<Uuid, Refusal> {
        let id = random::id(self.clock.now());
        let fault = || Refusal::Fault("a form could not be sealed".into());
        let plain = serde_json::to_vec(form).map_err(|_| fault())?;
        let sealed = self.keys.seal(KEPT_FORM.of(id), &key.seal(id, &plain).ok_or_else(fault)?);
        let row = queries::KeptRow { id, made, browser: key.browser(), own_key, sealed };
        let mut tx = self.bare::<Public>().await?;
        queries::keep(tx.conn(), row).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// What the session's person typed in this browser and was kept, newest first.
    ///
    /// # Errors
    /// Database faults.
    pub async fn kept_forms(&self, token: &SessionToken, key: &KeptKey) -> Result<Vec<Kept>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let rows = queries::list_kept(tx.conn(), &token.stored_hash(&self.keys), &key.browser()).await?;
        let opened = rows.into_iter().filter_map(|row| {
            // What does not open any more (a key that was retired) is as good as gone.
            let outer = self.keys.open(KEPT_FORM.of(row.kept_form_id), &row.sealed).ok()?;
            let form = serde_json::from_slice(&key.open(row.kept_form_id, &outer)?).ok()?;
            let membership = MembershipId(row.membership_id);
            Some(Kept { id: row.kept_form_id, form, membership, here: row.here, placed: row.placed })
        });
        Ok(opened.collect())
    }

    /// The form with this key was sent; without a key, whatever is kept for this browser goes.
    ///
    /// # Errors
    /// Database faults.
    pub async fn drop_kept_forms(&self, key: &KeptKey, own_key: Option<Uuid>) -> Result<(), Refusal> {
        let mut tx = self.bare::<Public>().await?;
        queries::drop_kept(tx.conn(), &key.browser(), own_key).await?;
        tx.commit().await
    }

    /// A form as one sealed value, for a page that gives it back when nothing can be stored.
    pub fn carry_form(&self, form: &KeptForm) -> Option<String> {
        let plain = serde_json::to_vec(form).ok()?;
        Some(URL_SAFE_NO_PAD.encode(self.keys.seal(CARRIED_FORM.of(Uuid::nil()), &plain)))
    }

    /// The form that `carry_form` sealed.
    pub fn carried_form(&self, carried: &str) -> Option<KeptForm> {
        let plain = self.keys.open(CARRIED_FORM.of(Uuid::nil()), &URL_SAFE_NO_PAD.decode(carried).ok()?).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

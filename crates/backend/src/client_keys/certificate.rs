//! Destroying a client's keys, and the certificate that says so (M9).
//!
//! Guarantees: after the transaction no column of the database holds a key of this client in any form, so that what was
//! sealed with it is closed for good, in the tables and in every copy of them; the certificate names each key by its
//! fingerprint, when it was made and destroyed and who asked, and is signed so that anybody can check it
//! (`nutriscope verify-certificate`). With the whole account every key goes and none is made again; asking again answers
//! the same certificate. With the journal alone every key goes but the next one, which the certificate names too.

use contract::paging::Reach;
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use contract::id::MembershipId;
use uuid::Uuid;

use super::queries;
use crate::activity::{Action, Activity};
use crate::db::{Client, Clinic, Portal, ReadTx, Worker, WriteTx};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::KeyVersion;
use crate::secret::sign::{Signed, Signing, is_signed};

/// The first line: names the format, so that it can change.
const TITLE: &str = "nutriscope certificate of destroyed keys v1";
const SIGNATURE: &str = "signature ed25519";

/// What was destroyed, when and on whose word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub id: Uuid,
    pub client: Uuid,
    pub at: DateTime<Utc>,
    /// The text that is signed, to the last line break.
    pub document: String,
    pub signed: Signed,
}

/// What a certificate is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Signed with a key of the installation asked about.
    Ours,
    /// Signed and unchanged, by a key that nobody here vouches for.
    Unknown,
}

/// Why a file is no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCertificate {
    #[error("this is no certificate of destroyed keys")]
    Malformed,
    #[error("the signature does not belong to this text: something in it was changed")]
    Changed,
}

impl Certificate {
    /// The file: the text, then the signature with the public key it was made with.
    pub fn to_text(&self) -> String {
        let Signed { version, public_key, signature } = &self.signed;
        format!("{}{SIGNATURE} {version} {} {}\n", self.document, hex::encode(public_key), hex::encode(signature))
    }
}

/// Checks a certificate's file. `ours` are the public keys one trusts.
///
/// # Errors
/// What is no certificate, or was changed.
pub fn verify(file: &str, ours: &[[u8; 32]]) -> Result<Worth, NoCertificate> {
    let file = file.replace("\r\n", "\n");
    let at = file.rfind(SIGNATURE).filter(|_| file.starts_with(TITLE)).ok_or(NoCertificate::Malformed)?;
    let (document, line) = file.split_at(at);
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, _, version, key, signature] = words.as_slice() else { return Err(NoCertificate::Malformed) };
    let (mut public_key, mut signed) = ([0; 32], [0; 64]);
    let read = hex::decode_to_slice(key, &mut public_key).and_then(|()| hex::decode_to_slice(signature, &mut signed));
    if read.is_err() || version.parse::<KeyVersion>().is_err() || !document.ends_with('\n') {
        return Err(NoCertificate::Malformed);
    }
    if !is_signed(&public_key, document.as_bytes(), &signed) {
        return Err(NoCertificate::Changed);
    }
    Ok(if ours.contains(&public_key) { Worth::Ours } else { Worth::Unknown })
}

/// The key that lives on when a journal alone is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Next {
    pub version: KeyVersion,
    /// Values written since the erasure was asked for, sealed anew under it.
    pub moved: i64,
    /// Values that do not open with any key, and were left as they are.
    pub lost: i64,
}

impl WriteTx<Worker> {
    /// Destroys every key of the client this job is about. `asked_by` is the member who asked for it, if a member did.
    ///
    /// # Errors
    /// Database faults; a job that is not about this client.
    pub async fn destroy_client_key(
        &mut self,
        client: MembershipId,
        asked_by: Option<MembershipId>,
        now: DateTime<Utc>,
    ) -> Result<Certificate, Refusal> {
        let organisation = self.scope().organisation().0;
        let keys = queries::lock_client_keys(self.conn(), client.0).await?;
        let newest = queries::list_certificates(self.conn(), organisation, Some(client.0), 1).await?.into_iter().next();
        // A journal may have been erased before: that certificate does not speak of the keys since.
        if let Some(there) = newest
            && keys.iter().all(|key| key.ended_why.is_some() && there.document.contains(&hex::encode(&key.fingerprint)))
        {
            return there.try_into();
        }
        let asked_by = asked_by.map_or_else(|| "nobody: a rule of retention".to_owned(), |member| member.0.to_string());
        self.certify(client, &asked_by, &keys, None, now).await
    }

    /// Destroys every key of the client below `next`, under which nothing lies any more: they had their journal erased.
    ///
    /// # Errors
    /// As `destroy_client_key`; when something still lies under them.
    pub(crate) async fn destroy_keys_before(
        &mut self,
        client: MembershipId,
        next: Next,
        now: DateTime<Utc>,
    ) -> Result<Certificate, Refusal> {
        let keys = queries::lock_client_keys(self.conn(), client.0).await?;
        self.certify(client, &client.0.to_string(), &keys, Some(next), now).await
    }

    /// The versions of the client's keys, held until this transaction ends: the highest there has been, if one lives.
    ///
    /// # Errors
    /// Database faults; a job that is not about this client.
    pub(crate) async fn hold_client_keys(&mut self, client: MembershipId) -> Result<Option<KeyVersion>, Refusal> {
        let keys = queries::lock_client_keys(self.conn(), client.0).await?;
        let last = keys.last().and_then(|key| KeyVersion::try_from(key.version).ok());
        Ok(last.filter(|_| keys.iter().any(|key| key.ended_why.is_none())))
    }

    async fn certify(
        &mut self,
        client: MembershipId,
        asked_by: &str,
        keys: &[queries::KeyToDestroy],
        next: Option<Next>,
        now: DateTime<Utc>,
    ) -> Result<Certificate, Refusal> {
        let (id, organisation) = (random::id(now), self.scope().organisation().0);
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut document = format!(
            "{TITLE}\ncertificate {id}\norganisation {organisation}\nclient {}\ndestroyed {}\nasked-by {asked_by}\n",
            client.0,
            time(now)
        );
        if next.is_some() {
            document.push_str("erased journal\n");
        }
        for key in keys {
            let (version, fingerprint, made) = (key.version, hex::encode(&key.fingerprint), time(key.made));
            if let Some(Next { moved, lost, .. }) = next.filter(|next| i32::from(next.version) == version) {
                _ = writeln!(document, "lives-on {version} {fingerprint} made {made}");
                _ = writeln!(document, "written-since-and-sealed-anew {moved}");
                if lost > 0 {
                    _ = writeln!(document, "opened-with-no-key-before {lost}");
                }
                continue;
            }
            let before = match key.ended_why.as_deref() {
                None => "",
                Some("destroyed") => " destroyed-before",
                Some(_) => " replaced-before",
            };
            _ = writeln!(document, "key {version} {fingerprint} made {made}{before}");
        }
        if keys.is_empty() {
            document.push_str("no key was ever made: this client wrote nothing\n");
        }
        let signed = self.keys().sign(Signing::ErasureCertificate, document.as_bytes());
        let upto = next.map_or(i32::from(KeyVersion::MAX), |next| i32::from(next.version) - 1);
        let ends = queries::Ends { upto, lost: next.map_or(0, |next| next.lost) };
        queries::destroy_client_keys(self.conn(), client.0, ends, id, &document, &signed).await?;
        self.record(Activity::new(Action::KeyDestroyed).on(id).about(client.0)).await?;
        Ok(Certificate { id, client: client.0, at: now, document, signed })
    }
}

/// Whoever may see certificates: a client their own, an administrator the clinic's.
pub trait Sees: Portal {}
impl Sees for Client {}
impl Sees for Clinic {}

impl<P: Sees> ReadTx<P> {
    /// The certificates the asker may see, newest first.
    ///
    /// # Errors
    /// Database faults.
    pub async fn certificates(&mut self, reach: Reach) -> Result<Vec<Certificate>, Refusal> {
        let organisation = self.scope().organisation().0;
        let rows = queries::list_certificates(self.conn(), organisation, None, reach.limit()).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}

impl TryFrom<queries::CertificateRow> for Certificate {
    type Error = Refusal;
    fn try_from(row: queries::CertificateRow) -> Result<Self, Refusal> {
        let broken = || Refusal::Fault("a stored certificate is not whole".into());
        Ok(Self {
            id: row.certificate_id,
            client: row.client_id,
            at: row.at,
            document: row.document,
            signed: Signed {
                version: KeyVersion::try_from(row.key_version).map_err(|_| broken())?,
                public_key: row.public_key.try_into().map_err(|_| broken())?,
                signature: row.signature.try_into().map_err(|_| broken())?,
            },
        })
    }
}

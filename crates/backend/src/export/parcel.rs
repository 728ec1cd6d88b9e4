//! What an organisation moves with: an outer list that anybody may read, and parts that only the receiving installation
//! opens.
//!
//! Guarantees: the parts are the shelf's own sealed chunks, under a key that is made for this export, sealed for the
//! recipient (HPKE; organisation and export are bound to it), and thrown away here the moment all parts are written: from
//! then on neither this installation nor whoever downloads it can open one. What is in the parts, and what they are
//! called, stands in a part. A part that was changed, exchanged, cut off or is missing is an error before anything is
//! brought.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::finish::{Facts, MANIFEST};
use super::shelf::CHUNK;
use super::work::{Part, Work};
use crate::refusal::Refusal;
use crate::secret::Recipient;
use crate::secret::chunk::{ChunkKey, OVERHEAD, Place};

/// The outer list.
pub(super) const LIST: &str = "move.json";
pub(super) const FORMAT: &str = "nutriscope-move";
pub(super) const VERSION: u32 = 1;
/// Where the parts lie in the archive.
pub(super) const FOLDER: &str = "sealed/";

/// The outer list: ids, sizes and hashes of what is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct List {
    pub format: String,
    pub version: u32,
    pub program: String,
    pub organisation: Uuid,
    pub organisation_name: String,
    pub export: Uuid,
    /// Whom it is sealed for.
    pub recipient: String,
    pub fingerprint: String,
    /// The parts' key, sealed for the recipient.
    pub key: String,
    /// The part that says what the others are.
    pub manifest: String,
    pub parts: Vec<SealedPart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SealedPart {
    pub file: String,
    pub bytes: u64,
    /// Of the sealed bytes.
    pub sha256: String,
}

/// What the sealed key is bound to.
pub fn binding(organisation: Uuid, export: Uuid) -> Vec<u8> {
    [b"nutriscope move v1".as_slice(), organisation.as_bytes(), export.as_bytes()].concat()
}

/// Makes the list, once all parts are written and hashed. After it the key is needed by nobody here.
pub(super) fn list(facts: &Facts<'_>, organisation: Uuid, key: &ChunkKey, work: &Work) -> Result<List, Refusal> {
    let fault = |what: &str| Refusal::Fault(what.to_owned());
    let recipient = facts.held.recipient.as_deref().and_then(Recipient::parse);
    let recipient = recipient.ok_or_else(|| fault("a move without a recipient"))?;
    let sealed = key.sealed_for(&recipient, &binding(organisation, facts.export));
    let sealed = sealed.map_err(|_| fault("the key of a move cannot be sealed"))?;
    let manifest = work.parts.iter().find(|part| part.path == MANIFEST);
    let manifest = manifest.ok_or_else(|| fault("a move without a manifest"))?.file.clone();
    let entry = |part: &Part| {
        let sha256 = part.stored_sha256.clone().ok_or_else(|| fault("a part of a move without a hash"))?;
        Ok::<_, Refusal>(SealedPart { file: part.file.clone(), bytes: part.measure.stored, sha256 })
    };
    Ok(List {
        format: FORMAT.to_owned(),
        version: VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        organisation,
        organisation_name: facts.held.organisation_name.clone(),
        export: facts.export,
        fingerprint: recipient.fingerprint(),
        recipient: recipient.to_string(),
        key: hex::encode(sealed),
        manifest,
        parts: work.parts.iter().map(entry).collect::<Result<_, _>>()?,
    })
}

/// For whoever finds the file.
pub(super) fn readme(list: &List) -> String {
    format!(
        "Everything {} needs to move to another installation of NutriScope, sealed for that installation alone.\n\n\
         It opens with the private key there whose fingerprint is\n\n    {}\n\n\
         and with nothing else: whoever fetched this file cannot read it, and the installation it comes from cannot either.\n\n\
         There: NS_RECEIVE_KEY_FILE=… NS_BOOTSTRAP_URL=… nutriscope import-organisation FILE.zip\n\
         It checks every part before anything is brought, and brings all of it or nothing. People keep their addresses and\n\
         choose new passwords: passwords, sessions and other secrets are not in here.\n",
        list.organisation_name, list.fingerprint
    )
}

pub(super) fn to_json(list: &List) -> io::Result<Vec<u8>> {
    serde_json::to_vec_pretty(&json!(list)).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// Opens the chunks of one part as they are read, to their end.
pub(super) struct Chunks<'a, R> {
    inner: R,
    key: &'a ChunkKey,
    export: Uuid,
    part: String,
    next: u64,
    plain: Vec<u8>,
    at: usize,
}

impl<'a, R: Read> Chunks<'a, R> {
    pub fn new(inner: R, key: &'a ChunkKey, export: Uuid, part: &str) -> Self {
        Self { inner, key, export, part: part.to_owned(), next: 0, plain: Vec::new(), at: 0 }
    }

    /// Whether there was another chunk.
    fn chunk(&mut self) -> io::Result<bool> {
        let invalid = |what| io::Error::new(io::ErrorKind::InvalidData, what);
        let mut length = [0; 4];
        match self.inner.read(&mut length)? {
            0 => return Ok(false),
            read => self.inner.read_exact(length.get_mut(read..).unwrap_or_default())?,
        }
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > CHUNK + OVERHEAD {
            return Err(invalid("a chunk has an impossible length"));
        }
        let mut sealed = vec![0; length];
        self.inner.read_exact(&mut sealed)?;
        let place = Place { set: self.export, part: &self.part, number: self.next };
        self.plain = self.key.open(place, &sealed).ok_or_else(|| invalid("a chunk does not open"))?;
        self.at = 0;
        self.next += 1;
        Ok(true)
    }
}

impl<R: Read> Read for Chunks<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.plain.len() {
            if !self.chunk()? {
                return Ok(0);
            }
        }
        let rest = self.plain.get(self.at..).unwrap_or_default();
        let taken = rest.len().min(into.len());
        into.split_at_mut(taken).0.copy_from_slice(rest.split_at(taken).0);
        self.at += taken;
        Ok(taken)
    }
}

//! What an organisation takes along of its ledger (P10, T8): the key that seals the entries stays where it is, since
//! whoever holds it can seal entries of their own; instead the installation that has it verifies every entry and signs
//! what they were. The new installation checks that, keeps the digest sealed under its own master key, and seals on from
//! there under a key of its own.
//!
//! Guarantees: nothing is stated of a ledger that does not verify; a ledger that is not word for word what a statement
//! says is not brought; without a statement the entries are brought, said to be vouched for by nobody, and held to what
//! they were on that day.

use chrono::{DateTime, SecondsFormat, Utc};
use evidence::{Hash, fingerprint};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::ledger::{self, Brought, seal_key, text};
use super::tree::{signed, unsigned};
use super::{EvidenceConfig, queries, verify};
use crate::refusal::Refusal;
use crate::secret::Keys;
use crate::secret::sign::{Signed, Signing, is_signed};

const TITLE: &str = "nutriscope ledger statement v1";
const SIGNATURE: &str = "signature ed25519";

/// Its file in an export of everything.
pub(crate) const FILE: &str = "ledger-statement.txt";

/// Over the first entries, in their order: what each says, and its seal.
struct Running {
    hash: Sha256,
    entries: u64,
    head: Option<Vec<u8>>,
}

impl Running {
    fn new() -> Self {
        Self { hash: ledger::digest(), entries: 0, head: None }
    }

    fn take(&mut self, rows: Vec<queries::LedgerRow>) -> Result<(), Refusal> {
        for row in rows {
            if unsigned(row.seq) != self.entries + 1 {
                return Err(Refusal::Fault("an entry of the ledger is missing".into()));
            }
            let mac = row.mac.clone().unwrap_or_default();
            self.hash.update(text(&row));
            self.hash.update(&mac);
            self.head = Some(mac);
            self.entries += 1;
        }
        Ok(())
    }
}

/// The statement over the first `entries` of the session's organisation; none when the ledger does not verify.
pub(crate) async fn state(
    c: &mut PgConnection,
    keys: &Keys,
    config: &EvidenceConfig,
    organisation: Uuid,
    entries: u64,
    now: DateTime<Utc>,
) -> Result<Option<String>, Refusal> {
    let anchors = verify::believed(c, keys, config, organisation).await?;
    let walked = ledger::verify(c, keys, organisation, &anchors).await?;
    if let Some(fault) = walked.fault {
        tracing::error!(kind = "nothing is stated of a ledger that does not verify", %organisation, %fault);
        return Ok(None);
    }
    let mut running = Running::new();
    while running.entries < entries {
        let most = i32::try_from(entries - running.entries).unwrap_or(i32::MAX).min(ledger::PAGE);
        let rows = queries::list_ledger(c, organisation, signed(running.entries), most).await?;
        if rows.is_empty() {
            return Err(Refusal::Fault("the ledger became shorter".into()));
        }
        running.take(rows)?;
    }
    let at = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let head = running.head.map_or_else(|| "none".to_owned(), hex::encode);
    let digest = hex::encode(running.hash.finalize());
    let mut said = format!(
        "{TITLE}\norganisation {organisation}\nverified {at}\nentries {entries}\nhead {head}\ndigest {digest}\n"
    );
    // What was vouched for where the ledger came from before is not vouched for by more than that.
    if walked.brought.is_some_and(|brought| !brought.vouched) {
        said.push_str("older-entries vouched for by nobody\n");
    }
    for key in verify::known_keys(keys, config).await? {
        said.push_str(&format!("checkpoint-key {}\n", hex::encode(key)));
    }
    let Signed { version, public_key, signature } = keys.sign(Signing::LedgerStatement, said.as_bytes());
    said.push_str(&format!("{SIGNATURE} {version} {} {}\n", hex::encode(public_key), hex::encode(signature)));
    Ok(Some(said))
}

/// One that is signed and unchanged; by whom is for its reader to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub organisation: Uuid,
    pub entries: u64,
    head: Option<Vec<u8>>,
    digest: Hash,
    /// Whether it speaks for all of them.
    is_whole: bool,
    /// The keys that signed the log's checkpoints there.
    pub checkpoint_keys: Vec<[u8; 32]>,
    pub signed_by: [u8; 32],
}

impl Statement {
    /// # Errors
    /// What is no statement, or was changed.
    pub fn parse(file: &str) -> Result<Self, Refusal> {
        let broken = || Refusal::Fault("the statement about the ledger cannot be read, or was changed".into());
        let at = file.rfind(SIGNATURE).filter(|_| file.starts_with(TITLE)).ok_or_else(broken)?;
        let (said, line) = file.split_at(at);
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, _, _, key, signature] = words.as_slice() else { return Err(broken()) };
        let (mut signed_by, mut made) = ([0; 32], [0; 64]);
        let read = hex::decode_to_slice(key, &mut signed_by).and_then(|()| hex::decode_to_slice(signature, &mut made));
        if read.is_err() || !is_signed(&signed_by, said.as_bytes(), &made) {
            return Err(broken());
        }
        let one = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let hash = |text: &str| -> Option<Hash> { hex::decode(text).ok()?.try_into().ok() };
        let head = match one("head").ok_or_else(broken)? {
            "none" => None,
            text => Some(hex::decode(text).map_err(|_| broken())?),
        };
        let keys = said.lines().filter_map(|line| line.strip_prefix("checkpoint-key "));
        Ok(Self {
            organisation: one("organisation").and_then(|id| id.parse().ok()).ok_or_else(broken)?,
            entries: one("entries").and_then(|number| number.parse().ok()).ok_or_else(broken)?,
            head,
            digest: one("digest").and_then(hash).ok_or_else(broken)?,
            is_whole: one("older-entries").is_none(),
            checkpoint_keys: keys.map(|key| hash(key).ok_or_else(broken)).collect::<Result<_, _>>()?,
            signed_by,
        })
    }

    /// Of the key that signed it, as people compare it.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.signed_by)
    }
}

/// Takes the ledger that was just brought as its statement says, and makes the key that seals on from there. Answers how
/// many entries it has. For the import, as a superuser.
///
/// # Errors
/// When the entries are not what the statement says.
pub(crate) async fn bring(
    c: &mut PgConnection,
    keys: &Keys,
    organisation: Uuid,
    statement: Option<&Statement>,
) -> Result<u64, Refusal> {
    let mut running = Running::new();
    loop {
        let rows = queries::list_brought(c, organisation, signed(running.entries), ledger::PAGE).await?;
        if rows.is_empty() {
            break;
        }
        running.take(rows)?;
    }
    let digest: Hash = running.hash.finalize().into();
    if let Some(said) = statement {
        let agrees = said.organisation == organisation
            && (said.entries, &said.head, said.digest) == (running.entries, &running.head, digest);
        if !agrees {
            return Err(Refusal::Fault("the ledger is not what its statement says: nothing was brought".into()));
        }
    }
    if running.entries > 0 {
        let vouched = statement.is_some_and(|said| said.is_whole);
        let brought = Brought { upto: running.entries, digest, vouched };
        queries::insert_ledger_key(c, organisation, &seal_key(keys, organisation, Some(&brought))).await?;
    }
    Ok(running.entries)
}

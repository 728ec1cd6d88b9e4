//! The ledger of payments (T8): every state a payment was in, with its amounts, sealed with HMAC-SHA256 over the entry
//! before it and itself, in the transaction that made the change. The key lies in the database only as sealed under the
//! master key. A payment that changes without its entry does not last: a deferred trigger sees to it.
//!
//! Where the ledger was brought from another installation (`statement`), its first entries are held to their digest of
//! that day, which lies sealed together with the key; those since are sealed under the key.

use evidence::Hash;
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries::{self, LedgerRow};
use super::walk::{Anchor, Fault, From, Log, Wrong};
use crate::Backend;
use crate::db::{Portal, WriteTx};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::{Keys, field, mac};

pub(super) const PAGE: i32 = 2_000;

type Key = SecretBox<[u8; 32]>;

impl Backend {
    /// Writes down the state a payment has now, unless that is the last thing the ledger says of it. Belongs at the end
    /// of a transaction: it takes the lock that orders the organisation's entries.
    ///
    /// # Errors
    /// Database faults; a fault when the ledger's key does not open.
    pub async fn write_ledger<P: Portal>(&self, tx: &mut WriteTx<P>, payment: Uuid) -> Result<(), Refusal> {
        let mut row = queries::next_in_ledger(tx.conn(), payment).await?;
        if row.is_known {
            return Ok(());
        }
        let Some(sealed) = &row.sealed else {
            // The first of all: those that were paid before there was a ledger get an entry as they are.
            let sealed = seal_key(&self.keys, row.organisation_id, None);
            let (key, _) = open(&self.keys, row.organisation_id, &sealed)?;
            let before = queries::begin_ledger(tx.conn(), &sealed).await?;
            for payment in before {
                row = queries::next_in_ledger(tx.conn(), payment).await?;
                append(tx.conn(), &row, &key).await?;
            }
            return Ok(());
        };
        let (key, _) = open(&self.keys, row.organisation_id, sealed)?;
        append(tx.conn(), &row, &key).await?;
        // Where a client began it, the payments of others from before are a job's to add: theirs alone to see.
        for payment in queries::missing_in_ledger(tx.conn()).await? {
            let row = queries::next_in_ledger(tx.conn(), payment).await?;
            append(tx.conn(), &row, &key).await?;
        }
        Ok(())
    }
}

async fn append(c: &mut PgConnection, row: &LedgerRow, key: &Key) -> Result<(), Refusal> {
    let mac = seal(key, row.previous.as_deref().unwrap_or_default(), row);
    Ok(queries::append_to_ledger(c, row, &mac).await?)
}

/// Entries that came from another installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Brought {
    pub upto: u64,
    pub digest: Hash,
    /// Whether a statement of where they came from spoke for them.
    pub vouched: bool,
}

/// A new key, as it is stored: with what was brought before it.
pub(super) fn seal_key(keys: &Keys, organisation: Uuid, brought: Option<&Brought>) -> Vec<u8> {
    let mut plain = zeroize::Zeroizing::new(random::bytes::<32>().to_vec());
    if let Some(Brought { upto, digest, vouched }) = brought {
        plain.extend_from_slice(&upto.to_be_bytes());
        plain.extend_from_slice(digest);
        plain.push(u8::from(*vouched));
    }
    keys.seal(field::LEDGER_KEY.of(organisation), &plain)
}

fn open(keys: &Keys, organisation: Uuid, sealed: &[u8]) -> Result<(Key, Option<Brought>), Refusal> {
    let plain = keys.open(field::LEDGER_KEY.of(organisation), sealed)?;
    let short = || Refusal::Fault("the ledger's key has another length".into());
    let (key, rest) = plain.split_first_chunk::<32>().ok_or_else(short)?;
    let brought = match rest.split_first_chunk::<8>() {
        None if rest.is_empty() => None,
        Some((upto, [digest @ .., vouched])) => {
            let digest = digest.try_into().map_err(|_| short())?;
            Some(Brought { upto: u64::from_be_bytes(*upto), digest, vouched: *vouched == 1 })
        }
        _ => return Err(short()),
    };
    Ok((Key::new(Box::new(*key)), brought))
}

/// Over entries and their seals, one after the other.
pub(super) fn digest() -> Sha256 {
    Sha256::new().chain_update("nutriscope ledger digest 1\n")
}

/// What an entry says, as text.
pub(super) fn text(row: &LedgerRow) -> String {
    let LedgerRow { organisation_id, seq, payment_id, appointment_id, status, .. } = row;
    let LedgerRow { amount_minor, refunded_minor, settled_minor, currency, .. } = row;
    // A line more where there is something to say, so that what was sealed before there was such a thing still reads alike.
    let settled = if *settled_minor == 0 { String::new() } else { format!("settled {settled_minor}\n") };
    format!(
        "nutriscope ledger 1\norganisation {organisation_id}\nentry {seq}\nat {}\npayment {payment_id}\n\
         appointment {appointment_id}\nstatus {status}\namount {amount_minor}\nrefunded {refunded_minor}\ncurrency {currency}\n{settled}",
        row.at.timestamp_micros()
    )
}

/// The same behind the seal before it, sealed.
fn seal(key: &Key, previous: &[u8], row: &LedgerRow) -> Hash {
    mac::authenticate(key.expose_secret(), &[previous, text(row).as_bytes()].concat())
}

/// What a walk over the ledger found.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub entries: u64,
    pub brought: Option<Brought>,
    /// The first that is wrong.
    pub fault: Option<Fault>,
}

/// Walks the ledger against its seals, the checkpoints and the payments.
pub(super) async fn verify(
    c: &mut PgConnection,
    keys: &Keys,
    organisation: Uuid,
    anchors: &[Anchor],
) -> Result<Ledger, Refusal> {
    let mut found = Ledger::default();
    let signed = anchors.iter().filter_map(|anchor| anchor.ledger.map(|(count, head)| (count, head, anchor)));
    let mut signed: Vec<_> = signed.filter(|(count, ..)| *count > 0).collect();
    signed.sort_by_key(|(count, ..)| *count);
    let sealed = queries::find_ledger_key(c, organisation).await?;
    let (key, brought) = match sealed.map(|sealed| open(keys, organisation, &sealed)) {
        Some(Ok(opened)) => opened,
        None if signed.is_empty() && queries::list_ledger(c, organisation, 0, 1).await?.is_empty() => {
            return Ok(found);
        }
        _ => return Ok(found.wrong(1, Wrong::KeyGone)),
    };
    found.brought = brought;
    let upto = brought.map_or(0, |brought| brought.upto);
    let (mut previous, mut hash, mut due) = (Vec::new(), digest(), signed.into_iter().peekable());
    loop {
        let rows =
            queries::list_ledger(c, organisation, i64::try_from(found.entries).unwrap_or(i64::MAX), PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let number = u64::try_from(row.seq).unwrap_or(0);
            if number != found.entries + 1 {
                let missing = found.entries + 1;
                return Ok(found.wrong(missing, Wrong::Missing));
            }
            let there = row.mac.clone().unwrap_or_default();
            if number <= upto {
                hash.update(text(&row));
                hash.update(&there);
            } else if there != seal(&key, &previous, &row) {
                return Ok(found.wrong(number, Wrong::Edited));
            }
            found.entries = number;
            previous = there;
            while let Some((_, head, anchor)) = due.next_if(|(count, ..)| *count <= number) {
                if head[..] != previous[..] {
                    return Ok(found.wrong(number, Wrong::Rewritten { until: number, from: anchor.from }));
                }
            }
            if let Some(brought) = brought.filter(|brought| brought.upto == number)
                && Hash::from(hash.clone().finalize()) != brought.digest
            {
                return Ok(found.wrong(1, Wrong::Rewritten { until: number, from: From::Brought }));
            }
        }
    }
    let next = found.entries + 1;
    if upto > found.entries {
        return Ok(found.wrong(next, Wrong::RolledBack { checkpoint: upto, from: From::Brought }));
    }
    if let Some((count, _, anchor)) = due.next() {
        return Ok(found.wrong(next, Wrong::RolledBack { checkpoint: count, from: anchor.from }));
    }
    let disagree = queries::list_disagreements(c, organisation).await?.into_iter().next();
    Ok(match disagree {
        None => found,
        Some((payment, seq)) => {
            let seq = seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(next);
            found.wrong(seq, Wrong::Disagrees { payment })
        }
    })
}

impl Ledger {
    fn wrong(self, seq: u64, wrong: Wrong) -> Self {
        Self { fault: Some(Fault { log: Log::Ledger, seq, wrong }), ..self }
    }
}

//! The ledger of payments (T8): every state a payment was in, with its amounts, sealed with HMAC-SHA256 over the entry
//! before it and itself, in the transaction that made the change. The key lies in the database only as sealed under the
//! master key. A payment that changes without its entry does not last: a deferred trigger sees to it.

use evidence::Hash;
use secrecy::{ExposeSecret, SecretBox};
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries::{self, LedgerRow};
use super::walk::{Anchor, Fault, Log, Wrong};
use crate::Backend;
use crate::db::{Portal, WriteTx};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::{Keys, field, mac};

const PAGE: i32 = 2_000;

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
            let key = Key::new(Box::new(random::bytes()));
            let cell = field::LEDGER_KEY.of(row.organisation_id);
            let before = queries::begin_ledger(tx.conn(), &self.keys.seal(cell, key.expose_secret())).await?;
            for payment in before {
                row = queries::next_in_ledger(tx.conn(), payment).await?;
                append(tx.conn(), &row, &key).await?;
            }
            return Ok(());
        };
        let key = open(&self.keys, row.organisation_id, sealed)?;
        append(tx.conn(), &row, &key).await
    }
}

async fn append(c: &mut PgConnection, row: &LedgerRow, key: &Key) -> Result<(), Refusal> {
    let mac = seal(key, row.previous.as_deref().unwrap_or_default(), row);
    Ok(queries::append_to_ledger(c, row, &mac).await?)
}

fn open(keys: &Keys, organisation: Uuid, sealed: &[u8]) -> Result<Key, Refusal> {
    let plain = keys.open(field::LEDGER_KEY.of(organisation), sealed)?;
    let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| Refusal::Fault("the ledger's key is short".into()))?;
    Ok(Key::new(Box::new(key)))
}

/// What an entry says, as text, behind the seal before it.
fn seal(key: &Key, previous: &[u8], row: &LedgerRow) -> Hash {
    let LedgerRow { organisation_id, seq, payment_id, appointment_id, status, .. } = row;
    let LedgerRow { amount_minor, refunded_minor, currency, .. } = row;
    let text = format!(
        "nutriscope ledger 1\norganisation {organisation_id}\nentry {seq}\nat {}\npayment {payment_id}\n\
         appointment {appointment_id}\nstatus {status}\namount {amount_minor}\nrefunded {refunded_minor}\ncurrency {currency}\n",
        row.at.timestamp_micros()
    );
    mac::authenticate(key.expose_secret(), &[previous, text.as_bytes()].concat())
}

/// Walks the ledger against its seals, the checkpoints and the payments: how many entries, and the first that is wrong.
pub(super) async fn verify(
    c: &mut PgConnection,
    keys: &Keys,
    organisation: Uuid,
    anchors: &[Anchor],
) -> Result<(u64, Option<Fault>), Refusal> {
    let fault = |seq: u64, wrong: Wrong| Some(Fault { log: Log::Ledger, seq, wrong });
    let signed = anchors.iter().filter_map(|anchor| anchor.ledger.map(|(count, head)| (count, head, anchor)));
    let mut signed: Vec<_> = signed.filter(|(count, ..)| *count > 0).collect();
    signed.sort_by_key(|(count, ..)| *count);
    let sealed = queries::find_ledger_key(c, organisation).await?;
    let key = match sealed.map(|sealed| open(keys, organisation, &sealed)) {
        Some(Ok(key)) => key,
        None if signed.is_empty() && queries::list_ledger(c, organisation, 0, 1).await?.is_empty() => {
            return Ok((0, None));
        }
        _ => return Ok((0, fault(1, Wrong::KeyGone))),
    };
    let (mut previous, mut seen, mut due) = (Vec::new(), 0_u64, signed.into_iter().peekable());
    loop {
        let rows = queries::list_ledger(c, organisation, i64::try_from(seen).unwrap_or(i64::MAX), PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let number = u64::try_from(row.seq).unwrap_or(0);
            if number != seen + 1 {
                return Ok((seen, fault(seen + 1, Wrong::Missing)));
            }
            let mac = seal(&key, &previous, &row);
            if row.mac.as_deref() != Some(&mac) {
                return Ok((seen, fault(number, Wrong::Edited)));
            }
            seen = number;
            previous = mac.to_vec();
            while let Some((_, head, anchor)) = due.next_if(|(count, ..)| *count <= seen) {
                if head != mac {
                    return Ok((seen, fault(number, Wrong::Rewritten { until: number, from: anchor.from })));
                }
            }
        }
    }
    if let Some((count, _, anchor)) = due.next() {
        return Ok((seen, fault(seen + 1, Wrong::RolledBack { checkpoint: count, from: anchor.from })));
    }
    let disagree = queries::list_disagreements(c, organisation).await?.into_iter().next();
    let first = disagree.and_then(|(payment, seq)| {
        fault(seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(seen + 1), Wrong::Disagrees { payment })
    });
    Ok((seen, first))
}

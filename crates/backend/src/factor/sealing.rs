//! What of this feature lies sealed, and what is kept of a short code.

use uuid::Uuid;

use crate::refusal::Refusal;
use crate::secret::field::{FACTOR, RECOVERY_SHEET};
use crate::secret::{Keys, Purpose};
use zeroize::Zeroizing;

/// The row a sealed value lies in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    /// By the factor's id.
    Factor(Uuid),
    /// By the person's id.
    Sheet(Uuid),
}

impl Cell {
    fn place(self) -> crate::secret::Cell {
        match self {
            Self::Factor(id) => FACTOR.of(id),
            Self::Sheet(id) => RECOVERY_SHEET.of(id),
        }
    }
}

pub(super) fn seal(keys: &Keys, cell: Cell, plain: &[u8]) -> Vec<u8> {
    keys.seal(cell.place(), plain)
}

pub(super) fn open(keys: &Keys, cell: Cell, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    Ok(keys.open(cell.place(), sealed)?)
}

/// What is stored of a short code: a keyed hash, bound to what it is for.
pub(super) fn code_hash(keys: &Keys, purpose: &str, code: &str) -> Vec<u8> {
    keys.mac(Purpose::ShortCode, format!("{purpose} {code}").as_bytes()).to_vec()
}

/// The same under every key there is, to find one that was stored before a rotation.
pub(super) fn code_hashes(keys: &Keys, purpose: &str, code: &str) -> Vec<Vec<u8>> {
    keys.macs(Purpose::ShortCode, format!("{purpose} {code}").as_bytes())
}

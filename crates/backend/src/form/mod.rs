//! Where a form belongs, and what was typed into it.
//!
//! Guarantees: a form's seal names the person, the membership and the portal it was made for and the fixed values it was
//! made with (a row and its version), under a key that no browser has; a kept form opens to its own person alone, in the
//! browser it was typed in, for an hour at most. Secrets (passwords, codes) are no part of either.

mod keep;
mod link;
mod once;
mod queries;
mod seal;

pub use keep::{Kept, KeptForm, KeptKey};
pub use once::{Asked, Begun, Use};
pub use seal::{Made, Place};

use crate::Backend;
use crate::db::Public;
use crate::identity::SessionToken;
use crate::refusal::Refusal;

impl Backend {
    /// Where a session is, past its factor: whose it is, and the place if one was chosen. `None` when it is over.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_place(&self, token: &SessionToken) -> Result<Option<Place>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::find_place(tx.conn(), &token.stored_hash(&self.keys)).await?)
    }
}

//! Consent as a value: who holds one may act on it, until the transaction it was asked in ends.
//!
//! Guarantee: a `Consent` is made only by asking the database under the lock that a withdrawal takes too, and it borrows
//! nothing it could outlive by mistake: `commit` consumes the transaction, and what acts takes both. Work in several
//! transactions asks in each.

use contract::consent::ConsentKind;
use contract::id::MembershipId;

use super::queries;
use crate::db::{Portal, WriteTx};
use crate::refusal::Refusal;

/// That one client consents to what was asked, while the transaction lasts. No public constructor:
///
/// ```compile_fail
/// fn forge(client: contract::id::MembershipId) -> backend::consent::Consent {
///     backend::consent::Consent { client, kinds: vec![] }
/// }
/// ```
#[derive(Debug)]
#[must_use = "what acts on a consent takes it"]
pub struct Consent {
    client: MembershipId,
    kinds: Vec<ConsentKind>,
}

impl Consent {
    pub fn client(&self) -> MembershipId {
        self.client
    }

    pub fn covers(&self, kind: ConsentKind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl<P: Portal> WriteTx<P> {
    /// Asks whether `client` consents to all of `kinds`, and holds that until this transaction ends. None: whatever
    /// needed it stops here.
    ///
    /// # Errors
    /// Database faults.
    pub async fn hold_consents(
        &mut self,
        client: MembershipId,
        kinds: &[ConsentKind],
    ) -> Result<Option<Consent>, Refusal> {
        let holds = queries::hold(self.conn(), client.0, kinds).await?;
        Ok(holds.then(|| Consent { client, kinds: kinds.to_vec() }))
    }
}

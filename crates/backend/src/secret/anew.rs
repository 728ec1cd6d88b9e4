//! Keys for clients that are brought from another installation: made here, wrapped under this one's master key.

use std::collections::HashMap;

use uuid::Uuid;

use super::Keys;
use super::client_key::{ClientKey, OrganisationKey};
use crate::refusal::Refusal;

/// The keys of one organisation's clients while they arrive.
pub(crate) struct Anew {
    organisation: Uuid,
    /// As it is stored.
    pub sealed: Vec<u8>,
    wrapping: OrganisationKey,
    clients: HashMap<Uuid, ClientKey>,
}

/// A client's first key, as it is stored.
pub(crate) struct Stored {
    pub wrapped: Vec<u8>,
    pub fingerprint: [u8; 32],
}

impl Anew {
    /// # Errors
    /// Never in practice: what was sealed a moment ago opens.
    pub fn new(keys: &Keys, organisation: Uuid) -> Result<Self, Refusal> {
        let sealed = OrganisationKey::make(keys, organisation);
        let wrapping = OrganisationKey::open(keys, organisation, &sealed)?;
        Ok(Self { organisation, sealed, wrapping, clients: HashMap::new() })
    }

    /// The client's key, with what is to be stored of it where it was made just now.
    ///
    /// # Errors
    /// As `new`.
    pub fn client(&mut self, client: Uuid) -> Result<(&ClientKey, Option<Stored>), Refusal> {
        let mut stored = None;
        if !self.clients.contains_key(&client) {
            let fresh = self.wrapping.fresh(client, 1);
            let secret = self.wrapping.unwrap(client, 1, &fresh.wrapped)?;
            self.clients.insert(client, ClientKey::new(self.organisation, client, vec![(1, Some(secret))]));
            stored = Some(Stored { wrapped: fresh.wrapped, fingerprint: fresh.fingerprint });
        }
        let key = self.clients.get(&client).ok_or_else(|| Refusal::Fault("a client's key was lost".into()))?;
        Ok((key, stored))
    }

    /// The same, of a client who has one already.
    pub fn find(&self, client: Uuid) -> Option<&ClientKey> {
        self.clients.get(&client)
    }
}

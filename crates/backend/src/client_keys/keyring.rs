//! From the database to a client's key: one statement for any number of clients, and the making of a key where a
//! transaction needs the first one. Made in the transaction that needs it: what is undone leaves no key behind, and two
//! at once end up with the same.

use std::collections::HashMap;

use contract::id::MembershipId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries;
use crate::db::{Client, Portal, ReadTx, Worker, WriteTx};
use crate::refusal::Refusal;
use crate::secret::client_key::{ClientKey, OrganisationKey, Secret};
use crate::secret::{KeyVersion, Keys, NotOpened};

/// The keys of several clients.
#[derive(Debug, Default)]
pub struct ClientKeys(HashMap<Uuid, ClientKey>);

impl ClientKeys {
    /// # Errors
    /// When the database did not hand that client's key out: nothing of theirs opens then.
    pub fn of(&self, client: Uuid) -> Result<&ClientKey, Refusal> {
        self.0.get(&client).ok_or_else(|| Refusal::Fault("a client's key was not asked for".into()))
    }
}

impl<P: Portal> ReadTx<P> {
    /// The keys of a client whom the asker may read.
    ///
    /// # Errors
    /// Database faults; a key that does not unwrap.
    pub async fn client_key(&mut self, client: MembershipId) -> Result<ClientKey, Refusal> {
        let (organisation, keys) = (self.scope().organisation().0, self.keys());
        let mut found = load(self.conn(), &keys, organisation, &[client.0]).await?;
        found.0.remove(&client.0).ok_or_else(|| Refusal::Fault("a client's key was lost".into()))
    }

    /// The same for several at once, in one statement.
    ///
    /// # Errors
    /// As `client_key`.
    pub async fn client_keys(&mut self, clients: &[Uuid]) -> Result<ClientKeys, Refusal> {
        let (organisation, keys) = (self.scope().organisation().0, self.keys());
        load(self.conn(), &keys, organisation, clients).await
    }
}

impl WriteTx<Client> {
    /// The client's own keys, made if this is the first thing that needs one.
    ///
    /// # Errors
    /// Database faults; a key that does not unwrap.
    pub async fn client_key(&mut self, client: MembershipId) -> Result<ClientKey, Refusal> {
        let (organisation, keys) = (self.scope().organisation().0, self.keys());
        load_or_make(self.conn(), &keys, organisation, client.0).await
    }
}

impl WriteTx<Worker> {
    /// The keys of the client this job is about, made if this is the first thing that needs one.
    ///
    /// # Errors
    /// Database faults; a key that does not unwrap.
    pub async fn client_key(&mut self, client: MembershipId) -> Result<ClientKey, Refusal> {
        let (organisation, keys) = (self.scope().organisation().0, self.keys());
        load_or_make(self.conn(), &keys, organisation, client.0).await
    }

    /// Makes the next version of the client's key, which seals from now on.
    ///
    /// # Errors
    /// Database faults; a key that does not unwrap.
    pub(crate) async fn add_key_version(
        &mut self,
        client: MembershipId,
        version: KeyVersion,
    ) -> Result<ClientKey, Refusal> {
        let (organisation, keys) = (self.scope().organisation().0, self.keys());
        add_version(self.conn(), &keys, organisation, client.0, version).await
    }
}

async fn load(db: &mut PgConnection, keys: &Keys, organisation: Uuid, clients: &[Uuid]) -> Result<ClientKeys, Refusal> {
    let rows = queries::list_client_keys(db, organisation, clients).await?;
    let mut versions: HashMap<Uuid, Vec<(KeyVersion, Option<Secret>)>> =
        clients.iter().map(|client| (*client, Vec::new())).collect();
    let mut organisation_key = None;
    for row in rows {
        let wrapping = match &organisation_key {
            Some(key) => key,
            None => organisation_key.insert(OrganisationKey::open(keys, organisation, &row.key_sealed)?),
        };
        let (version, key) = unwrap(wrapping, row.client_id, row.version, row.wrapped)?;
        versions.entry(row.client_id).or_default().push((version, key));
    }
    let made = versions.into_iter().map(|(client, versions)| (client, ClientKey::new(organisation, client, versions)));
    Ok(ClientKeys(made.collect()))
}

async fn load_or_make(
    db: &mut PgConnection,
    keys: &Keys,
    organisation: Uuid,
    client: Uuid,
) -> Result<ClientKey, Refusal> {
    let mut found = load(db, keys, organisation, &[client]).await?;
    match found.0.remove(&client) {
        Some(key) if key.last() > 0 => Ok(key),
        _ => add_version(db, keys, organisation, client, 1).await,
    }
}

/// Makes a version of a client's key, or takes the one that was made meanwhile.
async fn add_version(
    db: &mut PgConnection,
    keys: &Keys,
    organisation: Uuid,
    client: Uuid,
    version: KeyVersion,
) -> Result<ClientKey, Refusal> {
    let sealed = queries::put_organisation_key(db, &OrganisationKey::make(keys, organisation)).await?;
    let wrapping = OrganisationKey::open(keys, organisation, &sealed)?;
    let fresh = wrapping.fresh(client, version);
    let rows = queries::put_client_key(db, client, version, &fresh.wrapped, &fresh.fingerprint).await?;
    let versions = rows.into_iter().map(|(version, wrapped)| unwrap(&wrapping, client, version, wrapped));
    Ok(ClientKey::new(organisation, client, versions.collect::<Result<_, Refusal>>()?))
}

fn unwrap(
    wrapping: &OrganisationKey,
    client: Uuid,
    version: i32,
    wrapped: Option<Vec<u8>>,
) -> Result<(KeyVersion, Option<Secret>), Refusal> {
    let (table, column) = ("app.client_key", "wrapped");
    let version = KeyVersion::try_from(version).map_err(|_| NotOpened::NotSealed { table, column })?;
    Ok((version, wrapped.map(|wrapped| wrapping.unwrap(client, version, &wrapped)).transpose()?))
}

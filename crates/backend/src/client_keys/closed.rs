//! What does not open with the keys at hand: asked of a database that was restored. Changes nothing.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use secrecy::SecretString;
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries;
use crate::db::setup;
use crate::refusal::Refusal;
use crate::secret::client_key::{ClientKey, OrganisationKey, Secret};
use crate::secret::field::{COLUMNS, ENTRY};
use crate::secret::{KeyVersion, Keys, MasterKeys};

/// Values of a column that are tried.
const MOST: i32 = 200;

/// At most one reason a column. `database` is a superuser's address.
///
/// # Errors
/// Database faults.
pub async fn closed(database: &SecretString, masters: &MasterKeys) -> Result<Vec<String>, Refusal> {
    let keys = Keys::derive(masters);
    let mut connection = setup::connect(database).await?;
    let mut closed = Vec::new();
    for column in COLUMNS {
        // No value begins so: all of them are looked at.
        let rows = queries::list_sealed_otherwise(&mut connection, column, &[0; 3], Uuid::nil(), MOST).await?;
        closed.extend(rows.iter().find_map(|row| keys.open(column.of(row.row_id), &row.sealed).err()));
    }
    let mut closed: Vec<String> = closed.iter().map(ToString::to_string).collect();
    closed.extend(entries(&mut connection, &keys).await?);
    Ok(closed)
}

/// The newest entries whose key was not destroyed; the first that does not open.
async fn entries(db: &mut PgConnection, keys: &Keys) -> Result<Option<String>, Refusal> {
    let rows = queries::list_newest_entries(db, MOST).await?;
    let mut of_client: BTreeMap<(Uuid, Uuid), ClientKey> = BTreeMap::new();
    for row in rows {
        let whose = (row.organisation_id, row.client_id);
        let key = match of_client.entry(whose) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(free) => match client_key(db, keys, whose).await? {
                Ok(key) => free.insert(key),
                Err(why) => return Ok(Some(why)),
            },
        };
        if let Err(why) = key.open(ENTRY.of(row.observation_id), &row.sealed) {
            return Ok(Some(why.to_string()));
        }
    }
    Ok(None)
}

async fn client_key(
    db: &mut PgConnection,
    keys: &Keys,
    (organisation, client): (Uuid, Uuid),
) -> Result<Result<ClientKey, String>, Refusal> {
    let Some(house) = queries::find_house_key(db, organisation).await? else {
        return Ok(Err("an organisation's key is missing".to_owned()));
    };
    let house = match OrganisationKey::open(keys, organisation, &house) {
        Ok(house) => house,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let mut versions: Vec<(KeyVersion, Option<Secret>)> = Vec::new();
    for (version, wrapped) in queries::list_wrapped(db, organisation, client).await? {
        let version = KeyVersion::try_from(version).unwrap_or(0);
        let key = match wrapped.map(|wrapped| house.unwrap(client, version, &wrapped)).transpose() {
            Ok(key) => key,
            Err(why) => return Ok(Err(why.to_string())),
        };
        versions.push((version, key));
    }
    Ok(Ok(ClientKey::new(organisation, client, versions)))
}

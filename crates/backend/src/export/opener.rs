//! The one place where an export opens what lies sealed under a client's key.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use contract::id::MembershipId;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::plan::Source;
use super::queries::DataRow;
use crate::db::{Worker, WriteTx};
use crate::journal;
use crate::refusal::Refusal;
use crate::secret::ClientKey;

/// A row as it goes into the archive: its columns, what was sealed opened.
pub(super) struct PlainRow {
    pub at: Vec<String>,
    /// As the database wrote it, without the sealed columns.
    pub content: String,
    /// The same as fields, and what was sealed among them.
    pub fields: Map<String, Value>,
    /// What was sealed, by its column.
    pub opened: Map<String, Value>,
}

/// Opens rows; keeps the keys it has met for the rest of a slice.
#[derive(Default)]
pub(super) struct Opener {
    keys: HashMap<Uuid, ClientKey>,
}

impl Opener {
    /// # Errors
    /// When a sealed value does not open: nothing is left out silently.
    pub async fn open(&mut self, tx: &mut WriteTx<Worker>, source: &Source, row: DataRow) -> Result<PlainRow, Refusal> {
        let mut fields: Map<String, Value> =
            serde_json::from_str(&row.content).map_err(|_| Refusal::Fault("a row is no JSON".into()))?;
        let mut opened = Map::new();
        for (column, sealed) in source.sealed.iter().zip(row.sealed) {
            let Some(sealed) = sealed else { continue };
            let id = |name: &str| fields.get(name).and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
            let (client, entry) = match (source.table, id("client_id"), id("observation_id")) {
                ("app.observation" | "app.observation_version", Some(client), Some(entry)) => (client, entry),
                (table, ..) => return Err(Refusal::Fault(format!("{table} holds what cannot be opened here"))),
            };
            let plain = journal::entry::open_written(self.key(tx, client).await?, entry, &sealed)?;
            // People read what it holds as if it had never been sealed.
            fields.extend(plain.as_object().cloned().unwrap_or_default());
            opened.insert((*column).to_owned(), plain);
        }
        Ok(PlainRow { at: row.at, content: row.content, fields, opened })
    }

    async fn key(&mut self, tx: &mut WriteTx<Worker>, client: Uuid) -> Result<&ClientKey, Refusal> {
        Ok(match self.keys.entry(client) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(tx.client_key(MembershipId(client)).await?),
        })
    }
}

//! Moving what is stored to the current master key (T7), column by column, in small transactions.
//!
//! Guarantees: a value is replaced only where it is still the one that was read, so it may run beside a busy server,
//! and again after it was stopped anywhere: what was moved stays moved. A value that does not open is left as it is,
//! counted and named.

use secrecy::SecretString;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

pub use super::queries::KeyWork;
use super::{queries, step};
use crate::db::setup;
use crate::refusal::Refusal;
use crate::secret::field::{self, COLUMNS};
use crate::secret::{Column, Keys, MasterKeys};

/// Rows per transaction.
const BATCH: i32 = 200;

/// What happened to one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub table: &'static str,
    pub column: &'static str,
    /// Values now under the current key that were not before.
    pub moved: u64,
    /// Values that do not open: where (the row's id) and why.
    pub stuck: Vec<(Uuid, field::NotOpened)>,
    /// How many values lie under which version afterwards; `None` is what this program did not seal.
    pub stored: Vec<(Option<crate::secret::KeyVersion>, i64)>,
}

/// Rotates every registered column, and tells the database the keys that signing in is checked with (`step`). `progress` hears of each finished batch; `database` is the migrator's address.
///
/// # Errors
/// Database faults; what was moved before stays moved.
pub async fn rotate(
    database: &SecretString,
    masters: &MasterKeys,
    mut progress: impl FnMut(&'static Column, u64),
) -> Result<Vec<Moved>, Refusal> {
    step::put(database, masters).await?;
    let keys = Keys::derive(masters);
    let mut connection = setup::connect(database).await?;
    let mut report = Vec::new();
    for column in COLUMNS {
        report.push(rotate_column(&mut connection, &keys, column, &mut progress).await?);
    }
    connection.close().await?;
    Ok(report)
}

async fn rotate_column(
    connection: &mut PgConnection,
    keys: &Keys,
    column: &'static Column,
    progress: &mut impl FnMut(&'static Column, u64),
) -> Result<Moved, Refusal> {
    let header = field::header(keys.masters.current().0);
    let (mut moved, mut stuck, mut after) = (0, Vec::new(), Uuid::nil());
    loop {
        let mut tx = connection.begin().await?;
        let rows = queries::list_sealed_otherwise(&mut tx, column, &header, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.row_id;
        for row in rows {
            let cell = column.of(row.row_id);
            match open(keys, column, cell, &row.sealed) {
                Ok(plain) => {
                    let now = keys.seal(cell, &plain);
                    moved += u64::from(queries::reseal(&mut tx, column, row.row_id, &row.sealed, &now).await?);
                }
                Err(why) => stuck.push((row.row_id, why)),
            }
        }
        tx.commit().await?;
        progress(column, moved);
    }
    let stored = queries::count_sealed(connection, column).await?;
    let stored = stored.into_iter().map(|(header, amount)| (version_of(&header), amount)).collect();
    Ok(Moved { table: column.table, column: column.column, moved, stuck, stored })
}

/// What lies in a cell; a password's hash from before they were sealed lies there as it is.
fn open(
    keys: &Keys,
    column: &'static Column,
    cell: field::Cell,
    sealed: &[u8],
) -> Result<zeroize::Zeroizing<Vec<u8>>, field::NotOpened> {
    match column == &field::PASSWORD && sealed.starts_with(b"$argon2") {
        true => Ok(zeroize::Zeroizing::new(sealed.to_vec())),
        false => keys.open(cell, sealed),
    }
}

/// Seals the hashes of passwords that lie open, from before they were sealed.
pub(super) async fn seal_open(connection: &mut PgConnection, keys: &Keys) -> Result<(), Refusal> {
    // Nothing that was sealed begins so.
    let (column, mut after) = (&field::PASSWORD, Uuid::nil());
    loop {
        let mut tx = connection.begin().await?;
        let rows = queries::list_sealed_otherwise(&mut tx, column, &[2], after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.row_id;
        for row in rows.iter().filter(|row| row.sealed.starts_with(b"$argon2")) {
            let now = keys.seal(column.of(row.row_id), &row.sealed);
            queries::reseal(&mut tx, column, row.row_id, &row.sealed, &now).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

fn version_of(header: &str) -> Option<crate::secret::KeyVersion> {
    let [form, high, low]: [u8; 3] = hex::decode(header).ok()?.try_into().ok()?;
    let version = crate::secret::KeyVersion::from_be_bytes([high, low]);
    (field::header(version)[0] == form).then_some(version)
}

/// Encrypted columns of the database that `COLUMNS` does not name, and the other way round: there must be none.
///
/// # Errors
/// Database faults.
pub async fn unregistered(database: &SecretString) -> Result<Vec<String>, Refusal> {
    let mut connection = setup::connect(database).await?;
    let there = queries::list_sealed_columns(&mut connection).await?;
    connection.close().await?;
    let mut there: Vec<_> = there.into_iter().map(|(table, column)| format!("{table}.{column}")).collect();
    let mut missing = Vec::new();
    let masters = COLUMNS.iter().map(|column| (column.table, column.column));
    for (table, column) in masters.chain(field::CLIENT_COLUMNS.iter().copied()) {
        let name = format!("{table}.{column}");
        match there.iter().position(|other| *other == name) {
            Some(at) => drop(there.swap_remove(at)),
            None => missing.push(format!("{name} does not exist")),
        }
    }
    missing.extend(there.into_iter().map(|name| format!("{name} is not in secret::field::COLUMNS")));
    Ok(missing)
}

/// Has the key of every client replaced, in the background; of how many. `database` is the migrator's address.
///
/// # Errors
/// Database faults.
pub async fn ask_client_keys(database: &SecretString) -> Result<i64, Refusal> {
    let mut connection = setup::connect(database).await?;
    let asked = queries::ask_rotation(&mut connection).await?;
    connection.close().await?;
    Ok(asked)
}

/// How far that is. `database` is the migrator's address.
///
/// # Errors
/// Database faults.
pub async fn client_keys(database: &SecretString) -> Result<KeyWork, Refusal> {
    let mut connection = setup::connect(database).await?;
    let work = queries::key_work(&mut connection).await?;
    connection.close().await?;
    Ok(work)
}

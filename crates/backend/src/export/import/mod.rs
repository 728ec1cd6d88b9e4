//! Bringing an organisation to an installation that is empty (P10): everything it moves with, with the ids it had.
//!
//! Guarantees: the file opens with this installation's private key alone, and only as the organisation and export it was
//! sealed as; what is in it is checked against its own hashes before anything is written; all of it is brought or
//! nothing; what was sealed is sealed anew under this installation's keys; and at the end every table is written out once
//! more and must have the hash it had where it came from; the ledger is what its signed statement says, where there is one
//! (`evidence::statement`). A row that this version's tables do not take (a text with a control character in an archive of an
//! older version, say) is a refusal that names table and column and none of it; evidence from before the move stays as it
//! was written, as it does when an installation is brought up to date. Needs a superuser's address, like `migrate`: it writes past
//! the triggers that stamp and refuse, as restoring a dump would. People choose new passwords.

mod queries;
mod reader;

use std::path::Path;

use secrecy::SecretString;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgDatabaseError;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::plan::{self, Rows, Source};
use super::queries::{self as rows, Whose};
use super::slice::house_line;
use crate::db::setup;
use crate::evidence::{Statement, statement};
use crate::journal;
use crate::refusal::Refusal;
use crate::secret::anew::Anew;
use crate::secret::field::ENTRY;
use crate::secret::{Keys, MasterKeys, ReceiveKey};
use contract::export::ExportScope;
use reader::{Archive, Line, TableEntry};

/// Rows of one statement.
const BATCH: usize = 100;

/// One table that was brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub table: String,
    pub rows: i64,
    /// The same before and after.
    pub sha256: String,
}

/// What was brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub tables: Vec<Brought>,
    /// Entries of the ledger of payments.
    pub ledger: u64,
    /// Who vouches for them; none where nothing in the file does.
    pub statement: Option<Statement>,
}

/// Brings the organisation in `file` into the empty installation at `superuser_url`.
///
/// # Errors
/// A file that is none of ours, sealed for another installation, or changed; an installation that is not empty; a table that does not come out as it was.
pub async fn import(
    superuser_url: &SecretString,
    masters: &MasterKeys,
    receive: &ReceiveKey,
    file: &Path,
) -> Result<Imported, Refusal> {
    let mut archive = Archive::open(file, receive)?;
    archive.check()?;
    let mut connection = setup::connect(superuser_url).await?;
    let mut tx = connection.begin().await?;
    if !queries::is_empty(&mut tx).await? {
        return Err(Refusal::Fault(
            "this installation is not empty: bring it to one where nobody has signed up".into(),
        ));
    }
    queries::write_past_triggers(&mut tx).await?;
    queries::keep_evidence_as_written(&mut tx).await?;
    let organisation = archive.organisation()?;
    if organisation != archive.sealed_as {
        return Err(Refusal::Fault(
            "the file holds another organisation than it was sealed for: nothing was brought".into(),
        ));
    }
    let keys = Keys::derive(masters);
    let mut anew = Anew::new(&keys, organisation)?;
    let sources = plan::sources(ExportScope::Move);
    let mut brought = Vec::new();
    for entry in archive.tables.clone() {
        let source = sources.iter().find(|source| source.table == entry.table);
        let source = source.ok_or_else(|| {
            Refusal::Fault(format!("{} is not known here: bring this installation up to date", entry.table))
        })?;
        bring(&mut tx, &mut archive, source, &entry, &mut anew).await?;
    }
    queries::insert_organisation_key(&mut tx, organisation, &anew.sealed).await?;
    queries::insert_log_head(&mut tx, organisation).await?;
    let statement = archive.statement()?.map(|text| Statement::parse(&text)).transpose()?;
    let ledger = statement::bring(&mut tx, &keys, organisation, statement.as_ref()).await?;
    for entry in &archive.tables {
        let Some(source) = sources.iter().find(|source| source.table == entry.table) else { continue };
        let (count, sha256) = written_out(&mut tx, source, organisation, &anew).await?;
        if sha256 != entry.sha256 || count != entry.rows {
            return Err(Refusal::Fault(format!("{} does not come out as it was: nothing was brought", entry.table)));
        }
        brought.push(Brought { table: entry.table.clone(), rows: count, sha256 });
    }
    tx.commit().await?;
    connection.close().await?;
    Ok(Imported { tables: brought, ledger, statement })
}

async fn bring(
    db: &mut PgConnection,
    archive: &mut Archive,
    source: &Source,
    entry: &TableEntry,
    anew: &mut Anew,
) -> Result<(), Refusal> {
    let organisation = archive.organisation()?;
    let table = queries::Table::of(db, source).await?;
    let mut lines = archive.lines(&entry.path)?;
    loop {
        let mut batch = Vec::new();
        for line in lines.by_ref().take(BATCH) {
            let line = line?;
            batch.push(match line {
                Line::Plain(row) => row,
                Line::Opened { row, client, entry, plain } => {
                    let (key, stored) = anew.client(client)?;
                    let sealed = key.seal(ENTRY.of(entry), plain.as_bytes())?;
                    if let Some(stored) = stored {
                        queries::insert_client_key(db, organisation, client, &stored).await?;
                    }
                    with_sealed(&row, &sealed)
                }
            });
        }
        if batch.is_empty() {
            return Ok(());
        }
        table.insert(db, &format!("[{}]", batch.join(","))).await.map_err(|error| not_taken(source, error))?;
    }
}

/// Why this version does not take a row: the place and the rule, and nothing of the row.
fn not_taken(source: &Source, error: sqlx::Error) -> Refusal {
    let Some(inner) = error.as_database_error() else { return error.into() };
    let Some(inner) = inner.try_downcast_ref::<PgDatabaseError>() else { return error.into() };
    let column = source.columns.iter().find(|column| {
        let rule = inner.constraint().unwrap_or_default();
        inner.column() == Some(**column)
            || ["_is_line", "_is_text", "_are_texts"].iter().any(|end| rule.strip_suffix(end) == Some(**column))
    });
    let place = column.map_or_else(|| source.table.to_owned(), |column| format!("{}.{column}", source.table));
    let why = match (inner.code(), inner.constraint()) {
        ("23514", Some(rule)) if rule.ends_with("_is_line") || rule.ends_with("_is_text") || rule.ends_with("_are_texts") => {
            "a text in it holds characters that this version does not take (control characters, or nothing that can be seen)".to_owned()
        }
        ("23514", Some(rule)) => format!("a row breaks the rule {rule}"),
        ("23502", _) => "a row has no value where this version needs one".to_owned(),
        (code, _) => format!("a row is not one of this version's ({code})"),
    };
    Refusal::Fault(format!(
        "{place}: {why}: nothing was brought. Bring the installation it comes from up to date, which cleans such texts, and let it move again"
    ))
}

/// The row with the value it is stored with; it is an object with fields.
fn with_sealed(row: &str, sealed: &[u8]) -> String {
    let open = row.trim_end().strip_suffix('}').unwrap_or(row);
    format!("{open},\"sealed\":\"\\\\x{}\"}}", hex::encode(sealed))
}

/// The table as an export writes it, hashed.
async fn written_out(
    db: &mut PgConnection,
    source: &Source,
    organisation: Uuid,
    anew: &Anew,
) -> Result<(i64, String), Refusal> {
    let whose = Whose { organisation, export: Uuid::nil(), member: Uuid::nil(), person: Uuid::nil() };
    // People are read directly here: all there are came with the organisation.
    let direct = match &source.rows {
        Rows::Account => Source { rows: Rows::Of("true".into()), ..source.clone() },
        Rows::Erasures => Source { rows: Rows::Of("t.organisation_id = $1".into()), ..source.clone() },
        Rows::Of(_) => source.clone(),
    };
    let (mut hash, mut count, mut after): (_, i64, Option<Vec<String>>) = (Sha256::new(), 0, None);
    loop {
        let rows = rows::list_rows(db, &direct, whose, after.as_deref(), i32::try_from(BATCH).unwrap_or(100)).await?;
        if rows.is_empty() {
            return Ok((count, hex::encode(hash.finalize())));
        }
        for row in rows {
            let mut opened = serde_json::Map::new();
            for (column, sealed) in source.sealed.iter().zip(&row.sealed) {
                let Some(sealed) = sealed else { continue };
                let (client, entry) = reader::ids(&row.content)?;
                let key = anew.find(client).ok_or_else(|| Refusal::Fault("a client's key was lost".into()))?;
                opened.insert((*column).to_owned(), journal::entry::open_written(key, entry, sealed)?);
            }
            hash.update(house_line(&row.content, &opened)?);
            count += 1;
            after = Some(row.at);
        }
    }
}

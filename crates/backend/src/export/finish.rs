//! The last parts of an export: the readable page, the README, and the manifest that names every file with its hash.

use chrono::{DateTime, Utc};
use contract::export::ExportScope;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;
use uuid::Uuid;

use super::page;
use super::plan::{self, Source};
use super::queries::Held;
use super::shelf::{Measure, Shelf};
use super::slice::{disk, hash_part};
use super::summary::Summary;
use super::work::Work;
use crate::evidence::statement;
use crate::refusal::Refusal;

/// Its place in the archive; the import reads it first.
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const FORMAT: &str = "nutriscope-export";
pub(super) const VERSION: u32 = 1;
const CSV_RULE: &str = "UTF-8, every cell quoted, lines end with CR LF. A text that begins with = + - @ | % a tab, a line break or ' \
     (also after spaces) has one ' put before it, so that no spreadsheet takes it for a formula: take one leading ' off to get the value.";

/// What the parts say about the export itself.
pub(super) struct Facts<'a> {
    pub export: Uuid,
    pub scope: ExportScope,
    pub held: &'a Held,
    pub sources: &'a [Source],
    pub now: DateTime<Utc>,
    /// What is said of the ledger that is taken along.
    pub statement: Option<String>,
}

impl Facts<'_> {
    /// The day it was made, where its reader is.
    pub fn day(&self) -> String {
        let zone: chrono_tz::Tz = self.held.zone.parse().unwrap_or(chrono_tz::UTC);
        self.now.with_timezone(&zone).date_naive().format("%-d %B %Y").to_string()
    }
}

/// Writes them anew from the start: a slice that died here leaves nothing that counts.
pub(super) fn write(shelf: &Shelf, work: &mut Work, facts: &Facts<'_>, summary: &Summary) -> Result<(), Refusal> {
    // What moves is read by a program; its README lies outside of what is sealed.
    if facts.scope != ExportScope::Move {
        let html = page::html(facts, work, summary);
        let readme = readme(facts, work);
        put(shelf, work, facts.scope, "summary.html", html.as_bytes())?;
        put(shelf, work, facts.scope, "README.txt", readme.as_bytes())?;
    }
    if let Some(statement) = &facts.statement {
        put(shelf, work, facts.scope, statement::FILE, statement.as_bytes())?;
    }
    let manifest = serde_json::to_vec_pretty(&manifest(facts, work))
        .map_err(|_| Refusal::Fault("the manifest cannot be written".into()))?;
    put(shelf, work, facts.scope, MANIFEST, &manifest)
}

fn put(shelf: &Shelf, work: &mut Work, scope: ExportScope, path: &str, content: &[u8]) -> Result<(), Refusal> {
    let part = work.part(path, None);
    let mut writer = shelf.append(&part.file, &Measure::default()).map_err(disk)?;
    writer.write_all(content).map_err(disk)?;
    part.measure = writer.finish().map_err(disk)?;
    hash_part(shelf, part, scope)
}

/// One number for all rows: two exports of the same data have the same, whenever and in however many slices they were made.
fn content_hash(work: &Work) -> String {
    let mut lines: Vec<_> = work
        .parts
        .iter()
        .filter(|part| part.table.is_some())
        .map(|part| format!("{} {}\n", part.path, part.sha256.as_deref().unwrap_or_default()))
        .collect();
    lines.sort();
    hex::encode(Sha256::digest(lines.concat()))
}

fn manifest(facts: &Facts<'_>, work: &Work) -> Value {
    let tables = work.tables.iter().filter(|table| table.written > 0).map(|table| {
        let files: Vec<_> = work.parts.iter().filter(|part| part.table.as_deref() == Some(&table.name)).map(|part| &part.path).collect();
        let columns = facts.sources.iter().find(|source| source.table == table.name).map(|source| &source.columns);
        json!({ "table": table.name, "what": page::table_name(&table.name), "rows": table.written, "columns": columns, "files": files })
    });
    let tables: Vec<_> = tables.collect();
    let empty: Vec<_> = work.tables.iter().filter(|table| table.written == 0).map(|table| &table.name).collect();
    let parts = work.parts.iter().filter(|part| part.path != MANIFEST);
    let parts: Vec<_> = parts
        .map(|part| json!({ "path": part.path, "file": part.file, "bytes": part.measure.bytes, "sha256": part.sha256 }))
        .collect();
    json!({
        "format": FORMAT,
        "version": VERSION,
        "program": env!("CARGO_PKG_VERSION"),
        "scope": facts.scope.as_str(),
        "export": facts.export,
        "organisation": facts.held.organisation_name,
        "whose": facts.held.member_name,
        "member": facts.held.member_id,
        "asked_at": facts.held.created_at,
        "read_from": work.read_from,
        "read_until": work.read_until,
        "rows": work.rows_done(),
        "content_sha256": content_hash(work),
        "tables": tables,
        "empty": empty,
        "left_out": left_out(facts.scope, work),
        "parts": parts,
        "csv": CSV_RULE,
    })
}

/// What an organisation does not take along, by name.
fn left_out(scope: ExportScope, work: &Work) -> Vec<String> {
    plan::left_out(scope).into_iter().map(str::to_owned).chain(work.left_out.iter().cloned()).collect()
}

fn readme(facts: &Facts<'_>, work: &Work) -> String {
    let of = match facts.scope {
        ExportScope::Client => "everything it keeps of you",
        ExportScope::Staff => "what it keeps of your own account",
        ExportScope::Organisation | ExportScope::Move => {
            "what its administrators may read: people, appointments, payments, the house's registers, and no record of anybody"
        }
    };
    let import = match facts.scope {
        ExportScope::Organisation => {
            "\nWhat clients write is not in here: nobody reads it by a copy. Who has asked for their account to be erased is\n\
             not in here either. It cannot be brought to another installation: for that there is moving house, which seals\n\
             everything for the installation it goes to.\n"
        }
        _ => "\nPasswords and other secrets are left out: whoever had them could get into the account.\n",
    };
    format!(
        "{} gives you {of}, as of {}.\n\n\
         summary.html    to read: open it in any browser, it needs no network\n\
         data/           every table as JSON and as CSV, {} rows in all\n\
         manifest.json   every file with its size and SHA-256, every table with its number of rows, and the tables that are empty\n\n\
         Times are UTC unless a column says otherwise. Several rows belong together by the columns that end in _id.\n\n\
         CSV: {CSV_RULE}\n{import}\n\
         Keep this where nobody else reads it.\n",
        facts.held.organisation_name,
        facts.day(),
        work.rows_done(),
    )
}

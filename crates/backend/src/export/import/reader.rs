//! Reading what an organisation moves with: the outer list, the key, the manifest, the hashes, the rows of a table one by one.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zip::ZipArchive;

use super::super::finish::{FORMAT, MANIFEST, VERSION};
use super::super::parcel::{self, Chunks, FOLDER, LIST, List, SealedPart};
use crate::evidence::statement;
use crate::refusal::Refusal;
use crate::secret::ReceiveKey;
use crate::secret::chunk::ChunkKey;

/// The manifest is small, whatever is in the archive.
const MOST_MANIFEST: u64 = 4 << 20;
/// A row is far smaller; what is longer is no export of ours.
const MOST_LINE: u64 = 16 << 20;

/// An archive whose outer list and inner manifest have been read.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    key: ChunkKey,
    export: Uuid,
    /// The organisation its key is bound to.
    pub sealed_as: Uuid,
    sealed: Vec<SealedPart>,
    parts: Vec<PartEntry>,
    /// In the order they were written.
    pub tables: Vec<TableEntry>,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    scope: String,
    tables: Vec<ListedTable>,
    parts: Vec<PartEntry>,
}

#[derive(Debug, Deserialize)]
struct ListedTable {
    table: String,
    rows: i64,
    files: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct PartEntry {
    path: String,
    file: String,
    sha256: String,
}

/// A table of the archive.
#[derive(Debug, Clone)]
pub(super) struct TableEntry {
    pub table: String,
    pub rows: i64,
    pub path: String,
    pub sha256: String,
}

/// A row on its way.
pub(super) enum Line {
    Plain(String),
    /// One with what was sealed in it beside it.
    Opened {
        row: String,
        client: Uuid,
        entry: Uuid,
        plain: String,
    },
}

fn broken(what: &str) -> Refusal {
    Refusal::Fault(format!("the file is no organisation that moves, or was changed: {what}"))
}

/// The outer list, and the key that it carries for us.
fn open_list(zip: &mut ZipArchive<BufReader<File>>, receive: &ReceiveKey) -> Result<(List, ChunkKey), Refusal> {
    let is_plain = zip.index_for_name(MANIFEST).is_some();
    let Ok(part) = zip.by_name(LIST) else {
        return Err(if is_plain {
            broken(
                "it is a copy to read, which cannot be brought; moving takes a file that is sealed for this installation",
            )
        } else {
            broken("it has no list of its parts")
        });
    };
    let mut text = String::new();
    part.take(MOST_MANIFEST).read_to_string(&mut text).map_err(|_| broken("its list cannot be read"))?;
    let list: List = serde_json::from_str(&text).map_err(|_| broken("its list is another"))?;
    if list.format != parcel::FORMAT || list.version != parcel::VERSION {
        return Err(broken("it is of another kind"));
    }
    let ours = receive.recipient();
    if list.recipient != ours.to_string() {
        return Err(Refusal::Fault(format!(
            "the file is sealed for another installation: for the key {}, and the key here is {}",
            list.fingerprint,
            ours.fingerprint()
        )));
    }
    let sealed = hex::decode(&list.key).map_err(|_| broken("its list is another"))?;
    let key = ChunkKey::received(receive, &parcel::binding(list.organisation, list.export), &sealed);
    Ok((list, key.ok_or_else(|| broken("its key does not open"))?))
}

impl Archive {
    pub fn open(file: &Path, receive: &ReceiveKey) -> Result<Self, Refusal> {
        let file =
            File::open(file).map_err(|error| Refusal::Fault(format!("the file cannot be read: {}", error.kind())))?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| broken("it is no ZIP"))?;
        let (list, key) = open_list(&mut zip, receive)?;
        let mut text = String::new();
        {
            let part = zip.by_name(&format!("{FOLDER}{}", list.manifest)).map_err(|_| broken("a part is missing"))?;
            let part = Chunks::new(part, &key, list.export, &list.manifest);
            part.take(MOST_MANIFEST).read_to_string(&mut text).map_err(|_| broken("its manifest does not open"))?;
        }
        let manifest: Manifest = serde_json::from_str(&text).map_err(|_| broken("its manifest is another"))?;
        if manifest.format != FORMAT || manifest.version != VERSION || manifest.scope != "move" {
            return Err(broken("it is of another kind"));
        }
        let mut tables = Vec::new();
        for listed in manifest.tables {
            let path = listed.files.into_iter().find(|path| path.ends_with(".jsonl"));
            let path = path.ok_or_else(|| broken("a table has no rows"))?;
            let part = manifest.parts.iter().find(|part| part.path == path);
            let sha256 = part.ok_or_else(|| broken("a part has no hash"))?.sha256.clone();
            tables.push(TableEntry { table: listed.table, rows: listed.rows, path, sha256 });
        }
        let (export, sealed_as) = (list.export, list.organisation);
        Ok(Self { zip, key, export, sealed_as, sealed: list.parts, parts: manifest.parts, tables })
    }

    /// Every part has the hash that the outer list says, and opens to what the manifest says; there is no other.
    pub fn check(&mut self) -> Result<(), Refusal> {
        for part in &self.sealed {
            let content =
                self.zip.by_name(&format!("{FOLDER}{}", part.file)).map_err(|_| broken("a part is missing"))?;
            if hash(content)? != part.sha256 {
                return Err(broken("a part has another hash"));
            }
        }
        for part in self.parts.clone() {
            if hash(self.part(&part.path)?)? != part.sha256 {
                return Err(broken("what is in a part has another hash"));
            }
        }
        // The manifest names every part but itself; the README and the list lie outside.
        if self.sealed.len() != self.parts.len() + 1 || self.zip.len() != self.sealed.len() + 2 {
            return Err(broken("it holds something that its manifest does not name"));
        }
        Ok(())
    }

    /// One part, opened while it is read.
    fn part(&mut self, path: &str) -> Result<impl Read + use<'_>, Refusal> {
        let file = self.parts.iter().find(|part| part.path == path).map(|part| part.file.clone());
        let file = file.ok_or_else(|| broken("a part is missing"))?;
        let content = self.zip.by_name(&format!("{FOLDER}{file}")).map_err(|_| broken("a part is missing"))?;
        Ok(Chunks::new(content, &self.key, self.export, &file))
    }

    /// What is said of the ledger, where it is.
    pub fn statement(&mut self) -> Result<Option<String>, Refusal> {
        if !self.parts.iter().any(|part| part.path == statement::FILE) {
            return Ok(None);
        }
        let mut text = String::new();
        let part = self.part(statement::FILE)?;
        part.take(MOST_MANIFEST).read_to_string(&mut text).map_err(|_| broken("a part cannot be read"))?;
        Ok(Some(text))
    }

    /// Whose export it is: the one organisation in it.
    pub fn organisation(&mut self) -> Result<Uuid, Refusal> {
        let table = self.tables.iter().find(|table| table.table == "app.organisation" && table.rows == 1);
        let path = table.ok_or_else(|| broken("it holds no organisation"))?.path.clone();
        let Some(Line::Plain(row)) = self.lines(&path)?.next().transpose()? else {
            return Err(broken("it holds no organisation"));
        };
        let row: Value = serde_json::from_str(&row).map_err(|_| broken("a row cannot be read"))?;
        id(&row, "organisation_id")
    }

    /// The rows of a table, one in memory at a time.
    pub fn lines(&mut self, path: &str) -> Result<impl Iterator<Item = Result<Line, Refusal>> + use<'_>, Refusal> {
        let mut reader = BufReader::new(self.part(path)?);
        Ok(std::iter::from_fn(move || {
            let mut text = String::new();
            match reader.by_ref().take(MOST_LINE).read_line(&mut text) {
                Ok(0) => None,
                Ok(_) => Some(parse(text)),
                Err(_) => Some(Err(broken("a row cannot be read"))),
            }
        }))
    }
}

fn hash(mut content: impl Read) -> Result<String, Refusal> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match content.read(&mut buffer).map_err(|_| broken("a part cannot be read"))? {
            0 => return Ok(hex::encode(hash.finalize())),
            read => hash.update(buffer.split_at(read).0),
        }
    }
}

#[derive(Deserialize)]
struct Beside<'a> {
    #[serde(borrow)]
    row: &'a RawValue,
    #[serde(borrow)]
    opened: OpenedColumn<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenedColumn<'a> {
    #[serde(borrow)]
    sealed: &'a RawValue,
}

fn parse(text: String) -> Result<Line, Refusal> {
    if !text.ends_with('\n') {
        return Err(broken("a row is cut off"));
    }
    if !text.starts_with("{\"row\":") {
        return Ok(Line::Plain(text));
    }
    let beside: Beside<'_> = serde_json::from_str(&text).map_err(|_| broken("a row cannot be read"))?;
    let (client, entry) = ids(beside.row.get())?;
    Ok(Line::Opened { row: beside.row.get().to_owned(), client, entry, plain: beside.opened.sealed.get().to_owned() })
}

/// The client and the entry a sealed row belongs to.
pub(super) fn ids(row: &str) -> Result<(Uuid, Uuid), Refusal> {
    let row: Value = serde_json::from_str(row).map_err(|_| broken("a row cannot be read"))?;
    Ok((id(&row, "client_id")?, id(&row, "observation_id")?))
}

fn id(row: &Value, name: &str) -> Result<Uuid, Refusal> {
    row.get(name).and_then(Value::as_str).and_then(|id| id.parse().ok()).ok_or_else(|| broken("a row has no id"))
}

//! What an incident touched, as a folder of files for whoever investigates: the operator's command (N15).
//!
//! Guarantees: read only and of one moment (a repeatable read); ids and times, nobody's name; nothing is overwritten; the
//! manifest names every file with its size and SHA-256, so a copy that was changed afterwards is recognised. The lines
//! come slice by slice: a million take no more memory than a thousand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use contract::incident::ScopeKind;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::affected::Share;
use super::queries::{self, EventRow};
use super::windows::{self, Ask, Windows};
use crate::audit::cell;
use crate::db::setup;
use crate::refusal::Refusal;

/// What the command asks.
#[derive(Debug, Clone, Copy)]
pub enum Question {
    /// What an incident of the register says.
    Incident(Uuid),
    Scope {
        kind: ScopeKind,
        id: Option<Uuid>,
        since: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    },
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub lines: u64,
    pub clients: usize,
    pub manifest: PathBuf,
    /// Of the manifest itself: to be kept elsewhere.
    pub sha256: String,
}

/// One file of the bundle, hashed while it is written.
struct Sheet {
    name: &'static str,
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    rows: u64,
}

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    bytes: u64,
    rows: u64,
    sha256: String,
}

impl Sheet {
    fn create(folder: &Path, name: &'static str) -> Result<Self, Refusal> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(name)).map_err(io)?;
        Ok(Self { name, out: BufWriter::new(file), hash: Sha256::new(), bytes: 0, rows: 0 })
    }

    fn line(&mut self, text: &str) -> Result<(), Refusal> {
        for part in [text.as_bytes(), b"\r\n"] {
            self.out.write_all(part).map_err(io)?;
            self.hash.update(part);
            self.bytes += part.len() as u64;
        }
        self.rows += 1;
        Ok(())
    }

    /// `header` lines are no rows.
    fn close(mut self, header: u64) -> Result<Listed, Refusal> {
        self.out.flush().map_err(io)?;
        self.out.get_ref().sync_all().map_err(io)?;
        Ok(Listed {
            name: self.name,
            bytes: self.bytes,
            rows: self.rows - header,
            sha256: hex::encode(self.hash.finalize()),
        })
    }
}

fn io(error: std::io::Error) -> Refusal {
    Refusal::Fault(format!("the bundle cannot be written: {}", error.kind()))
}

/// Writes the bundle into `folder`, which must not be there yet. `database` is the migrator's address.
///
/// # Errors
/// Database faults; a house, incident or folder that is none.
pub async fn write_bundle(
    database: &SecretString,
    house: Uuid,
    question: Question,
    folder: &Path,
    now: DateTime<Utc>,
) -> Result<Bundle, Refusal> {
    let mut connection = setup::connect(database).await?;
    let mut tx = connection.begin().await?;
    tx.execute("set transaction isolation level repeatable read, read only").await?;
    let incident = if let Question::Incident(id) = question { Some(id) } else { None };
    let row = queries::find_house(&mut tx, house, incident).await?;
    let Some(organisation) = row.organisation else {
        return Err(Refusal::Fault("there is no such organisation".into()));
    };
    let ask = match question {
        Question::Scope { kind, id, since, until } => Ask { kind, id, since, until },
        Question::Incident(_) => {
            let kind = row.scope_kind.as_deref().and_then(ScopeKind::parse);
            let kind = kind.ok_or_else(|| {
                Refusal::Fault("there is no such incident, or nobody has said what it may have touched".into())
            })?;
            Ask { kind, id: row.scope_id, since: row.began_at, until: row.ended_at }
        }
    };
    let found = windows::find(&mut tx, house, &ask).await?;
    fs::DirBuilder::new().mode(0o700).create(folder).map_err(io)?;
    let asked = Windows::from(&found[..]);
    let (events, lines, mut shares) = write_events(&mut tx, house, &asked, folder).await?;
    for window in found.iter().filter(|window| window.role.as_deref() == Some("client")) {
        let Some(client) = window.member_id else { continue };
        let own = Share { looks: 0, changes: 0, is_own: true, first: window.from_at, last: window.to_at };
        shares.entry(client).and_modify(|share| share.is_own = true).or_insert(own);
    }
    let mut files = events;
    files.push(write_clients(&shares, folder)?);
    files.push(write_accounts(&mut tx, house, &asked, folder).await?);
    let manifest = json!({
        "format": "nutriscope incident bundle 1",
        "written_at": stamp(now),
        "organisation_id": house,
        "organisation": organisation,
        "incident": incident.map(|id| json!({ "incident_id": id, "number": row.number, "drill": row.is_drill })),
        "asked": { "kind": ask.kind.as_str(), "id": ask.id, "since": ask.since.map(stamp), "until": ask.until.map(stamp) },
        "looked_at": found.iter().map(|window| json!({ "member_id": window.member_id, "from": stamp(window.from_at), "to": stamp(window.to_at) })).collect::<Vec<_>>(),
        "lines": lines,
        "clients": shares.len(),
        "not_in_it": LIMITS,
        "files": files,
    });
    tx.rollback().await?;
    connection.close().await?;
    let mut sheet = Sheet::create(folder, "manifest.json")?;
    sheet.line(&serde_json::to_string_pretty(&manifest).map_err(|error| Refusal::Fault(error.to_string()))?)?;
    let sha256 = sheet.close(0)?.sha256;
    Ok(Bundle { lines, clients: shares.len(), manifest: folder.join("manifest.json"), sha256 })
}

/// Said in every bundle, so that nobody takes its silence for an answer.
const LIMITS: [&str; 3] = [
    "Looks of the clinic portal (front desk, administrators) at names, appointments and payments are not logged.",
    "What a client saw of their own record is not logged: a client's own sign-in counts as their whole record.",
    "A look is a quarter of an hour (an hour on the client list); it belongs to every time its window reaches into.",
];

type Written = (Vec<Listed>, u64, BTreeMap<Uuid, Share>);

/// The lines themselves, as JSON and as a table, counted by client on the way.
async fn write_events(db: &mut PgConnection, house: Uuid, asked: &Windows, folder: &Path) -> Result<Written, Refusal> {
    let mut table = Sheet::create(folder, "events.csv")?;
    let mut objects = Sheet::create(folder, "events.jsonl")?;
    table.line("at,source,seq,actor,action,client_id,subject_id,basis_id,from_state,to_state,request_id,hash")?;
    let mut shares: BTreeMap<Uuid, Share> = BTreeMap::new();
    let mut lines = 0;
    queries::open_events(db, house, asked).await?;
    loop {
        let rows = queries::fetch_events(db).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            lines += 1;
            table.line(&columns(&row))?;
            objects.line(&serde_json::to_string(&row).map_err(|error| Refusal::Fault(error.to_string()))?)?;
            let Some(client) = row.client_id else { continue };
            let share = shares.entry(client).or_insert(Share {
                looks: 0,
                changes: 0,
                is_own: false,
                first: row.at,
                last: row.at,
            });
            if row.source == "look" {
                share.looks += 1
            } else {
                share.changes += 1
            }
            (share.first, share.last) = (share.first.min(row.at), share.last.max(row.at));
        }
    }
    Ok((vec![table.close(1)?, objects.close(0)?], lines, shares))
}

fn columns(row: &EventRow) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        stamp(row.at),
        row.source.clone(),
        row.seq.map(|seq| seq.to_string()).unwrap_or_default(),
        id(row.actor),
        row.action.clone(),
        id(row.client_id),
        id(row.subject_id),
        id(row.basis_id),
        text(&row.from_state),
        text(&row.to_state),
        text(&row.request_id),
        text(&row.hash),
    ];
    cells.map(|value| cell(&value)).join(",")
}

fn write_clients(shares: &BTreeMap<Uuid, Share>, folder: &Path) -> Result<Listed, Refusal> {
    let mut sheet = Sheet::create(folder, "clients.csv")?;
    sheet.line("client_id,looks,changes,own_sign_in,first_at,last_at")?;
    for (client, share) in shares {
        let (first, last) = (stamp(share.first), stamp(share.last));
        sheet.line(&format!("{client},{},{},{},{first},{last}", share.looks, share.changes, share.is_own))?;
    }
    sheet.close(1)
}

async fn write_accounts(db: &mut PgConnection, house: Uuid, asked: &Windows, folder: &Path) -> Result<Listed, Refusal> {
    let mut sheet = Sheet::create(folder, "accounts.csv")?;
    sheet.line("at,member_id,action")?;
    let mut seen = BTreeSet::new();
    for row in queries::list_accounts(db, house, asked, None).await? {
        // Somebody with two roles here is one person: their account changed once.
        if seen.insert((row.at, row.member_id, row.action.clone())) {
            sheet.line(&format!("{},{},{}", stamp(row.at), row.member_id, cell(&row.action)))?;
        }
    }
    sheet.close(1)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

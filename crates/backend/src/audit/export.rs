//! The viewer's lines as a file. It is asked for by a form that takes a fresh proof and puts the asking into the log; the
//! file itself is then read by whoever asked, for ten minutes, of exactly what the log says was asked.

use std::collections::BTreeSet;

use chrono::{SecondsFormat, TimeDelta};
use contract::audit::{AuditLine, Filter, Format, MOST_EXPORTED};
use contract::id::MembershipId;
use contract::{AppError, Code};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{mixed_lines, queries};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, ReadTx, WriteTx};
use crate::random;
use crate::refusal::Refusal;

/// Lines read at once.
const SLICE: usize = 5_000;
/// How long a file can be fetched after it was asked for.
const MINUTES: i64 = 10;

/// A file, ready.
pub struct AuditFile {
    pub name: String,
    /// Everybody it names, the staff too.
    pub named: Vec<MembershipId>,
    pub bytes: Vec<u8>,
}

/// One line as the file holds it; times are UTC.
#[derive(Serialize)]
struct Entry {
    at: String,
    #[serde(flatten)]
    line: Rest,
}

#[derive(Serialize)]
struct Rest {
    log: &'static str,
    number: Option<i64>,
    actor_id: Option<String>,
    actor: Option<String>,
    action: String,
    through: Option<String>,
    client_id: Option<String>,
    client: Option<String>,
    from: Option<String>,
    to: Option<String>,
    request: Option<String>,
    subject_id: Option<String>,
}

const COLUMNS: [&str; 13] = [
    "at",
    "log",
    "number",
    "actor_id",
    "actor",
    "action",
    "through",
    "client_id",
    "client",
    "from",
    "to",
    "request",
    "subject_id",
];

impl Backend {
    /// Puts the export into the log; what comes back opens the file.
    ///
    /// # Errors
    /// `ProofNeeded`; `Invalid` when it would be longer than a file may be.
    pub async fn export_audit(
        &self,
        mut tx: WriteTx<Clinic>,
        filter: &Filter,
        format: Format,
    ) -> Result<Uuid, Refusal> {
        tx.demand_proof().await?;
        let ticket = random::id(self.clock.now());
        let mut what = Activity::new(Action::AuditExported).on(ticket).moved(digest(filter), format.as_str());
        if let Some(client) = filter.client {
            what = what.about(client);
        }
        tx.commit(what).await?;
        Ok(ticket)
    }

    /// The file of an export that the caller asked for a moment ago.
    ///
    /// # Errors
    /// `NotFound` for any other; `Invalid` when it is longer than a file may be.
    pub async fn load_audit_file(
        &self,
        tx: &mut ReadTx<Clinic>,
        ticket: Uuid,
        filter: &Filter,
        format: Format,
    ) -> Result<AuditFile, Refusal> {
        let now = self.clock.now();
        if !queries::has_ticket(tx, ticket, &digest(filter), format, now - TimeDelta::minutes(MINUTES)).await? {
            return Err(Refusal::NOT_FOUND);
        }
        let mut entries: Vec<Entry> = Vec::new();
        let mut named = BTreeSet::new();
        let mut cursor = None;
        loop {
            let (lines, next) = mixed_lines(tx, filter, cursor.as_ref(), SLICE).await?;
            entries.extend(lines.into_iter().map(|line| {
                let at = line.at.to_rfc3339_opts(SecondsFormat::Micros, true);
                let line = line.view(chrono_tz::UTC);
                named.extend([line.client, line.actor].into_iter().flatten());
                Entry { at, line: Rest::from(line) }
            }));
            if entries.len() > MOST_EXPORTED {
                return Err(AppError::field("", Code::TooLarge).into());
            }
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        let name = format!("audit-{}.{}", now.date_naive(), format.as_str());
        let bytes = match format {
            Format::Csv => csv(&entries),
            Format::Json => serde_json::to_vec_pretty(&serde_json::json!({
                "organisation": tx.scope().organisation_name,
                "written_at": now.to_rfc3339(),
                "asked_for": filter.to_query(),
                "lines": entries,
            }))
            .map_err(|error| Refusal::Fault(error.to_string()))?,
        };
        Ok(AuditFile { name, named: named.into_iter().collect(), bytes })
    }
}

impl From<AuditLine> for Rest {
    fn from(line: AuditLine) -> Self {
        Self {
            log: line.source.as_str(),
            number: line.seq,
            actor_id: line.actor.map(|id| id.to_string()),
            actor: if line.is_system { Some("system".into()) } else { line.actor_name },
            action: line.action,
            through: line.via.map(|via| format!("{via:?}").to_lowercase()),
            client_id: line.client.map(|id| id.to_string()),
            client: line.client_name,
            from: line.from,
            to: line.to,
            request: line.request,
            subject_id: line.subject.map(|id| id.to_string()),
        }
    }
}

fn csv(entries: &[Entry]) -> Vec<u8> {
    let mut out = COLUMNS.join(",");
    out.push_str("\r\n");
    for Entry { at, line } in entries {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let cells = [
            at.clone(),
            line.log.to_owned(),
            line.number.map(|number| number.to_string()).unwrap_or_default(),
            text(&line.actor_id),
            text(&line.actor),
            line.action.clone(),
            text(&line.through),
            text(&line.client_id),
            text(&line.client),
            text(&line.from),
            text(&line.to),
            text(&line.request),
            text(&line.subject_id),
        ];
        out.push_str(&cells.map(|value| cell(&value)).join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

/// A cell that a spreadsheet takes for text whatever it holds: a formula would run where the file is opened.
pub(crate) fn cell(value: &str) -> String {
    let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}

fn digest(filter: &Filter) -> String {
    hex::encode(&Sha256::digest(filter.to_query())[..16])
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("Maya"), "\"Maya\"");
        assert_eq!(cell("=HYPERLINK(\"https://evil.example\")"), "\"'=HYPERLINK(\"\"https://evil.example\"\")\"");
        for start in ["+1", "-1", "@x", "\tx", "\rx", "＝1"] {
            assert!(cell(start).starts_with("\"'"), "{start:?}");
        }
    }
}

//! Putting an export together, slice by slice (T12): read rows, write them sealed, say how far it is, enqueue the next.
//!
//! Guarantees: a slice ends within seconds and holds no more than a batch of rows and a chunk per file, however much
//! there is; what it wrote counts when its transaction commits, so a process killed anywhere in it costs that slice and
//! nothing else, and what comes out is the same to the last byte. Rows are read under row security as a job about one
//! client (or, for an organisation, about the house): what that does not show cannot get in.

use std::io::{Read, Write};

use chrono::TimeDelta;
use contract::export::ExportScope;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::finish::{self, Facts};
use super::opener::{Opener, PlainRow};
use super::plan::{self, Source};
use super::queries::{self, Held, Whose};
use super::shelf::{Measure, Shelf};
use super::summary::Summary;
use super::work::{Part, Work};
use super::{END, EndJob, cells, kind_of, movehouse, parcel, shelf};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Worker, WriteTx};
use crate::evidence::statement;
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;
use crate::secret::chunk::ChunkKey;
use crate::secret::field::EXPORT_KEY;

/// How long a slice reads.
const LENGTH: TimeDelta = TimeDelta::seconds(2);
/// And how many rows at most, so that progress is seen and little is done again after a crash.
const SLICE_ROWS: i32 = 5000;
/// Rows in memory at a time.
const BATCH: i32 = 100;
/// As `ops.most_attempts`: after that nobody tries again.
const MOST_ATTEMPTS: i32 = 10;

/// What the job is given. The client makes it a job about that client: without one it reads nobody's record.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SliceJob {
    pub export_id: Uuid,
    pub slice: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
}

/// Runs one slice; gives the export up when it has failed too often.
pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let slice: SliceJob = job.payload()?;
    let Err(refusal) = advance(backend, job, &slice).await else { return Ok(()) };
    let failure = Failure::from(refusal);
    if job.attempt >= MOST_ATTEMPTS {
        super::end::give_up(backend, job, slice.export_id).await?;
    }
    Err(failure)
}

async fn advance(backend: &Backend, job: &Job, slice: &SliceJob) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let id = slice.export_id;
    // Done already, or cancelled.
    let Some(held) = queries::hold(&mut tx, id, slice.slice).await? else { return Ok(()) };
    let scope = ExportScope::parse(&held.scope).ok_or_else(|| Refusal::Fault("an unknown kind of export".into()))?;
    // Before a row is read, and once more before it is whole: somebody may have come in between.
    let is_house = matches!(scope, ExportScope::Organisation | ExportScope::Move);
    if is_house && held.work.is_none() {
        match movehouse::tell(backend, tx, slice, &held, scope).await? {
            Some(open) => tx = open,
            None => return Ok(()),
        }
    }
    let cell = EXPORT_KEY.of(id);
    let (key, key_sealed) = match &held.key_sealed {
        Some(sealed) => (ChunkKey::unwrap(&backend.keys, cell, sealed)?, sealed.clone()),
        None => {
            let key = ChunkKey::random();
            let sealed = key.wrapped(&backend.keys, cell);
            (key, sealed)
        }
    };
    let person = queries::find_person(&mut tx, id).await?;
    let whose = Whose { organisation: tx.scope().organisation().0, export: id, member: held.member_id, person };
    let mut sources = plan::sources(scope);
    if scope == ExportScope::Organisation {
        for source in &mut sources {
            let readable = queries::keep_readable(&mut tx, source).await?;
            source.columns.retain(|name| readable.iter().any(|one| one == name));
        }
    }
    let mut work = match held.work.as_ref() {
        Some(work) => work.0.clone(),
        None => begin(&mut tx, scope, &sources, whose).await?,
    };
    let shelf = Shelf::open(&backend.config.data_dir, id, key);
    let mut state = State::load(&shelf, &work)?;
    let started = backend.clock.now();
    let is_time_up = || backend.clock.now() - started > LENGTH;
    work.read_from.get_or_insert(started);
    let (mut left, mut opener) = (SLICE_ROWS, Opener::default());
    while work.at < work.tables.len() && left > 0 && !is_time_up() {
        let reading = Reading { scope, sources: &sources, whose, shelf: &shelf };
        left -= reading.go_on(&mut tx, &mut work, &mut state, &mut opener, left, &is_time_up).await?;
        work.read_until = Some(backend.clock.now());
    }
    while work.at == work.tables.len() && work.hashed < work.parts.len() && !is_time_up() {
        hash_next(&shelf, &mut work, scope)?;
    }
    if work.at == work.tables.len() && work.hashed == work.parts.len() {
        if is_house {
            match movehouse::tell(backend, tx, slice, &held, scope).await? {
                Some(open) => tx = open,
                None => return Ok(()),
            }
        }
        let statement = state_ledger(backend, &mut tx, scope, &work).await?;
        let facts = Facts { export: id, scope, held: &held, sources: &sources, now: backend.clock.now(), statement };
        finish::write(&shelf, &mut work, &facts, &state.summary)?;
        if scope == ExportScope::Move {
            work.parcel = Some(parcel::list(&facts, whose.organisation, shelf.key(), &work)?);
        }
        return ready(backend, tx, slice, &held, &work, &key_sealed).await;
    }
    state.keep(&shelf, &mut work, slice.slice)?;
    queries::keep(&mut tx, id, slice.slice, &work, &key_sealed).await?;
    let next = SliceJob { export_id: id, slice: slice.slice + 1, client_id: slice.client_id };
    tx.enqueue(kind_of(scope), &next, None, None).await?;
    let action = if slice.slice == 0 { Action::ExportStarted } else { Action::ExportContinued };
    tx.commit(about(action, id, scope, &held)).await
}

/// What is said of the ledger: as many entries as were taken along. Nothing where it does not verify.
async fn state_ledger(
    backend: &Backend,
    tx: &mut WriteTx<Worker>,
    scope: ExportScope,
    work: &Work,
) -> Result<Option<String>, Refusal> {
    if scope != ExportScope::Move {
        return Ok(None);
    }
    let taken = work.tables.iter().find(|table| table.name == "app.ledger").map_or(0, |table| table.written);
    let (organisation, config) = (tx.scope().organisation().0, &backend.config.evidence);
    let taken = u64::try_from(taken).unwrap_or(0);
    statement::state(tx.conn(), &backend.keys, config, organisation, taken, backend.clock.now()).await
}

async fn begin(
    tx: &mut WriteTx<Worker>,
    scope: ExportScope,
    sources: &[Source],
    whose: Whose,
) -> Result<Work, Refusal> {
    let (mut readable, mut counts, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for source in sources {
        // Of a person's own nothing is left out: there it is an error.
        if matches!(scope, ExportScope::Organisation | ExportScope::Move) && !queries::is_readable(tx, source).await? {
            left_out.push(source.table.to_owned());
            continue;
        }
        counts.push(queries::count_rows(tx, source, whose).await?);
        readable.push(source.clone());
    }
    Ok(Work { left_out, ..Work::begin(&readable, &counts) })
}

/// The entry of the log: whose record it touched, where it is one client's.
pub(super) fn about(action: Action, id: Uuid, scope: ExportScope, held: &Held) -> Activity {
    let entry = Activity::new(action).on(id);
    if scope == ExportScope::Client { entry.about(held.member_id) } else { entry }
}

/// What the tables are read with.
struct Reading<'a> {
    scope: ExportScope,
    sources: &'a [Source],
    whose: Whose,
    shelf: &'a Shelf,
}

impl Reading<'_> {
    /// Goes on with the table under way until it ends or the slice does; answers how many rows were written.
    async fn go_on(
        &self,
        tx: &mut WriteTx<Worker>,
        work: &mut Work,
        state: &mut State,
        opener: &mut Opener,
        most: i32,
        is_time_up: &(impl Fn() -> bool + Sync),
    ) -> Result<i32, Refusal> {
        let name = work.tables.get(work.at).map(|table| table.name.clone()).unwrap_or_default();
        // A table that is no longer registered since the export began is left as it is.
        let Some(source) = self.sources.iter().find(|source| source.table == name) else {
            work.at += 1;
            work.after = None;
            return Ok(0);
        };
        // What moves is read by a program alone; everything else has a table for people beside it.
        let is_moving = self.scope == ExportScope::Move;
        let json_path = format!("data/{}.{}", source.name(), if is_moving { "jsonl" } else { "json" });
        let json_part = work.part(&json_path, Some(&name)).clone();
        let csv_part = work.part(&format!("data/{}.csv", source.name()), Some(&name)).clone();
        let mut json = self.shelf.append(&json_part.file, &json_part.measure).map_err(disk)?;
        let mut csv = self.shelf.append(&csv_part.file, &csv_part.measure).map_err(disk)?;
        let columns = shown_columns(source);
        let (mut written, mut is_done) = (0, false);
        while !is_done && written < most && !is_time_up() {
            let batch = BATCH.min(most - written);
            let rows = queries::list_rows(tx.conn(), source, self.whose, work.after.as_deref(), batch).await?;
            is_done = rows.len() < usize::try_from(batch).unwrap_or(0);
            for row in rows {
                let row = opener.open(tx, source, row).await?;
                let table = work.tables.get_mut(work.at);
                let is_first = table.as_ref().is_some_and(|table| table.written == 0);
                if let Some(table) = table {
                    table.written += 1;
                }
                if is_first && !is_moving {
                    csv.write_all(cells::head(&columns).as_bytes()).map_err(disk)?;
                }
                if !is_moving {
                    csv.write_all(cells::row(&columns, &row.fields).as_bytes()).map_err(disk)?;
                }
                json.write_all(self.line(&row, is_first)?.as_bytes()).map_err(disk)?;
                state.see(&name, &row);
                work.after = Some(row.at);
                written += 1;
            }
        }
        if is_done {
            let is_empty = work.tables.get(work.at).is_none_or(|table| table.written == 0);
            if !is_moving && !is_empty {
                json.write_all(b"\n]\n").map_err(disk)?;
            }
            work.at += 1;
            work.after = None;
        }
        work.part(&json_path, None).measure = json.finish().map_err(disk)?;
        work.part(&csv_part.path, None).measure = csv.finish().map_err(disk)?;
        if is_done {
            // A table with nothing has no file; the manifest names it.
            work.parts.retain(|part| part.measure.bytes > 0);
        }
        Ok(written)
    }

    /// One row of the JSON file: of an array for people, a line of its own where it is to be imported again.
    fn line(&self, row: &PlainRow, is_first: bool) -> Result<String, Refusal> {
        if self.scope == ExportScope::Move {
            return house_line(&row.content, &row.opened);
        }
        let lead = if is_first { "[\n" } else { ",\n" };
        Ok(format!("{lead}{}", text(&row.fields)?))
    }
}

/// A row as it is taken along, word for word as the database writes it; what was sealed beside it, opened. The import
/// writes the same lines again to see that nothing changed on the way.
pub(super) fn house_line(content: &str, opened: &Map<String, Value>) -> Result<String, Refusal> {
    Ok(match opened.is_empty() {
        true => format!("{content}\n"),
        false => format!("{{\"row\":{content},\"opened\":{}}}\n", text(opened)?),
    })
}

fn text(value: &Map<String, Value>) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|_| Refusal::Fault("a row cannot be written".into()))
}

/// The columns of the readable files: what was sealed stands under the names it has inside.
fn shown_columns(source: &Source) -> Vec<&'static str> {
    source.columns.iter().copied().filter(|name| !source.sealed.contains(name)).collect()
}

/// What a slice carries on beside its rows: the summary so far. It says something of somebody, so it lies sealed on the
/// shelf, under a name of its slice: one that was not told to the database is not read.
struct State {
    summary: Summary,
    is_changed: bool,
    before: Option<Part>,
}

impl State {
    fn load(shelf: &Shelf, work: &Work) -> Result<Self, Refusal> {
        let summary = match &work.summary {
            None => Summary::default(),
            Some(part) => {
                let reader = shelf.read(&part.file, &part.measure).map_err(disk)?;
                serde_json::from_reader(reader)
                    .map_err(|_| Refusal::Fault("the summary so far cannot be read".into()))?
            }
        };
        Ok(Self { summary, is_changed: false, before: work.summary.clone() })
    }

    fn see(&mut self, table: &str, row: &PlainRow) {
        self.is_changed |= self.summary.see(table, &row.fields);
    }

    fn keep(&self, shelf: &Shelf, work: &mut Work, slice: i32) -> Result<(), Refusal> {
        // The one before the last is needed by nobody, whatever happens next.
        if let Some(old) = &self.before
            && self.is_changed
            && slice > 1
        {
            shelf.forget(&format!("summary-{}", slice - 2));
            debug_assert!(old.file.starts_with("summary-"));
        }
        if !self.is_changed {
            return Ok(());
        }
        let file = format!("summary-{slice}");
        let mut writer = shelf.append(&file, &Measure::default()).map_err(disk)?;
        serde_json::to_writer(&mut writer, &self.summary)
            .map_err(|_| Refusal::Fault("the summary cannot be written".into()))?;
        let measure = writer.finish().map_err(disk)?;
        work.summary = Some(Part { file, measure, ..Part::default() });
        Ok(())
    }
}

/// The hash of one more part: reading it back also shows that all of it opens.
fn hash_next(shelf: &Shelf, work: &mut Work, scope: ExportScope) -> Result<(), Refusal> {
    if let Some(part) = work.parts.get_mut(work.hashed) {
        hash_part(shelf, part, scope)?;
    }
    work.hashed += 1;
    Ok(())
}

/// And of the sealed bytes, where those leave.
pub(super) fn hash_part(shelf: &Shelf, part: &mut Part, scope: ExportScope) -> Result<(), Refusal> {
    part.sha256 = Some(hash(shelf.read(&part.file, &part.measure).map_err(disk)?)?);
    if scope == ExportScope::Move {
        part.stored_sha256 = Some(hash(shelf.raw(&part.file, &part.measure).map_err(disk)?)?);
    }
    Ok(())
}

fn hash(mut reader: impl Read) -> Result<String, Refusal> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; shelf::CHUNK]);
    loop {
        match reader.read(&mut buffer).map_err(disk)? {
            0 => return Ok(hex::encode(hash.finalize())),
            read => hash.update(buffer.split_at(read).0),
        }
    }
}

/// What the disk said, without a path.
pub(super) fn disk(error: std::io::Error) -> Refusal {
    Refusal::Fault(format!("the data folder: {}", error.kind()))
}

async fn ready(
    backend: &Backend,
    mut tx: WriteTx<Worker>,
    slice: &SliceJob,
    held: &Held,
    work: &Work,
    key_sealed: &[u8],
) -> Result<(), Refusal> {
    let id = slice.export_id;
    let scope = ExportScope::parse(&held.scope).unwrap_or(ExportScope::Staff);
    queries::keep(&mut tx, id, slice.slice, work, key_sealed).await?;
    let bytes = i64::try_from(work.bytes()).unwrap_or(i64::MAX);
    let until = queries::make_ready(&mut tx, id, bytes).await?;
    let end = EndJob { export_id: id, client_id: slice.client_id };
    tx.enqueue(END, &end, None, Some(until)).await?;
    super::tell::post(backend, &mut tx, held, scope, until).await?;
    tx.commit(about(Action::ExportReady, id, scope, held)).await
}

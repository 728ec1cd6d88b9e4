//! Fetching an export: the archive is made while it leaves, part by part and chunk by chunk.
//!
//! Guarantees: nothing leaves before the log says who fetched it; only `app.open_export` hands out the key, to the one
//! person it belongs to and freshly proved; at most a few chunks are in memory, and who stops reading is let go. A part
//! that does not open breaks the archive off, so that it cannot be taken for a whole one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::AppError;
use contract::export::ExportScope;
use contract::id::ExportId;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::finish::MANIFEST;
use super::parcel::{self, List};
use super::queries;
use super::shelf::{self, CHUNK, Shelf};
use super::work::{Part, Work};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Portal, WriteTx};
use crate::refusal::Refusal;
use crate::secret::chunk::ChunkKey;
use crate::secret::field::EXPORT_KEY;

/// Archives that leave at the same time: each takes a thread.
static SEATS: Semaphore = Semaphore::const_new(12);
/// How long a reader may take for one chunk.
const PATIENCE: Duration = Duration::from_secs(60);
/// Above this a ZIP needs the larger form of its numbers.
const LARGE: u64 = 0xFFFF_0000;

/// An archive on its way.
pub struct Download {
    /// For the browser: says what and when, not whose.
    pub name: String,
    /// Ends early with an error when something is wrong.
    pub chunks: mpsc::Receiver<io::Result<Vec<u8>>>,
}

impl Backend {
    /// Opens an export for fetching and writes that into the log.
    ///
    /// # Errors
    /// `NotFound` for everybody but the one it belongs to, and when it is over; `ProofNeeded`; `Unavailable` while too
    /// many are being fetched.
    pub async fn download_export<P: Portal>(&self, mut tx: WriteTx<P>, id: ExportId) -> Result<Download, Refusal> {
        let seat = SEATS.try_acquire().map_err(|_| AppError::Unavailable)?;
        let opened = queries::open(&mut tx, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        let work = opened.work.0;
        // A move is handed out as it lies: there is no key to it here.
        let from = match (&opened.key_sealed, &work.parcel) {
            (Some(sealed), None) => {
                let key = ChunkKey::unwrap(&self.keys, EXPORT_KEY.of(id.0), sealed)?;
                Origin::Shelf(Shelf::open(&self.config.data_dir, id.0, key))
            }
            (None, Some(list)) => Origin::Parcel(shelf::folder(&self.config.data_dir, id.0), Box::new(list.clone())),
            _ => return Err(Refusal::Fault("an export that is neither open nor sealed".into())),
        };
        let entry = Activity::new(Action::ExportDownloaded).on(id.0);
        tx.commit(match opened.client_id {
            Some(client) => entry.about(client),
            None => entry,
        })
        .await?;
        let (sender, chunks) = mpsc::channel(4);
        let handle = Handle::current();
        tokio::task::spawn_blocking(move || {
            let _seat = seat;
            let mut outlet = Outlet { sender, handle, waiting: Vec::new() };
            let sent = match &from {
                Origin::Shelf(shelf) => archive(shelf, &work, &mut outlet),
                Origin::Parcel(folder, list) => send_parcel(folder, list, &work, &mut outlet),
            };
            if let Err(error) = sent {
                // A reader who went away is nobody's fault; a part that does not open is.
                if error.kind() != io::ErrorKind::BrokenPipe {
                    tracing::error!(kind = "an export cannot be read", export = %id, why = %error.kind());
                }
                outlet.fail(error);
            }
        });
        let what = match ExportScope::parse(&opened.scope) {
            Some(ExportScope::Organisation) => "organisation-",
            Some(ExportScope::Move) => "move-",
            _ => "",
        };
        Ok(Download { name: format!("nutriscope-{what}{}.zip", opened.made_at.date_naive()), chunks })
    }
}

/// What people look at comes first.
fn in_order(work: &Work) -> Vec<&Part> {
    let mut parts: Vec<_> = work.parts.iter().collect();
    parts.sort_by_key(|part| match part.path.as_str() {
        "README.txt" => 0,
        "summary.html" => 1,
        MANIFEST => 2,
        _ => 3,
    });
    parts
}

fn archive(shelf: &Shelf, work: &Work, outlet: &mut Outlet) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(&mut *outlet);
    for part in in_order(work) {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .large_file(part.measure.bytes > LARGE)
            .unix_permissions(0o600);
        zip.start_file(part.path.as_str(), options)?;
        let mut reader = shelf.read(&part.file, &part.measure)?;
        io::copy(&mut reader, &mut zip)?;
    }
    zip.finish()?;
    outlet.flush()
}

/// Where an archive comes from.
enum Origin {
    Shelf(Shelf),
    Parcel(PathBuf, Box<List>),
}

/// The list and what it is about in words, then the parts as they lie.
fn send_parcel(folder: &Path, list: &List, work: &Work, outlet: &mut Outlet) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(&mut *outlet);
    let options = SimpleFileOptions::default().unix_permissions(0o600);
    for (path, content) in [("README.txt", parcel::readme(list).into_bytes()), (parcel::LIST, parcel::to_json(list)?)] {
        zip.start_file(path, options)?;
        zip.write_all(&content)?;
    }
    for part in &work.parts {
        // Sealed bytes do not get smaller.
        let options =
            options.compression_method(zip::CompressionMethod::Stored).large_file(part.measure.stored > LARGE);
        zip.start_file(format!("{}{}", parcel::FOLDER, part.file), options)?;
        io::copy(&mut shelf::raw(folder, &part.file, &part.measure)?, &mut zip)?;
    }
    zip.finish()?;
    outlet.flush()
}

/// The way out, in pieces of a chunk.
struct Outlet {
    sender: mpsc::Sender<io::Result<Vec<u8>>>,
    handle: Handle,
    waiting: Vec<u8>,
}

impl Outlet {
    fn send(&self, piece: io::Result<Vec<u8>>) -> io::Result<()> {
        let sent = self.handle.block_on(async { tokio::time::timeout(PATIENCE, self.sender.send(piece)).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn fail(&self, error: io::Error) {
        // Who is gone need not be told.
        _ = self.send(Err(error));
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.waiting);
        self.send(Ok(piece))
    }
}

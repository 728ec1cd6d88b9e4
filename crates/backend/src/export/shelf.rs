//! Where the parts of an export lie: a folder of its own below the data folder, each part a file of sealed chunks.
//!
//! Guarantees: nothing is written in the clear; a part is only as long as the database says it is, so what a process
//! that died wrote beyond that is cut off when the next goes on; at most one chunk of a part is in memory. A chunk that
//! is missing, moved or changed is an error, never a gap.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::secret::chunk::{ChunkKey, OVERHEAD, Place};

/// Plain bytes in a chunk, at most.
pub(super) const CHUNK: usize = 64 * 1024;

/// How much of a part is written for good.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Measure {
    /// Plain bytes.
    pub bytes: u64,
    pub chunks: u64,
    /// Bytes of the sealed file.
    pub stored: u64,
}

/// The folder of one export.
pub(super) struct Shelf {
    folder: PathBuf,
    export: Uuid,
    key: ChunkKey,
}

/// The folder of an export below the data folder.
pub(super) fn folder(data: &Path, export: Uuid) -> PathBuf {
    data.join("exports").join(export.to_string())
}

/// Makes a folder nobody else on the machine may enter, with those above it.
fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Removes all files of an export; again without harm.
pub(super) fn clear(data: &Path, export: Uuid) -> io::Result<()> {
    match fs::remove_dir_all(folder(data, export)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes folders nothing was written to since `before`: their exports are over, and their rows may be erased.
pub(super) fn sweep(data: &Path, before: SystemTime) -> io::Result<()> {
    let all = match fs::read_dir(data.join("exports")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        all => all?,
    };
    for folder in all {
        let folder = folder?;
        let is_ours = folder.file_name().to_str().is_some_and(|name| name.parse::<Uuid>().is_ok());
        if is_ours && folder.metadata()?.modified()? < before {
            fs::remove_dir_all(folder.path())?;
        }
    }
    Ok(())
}

impl Shelf {
    pub fn open(data: &Path, export: Uuid, key: ChunkKey) -> Self {
        Self { folder: folder(data, export), export, key }
    }

    pub fn key(&self) -> &ChunkKey {
        &self.key
    }

    /// Goes on with a part where the database says it ends; whatever lies beyond is cut off.
    pub fn append<'a>(&'a self, part: &'a str, from: &Measure) -> io::Result<PartWriter<'a>> {
        make(&self.folder)?;
        let mut file =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(self.folder.join(part))?;
        if file.metadata()?.len() < from.stored {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a part is shorter than it was"));
        }
        file.set_len(from.stored)?;
        file.seek(SeekFrom::End(0))?;
        Ok(PartWriter { shelf: self, part, file, plain: Vec::new(), written: from.clone() })
    }

    /// Reads a part from its start, as far as it is written for good.
    pub fn read<'a>(&'a self, part: &'a str, of: &Measure) -> io::Result<PartReader<'a>> {
        let file = BufReader::new(File::open(self.folder.join(part))?);
        Ok(PartReader { shelf: self, part, file, next: 0, chunks: of.chunks, plain: Vec::new(), at: 0 })
    }

    /// A part as it lies, sealed: so many bytes of it.
    pub fn raw(&self, part: &str, of: &Measure) -> io::Result<impl Read + use<>> {
        raw(&self.folder, part, of)
    }

    /// Removes a part that is no longer needed; again without harm.
    pub fn forget(&self, part: &str) {
        // What stays is noise once the key is gone, and goes with the folder.
        _ = fs::remove_file(self.folder.join(part));
    }
}

/// The same where nobody holds the key any more.
pub(super) fn raw(folder: &Path, part: &str, of: &Measure) -> io::Result<impl Read + use<>> {
    let file = File::open(folder.join(part))?;
    if file.metadata()?.len() < of.stored {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a part is shorter than it was"));
    }
    Ok(BufReader::new(file.take(of.stored)))
}

/// Appends to one part.
pub(super) struct PartWriter<'a> {
    shelf: &'a Shelf,
    part: &'a str,
    file: File,
    plain: Vec<u8>,
    written: Measure,
}

impl PartWriter<'_> {
    fn chunk(&mut self) -> io::Result<()> {
        let rest = self.plain.split_off(self.plain.len().min(CHUNK));
        let plain = std::mem::replace(&mut self.plain, rest);
        let place = Place { set: self.shelf.export, part: self.part, number: self.written.chunks };
        let sealed = self.shelf.key.seal(place, &plain);
        let length = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
        self.file.write_all(&length.to_be_bytes())?;
        self.file.write_all(&sealed)?;
        self.written.chunks += 1;
        self.written.bytes += plain.len() as u64;
        self.written.stored += 4 + u64::from(length);
        Ok(())
    }

    /// Everything written so far, on the disk: what may be told to the database.
    pub fn finish(mut self) -> io::Result<Measure> {
        while !self.plain.is_empty() {
            self.chunk()?;
        }
        self.file.sync_data()?;
        Ok(self.written)
    }
}

impl Write for PartWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(CHUNK);
        self.plain.extend_from_slice(bytes.split_at(taken).0);
        if self.plain.len() >= CHUNK {
            self.chunk()?;
        }
        Ok(taken)
    }

    /// Only whole chunks are written; the rest waits for `finish`.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads one part, chunk by chunk.
pub(super) struct PartReader<'a> {
    shelf: &'a Shelf,
    part: &'a str,
    file: BufReader<File>,
    next: u64,
    chunks: u64,
    plain: Vec<u8>,
    at: usize,
}

impl Read for PartReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.plain.len() && self.next < self.chunks {
            let mut length = [0; 4];
            self.file.read_exact(&mut length)?;
            let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            if length > CHUNK + OVERHEAD {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a chunk has an impossible length"));
            }
            let mut sealed = vec![0; length];
            self.file.read_exact(&mut sealed)?;
            let place = Place { set: self.shelf.export, part: self.part, number: self.next };
            let opened = self.shelf.key.open(place, &sealed);
            self.plain = opened.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a chunk does not open"))?;
            self.at = 0;
            self.next += 1;
        }
        let rest = self.plain.get(self.at..).unwrap_or_default();
        let taken = rest.len().min(into.len());
        into.split_at_mut(taken).0.copy_from_slice(rest.split_at(taken).0);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;

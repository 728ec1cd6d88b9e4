//! Taking a backup, and reading one through.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use sqlx::Connection;

use super::container::{DATABASE, Manifest, Packer, unpack};
use super::folder::{self, Partial};
use super::queries::{self, Measured};
use super::tools::{self, Running};
use super::{Config, PURPOSE, blocking, client_keys, fault};
use crate::db::setup;
use crate::refusal::Refusal;
use crate::secret::MasterKeys;
use crate::secret::stream::{OpenReader, SealWriter};

/// A backup that was made and verified.
#[derive(Debug, Clone)]
pub struct Taken {
    pub path: PathBuf,
    pub bytes: u64,
    pub manifest: Manifest,
    /// Older ones that were removed.
    pub removed: Vec<PathBuf>,
}

/// Makes a backup, reads it back, gives it its name, and removes what is kept no longer.
///
/// # Errors
/// Naming what failed; then there is no new file, and no old one was removed.
pub async fn take(config: &Config) -> Result<Taken, Refusal> {
    let lock = folder::lock(&config.dir)?;
    let made_at = config.clock.now();
    let mut connection = setup::connect(&config.database).await?;
    if !queries::reads_everything(&mut connection).await? {
        return Err(Refusal::Fault("this login cannot read everything: back up as ns_backup".into()));
    }
    let server = queries::server_version(&mut connection).await?;
    let snapshot = queries::open_snapshot(&mut connection).await?;
    let Measured { migration, mut tables, heads } = queries::measure(&mut connection).await?;
    tables.remove(queries::CLIENT_KEYS);
    let keys = queries::list_client_keys(&mut connection).await?;
    let (partial, file) = Partial::create(&config.dir, made_at)?;
    let making = config.clone();
    let written = blocking(move || {
        let manifest = Manifest { made_at, migration, server, tables, heads, parts: Vec::new() };
        write(&making, file, &snapshot, manifest)
    })
    .await;
    _ = queries::close_snapshot(&mut connection).await;
    _ = connection.close().await;
    written?;
    let checking = config.clone();
    blocking(move || {
        let manifest = verify(&partial.path, &checking.masters, checking.postgres_bin.as_deref())?;
        let bytes = fs::metadata(&partial.path).map_err(|error| fault("the backup's file", error))?.len();
        // As old as the oldest backup that is there now: one that is removed below needs less, not more.
        let oldest = folder::list(&checking.dir)?.last().map_or(made_at, |kept| kept.made_at);
        let before = client_keys::read(&client_keys::place(&checking.dir), &checking.masters)?.unwrap_or_default();
        let keys = client_keys::merge(keys, before, oldest);
        let rename_keys = client_keys::write(&checking.dir, &checking.masters, &keys)?;
        rename_keys()?;
        let path = partial.finish()?;
        let mut removed = Vec::new();
        for old in checking.keep.surplus(&folder::list(&checking.dir)?) {
            fs::remove_file(&old.path).map_err(|error| fault("an old backup", error))?;
            removed.push(old.path);
        }
        drop(lock);
        Ok(Taken { path, bytes, manifest, removed })
    })
    .await
}

fn write(config: &Config, file: File, snapshot: &str, mut manifest: Manifest) -> Result<(), Refusal> {
    let written = |error| fault("writing the backup", error);
    let sealed = SealWriter::new(&config.masters, PURPOSE, BufWriter::new(file)).map_err(written)?;
    let mut packer = Packer::new(sealed);
    let program = tools::find("pg_dump", manifest.server / 10_000, config.postgres_bin.as_deref())?;
    let mut command = tools::command(&program, &config.database)?;
    // Beside the backup, not in it: see `client_keys`.
    command.arg(format!("--exclude-table-data={}", queries::CLIENT_KEYS));
    command.arg("--format=custom").arg(format!("--snapshot={snapshot}"));
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut dump = Running::start("pg_dump", command)?;
    let mut stdout = dump.child.stdout.take().ok_or_else(|| fault("pg_dump", "it has no output"))?;
    packer.part(DATABASE, &mut stdout).map_err(written)?;
    // Only a dump that ended well is a dump.
    dump.finish()?;
    for (name, folder) in &config.folders {
        for path in files_below(folder)? {
            let inner = path.strip_prefix(folder).map_err(|error| fault("a file to back up", error))?;
            let inner = inner.to_str().ok_or_else(|| fault("a file to back up", "its name is not UTF-8"))?;
            let mut from = match File::open(&path) {
                Ok(file) => BufReader::new(file),
                // Removed since the folder was listed: erased, or expired.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(fault("a file to back up", error)),
            };
            packer.part(&format!("{name}/{inner}"), &mut from).map_err(written)?;
        }
    }
    manifest.parts.clone_from(&packer.parts);
    let sealed = packer.finish(&manifest).map_err(written)?;
    let mut buffer = sealed.finish().map_err(written)?;
    buffer.flush().map_err(written)?;
    let file = buffer.into_inner().map_err(|error| written(error.into_error()))?;
    file.sync_all().map_err(written)
}

/// Plain files below `folder`, in order. Links are not followed: they could lead out of it.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| fault("a folder to back up", error))? {
            let entry = entry.map_err(|error| fault("a folder to back up", error))?;
            let kind = entry.file_type().map_err(|error| fault("a folder to back up", error))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

pub(super) fn open(path: &Path, masters: &MasterKeys) -> Result<OpenReader<BufReader<File>>, Refusal> {
    let file = File::open(path).map_err(|error| fault("the backup cannot be read", error))?;
    OpenReader::new(masters, PURPOSE, BufReader::new(file)).map_err(|error| fault("the backup does not open", error))
}

/// Reads a backup through: all of it authentic, every part what the manifest says, the dump one that pg_restore
/// understands and that holds every table.
///
/// # Errors
/// Naming what is wrong with it.
pub fn verify(path: &Path, masters: &MasterKeys, postgres_bin: Option<&Path>) -> Result<Manifest, Refusal> {
    let mut listed: Option<Result<HashSet<String>, Refusal>> = None;
    let mut reader = open(path, masters)?;
    let manifest = unpack(&mut reader, |name, part| {
        if name == DATABASE {
            listed = Some(list_tables(part, postgres_bin));
        }
        Ok(())
    });
    // The stream's own trouble explains the tool's.
    let manifest = manifest.map_err(|error| fault("the backup does not open", error))?;
    let listed = listed.unwrap_or_else(|| Err(Refusal::Fault("the backup holds no database".into())))?;
    match manifest.tables.keys().find(|table| !listed.contains(&table.replace('"', ""))) {
        None => Ok(manifest),
        Some(table) => Err(Refusal::Fault(format!("the dump does not hold {table}"))),
    }
}

/// The tables whose rows a dump holds.
fn list_tables(dump: &mut dyn Read, postgres_bin: Option<&Path>) -> Result<HashSet<String>, Refusal> {
    let program = tools::find("pg_restore", 15, postgres_bin)?;
    let mut command = std::process::Command::new(program);
    command.arg("--list").env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut listing = Running::start("pg_restore", command)?;
    let stdout = listing.child.stdout.take();
    let text = std::thread::spawn(move || {
        let mut text = String::new();
        stdout.map(|mut stdout| stdout.read_to_string(&mut text));
        text
    });
    if let Some(mut stdin) = listing.child.stdin.take() {
        // It reads the table of contents and no further: a pipe it has closed is no trouble.
        if let Err(error) = std::io::copy(dump, &mut stdin)
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            return Err(fault("the dump", error));
        }
    }
    listing.finish()?;
    let text = text.join().unwrap_or_default();
    // `3570; 0 16435 TABLE DATA app activity ns_owner`
    let words = text.lines().filter_map(|line| line.split_once(" TABLE DATA ")).map(|(_, rest)| rest.split(' '));
    Ok(words.filter_map(|mut words| Some(format!("{}.{}", words.next()?, words.next()?))).collect())
}

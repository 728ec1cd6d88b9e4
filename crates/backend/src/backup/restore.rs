//! Putting a backup back: into an empty database, in one transaction.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};
use std::process::Stdio;

use secrecy::SecretString;
use sqlx::{Connection, PgConnection};

use super::container::{DATABASE, Manifest, unpack};
use super::queries::{self, Measured};
use super::take::{open, verify};
use super::tools::{self, Running};
use super::{blocking, client_keys, fault};
use crate::client_keys::step;
use crate::db::setup;
use crate::refusal::Refusal;
use crate::secret::MasterKeys;

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    pub manifest: Manifest,
    /// Where the restored database is not what the manifest says; empty when it is.
    pub differences: Vec<String>,
    pub files: usize,
}

/// Reads the backup through (the file of clients' keys lies beside it), puts it into the empty database at `into` (a superuser's address), compares, renews
/// privileged functions and grants, and signs everybody out. `folders` names where its files go; a file that is there
/// already is left as it is.
///
/// # Errors
/// Naming what failed. Before the database's own transaction ended nothing of it is there.
pub async fn restore(
    file: &Path,
    masters: &MasterKeys,
    into: &SecretString,
    folders: &[(String, PathBuf)],
    postgres_bin: Option<&Path>,
) -> Result<Restored, Refusal> {
    let mut connection = setup::connect(into).await?;
    if !queries::is_empty(&mut connection).await? {
        return Err(Refusal::Fault("that database is not empty: make a new one".into()));
    }
    let server = queries::server_version(&mut connection).await?;
    let beside = client_keys::place(file.parent().unwrap_or(Path::new(".")));
    let client_keys = client_keys::read(&beside, masters)?.ok_or_else(|| {
        Refusal::Fault(format!("{} is missing: without it nothing that clients wrote can be read", beside.display()))
    })?;
    let (path, keys, bin) = (file.to_path_buf(), masters.clone(), postgres_bin.map(Path::to_path_buf));
    // First all of it is looked at, then any of it is used.
    blocking(move || verify(&path, &keys, bin.as_deref())).await?;
    setup::ensure_roles(into).await?;
    let (path, keys, bin) = (file.to_path_buf(), masters.clone(), postgres_bin.map(Path::to_path_buf));
    let (url, places) = (into.clone(), folders.to_vec());
    let (manifest, files) =
        blocking(move || pour(&path, &keys, &url, &places, server / 10_000, bin.as_deref())).await?;
    let differences = compare(&mut connection, &manifest).await?;
    queries::put_client_keys(&mut connection, &client_keys).await?;
    setup::bootstrap(into).await?;
    after(&mut connection).await?;
    connection.close().await?;
    step::put(into, masters).await?;
    Ok(Restored { manifest, differences, files })
}

/// What a restored database needs before anybody may use it.
async fn after(connection: &mut PgConnection) -> Result<(), Refusal> {
    Ok(queries::sign_everybody_out(connection).await?)
}

/// Rows and logs against the manifest.
async fn compare(connection: &mut PgConnection, manifest: &Manifest) -> Result<Vec<String>, Refusal> {
    let Measured { migration, tables, heads } = queries::measure(connection).await?;
    let mut differences = Vec::new();
    if migration != manifest.migration {
        differences.push(format!("the schema is at {migration}, not at {}", manifest.migration));
    }
    for (table, held) in &manifest.tables {
        match tables.get(table) {
            None => differences.push(format!("{table} is missing")),
            Some(now) if now.rows != held.rows => {
                differences.push(format!("{table} has {} rows, not {}", now.rows, held.rows));
            }
            Some(now) if now.newest != held.newest => differences.push(format!("{table} has other rows than it had")),
            Some(_) => {}
        }
    }
    if heads != manifest.heads {
        differences.push("an activity log ends elsewhere".to_owned());
    }
    Ok(differences)
}

/// Runs the dump through pg_restore as it is opened, and writes the files.
fn pour(
    path: &Path,
    masters: &MasterKeys,
    into: &SecretString,
    folders: &[(String, PathBuf)],
    server_major: i32,
    postgres_bin: Option<&Path>,
) -> Result<(Manifest, usize), Refusal> {
    let program = tools::find("pg_restore", server_major, postgres_bin)?;
    let mut command = tools::command(&program, into)?;
    // A row that is refused is not quoted in Postgres' own log.
    command.env("PGOPTIONS", "-c log_error_verbosity=terse");
    command.args(["--exit-on-error", "--single-transaction"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut waiting = Some(command);
    let mut refused: Option<Refusal> = None;
    let mut files = 0;
    let mut reader = open(path, masters)?;
    let manifest = unpack(&mut reader, |name, part| {
        if name == DATABASE {
            let Some(command) = waiting.take() else { return Err(io::Error::other("it holds two databases")) };
            if let Err(refusal) = pour_database(command, part) {
                refused = Some(refusal);
                return Err(io::Error::other("pg_restore"));
            }
        } else if let Some((folder, inner)) = name.split_once('/')
            && let Some((_, place)) = folders.iter().find(|(known, _)| known == folder)
        {
            files += usize::from(pour_file(place, inner, part)?);
        }
        Ok(())
    });
    match (manifest, refused) {
        (_, Some(refusal)) => Err(refusal),
        (Ok(manifest), None) => Ok((manifest, files)),
        (Err(error), None) => Err(fault("the backup does not open", error)),
    }
}

fn pour_database(command: std::process::Command, dump: &mut dyn Read) -> Result<(), Refusal> {
    let mut restoring = Running::start("pg_restore", command)?;
    let mut stdin = restoring.child.stdin.take().ok_or_else(|| fault("pg_restore", "it has no input"))?;
    match io::copy(dump, &mut stdin) {
        Ok(_) => {}
        // Its own complaint says more.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => {
            // Killed before its input ends: what it has of its transaction is rolled back.
            _ = restoring.child.kill();
            drop(stdin);
            return Err(fault("the backup does not open", error));
        }
    }
    drop(stdin);
    restoring.finish()
}

/// Whether it was written. `inner` is authentic, and still no way out of `place`.
fn pour_file(place: &Path, inner: &str, from: &mut dyn Read) -> io::Result<bool> {
    let inner = Path::new(inner);
    if !inner.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(io::Error::other("a file's name leads out of its folder"));
    }
    let path = place.join(inner);
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file = match OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    };
    io::copy(from, &mut file)?;
    file.flush()?;
    file.sync_all()?;
    Ok(true)
}

//! pg_dump and pg_restore: the right version, an address without its password on the command line, and a process that
//! does not outlive whoever needs it.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::fault;
use crate::refusal::Refusal;

/// Finds `program` for a server of this major version: the same version first, else the next newer one. An older one
/// cannot read the server.
pub(super) fn find(program: &str, server_major: i32, configured: Option<&Path>) -> Result<PathBuf, Refusal> {
    let mut folders: Vec<PathBuf> = configured.map(Path::to_path_buf).into_iter().collect();
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(installed.map(|version| version.path().join("bin")));
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let versions = folders.into_iter().map(|folder| folder.join(program)).filter(|path| path.is_file());
    let versions = versions.filter_map(|path| Some((version(&path)?, path)));
    versions.filter(|(version, _)| *version >= server_major).min_by_key(|(version, _)| *version).map(|(_, p)| p).ok_or_else(
        || Refusal::Fault(format!("no {program} for Postgres {server_major} found: install postgresql-client-{server_major}, or set NS_POSTGRES_BIN")),
    )
}

/// `pg_dump (PostgreSQL) 15.18 (Debian …)`
fn version(program: &Path) -> Option<i32> {
    let said = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    text.split_whitespace().find_map(|word| word.split(['.', 'b', 'r', 'd']).next()?.parse().ok())
}

/// A command that talks to the database at `url`.
pub(super) fn command(program: &Path, url: &SecretString) -> Result<Command, Refusal> {
    let mut address =
        Url::parse(url.expose_secret()).map_err(|_| Refusal::Fault("the database address cannot be read".into()))?;
    let mut command = Command::new(program);
    // Others on this machine can read a command line; the environment of a process is its owner's.
    if let Some(password) = address.password().map(str::to_owned) {
        let plain = percent_decode(&password);
        command.env("PGPASSWORD", plain);
        _ = address.set_password(None);
    }
    command.arg("--no-password").arg("--dbname").arg(address.as_str());
    command.env("PGAPPNAME", "nutriscope backup").env("LC_ALL", "C");
    Ok(command)
}

fn percent_decode(text: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    let (mut bytes, text) = (Vec::new(), text.as_bytes());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let decoded = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(decoded.unwrap_or(*byte));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    OsString::from_vec(bytes)
}

/// A running program, killed when dropped before its end. What it complains about is kept, within bounds.
pub(super) struct Running {
    name: &'static str,
    pub child: Child,
    complaint: Option<JoinHandle<String>>,
}

impl Running {
    pub(super) fn start(name: &'static str, mut command: Command) -> Result<Self, Refusal> {
        let mut child = command.stderr(Stdio::piped()).spawn().map_err(|error| fault(name, error))?;
        let stderr = child.stderr.take();
        let complaint = std::thread::spawn(move || {
            let mut text = Vec::new();
            if let Some(mut stderr) = stderr {
                _ = stderr.by_ref().take(4000).read_to_end(&mut text);
                _ = std::io::copy(&mut stderr, &mut std::io::sink());
            }
            String::from_utf8_lossy(&text).into_owned()
        });
        Ok(Self { name, child, complaint: Some(complaint) })
    }

    /// Waits for its end, which must be a good one.
    pub(super) fn finish(mut self) -> Result<(), Refusal> {
        drop(self.child.stdin.take());
        let status = self.child.wait().map_err(|error| fault(self.name, error))?;
        self.judge(status)
    }

    fn judge(&mut self, status: ExitStatus) -> Result<(), Refusal> {
        let complaint = self.complaint.take().and_then(|complaint| complaint.join().ok()).unwrap_or_default();
        if status.success() {
            return Ok(());
        }
        // Its first line says what; the rest may quote a row.
        Err(fault(self.name, complaint.lines().find(|line| line.contains("error")).unwrap_or("it failed")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

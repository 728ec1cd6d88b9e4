//! Where commands speak. A reader that goes away (`| head`) ends nothing: the command does its work to the end and
//! answers with its status; what cannot be written for another reason is an error.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

/// The first failure to write that is not a reader gone away.
static FAILED: OnceLock<ErrorKind> = OnceLock::new();

/// A line for the person at the terminal; commands speak here, the server speaks in its log.
pub(super) fn say(line: impl Display) {
    note(line_to(&mut io::stdout().lock(), line));
}

/// What went wrong, on one line. There is nowhere left to say that this could not be said.
pub fn complain(error: &anyhow::Error) {
    let _nowhere = line_to(&mut io::stderr().lock(), format_args!("nutriscope: {error:#}"));
}

/// Whether everything that was said has been written.
///
/// # Errors
/// When the output could not be written, other than to a reader that has gone away.
pub(super) fn finish() -> anyhow::Result<()> {
    note(io::stdout().flush());
    match FAILED.get() {
        Some(kind) => anyhow::bail!("the output could not be written: {kind}"),
        None => Ok(()),
    }
}

fn line_to(out: &mut impl Write, line: impl Display) -> io::Result<()> {
    writeln!(out, "{line}")
}

fn note(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        FAILED.get_or_init(|| error.kind());
    }
}

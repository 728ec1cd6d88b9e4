//! The walls of the code base that the compiler does not see, checked on every test run.
//!
//! Guarantees: every rule runs, each breach is one line that says where and why, and one breach fails the command.
//! Rules are functions from text to findings, so that a test can show each of them firing.
//!
//! A new rule about source lines goes into `source::check`, about dependencies into `tree::check`, about what the
//! browser is given into `bundle::check`; each with a bad sample in `tests`.

mod bundle;
mod source;
mod tree;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

#[derive(clap::Args)]
pub struct Args {
    /// The project folder
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// A built site folder: its scripts and WASM are searched too
    #[arg(long)]
    site: Option<PathBuf>,
    /// A secret that must not be in the site (may be given several times)
    #[arg(long)]
    canary: Vec<String>,
}

/// Checks every fence.
///
/// # Errors
/// At least one breach (each has been printed), or a tool (`git`, `cargo`) that could not be asked.
pub fn run(args: &Args) -> Result<()> {
    let (mut findings, files) = sources(&args.root)?;
    findings.extend(tree::check(&tree::frontend(&args.root)?));
    let mut bundled = 0;
    if let Some(site) = &args.site {
        let (found, count) = site_files(site, &args.canary)?;
        findings.extend(found);
        bundled = count;
    }
    for finding in &findings {
        crate::say(finding);
    }
    if !findings.is_empty() {
        bail!("fences broken: {}", findings.len());
    }
    crate::say(&format!("fences: {files} source files, the WASM dependency tree, {bundled} site files: all whole"));
    Ok(())
}

/// Findings in all tracked source files, and how many files were read.
fn sources(root: &Path) -> Result<(Vec<String>, usize)> {
    let listed = Command::new("git").arg("-C").arg(root).args(["ls-files", "-z"]).output().context("git not found")?;
    ensure!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr).trim());
    let (mut findings, mut files) = (Vec::new(), 0);
    for path in String::from_utf8_lossy(&listed.stdout).split_terminator('\0') {
        // A file that is deleted but not yet committed is still listed.
        let Ok(bytes) = fs::read(root.join(path)) else { continue };
        if source::is_source(path, &bytes) {
            files += 1;
            findings.extend(source::check(path, &String::from_utf8_lossy(&bytes)));
        }
    }
    ensure!(files > 0, "no tracked source file below {}", root.display());
    Ok((findings, files))
}

/// Findings in every script and WASM file of the site, and how many files were read.
fn site_files(site: &Path, canaries: &[String]) -> Result<(Vec<String>, usize)> {
    let (mut findings, mut files) = (Vec::new(), 0);
    for path in crate::site::files_below(site)? {
        if !bundle::is_searched(&path) {
            continue;
        }
        files += 1;
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        findings.extend(bundle::check(&path.display().to_string(), &bytes, canaries));
    }
    ensure!(files > 0, "{} holds no script and no WASM: build the site first", site.display());
    Ok((findings, files))
}

#[cfg(test)]
mod tests;

//! The site folder: what the server hands to browsers as files.
//!
//! Guarantees: everything in `/pkg` carries a hash of its content in its name, so it may be cached for ever;
//! `manifest.json` names the entry files; a compressed twin (`.br`, `.gz`) lies beside every file that shrinks;
//! the folder is replaced as a whole, so a failed build leaves the last good one; nothing is done when nothing changed.
//!
//! A new kind of file: make it in its own module, hand it to `Folder::hashed` (goes to `/pkg`) or `Folder::plain`,
//! and add its source to `Inputs::digest`.

mod css;
mod folder;
mod inputs;
mod script;
mod wasm;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::ValueEnum;
use folder::Folder;
use inputs::Inputs;
pub use inputs::files_below;

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Profile {
    /// Quick: no wasm-opt, brotli 9
    Dev,
    /// Small: wasm-opt and a script minifier where npm brought them, brotli 11
    Release,
}

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_enum, default_value = "dev")]
    profile: Profile,
    /// The compiled frontend: …/wasm32-unknown-unknown/PROFILE/frontend.wasm
    #[arg(long)]
    wasm: PathBuf,
    /// The compiled verifier of proofs; by default beside the frontend, and in a quick build it may be missing
    #[arg(long)]
    verifier: Option<PathBuf>,
    /// The site folder; it is replaced
    #[arg(long)]
    out: PathBuf,
    /// The project folder
    #[arg(long, default_value = ".")]
    root: PathBuf,
}

/// Builds the site folder `args.out`, or does nothing when its inputs are those of the last build.
///
/// # Errors
/// A missing input, a style sheet that does not parse, a tool that fails: each with the path it is about.
pub fn run(args: &Args) -> Result<()> {
    let inputs = Inputs::new(args)?;
    if inputs.unchanged(&args.out) {
        crate::say("site: nothing changed");
        return Ok(());
    }
    let next = sibling(&args.out, "next");
    let mut folder = Folder::create(&next, args.profile)?;

    let css = folder.hashed("style.css", css::bundle(&inputs.style)?.as_bytes())?;
    let bound = wasm::bind(&inputs, args.profile, &inputs.wasm, "nutriscope")?;
    let wasm = folder.hashed("nutriscope_bg.wasm", &bound.wasm)?;
    let snippets = folder.snippets(&bound.snippets)?;
    let glue = script::link_glue(&bound.js, &wasm, snippets.as_deref());
    let js = folder.hashed("nutriscope.js", &script::minify(&inputs, args.profile, glue)?)?;
    let boot = script::link_boot(&inputs.boot, &js, &wasm)?;
    let boot = folder.hashed("boot.js", &script::minify(&inputs, args.profile, boot)?)?;
    folder.assets(&inputs.assets)?;
    let verifier = verifier(&inputs, args.profile, &mut folder)?;

    let manifest = serde_json::json!({ "css": css, "boot": boot, "js": js, "wasm": wasm, "verifier": verifier });
    folder.plain("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    for line in folder.table() {
        crate::say(&line);
    }
    fs::write(next.join(inputs::STAMP), &inputs.digest).context("writing the stamp")?;
    replace(&args.out, &next)
}

/// The module that checks proofs, with the script that starts it: its address, if it was compiled.
fn verifier(inputs: &Inputs, profile: Profile, folder: &mut Folder) -> Result<Option<String>> {
    let Some(path) = &inputs.verifier else { return Ok(None) };
    let bound = wasm::bind(inputs, profile, path, "verifier")?;
    let wasm = folder.hashed("verifier_bg.wasm", &bound.wasm)?;
    let glue = bound.js.replace("verifier_bg.wasm", wasm.rsplit('/').next().unwrap_or_default());
    let js = folder.hashed("verifier.js", &script::minify(inputs, profile, glue)?)?;
    let start = script::link_verifier(&inputs.verify, &js, &wasm)?;
    folder.hashed("verify.js", &script::minify(inputs, profile, start)?).map(Some)
}

fn replace(out: &Path, next: &Path) -> Result<()> {
    let last = sibling(out, "last");
    folder::remove(&last)?;
    if out.exists() {
        fs::rename(out, &last).with_context(|| format!("moving {} aside", out.display()))?;
    }
    fs::rename(next, out).with_context(|| format!("moving {} into place", out.display()))?;
    folder::remove(&last)
}

/// `var/site` → `var/site.next`: on the same file system, so that moving it is one step.
fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(suffix);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests;

//! The frontend's WASM, bound for the web and (in release) shrunk.
//!
//! wasm-bindgen is used as a library of exactly the version the frontend was compiled with, so the two cannot differ.
//! wasm-opt comes from npm (`binaryen`) and is optional: without it the file is about a tenth larger.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::{
    Profile,
    inputs::{Inputs, files_below},
};

/// Named one by one: `--all-features` makes an import form that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

pub struct Bound {
    pub js: String,
    pub wasm: Vec<u8>,
    /// Scripts that crates carry along, by their path below `snippets/`
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// Binds a compiled module for the web; `name` begins the names of its files.
///
/// # Errors
/// A WASM file of another wasm-bindgen version, or a wasm-opt that is there and fails.
pub fn bind(inputs: &Inputs, profile: Profile, compiled: &Path, name: &str) -> Result<Bound> {
    let scratch = Scratch::new()?;
    let folder = &scratch.0;
    Bindgen::new()
        .input_path(compiled)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen could not read {}", compiled.display()))?;
    let wasm = folder.join(format!("{name}_bg.wasm"));
    if profile == Profile::Release {
        shrink(inputs, &wasm)?;
    }
    let snippets_folder = folder.join("snippets");
    let mut snippets = BTreeMap::new();
    for path in files_below(&snippets_folder)? {
        let name = path.strip_prefix(&snippets_folder)?.to_string_lossy().into_owned();
        snippets.insert(name, fs::read(&path)?);
    }
    Ok(Bound { js: fs::read_to_string(folder.join(format!("{name}.js")))?, wasm: fs::read(&wasm)?, snippets })
}

fn shrink(inputs: &Inputs, wasm: &Path) -> Result<()> {
    let tool = inputs.node_modules.join("binaryen/bin/wasm-opt");
    if !tool.exists() {
        crate::say("site: wasm-opt is not installed (npm ci in end2end): the WASM stays about a tenth larger");
        return Ok(());
    }
    let done = Command::new("node").arg(&tool).arg("-Oz").args(FEATURES).arg(wasm).arg("-o").arg(wasm).output();
    let done = done.context("node could not be started for wasm-opt")?;
    ensure!(done.status.success(), "wasm-opt failed: {}", String::from_utf8_lossy(&done.stderr).trim());
    Ok(())
}

/// A folder of this process only, removed again however the build ends.
pub struct Scratch(pub std::path::PathBuf);

impl Scratch {
    pub fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("nutriscope-site-{}", std::process::id()));
        super::folder::remove(&folder)?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _left_behind = fs::remove_dir_all(&self.0);
    }
}

//! What a site is made of, read once. The digest covers every byte that can change the result, and this program itself.
//!
//! A new input: read it in `new` and feed it to the digest there.

use std::{
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Args, Profile};

/// Lies in the site folder and holds the digest of the inputs it was made from. A dot file: the server serves none.
pub const STAMP: &str = ".stamp";

pub struct Inputs {
    pub wasm: PathBuf,
    /// The compiled verifier, where there is one
    pub verifier: Option<PathBuf>,
    /// Text of the script that starts it
    pub verify: String,
    pub style: PathBuf,
    pub assets: PathBuf,
    /// Text of the boot script with its place holders
    pub boot: String,
    /// `node_modules` of the browser tests: holds the optional tools
    pub node_modules: PathBuf,
    pub digest: String,
}

impl Inputs {
    pub fn new(args: &Args) -> Result<Self> {
        let style = args.root.join("style/main.css");
        let boot_path = args.root.join("app/src/boot.js");
        let node_modules = args.root.join("end2end/node_modules");
        let mut hash = Sha256::new();
        hash.update(format!("{:?}{}", args.profile, program_stamp()));
        hash.update(read(&args.wasm).context("the frontend has to be compiled first")?);
        hash.update(read(&boot_path)?);
        let verify_path = args.root.join("app/src/evidence/verify.js");
        hash.update(read(&verify_path)?);
        let beside = args.verifier.clone().unwrap_or_else(|| args.wasm.with_file_name("verifier.wasm"));
        let verifier = Some(beside).filter(|path| args.profile == Profile::Release || path.exists());
        if let Some(verifier) = &verifier {
            hash.update(read(verifier).context("the verifier has to be compiled first")?);
        }
        read(&style)?;
        for file in files_below(&args.root.join("style"))? {
            hash.update(file.to_string_lossy().as_bytes());
            hash.update(read(&file)?);
        }
        if args.profile == Profile::Release {
            for tool in ["binaryen", "esbuild"] {
                hash.update(fs::read(node_modules.join(tool).join("package.json")).unwrap_or_default());
            }
        }
        Ok(Self {
            wasm: args.wasm.clone(),
            verifier,
            verify: fs::read_to_string(&verify_path).with_context(|| verify_path.display().to_string())?,
            assets: args.root.join("style/assets"),
            boot: fs::read_to_string(&boot_path).with_context(|| boot_path.display().to_string())?,
            style,
            node_modules,
            digest: hex::encode(hash.finalize()),
        })
    }

    /// True when the folder was made from these inputs.
    pub fn unchanged(&self, out: &Path) -> bool {
        fs::read_to_string(out.join(STAMP)).is_ok_and(|stamp| stamp == self.digest)
    }
}

/// Every file below a folder, sorted by path so that the order never depends on the machine. Empty without the folder.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&next).with_context(|| next.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Size and time of this program: a changed build step makes a new site even when the sources stayed.
fn program_stamp() -> String {
    let stamp = std::env::current_exe().and_then(fs::metadata).map(|meta| {
        let changed = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        format!("{}:{}", meta.len(), changed.as_nanos())
    });
    stamp.unwrap_or_default()
}

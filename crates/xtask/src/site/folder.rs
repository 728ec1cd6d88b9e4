//! A site folder being filled: hashing, compressed twins and the table of sizes.
//!
//! Compressed twins are written only where they are smaller; the server falls back to the plain file.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Profile, inputs::files_below};

/// Kinds that are not compressed already.
const COMPRESSIBLE: [&str; 10] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];

pub struct Folder {
    path: PathBuf,
    profile: Profile,
    sizes: Vec<Sizes>,
}

/// Bytes of one file: as it is, and of its twins where they exist.
struct Sizes {
    name: String,
    raw: usize,
    gzip: Option<usize>,
    brotli: Option<usize>,
}

impl Folder {
    pub fn create(path: &Path, profile: Profile) -> Result<Self> {
        remove(path)?;
        fs::create_dir_all(path.join("pkg")).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path: path.to_path_buf(), profile, sizes: Vec::new() })
    }

    /// Writes `name` as `/pkg/stem.HASH.ext` and gives that path.
    pub fn hashed(&mut self, name: &str, content: &[u8]) -> Result<String> {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let path = format!("pkg/{stem}.{}.{extension}", short_hash(content));
        self.plain(&path, content)?;
        Ok(format!("/{path}"))
    }

    /// Writes a file at a fixed path below the site folder.
    pub fn plain(&mut self, path: &str, content: &[u8]) -> Result<()> {
        let target = self.path.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        fs::write(&target, content).with_context(|| format!("cannot write {}", target.display()))?;
        let mut sizes = Sizes { name: path.to_owned(), raw: content.len(), gzip: None, brotli: None };
        if is_compressible(path) {
            sizes.gzip = twin(&target, "gz", content.len(), gzip(content)?)?;
            sizes.brotli = twin(&target, "br", content.len(), brotli(content, self.profile)?)?;
        }
        self.sizes.push(sizes);
        Ok(())
    }

    /// Copies the assets to `/assets`, names unchanged: other files refer to them.
    pub fn assets(&mut self, from: &Path) -> Result<()> {
        for file in files_below(from)? {
            let name = file.strip_prefix(from)?.to_string_lossy().into_owned();
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            self.plain(&format!("assets/{name}"), &content)?;
        }
        Ok(())
    }

    /// Writes the scripts that crates carry along into one hashed folder and gives its name, if there are any.
    pub fn snippets(&mut self, snippets: &BTreeMap<String, Vec<u8>>) -> Result<Option<String>> {
        if snippets.is_empty() {
            return Ok(None);
        }
        let all: Vec<u8> = snippets.iter().flat_map(|(name, text)| [name.as_bytes(), text].concat()).collect();
        let folder = format!("snippets.{}", short_hash(&all));
        for (name, text) in snippets {
            self.plain(&format!("pkg/{folder}/{name}"), text)?;
        }
        Ok(Some(folder))
    }

    /// One line per file, one for the whole: bytes raw, gzip, brotli. What has no twin counts as it is.
    pub fn table(&self) -> Vec<String> {
        let line = |name: &str, raw: usize, gzip: usize, brotli: usize| {
            format!("{name:<48} {raw:>10} {gzip:>10} {brotli:>10}")
        };
        let mut lines = vec![format!("{:<48} {:>10} {:>10} {:>10}", "site", "raw", "gzip", "brotli")];
        let mut total = (0, 0, 0);
        for file in &self.sizes {
            let (gzip, brotli) = (file.gzip.unwrap_or(file.raw), file.brotli.unwrap_or(file.raw));
            lines.push(line(&file.name, file.raw, gzip, brotli));
            total = (total.0 + file.raw, total.1 + gzip, total.2 + brotli);
        }
        lines.push(line("total", total.0, total.1, total.2));
        lines
    }
}

/// Removes a folder and what is in it; one that is not there is no error.
pub fn remove(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

fn twin(target: &Path, suffix: &str, raw: usize, compressed: Vec<u8>) -> Result<Option<usize>> {
    if compressed.len() >= raw {
        return Ok(None);
    }
    let mut name = target.as_os_str().to_os_string();
    name.push(".");
    name.push(suffix);
    fs::write(&name, &compressed).with_context(|| format!("cannot write {}", name.to_string_lossy()))?;
    Ok(Some(compressed.len()))
}

fn is_compressible(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| COMPRESSIBLE.contains(&extension))
}

/// 16 hex digits: enough that two contents of one name never meet.
fn short_hash(content: &[u8]) -> String {
    hex::encode(&Sha256::digest(content)[..8])
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn brotli(content: &[u8], profile: Profile) -> Result<Vec<u8>> {
    let quality = match profile {
        Profile::Dev => 9,
        Profile::Release => 11,
    };
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: content.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &params)?;
    Ok(compressed)
}

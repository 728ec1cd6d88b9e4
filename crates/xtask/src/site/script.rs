//! The scripts of the site: names of hashed files are put in, and in release the white space taken out.
//!
//! `app/src/boot.js` names the other two by place holders, `__NS_JS__` and `__NS_WASM__`. Behind a slash
//! (`"./__NS_JS__"`) a place holder becomes the file name, anywhere else the whole path (`"/pkg/…"`).

use std::{
    io::Write,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::{Profile, inputs::Inputs};

const JS: &str = "__NS_JS__";
const WASM: &str = "__NS_WASM__";

/// The boot script with both names put in. `js` and `wasm` are paths as in the manifest.
///
/// # Errors
/// A boot script without a place holder: it would load nothing.
pub fn link_boot(text: &str, js: &str, wasm: &str) -> Result<String> {
    for token in [JS, WASM] {
        ensure!(text.contains(token), "app/src/boot.js does not mention {token}");
    }
    let linked = [(JS, js), (WASM, wasm)].into_iter().fold(text.to_owned(), |text, (token, path)| {
        text.replace(&format!("/{token}"), &format!("/{}", file_name(path))).replace(token, path)
    });
    Ok(linked)
}

/// The script that starts the verifier, with both names put in.
///
/// # Errors
/// As `link_boot`.
pub fn link_verifier(text: &str, js: &str, wasm: &str) -> Result<String> {
    for (token, path) in [("__NS_VERIFIER_JS__", js), ("__NS_VERIFIER_WASM__", wasm)] {
        ensure!(text.contains(token), "app/src/evidence/verify.js does not mention {token} for {path}");
    }
    Ok(text.replace("__NS_VERIFIER_JS__", js).replace("__NS_VERIFIER_WASM__", wasm))
}

/// The glue of wasm-bindgen, pointing at the hashed WASM and the hashed snippets folder.
pub fn link_glue(text: &str, wasm: &str, snippets: Option<&str>) -> String {
    let text = text.replace("nutriscope_bg.wasm", file_name(wasm));
    match snippets {
        Some(folder) => text.replace("./snippets/", &format!("./{folder}/")),
        None => text,
    }
}

/// Minified by esbuild in release where npm brought it; unchanged otherwise.
///
/// # Errors
/// An esbuild that is there and fails.
pub fn minify(inputs: &Inputs, profile: Profile, text: String) -> Result<Vec<u8>> {
    let tool = inputs.node_modules.join("esbuild/bin/esbuild");
    if profile == Profile::Dev || !tool.exists() {
        return Ok(text.into_bytes());
    }
    // Through its shebang when it is a script, directly when its installer replaced it by the program.
    let mut child = Command::new(&tool)
        .args(["--minify", "--format=esm", "--target=es2022", "--legal-comments=none", "--log-level=error"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} could not be started", tool.display()))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes()).context("esbuild stopped reading")?;
    }
    let done = child.wait_with_output()?;
    ensure!(done.status.success(), "esbuild failed: {}", String::from_utf8_lossy(&done.stderr).trim());
    Ok(done.stdout)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

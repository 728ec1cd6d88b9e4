//! One style sheet out of `style/main.css` and what it imports, minified and lowered for the browsers we promise.
//!
//! Promised: the browsers of early 2023 (a phone of a client may be old). Newer syntax may be written and is lowered
//! where that is possible.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions},
    targets::{Browsers, Targets},
};

/// lightningcss takes versions as `major << 16 | minor << 8`.
const fn version(major: u32, minor: u32) -> Option<u32> {
    Some(major << 16 | minor << 8)
}

fn targets() -> Targets {
    Targets::from(Browsers {
        android: version(111, 0),
        chrome: version(111, 0),
        edge: version(111, 0),
        firefox: version(113, 0),
        ios_saf: version(16, 4),
        safari: version(16, 4),
        samsung: version(22, 0),
        ..Browsers::default()
    })
}

/// The bundled style sheet.
///
/// # Errors
/// A file that is missing or does not parse, named with its line.
pub fn bundle(main: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|error| anyhow!("{}: {error}", main.display()))?;
    let minify = MinifyOptions { targets: targets(), ..MinifyOptions::default() };
    sheet.minify(minify).map_err(|error| anyhow!("{}: {error}", main.display()))?;
    let print = PrinterOptions { minify: true, targets: targets(), ..PrinterOptions::default() };
    let printed = sheet.to_css(print).map_err(|error| anyhow!("{}: {error}", main.display()))?;
    Ok(printed.code)
}

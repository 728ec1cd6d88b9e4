use std::{fs, io::Read};

use super::{Profile, css, folder::Folder, script, sibling, wasm::Scratch};

fn unzip(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    text
}

fn unbrotli(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    brotli::Decompressor::new(bytes, 4096).read_to_end(&mut text).unwrap();
    text
}

/// One test for all that touches the scratch folder: it is one per process.
#[test]
fn a_folder_is_hashed_compressed_and_bundled() {
    let scratch = Scratch::new().unwrap();
    let out = scratch.0.join("site");
    let mut folder = Folder::create(&out, Profile::Dev).unwrap();

    // The name follows the content, and only the content.
    let text = "body{color:teal}".repeat(50);
    let path = folder.hashed("style.css", text.as_bytes()).unwrap();
    assert!(path.starts_with("/pkg/style.") && path.ends_with(".css"), "{path}");
    assert_eq!(path, folder.hashed("style.css", text.as_bytes()).unwrap());
    assert_ne!(path, folder.hashed("style.css", b"body{}").unwrap());

    // The twins hold the same text.
    let file = out.join(path.trim_start_matches('/'));
    assert_eq!(unzip(&fs::read(file.with_extension("css.gz")).unwrap()), text.as_bytes());
    assert_eq!(unbrotli(&fs::read(file.with_extension("css.br")).unwrap()), text.as_bytes());

    // No twin where it would be larger, and none for what is compressed already.
    folder.plain("assets/tiny.svg", b"<svg/>").unwrap();
    folder.plain("assets/font.woff2", &[0; 4096]).unwrap();
    for name in ["assets/tiny.svg.br", "assets/tiny.svg.gz", "assets/font.woff2.br", "assets/font.woff2.gz"] {
        assert!(!out.join(name).exists(), "{name}");
    }
    assert!(folder.table().last().unwrap().starts_with("total"));

    // Snippets lie in a folder named by their content.
    assert_eq!(folder.snippets(&[].into()).unwrap(), None);
    let name = folder.snippets(&[("x/a.js".to_owned(), b"export{}".to_vec())].into()).unwrap().unwrap();
    assert!(out.join("pkg").join(name).join("x/a.js").exists());

    // Imports are bundled, white space goes, a broken sheet is an error that names the file.
    fs::write(scratch.0.join("main.css"), "@import './a.css';\nb {\n color: red;\n}").unwrap();
    fs::write(scratch.0.join("a.css"), "a { top: 0 }").unwrap();
    assert_eq!(css::bundle(&scratch.0.join("main.css")).unwrap(), "a{top:0}b{color:red}");
    fs::write(scratch.0.join("a.css"), "a { top: 0 } }{").unwrap();
    assert!(css::bundle(&scratch.0.join("main.css")).unwrap_err().to_string().contains("css"));
}

#[test]
fn boot_script_gets_file_name_behind_a_slash_and_path_elsewhere() {
    let text = "import i from './__NS_JS__'; i({module_or_path: '__NS_WASM__'}); f('/pkg/__NS_WASM__')";
    let linked = script::link_boot(text, "/pkg/n.1.js", "/pkg/n.2.wasm").unwrap();
    assert_eq!(linked, "import i from './n.1.js'; i({module_or_path: '/pkg/n.2.wasm'}); f('/pkg/n.2.wasm')");
    assert!(script::link_boot("import './__NS_JS__'", "/pkg/n.1.js", "/pkg/n.2.wasm").is_err());
}

#[test]
fn glue_points_at_hashed_files() {
    let text = "import * as a from './snippets/x/inline0.js'; new URL('nutriscope_bg.wasm', import.meta.url)";
    let linked = script::link_glue(text, "/pkg/nutriscope_bg.2.wasm", Some("snippets.3"));
    let expected = "import * as a from './snippets.3/x/inline0.js'; new URL('nutriscope_bg.2.wasm', import.meta.url)";
    assert_eq!(linked, expected);
}

#[test]
fn next_folder_is_a_neighbour() {
    assert_eq!(sibling("var/site".as_ref(), "next"), std::path::Path::new("var/site.next"));
}

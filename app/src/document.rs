//! The HTML document around a rendered body: head, style, and the start-up script where islands are.

use crate::{
    ctx::{Ctx, Theme},
    page::Shell,
    words,
};
use std::fmt::Write;

/// What the head of one page is made of.
pub struct Head<'a> {
    pub title: &'a str,
    pub shell: Shell,
    /// What the page is written in: `en-GB`.
    pub lang: &'a str,
    /// A refused form says so in the title, which is what a screen reader reads first.
    pub refused: bool,
    pub nonce: Option<&'a str>,
    pub has_islands: bool,
    /// The page checks proofs.
    pub has_verifier: bool,
    /// Where the page moves on to by itself.
    pub refresh: Option<&'a str>,
}

/// Fixed files; their names carry a version, so they may be cached for long.
const LINKS: &str = "<meta name=\"color-scheme\" content=\"light dark\">\
<meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"#fafbf9\">\
<meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"#101514\">\
<link rel=\"preload\" href=\"/assets/fonts/hanken-latin.v1.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>\
<link rel=\"icon\" href=\"/assets/icons/mark.v1.svg\" type=\"image/svg+xml\">\
<link rel=\"icon\" href=\"/assets/icons/mark-32.v1.png\" sizes=\"32x32\" type=\"image/png\">\
<link rel=\"apple-touch-icon\" href=\"/assets/icons/mark-180.v1.png\">\
<link rel=\"manifest\" href=\"/assets/manifest.v1.webmanifest\">";

/// The whole document as text.
pub fn document(ctx: &Ctx, head: &Head<'_>, body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 2048);
    let theme = match ctx.theme() {
        Theme::System => "",
        Theme::Light => " data-theme=\"light\"",
        Theme::Dark => " data-theme=\"dark\"",
    };
    // Writing to a String cannot fail.
    _ = write!(
        out,
        "<!DOCTYPE html><html lang=\"{}\"{theme}><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\"><title>",
        head.lang
    );
    if head.refused {
        escape(words::shell::error_prefix(), &mut out);
        out.push(' ');
    }
    escape(head.title, &mut out);
    _ = write!(out, " · {}</title>", words::shell::brand());
    if let Some(path) = head.refresh {
        out.push_str("<meta http-equiv=\"refresh\" content=\"0;url=");
        escape(path, &mut out);
        out.push_str("\">");
    }
    if head.shell == Shell::Public {
        out.push_str("<meta name=\"description\" content=\"");
        escape(words::public::lead(), &mut out);
        out.push_str("\">");
    }
    out.push_str("<link rel=\"stylesheet\" href=\"");
    escape(&ctx.site().css, &mut out);
    out.push_str("\">");
    out.push_str(LINKS);
    let site = ctx.site();
    let boot = head.has_islands.then_some((&site.boot, &site.boot_integrity));
    let verifier =
        site.verifier.as_ref().filter(|_| head.has_verifier).map(|script| (script, &site.verifier_integrity));
    for (script, integrity) in boot.into_iter().chain(verifier) {
        let Some(nonce) = head.nonce else { break };
        out.push_str("<script type=\"module\" src=\"");
        escape(script, &mut out);
        _ = write!(out, "\" integrity=\"{integrity}\" nonce=\"{nonce}\"></script>");
    }
    _ = write!(out, "</head><body data-start=\"{}\">{body}</body></html>", head.shell.start());
    out
}

/// Text and quoted attribute values.
fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

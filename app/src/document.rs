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
    /// A refused form says so in the title, which is what a screen reader reads first.
    pub refused: bool,
    pub nonce: Option<&'a str>,
}

/// The whole document as text.
pub fn document(ctx: &Ctx, head: &Head<'_>, body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 1024);
    out.push_str("<!DOCTYPE html><html lang=\"");
    out.push_str(words::language());
    out.push('"');
    match ctx.theme() {
        Theme::System => {}
        Theme::Light => out.push_str(" data-theme=\"light\""),
        Theme::Dark => out.push_str(" data-theme=\"dark\""),
    }
    out.push_str("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    if head.refused {
        escape(words::shell::error_prefix(), &mut out);
        out.push(' ');
    }
    escape(head.title, &mut out);
    out.push_str(" · ");
    out.push_str(words::shell::brand());
    out.push_str("</title><link rel=\"stylesheet\" href=\"");
    escape(&ctx.site().css, &mut out);
    out.push_str(
        "\"><link rel=\"icon\" href=\"/assets/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"manifest\" href=\"/assets/manifest.webmanifest\">",
    );
    if let Some(nonce) = head.nonce {
        out.push_str("<script type=\"module\" src=\"");
        escape(&ctx.site().boot, &mut out);
        // Writing to a String cannot fail.
        _ = write!(out, "\" nonce=\"{nonce}\"></script>");
    }
    _ = write!(out, "</head><body data-start=\"{}\">", head.shell.start());
    out.push_str(body);
    out.push_str("</body></html>");
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

//! Everything that keyboards, phones and machines send, in every field of every function and every address of every page
//! (N9): answered as a refusal or understood, never a fault; and nothing is stored that no screen shows.

mod functions;
mod pages;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::Request;

use crate::support::{Answer, ask};

/// The values: what they are is in their look.
pub(super) fn nasty() -> Vec<String> {
    let short = [
        "",
        " ",
        "\0",
        "a\0b",
        "\u{7}\u{1b}[31m",
        "a\nb\r\nc",
        "\u{202e}gnp.exe",
        "\u{2066}a\u{2069}",
        "An\u{200b}na",
        "\u{3164}",
        "\u{2800}\u{115f}\u{ad}",
        "\u{301}\u{20dd}",
        "\u{fe0f}\u{e0100}\u{e0041}",
        "\u{feff}\u{fffe}\u{ffff}",
        "سارة שרה",
        "می\u{200c}خواهم",
        "👩\u{200d}👩\u{200d}👧\u{200d}👦🏴\u{e0067}\u{e007f}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}",
        "-0",
        "-1",
        "1e309",
        "NaN",
        "½",
        "1 1/2",
        "1/0",
        "9999999999999999999",
        "9223372036854775807",
        "-9223372036854775809",
        "2147483647",
        "-2147483648",
        "2147483648",
        "-5000-01-01",
        "+262142-12-31",
        "0000-00-00",
        "9999-12-31",
        "+262142-12-31T23:59:59Z",
        "-262143-01-01T00:00:00Z",
        "2026-02-30T25:61",
        "00000000-0000-0000-0000-000000000000",
        "[]",
        "{\"a\":[null]}",
        "%00%ff%",
        "'; drop table app.service; --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "a@bücher.example",
        "=1+1\t|cmd",
    ];
    let mut values: Vec<String> = short.map(str::to_owned).into();
    values.push("x".repeat(60_000));
    values.push("\u{1f9d8}\u{301}".repeat(2_000));
    values
}

/// Dates and places in a list, as an address carries them.
pub(super) const PLACES: [&str; 10] = [
    "-5000-01-01",
    "+262142-12-31",
    "1900-01-01",
    "2199-12-31",
    "9999-12-31",
    "9223372036854775807",
    "-9223372036854775808",
    "4000000000000000.look.\0",
    "%00",
    "\u{202e}[]",
];

/// Requests come from many networks, so that no limit per address thins them out.
static FROM: AtomicU32 = AtomicU32::new(1);

pub(super) async fn send(service: &axum::Router, mut request: Request<Body>) -> Answer {
    let n = FROM.fetch_add(1, Ordering::Relaxed);
    let address = format!("2a0{:x}:{:x}::1", (n >> 16) & 7, n & 0xffff);
    request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
    ask(service, request).await
}

pub(super) async fn look(service: &axum::Router, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path)
        .header("accept", "text/html")
        .header("sec-fetch-dest", "document")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie);
    send(service, request.body(Body::empty()).unwrap()).await
}

pub(super) fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

#[derive(Default)]
pub(super) struct Tally {
    pub(super) requests: usize,
    pub(super) fields: BTreeSet<String>,
    /// Functions that did what they are for, with fitting values.
    pub(super) worked: BTreeSet<String>,
    pub(super) faults: Vec<String>,
    pub(super) statuses: BTreeMap<u16, usize>,
}

impl Tally {
    pub(super) fn note(&mut self, answer: &Answer, what: impl FnOnce() -> String) {
        self.requests += 1;
        *self.statuses.entry(answer.status.as_u16()).or_default() += 1;
        if answer.status.is_server_error() {
            self.faults.push(format!(
                "{} {}: {}",
                answer.status.as_u16(),
                what(),
                answer.body.chars().take(160).collect::<String>()
            ));
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.fields.extend(other.fields);
        self.worked.extend(other.worked);
        self.faults.extend(other.faults);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
    }

    #[expect(clippy::print_stdout, reason = "what was swept is part of the result")]
    pub(super) fn finish(&self, what: &str) {
        println!("{what}: {} fields, {} requests, answered {:?}", self.fields.len(), self.requests, self.statuses);
        assert!(
            self.faults.is_empty(),
            "{} faults:\n{}",
            self.faults.len(),
            self.faults[..self.faults.len().min(60)].join("\n")
        );
    }
}

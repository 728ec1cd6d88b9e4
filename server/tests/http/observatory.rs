//! The score that MDN's HTTP Observatory gives, computed from its published rules on our own answers. The rules as of
//! its version with COOP and COEP (each worth 10): github.com/mdn/mdn-http-observatory, `src/grader/charts.js`.
//!
//! `/` has neither a script nor a cookie, which earn five points each where they are signed and bound: it comes to 150,
//! and to 155 once its owner has asked for the domain to be on the browsers' preload list. A page with an island comes
//! to 155 as it is.
//!
//! Not computed: redirection from plain HTTP and the certificate, which are the proxy's (0 points where right), and
//! whether a domain is on the browsers' preload list (5 points), which its owner has to ask for.

use std::collections::HashMap;

use crate::support::{Answer, plain, visit};

const LEAST_FOR_BONUS: i32 = 90;

/// Directive → sources.
fn policy(text: &str) -> HashMap<&str, Vec<&str>> {
    let mut all = HashMap::new();
    for part in text.split(';') {
        let mut words = part.split_whitespace();
        if let Some(name) = words.next() {
            assert!(all.insert(name, words.collect()).is_none(), "{name} is said twice");
        }
    }
    all
}

fn csp(text: &str) -> i32 {
    const BROAD: [&str; 8] = ["ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"];
    if text.is_empty() {
        return -25;
    }
    let policy = policy(text);
    let sources = |name: &str| policy.get(name).or_else(|| policy.get("default-src")).cloned().unwrap_or(vec!["*"]);
    let mut script = sources("script-src");
    let has_nonce = script.iter().any(|source| source.starts_with("'nonce-") || source.starts_with("'sha"));
    if script.contains(&"'strict-dynamic'") && !has_nonce {
        return -25;
    }
    if has_nonce {
        script.retain(|source| *source != "'unsafe-inline'");
    }
    let is_inline = |source: &&str| ["'unsafe-inline'", "data:"].contains(source);
    let is_broad = |source: &&str| BROAD.contains(source);
    if script.iter().any(|source| is_inline(source) || is_broad(source)) || sources("object-src").iter().any(is_broad) {
        return -20;
    }
    let is_plain = |source: &&str| source.starts_with("http:") || source.starts_with("ftp:");
    let active = policy.iter().filter(|(name, _)| !["img-src", "media-src"].contains(*name));
    if active.flat_map(|(_, sources)| sources).any(is_plain) {
        return -20;
    }
    if script.contains(&"'unsafe-eval'") || sources("style-src").contains(&"'unsafe-eval'") {
        return -10;
    }
    if ["img-src", "media-src"].into_iter().flat_map(sources).any(|source| is_plain(&source)) {
        return -10;
    }
    if sources("style-src").iter().any(|source| is_inline(source) || is_broad(source)) {
        return 0;
    }
    if policy.get("default-src").is_some_and(|sources| *sources == ["'none'"]) { 10 } else { 5 }
}

fn cookies(answer: &Answer) -> i32 {
    let cookies = answer.cookies();
    let all = |attribute: &str| cookies.iter().all(|cookie| cookie.to_lowercase().contains(attribute));
    match cookies.is_empty() {
        true => 0,
        false if !all("; secure") => -20,
        false if !all("; samesite=strict") && !all("; samesite=lax") => 0,
        false => 5,
    }
}

fn scripts(body: &str) -> i32 {
    let tags: Vec<&str> = body.split("<script").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    let is_ours = |tag: &&str| tag.contains("src=\"/") && !tag.contains("src=\"//");
    match tags.is_empty() {
        true => 0,
        false if !tags.iter().all(is_ours) => -50,
        false if tags.iter().all(|tag| tag.contains(" integrity=\"sha384-")) => 5,
        false => 0,
    }
}

fn score(answer: &Answer) -> i32 {
    let is = |name: &str, values: &[&str]| values.contains(&answer.header(name));
    let seconds =
        answer.header("strict-transport-security").split(';').next().and_then(|age| age.strip_prefix("max-age="));
    let seconds: u64 = seconds.and_then(|age| age.parse().ok()).unwrap_or(0);
    let policy_text = answer.header("content-security-policy");
    let modifiers = [
        csp(policy_text),
        cookies(answer),
        // No CORS at all.
        if answer.header("access-control-allow-origin").is_empty() { 0 } else { -50 },
        if is("referrer-policy", &["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"]) {
            5
        } else {
            0
        },
        match seconds {
            0 => -20,
            1..15_768_000 => -10,
            _ => 0,
        },
        scripts(&answer.body),
        if is("x-content-type-options", &["nosniff"]) { 0 } else { -5 },
        match (policy(policy_text).contains_key("frame-ancestors"), is("x-frame-options", &["DENY", "SAMEORIGIN"])) {
            (true, _) => 5,
            (false, true) => 0,
            (false, false) => -20,
        },
        if is("cross-origin-resource-policy", &["same-origin", "same-site"]) { 10 } else { 0 },
        if is("cross-origin-opener-policy", &["same-origin"]) { 10 } else { 0 },
        if is("cross-origin-embedder-policy", &["require-corp", "credentialless"]) { 10 } else { 0 },
    ];
    let without_bonus: i32 = 100 + modifiers.iter().filter(|modifier| **modifier < 0).sum::<i32>();
    if without_bonus >= LEAST_FOR_BONUS { 100 + modifiers.iter().sum::<i32>() } else { without_bonus }
}

/// Whether the header meets what the preload list asks for.
fn is_preloadable(answer: &Answer) -> bool {
    let header = answer.header("strict-transport-security");
    header.starts_with("max-age=63072000") && header.contains("includeSubDomains") && header.contains("preload")
}

// security.md §4
#[tokio::test]
async fn the_observatory_gives_an_a_plus() {
    let service = plain();
    let sign_in = visit(&service, "/sign-in", "").await;
    assert!(score(&sign_in) >= 155, "{}", score(&sign_in));
    // A page without any script cannot earn the points for signed scripts; with the list's points it is there too.
    let landing = visit(&service, "/", "").await;
    assert!(is_preloadable(&landing));
    assert!(score(&landing) + 5 >= 155, "{}", score(&landing));
    println!("Observatory: {} with a script, {} without, 5 more once preloaded", score(&sign_in), score(&landing));
}

// A score that cannot fall proves nothing.
#[tokio::test]
async fn each_header_counts() {
    let service = plain();
    let whole = score(&visit(&service, "/sign-in", "").await);
    for name in [
        "content-security-policy",
        "referrer-policy",
        "strict-transport-security",
        "x-content-type-options",
        "cross-origin-resource-policy",
        "cross-origin-opener-policy",
        "cross-origin-embedder-policy",
    ] {
        let mut answer = visit(&service, "/sign-in", "").await;
        answer.headers.remove(name);
        assert!(score(&answer) < whole, "{name}");
    }
    for weak in [
        "default-src 'self' 'unsafe-inline'",
        "default-src *",
        "script-src 'strict-dynamic'",
        "default-src 'none'; script-src 'unsafe-eval'",
        "default-src 'none'; img-src http://pictures.example",
        "default-src 'none'; style-src http://styles.example",
        "default-src 'none'; style-src 'unsafe-inline'",
    ] {
        assert!(csp(weak) < 5, "{weak}");
    }
    let mut answer = visit(&service, "/sign-in", "").await;
    answer.body = answer.body.replace(" integrity=", " other=");
    assert_eq!(score(&answer), whole - 5);
}

//! Paths of this site. Whatever names "where next" passes through here, so that no address of somebody else's is
//! ever a redirect target.

/// Encoded dots, slashes and control characters: nothing to a browser, but a proxy may decode them and read on.
const HIDDEN: [&str; 5] = ["%2e", "%2f", "%5c", "%0", "%1"];

/// Whether `path` is a path of this site: one leading slash, no host, nothing a browser would read as one.
pub fn is_local(path: &str) -> bool {
    let bare = path.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 512
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !bare.split('/').any(|part| part == "..")
        && !HIDDEN.iter().any(|hidden| bare.to_ascii_lowercase().contains(hidden))
}

/// `path` without its query, when it is local: what may stand in `/sign-in?next=…`.
pub fn next_path(path: &str) -> Option<&str> {
    let bare = path.split(['?', '#']).next()?;
    let plain = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
    (is_local(bare) && plain).then_some(bare)
}

/// `/sign-in`, remembering where the person wanted to go.
pub fn sign_in_for(path: &str) -> String {
    match next_path(path) {
        Some(next) if next != "/" => format!("/sign-in?next={next}"),
        _ => "/sign-in".to_owned(),
    }
}

/// `/account/prove`, leading back, or to the kept form that goes on by itself.
pub fn prove_for(path: &str, then: Option<uuid::Uuid>) -> String {
    let next = next_path(path).map(|next| format!("next={next}"));
    let then = then.map(|id| format!("then={id}"));
    let query: Vec<_> = next.into_iter().chain(then).collect();
    if query.is_empty() { "/account/prove".to_owned() } else { format!("/account/prove?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts() -> impl Strategy<Value = String> {
        let tricky = prop::sample::select(vec![
            "/",
            "//",
            "\\",
            ":",
            "@",
            "?",
            "#",
            ".",
            "..",
            "%2e",
            "%2f",
            "%5c",
            "%09",
            "\t",
            "\n",
            "\r",
            "\0",
            " ",
            "http",
            "https:",
            "javascript:",
            "data:",
            "evil.example",
            "app.example.org",
            "me",
            "é",
            "\u{202e}",
            "[::1]",
            ";",
            "&",
            "=",
            "a",
        ]);
        let piece = prop_oneof![4 => tricky.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
        prop::collection::vec(piece, 0..10).prop_map(|parts| parts.concat())
    }

    proptest! {
        // As a browser reads it: whatever passes stays on this site, in a header as in a link.
        #[test]
        fn what_is_local_leads_nowhere_else(path in parts(), slashed in parts()) {
            let base = url::Url::parse("https://app.example.org/sign-in").unwrap();
            for path in [path, format!("/{slashed}")] {
                for found in [is_local(&path).then_some(path.as_str()), next_path(&path)].into_iter().flatten() {
                    let place = base.join(found).unwrap();
                    prop_assert_eq!(place.origin(), base.origin(), "{:?}", found);
                    prop_assert!(place.username().is_empty());
                    prop_assert!(found.bytes().all(|byte| byte.is_ascii_graphic()), "{:?} would end a header", found);
                    prop_assert!(!place.path().split('/').any(|part| part == ".."));
                }
            }
        }

        #[test]
        fn next_is_local_and_without_a_query(path in parts()) {
            if let Some(next) = next_path(&path) {
                prop_assert!(is_local(next) && !next.contains(['?', '#', '%']));
            }
        }
    }

    #[test]
    fn addresses_of_others_are_not_local() {
        for bad in [
            "",
            "me",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
            "/me/../x",
            "/%2e%2e/x",
            "/%2F/evil.example",
            "/%5cevil.example",
            "/%0d%0aset-cookie:a=b",
            "/é",
        ] {
            assert!(!is_local(bad), "{bad:?}");
        }
        for good in ["/", "/me", "/me/2026-11-22?range=14", "/me#errors"] {
            assert!(is_local(good), "{good:?}");
        }
    }

    // N8: a query may hold what was searched for; it does not travel into `next`.
    #[test]
    fn next_drops_the_query() {
        assert_eq!(next_path("/practice/clients?search=anna"), Some("/practice/clients"));
        assert_eq!(next_path("//evil.example/x"), None);
        assert_eq!(next_path("/x%0d%0aSet-Cookie:a"), None);
    }
}

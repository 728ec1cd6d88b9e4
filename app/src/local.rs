//! Paths of this site. Whatever names "where next" passes through here, so that no address of somebody else's is
//! ever a redirect target.

/// Whether `path` is a path of this site: one leading slash, no host, nothing a browser would read as one.
pub fn is_local(path: &str) -> bool {
    let bare = path.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 512
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !bare.split('/').any(|part| part == ".." || part.contains("%2e") || part.contains("%2E"))
}

/// `path` without its query, when it is local: what may stand in `/sign-in?next=…`.
pub fn next_path(path: &str) -> Option<&str> {
    let bare = path.split(['?', '#']).next()?;
    let plain = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
    (is_local(bare) && plain).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

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

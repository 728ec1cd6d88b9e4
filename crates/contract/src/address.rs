//! E-mail addresses: what letters are sent to and accounts are found by.
//!
//! Guarantee: an `Email` is plain ASCII, so that no look-alike letter folds into somebody else's address, within the
//! lengths of RFC 5321, and free of anything that could end a mail header. An international domain is kept in the one
//! form that the name system knows (IDNA, UTS 46): `user@bücher.example` is `user@xn--bcher-kva.example`.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::error::Code;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// # Errors
    /// `Required`, `TooLong` or `Malformed`.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Code::Required);
        }
        if typed.len() > 254 {
            return Err(Code::TooLong);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(Code::Malformed)?;
        let atom = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        };
        if local.len() > 64 || !local.split('.').all(atom) {
            return Err(Code::Malformed);
        }
        let domain = domain_of(domain).ok_or(Code::Malformed)?;
        let address = format!("{local}@{domain}");
        if address.len() > 254 { Err(Code::TooLong) } else { Ok(Self(address)) }
    }

    /// As typed, but for an international domain: what letters are addressed to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Lower case: what accounts are found by.
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// The domain in ASCII, if it is one.
fn domain_of(typed: &str) -> Option<String> {
    let is_foreign = |label: &str| !label.is_ascii() || has_prefix(label);
    let ascii = if typed.split('.').any(is_foreign) {
        let length = DnsLength::Verify;
        let ascii =
            Uts46::new().to_ascii(typed.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, length).ok()?;
        // A letter from elsewhere that stands for a plain one (the sign for kelvin, full-width letters) would make
        // somebody else's domain of it.
        let dots = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];
        let folded = typed.split(dots).zip(ascii.split('.')).any(|(from, to)| !from.is_ascii() && !has_prefix(to));
        if folded || typed.split(dots).count() != ascii.split('.').count() {
            return None;
        }
        ascii.into_owned()
    } else {
        typed.to_owned()
    };
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    if mixes_scripts(&ascii) {
        return None;
    }
    let (_, top) = ascii.rsplit_once('.')?;
    let is_top = top.len() > 1 && !top.bytes().all(|b| b.is_ascii_digit());
    (is_top && ascii.split('.').all(label)).then_some(ascii)
}

/// Whether a label has letters of two of the scripts that look alike, as an `a` from Cyrillic among Latin letters does.
/// No registry gives such a name away; whoever writes one means somebody else's.
fn mixes_scripts(ascii: &str) -> bool {
    let (shown, _) = Uts46::new().to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    shown.split('.').any(|label| {
        let mut scripts: Vec<_> = label.chars().filter_map(script).collect();
        scripts.dedup();
        scripts.len() > 1
    })
}

/// 0 for Latin, 1 for Greek, 2 for Cyrillic; none for whatever looks like neither.
fn script(c: char) -> Option<u8> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => Some(2),
        _ => None,
    }
}

fn has_prefix(label: &str) -> bool {
    label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // P5: what is written in another script is one address, however it is typed.
    #[test]
    fn international_domains_have_one_form() {
        for typed in [
            "user@bücher.example",
            "user@BÜCHER.example",
            "user@bu\u{308}cher.example",
            "user@xn--bcher-kva.example",
            "user@XN--BCHER-KVA.example",
        ] {
            assert_eq!(Email::parse(typed).unwrap().canonical(), "user@xn--bcher-kva.example", "{typed}");
        }
        for good in [
            "a@例え.テスト",
            "a@tokyo例え.example",
            "a@παράδειγμα.example",
            "a@почта.рф",
            "a@straße.example",
            "a@xn--d1acj3b.xn--p1ai",
        ] {
            let read = Email::parse(good).unwrap();
            assert!(read.as_str().is_ascii() && Email::parse(read.as_str()) == Ok(read.clone()), "{good}");
        }
        for bad in [
            "a@xn--.example",
            "a@xn--a.example",
            "a@\u{ff45}xample.org",
            "a@ex\u{200d}ample.org",
            "a@ex\u{ad}ample.org",
            "a@bü cher.example",
            "a@-bü.example",
            "a@bü..example",
            "a@bü",
            "ä@example.org",
            "a\u{0}@example.org",
            "a@bücher\u{3002}\u{202e}example",
            // A letter from Cyrillic or Greek among Latin ones, as it is typed and as it is sent.
            "a@ex\u{430}mple.org",
            "a@xn--exmple-4nf.org",
            "a@g\u{3bf}\u{3bf}gle.example",
        ] {
            assert_eq!(Email::parse(bad), Err(Code::Malformed), "{bad:?}");
        }
        assert!(Email::parse(&format!("a@{}.example", "ü".repeat(80))).is_err());
    }
}

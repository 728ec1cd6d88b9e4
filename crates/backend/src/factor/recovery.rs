//! Recovery codes: 60 random bits each, so that a keyed hash needs no salt and no slowness.

use contract::account::{RECOVERY_LENGTH, RECOVERY_LETTERS};

use crate::random;

/// How many there are.
pub(super) const COUNT: usize = 10;

pub(super) fn generate() -> Vec<String> {
    let letter = |byte: u8| RECOVERY_LETTERS.get(usize::from(byte % 32)).map_or('0', |letter| char::from(*letter));
    (0..COUNT).map(|_| random::bytes::<RECOVERY_LENGTH>().into_iter().map(letter).collect()).collect()
}

/// As it is printed: `abcd-efgh-jkmn`.
pub(super) fn format(code: &str) -> String {
    code.as_bytes().chunks(4).filter_map(|part| std::str::from_utf8(part).ok()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::account::parse_recovery;

    #[test]
    fn what_is_printed_can_be_typed() {
        let codes = generate();
        assert_eq!(codes.len(), COUNT);
        for code in &codes {
            assert_eq!(parse_recovery(&format(code)).as_ref(), Ok(code));
            assert_eq!(format(code).len(), 14);
        }
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), COUNT);
    }
}

//! Codes of an app (RFC 6238): HMAC-SHA-1, six digits, a step of 30 seconds, which is what every app can do.

use hmac::{Hmac, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// 160 bits, as RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;

/// The step a code belongs to: the current one, or the one before for a slow hand. Both are always computed.
pub(super) fn find_step(secret: &[u8], code: &str, unix_seconds: i64) -> Option<i64> {
    let current = unix_seconds.div_euclid(STEP_SECONDS);
    let is = |step: i64| bool::from(code_at(secret, step).as_bytes().ct_eq(code.as_bytes()));
    let (now, before) = (is(current), is(current - 1));
    if now { Some(current) } else { before.then_some(current - 1) }
}

/// The code of a step.
#[expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "HMAC takes any key; its 20 bytes hold offset 0 to 15 and three more"
)]
pub(super) fn code_at(secret: &[u8], step: i64) -> String {
    let mut mac = <Hmac<Sha1> as Mac>::new_from_slice(secret).expect("any length");
    mac.update(&step.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// What the picture says to the app.
pub(super) fn address(secret: &[u8], account: &str) -> String {
    let account: String = account.bytes().map(percent).collect();
    format!("otpauth://totp/NutriScope:{account}?secret={}&issuer=NutriScope", base32(secret))
}

fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'@' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}

/// RFC 4648, without padding.
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    (0..(bytes.len() * 8).div_ceil(5))
        .map(|group| (0..5).fold(0, |number, bit| number * 2 + usize::from(bits(group * 5 + bit))))
        .filter_map(|number| LETTERS.get(number).map(|letter| char::from(*letter)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    // RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn the_vectors_of_the_standard() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code_at(SECRET, seconds / 30), code);
        }
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn this_step_and_the_one_before() {
        let at = |code: &str, seconds| find_step(SECRET, code, seconds);
        assert_eq!(at("287082", 59), Some(1));
        assert_eq!(at("287082", 60), Some(1), "the step before");
        assert_eq!(at("287082", 89), Some(1));
        assert_eq!(at("287082", 90), None, "two steps ago");
        assert_eq!(at("287082", 29), None, "a step that has not begun");
        assert_eq!(at("", 59), None);
    }

    #[test]
    fn an_address_cannot_break_out_of_its_label() {
        assert_eq!(
            address(b"a", "x&secret=B?@e.test"),
            "otpauth://totp/NutriScope:x%26secret%3DB%3F@e.test?secret=ME&issuer=NutriScope"
        );
    }
}

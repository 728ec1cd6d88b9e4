//! A step as the program shows it (`backend::client_keys::step`), made here from the tests' master key alone: what somebody
//! has who holds that key, and nobody else.

use backend::clock::Clock;
use sha2::{Digest, Sha256};

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let turned = |by: u8| {
        let mut block = vec![by; 64];
        block.iter_mut().zip(key).for_each(|(at, key)| *at ^= key);
        block
    };
    let inner = Sha256::digest([turned(0x36).as_slice(), message].concat());
    Sha256::digest([turned(0x5c).as_slice(), inner.as_slice()].concat()).to_vec()
}

/// For `words` about `about`, made so many seconds from now under `master`; `number` is what makes it fresh.
pub fn step_under(master: [u8; 32], number: [u8; 16], seconds: i64, words: &str, about: &[Option<&str>]) -> Vec<u8> {
    let mut shown = number.to_vec();
    shown.extend((Clock::System.now().timestamp() + seconds).to_be_bytes());
    let parts = std::iter::once(Some(words)).chain(about.iter().copied());
    let text: String =
        parts.map(|part| part.map_or_else(|| "-".to_owned(), |part| format!("{}:{part}", part.len()))).collect();
    let key = hmac(&master, b"nutriscope step v1");
    let seal = hmac(&key, &[shown.as_slice(), text.as_bytes()].concat());
    shown.extend(seal);
    shown
}

/// One that is good: now, fresh, under the tests' own key.
pub fn step(words: &str, about: &[Option<&str>]) -> Vec<u8> {
    step_under([7; 32], *uuid::Uuid::now_v7().as_bytes(), 0, words, about)
}

//! Whether a new password is good enough (P5): long, hard to guess, not on the lists. No rules of composition.

use std::net::IpAddr;

use contract::Code;
use contract::identity::{Judgement, NewPassword};
use sha2::{Digest, Sha256};
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::Backend;
use crate::refusal::Refusal;

/// Passwords of 12 and more characters that circulate and that a meter overrates, without spaces and signs.
const COMMON: &str = include_str!("../../data/common_passwords.txt");

/// The long ones (12 and more characters) of "10 million password list, top 1,000,000", compared as letters and digits
/// only. `cargo run -p backend --example password_list LIST` writes it anew from a list with one password a line.
const LISTED: &[u8] = include_bytes!("../../data/listed_passwords.bin");
const FINGERPRINT: usize = 5;

impl Backend {
    /// Judges a password against lists, patterns and what everybody knows about its owner, and, where that is switched
    /// on, asks the breach service. Takes up to some milliseconds, so it runs off the runtime's threads.
    ///
    /// # Errors
    /// `Invalid` for `field`, with the reason.
    pub(super) async fn judge_new_password(
        &self,
        field: &str,
        password: &NewPassword,
        about: &[&str],
    ) -> Result<(), Refusal> {
        if let (Some(code), _) = judged(password, about).await? {
            return Err(Refusal::field(field, code));
        }
        if self.breaches.knows(password.expose()).await {
            return Err(Refusal::field(field, Code::PasswordBreached));
        }
        Ok(())
    }
}

/// What is known about the owner, in words of some length: `Maya Osei`, `maya@kestrel.test` become maya, osei, kestrel…
fn words(about: &[&str]) -> Vec<String> {
    let mut words: Vec<_> = about
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).chain([*text]))
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_lowercase)
        .collect();
    words.push("nutriscope".to_owned());
    words
}

impl Backend {
    /// What a password is worth while it is being chosen: the same judgement the form will meet, without the question
    /// to a breach service, which is asked once, when it counts.
    ///
    /// # Errors
    /// `TooMany`.
    pub async fn judge_password(&self, typed: &str, about: &str, from: IpAddr) -> Result<Judgement, Refusal> {
        self.limits.judge(from)?;
        let password = match NewPassword::parse(typed) {
            Ok(password) => password,
            Err(code) => return Ok(Judgement { fault: Some(code), score: 0 }),
        };
        let about: Vec<&str> = about.lines().take(8).map(|line| line.get(..254).unwrap_or(line)).collect();
        let (fault, score) = judged(&password, &about).await?;
        Ok(Judgement { fault, score })
    }
}

async fn judged(password: &NewPassword, about: &[&str]) -> Result<(Option<Code>, u8), Refusal> {
    let (password, about) = (password.clone(), words(about));
    let judged = tokio::task::spawn_blocking(move || judge_now(password.expose(), &about)).await;
    judged.map_err(|_| Refusal::Fault("judging a password was interrupted".into()))
}

/// Why it is refused, if it is, and zxcvbn's score of it.
fn judge_now(password: &str, about: &[String]) -> (Option<Code>, u8) {
    let bare: String = password.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if COMMON.lines().any(|common| common == bare) || is_listed(&bare) {
        return (Some(Code::PasswordCommon), 0);
    }
    let known: Vec<_> = about.iter().map(String::as_str).collect();
    let estimate = zxcvbn(password, &known);
    let score = u8::from(estimate.score());
    if estimate.score() >= Score::Three {
        return (None, score);
    }
    // Would it do for a stranger? Then what is wrong is whose it is.
    if zxcvbn(password, &[]).score() >= Score::Three {
        return (Some(Code::PasswordPersonal), score);
    }
    let fault = match estimate.feedback().and_then(|feedback| feedback.warning()) {
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => Code::PasswordCommon,
        Some(
            Warning::StraightRowsOfKeysAreEasyToGuess
            | Warning::ShortKeyboardPatternsAreEasyToGuess
            | Warning::RepeatsLikeAaaAreEasyToGuess
            | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess
            | Warning::SequencesLikeAbcAreEasyToGuess,
        ) => Code::PasswordPattern,
        _ => Code::PasswordGuessable,
    };
    (Some(fault), score)
}

/// Whether it is one of the long passwords among the million that are used most. The list is shipped as sorted
/// fingerprints of five bytes: about one good password in twenty-five million would be refused by accident.
fn is_listed(bare: &str) -> bool {
    let Some(wanted) = fingerprint(bare) else { return false };
    let (all, _) = LISTED.as_chunks::<FINGERPRINT>();
    all.binary_search(&wanted).is_ok()
}

fn fingerprint(bare: &str) -> Option<[u8; FINGERPRINT]> {
    Sha256::digest(bare.as_bytes()).first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    // P5: guessable and common ones are refused with the true reason; composition is nobody's business.
    #[test]
    fn the_reason_is_the_true_one() {
        let about = words(&["Maya Osei-Tutuola", "maya@kestrelstreet.test", "Kestrel Street Nutrition"]);
        for (password, expected) in [
            ("correct horse battery staple", Some(Code::PasswordCommon)),
            ("password1234", Some(Code::PasswordCommon)),
            // A row of letters or keys, but so many chose it that it is on a list: that is the stronger reason.
            ("aaaaaaaaaaaaaaaa", Some(Code::PasswordCommon)),
            ("qwertyuiopasdfgh", Some(Code::PasswordCommon)),
            ("asdfghjkl;'zxcvbnm", Some(Code::PasswordCommon)),
            ("qzjqzjqzjqzjqzjqzjqzj", Some(Code::PasswordPattern)),
            ("maya osei-tutuola", Some(Code::PasswordPersonal)),
            ("violet staircase umbrella", None),
            ("wet teapots glimmer sideways", None),
        ] {
            assert_eq!(judge_now(password, &about).0, expected, "{password}");
        }
    }

    #[test]
    fn the_list_is_as_it_is_compared() {
        for line in COMMON.lines() {
            assert!(line.chars().count() >= 12, "{line}: too short to be chosen anyway");
            assert!(line.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{line}");
        }
    }

    // P5: the shipped list is sorted, whole, and knows what it should.
    #[test]
    fn the_shipped_list_is_found() {
        let (all, rest) = LISTED.as_chunks::<FINGERPRINT>();
        assert!(rest.is_empty());
        assert!(all.len() > 40_000, "{}", all.len());
        assert!(all.is_sorted());
        for known in ["1q2w3e4r5t6y7u8i9o0p", "Manchester-United", "unbelievable", "christopher1"] {
            assert_eq!(judge_now(known, &[]).0, Some(Code::PasswordCommon), "{known}");
        }
        assert!(!is_listed("violetstaircaseumbrella"));
        // Not by accident: none of many random ones.
        assert!((0..20_000).all(|_| !is_listed(&crate::random::link_token())));
    }
}

//! Whether a new password is good enough (P5): long, hard to guess, not on the lists. No rules of composition.

use contract::Code;
use contract::identity::NewPassword;
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::refusal::Refusal;

/// Passwords of 12 and more characters that circulate and that a meter overrates, without spaces and signs.
const COMMON: &str = include_str!("../../data/common_passwords.txt");

/// Judges a password against lists, patterns and what everybody knows about its owner. Takes up to some milliseconds,
/// so it runs off the runtime's threads.
///
/// # Errors
/// `Invalid` for `field`, with the reason.
pub(crate) async fn judge(field: &str, password: &NewPassword, about: &[&str]) -> Result<(), Refusal> {
    let (password, about) = (password.clone(), words(about));
    let judged = tokio::task::spawn_blocking(move || judge_now(password.expose(), &about)).await;
    match judged.map_err(|_| Refusal::Fault("judging a password was interrupted".into()))? {
        None => Ok(()),
        Some(code) => Err(Refusal::field(field, code)),
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

fn judge_now(password: &str, about: &[String]) -> Option<Code> {
    let bare: String = password.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if COMMON.lines().any(|common| common == bare) {
        return Some(Code::PasswordCommon);
    }
    let known: Vec<_> = about.iter().map(String::as_str).collect();
    let estimate = zxcvbn(password, &known);
    if estimate.score() >= Score::Three {
        return None;
    }
    // Would it do for a stranger? Then what is wrong is whose it is.
    if zxcvbn(password, &[]).score() >= Score::Three {
        return Some(Code::PasswordPersonal);
    }
    Some(match estimate.feedback().and_then(|feedback| feedback.warning()) {
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
    })
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
            ("aaaaaaaaaaaaaaaa", Some(Code::PasswordPattern)),
            // A row of keys, but so many chose it that it is on the meter's list: that is the stronger reason.
            ("qwertyuiopasdfgh", Some(Code::PasswordCommon)),
            ("asdfghjkl;'zxcvbnm", Some(Code::PasswordPattern)),
            ("maya osei-tutuola", Some(Code::PasswordPersonal)),
            ("violet staircase umbrella", None),
            ("wet teapots glimmer sideways", None),
        ] {
            assert_eq!(judge_now(password, &about), expected, "{password}");
        }
    }

    #[test]
    fn the_list_is_as_it_is_compared() {
        for line in COMMON.lines() {
            assert!(line.chars().count() >= 12, "{line}: too short to be chosen anyway");
            assert!(line.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{line}");
        }
    }
}

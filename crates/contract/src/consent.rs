//! What a client agrees to (T13, P13): five kinds, each a text with a version; what was decided and what holds.
//!
//! Guarantee: an answer names the text it was given to (its hash), so nobody agrees to what they were not shown.
//! To add a kind: a variant here, its texts in a migration, its effect where it is enforced.

use insight::clock::Moment;
use serde::{Deserialize, Serialize};

use crate::error::{AppError, Code, Refused};
use crate::id::MembershipId;
use crate::text::REASON;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and in forms.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// What is asked, in this order.
    ConsentKind:
    /// Without it the portal is closed.
    Terms = "terms",
    /// Without it the portal is closed.
    Privacy = "privacy",
    /// Without it nobody writes entries and no practitioner reads them.
    HealthData = "health_data",
    /// Without it nothing is asked of an AI service.
    Ai = "ai",
    /// Without it nobody writes entries.
    Disclaimer = "disclaimer",
}
words! {
    Decision: Given = "given", Refused = "refused", Withdrawn = "withdrawn",
}
words! {
    /// How it reached us.
    Method: Form = "form", Paper = "paper",
}
words! {
    /// The language of a text.
    Language: En = "en", Nl = "nl",
}

impl Language {
    /// The one of two texts that is in it.
    #[must_use]
    pub fn either(self, english: &'static str, dutch: &'static str) -> &'static str {
        match self {
            Self::En => english,
            Self::Nl => dutch,
        }
    }
}

words! {
    /// What an administrator can look for: a decision, nothing decided yet, or consent to a text that has a newer version.
    Standing: Given = "given", Older = "older", Refused = "refused", Withdrawn = "withdrawn", None = "none",
}

/// The last decision of a kind. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub decision: Decision,
    pub version: i32,
    pub at: Moment,
}

/// One consent as its client sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentView {
    pub kind: ConsentKind,
    /// Of the text that is asked now.
    pub version: i32,
    pub title: String,
    pub body: String,
    pub effect: String,
    /// SHA-256 of the three above, as 64 hexadecimal digits.
    pub hash: String,
    pub last: Option<Last>,
    /// Whether consent holds now, be it to this version or to an earlier one.
    pub holds: bool,
    /// Until when an earlier version still counts, where that lies ahead.
    pub earlier_until: Option<Moment>,
}

impl ConsentView {
    /// Whether it waits for an answer: nothing was decided about this version.
    pub fn is_asked(&self) -> bool {
        self.last.as_ref().is_none_or(|last| last.version < self.version)
    }
}

/// A decision in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentEvent {
    pub kind: ConsentKind,
    pub version: i32,
    pub language: Language,
    pub decision: Decision,
    pub method: Method,
    pub reason: Option<String>,
    pub at: Moment,
    pub device: Option<String>,
    pub hash: String,
}

/// `/me/consents`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyConsents {
    pub organisation: String,
    pub language: Language,
    /// Nothing but this, one's data and one's account is open.
    pub is_closed: bool,
    pub consents: Vec<ConsentView>,
    pub history: Vec<ConsentEvent>,
}

/// A client's receipt: what was decided, signed. `file` is what `nutriscope verify-receipt` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub file: String,
    /// The same as an address that holds it.
    pub link: String,
    pub public_key: String,
    pub issued: Moment,
    pub mine: MyConsents,
}

/// One row of the clinic's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRow {
    pub client: MembershipId,
    pub name: String,
    pub kind: ConsentKind,
    pub standing: Standing,
    pub last: Option<Last>,
    pub method: Option<Method>,
}

/// `/clinic/consents`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicConsents {
    pub organisation: String,
    /// Active clients, by kind and standing; what does not occur is left out.
    pub counts: Vec<(ConsentKind, Standing, i64)>,
    pub rows: Vec<ConsentRow>,
    pub more: bool,
}

/// `/clinic/consents/{client}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientConsents {
    pub client: MembershipId,
    pub name: String,
    pub standings: Vec<ConsentRow>,
    pub history: Vec<ConsentEvent>,
}

/// `?kind=health_data&state=withdrawn&version=1`; what cannot be read is no filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ConsentQuery {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub version: String,
}

impl ConsentQuery {
    pub fn kind(&self) -> Option<ConsentKind> {
        ConsentKind::parse(&self.kind)
    }

    pub fn state(&self) -> Option<Standing> {
        Standing::parse(&self.state)
    }

    pub fn version(&self) -> Option<i32> {
        self.version.parse().ok().filter(|version| *version > 0)
    }
}

/// The asking form as posted: "yes", "no" or nothing for each kind, and the texts that were shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswersInput {
    pub language: String,
    pub terms: String,
    pub privacy: String,
    pub health_data: String,
    pub ai: String,
    pub disclaimer: String,
    /// `terms=<hash> privacy=<hash> …`
    pub shown: String,
}

/// One answer to one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub kind: ConsentKind,
    pub agrees: bool,
    pub language: Language,
    /// Hash of the text that was shown.
    pub shown: String,
}

impl AnswersInput {
    /// The answers, in the order of the kinds. What was shown must be answered.
    ///
    /// # Errors
    /// `Invalid` naming each kind that was shown and not answered.
    pub fn parse(&self) -> Result<Vec<Answer>, AppError> {
        let language = Language::parse(&self.language).unwrap_or(Language::En);
        let mut refused = Refused::default();
        let mut answers = Vec::new();
        for (kind, hash) in shown(&self.shown) {
            let agrees = match self.of(kind) {
                "yes" => true,
                "no" => false,
                "" => {
                    refused.add(field(kind), Code::Required);
                    continue;
                }
                _ => {
                    refused.add(field(kind), Code::Unknown);
                    continue;
                }
            };
            answers.push(Answer { kind, agrees, language, shown: hash.to_owned() });
        }
        if answers.is_empty() {
            refused.add("", Code::Required);
        }
        refused.finish()?;
        Ok(answers)
    }

    fn of(&self, kind: ConsentKind) -> &str {
        match kind {
            ConsentKind::Terms => &self.terms,
            ConsentKind::Privacy => &self.privacy,
            ConsentKind::HealthData => &self.health_data,
            ConsentKind::Ai => &self.ai,
            ConsentKind::Disclaimer => &self.disclaimer,
        }
    }
}

/// The name of a kind's radio in the asking form.
pub fn field(kind: ConsentKind) -> String {
    format!("answers[{}]", kind.as_str())
}

/// What may be the hash of a text; anything else was never shown.
pub fn hash(text: &str) -> Option<&str> {
    (text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text)
}

/// Each kind once; at most the five there are.
fn shown(text: &str) -> impl Iterator<Item = (ConsentKind, &str)> {
    let pairs: Vec<_> = text.split(' ').take(16).filter_map(|pair| pair.split_once('=')).collect();
    ConsentKind::ALL.iter().filter_map(move |kind| {
        let hash = pairs.iter().find(|(word, _)| *word == kind.as_str()).map(|(_, hash)| *hash)?;
        Some((*kind, self::hash(hash)?))
    })
}

/// What an administrator writes down of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub kind: ConsentKind,
    pub agrees: bool,
    pub language: Language,
    pub reason: String,
}

impl Paper {
    /// # Errors
    /// `Invalid` naming the fields.
    pub fn parse(kind: &str, agrees: &str, language: &str, reason: &str) -> Result<Self, AppError> {
        let mut refused = Refused::default();
        let kind = refused.take("kind", ConsentKind::parse(kind).ok_or(Code::Unknown));
        let agrees = refused.take(
            "agrees",
            match agrees {
                "yes" => Ok(true),
                "no" => Ok(false),
                _ => Err(Code::Required),
            },
        );
        let reason = refused.take("why", REASON.required(reason));
        refused.finish()?;
        let language = Language::parse(language).unwrap_or(Language::En);
        match (kind, agrees, reason) {
            (Some(kind), Some(agrees), Some(reason)) => Ok(Self { kind, agrees, language, reason }),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(shown: &str, terms: &str, ai: &str) -> AnswersInput {
        AnswersInput { shown: shown.into(), terms: terms.into(), ai: ai.into(), ..Default::default() }
    }

    // P13: silence is not consent, and neither is anything that is not "yes".
    #[test]
    fn only_yes_is_yes() {
        let answers = posted("terms=aa ai=bb", "yes", "no").parse().unwrap();
        assert_eq!(
            answers.iter().map(|one| (one.kind, one.agrees)).collect::<Vec<_>>(),
            [(ConsentKind::Terms, true), (ConsentKind::Ai, false)]
        );
        assert!(posted("terms=aa ai=bb", "yes", "").parse().is_err(), "what was asked is answered");
        for word in ["on", "YES", "true", "1"] {
            assert!(posted("terms=aa", word, "").parse().is_err(), "{word}");
        }
        assert!(posted("", "yes", "yes").parse().is_err(), "nothing was shown");
        assert!(posted("terms=\u{0}", "yes", "yes").parse().is_err(), "no hash of a text");
        assert!(posted(&"x=y ".repeat(10_000), "yes", "yes").parse().is_err());
        assert!(posted("terms=aa", "yes", "yes").parse().unwrap().len() == 1, "what was not shown is not answered");
    }

    #[test]
    fn a_paper_has_its_reason() {
        assert!(Paper::parse("terms", "yes", "nl", "Form of 3 May, in the file").is_ok());
        for (kind, agrees, reason) in [("", "yes", "long enough"), ("terms", "", "long enough"), ("terms", "yes", " ")]
        {
            assert!(Paper::parse(kind, agrees, "en", reason).is_err());
        }
        assert!(Paper::parse("terms", "yes", "en", &"x".repeat(501)).is_err());
    }
}

//! A symptom: what is stored of it, what its form posts, and what that is checked into.

use super::{Broken, Kind, Observation, demand};
use crate::consent::Language;
use crate::error::{AppError, Code, Refused};
use crate::journal::change::Change;
use crate::journal::envelope::{Input, New};
use crate::journal::facts::{Facts, Shape};
use crate::journal::field;
use crate::journal::fields::form;
use serde::{Deserialize, Serialize};

/// Longest duration in minutes: a week.
pub const DURATION_MAX: f64 = 10_080.0;

/// How a symptom is measured. Figures of different scales are never compared or averaged together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    #[serde(rename = "0-10")]
    ZeroToTen,
    #[serde(rename = "0-3")]
    ZeroToThree,
    /// None, mild, moderate, severe as 0 to 3.
    #[serde(rename = "none-mild-moderate-severe")]
    Words,
    /// How many times.
    #[serde(rename = "count")]
    Count,
}

impl Scale {
    pub const ALL: [Self; 4] = [Self::ZeroToTen, Self::ZeroToThree, Self::Words, Self::Count];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ZeroToTen => "0-10",
            Self::ZeroToThree => "0-3",
            Self::Words => "none-mild-moderate-severe",
            Self::Count => "count",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.as_str() == word)
    }

    /// The highest figure.
    pub fn top(self) -> u8 {
        match self {
            Self::ZeroToTen => 10,
            Self::ZeroToThree | Self::Words => 3,
            Self::Count => 100,
        }
    }

    /// The form field that holds a figure on this scale.
    pub fn field(self) -> &'static str {
        match self {
            Self::ZeroToTen => "symptom[severity_ten]",
            Self::ZeroToThree => "symptom[severity_three]",
            Self::Words => "symptom[severity_words]",
            Self::Count => "symptom[severity_count]",
        }
    }

    /// A figure as ten ticks draw it; a count is drawn as it is.
    pub fn as_ticks(self, severity: u8) -> u8 {
        match self {
            Self::ZeroToTen | Self::Count => severity.min(10),
            Self::ZeroToThree | Self::Words => (u16::from(severity.min(3)) * 10).div_ceil(3).min(10) as u8,
        }
    }
}

/// One symptom of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SymptomKind {
    pub code: String,
    pub group: String,
    pub label: String,
    pub label_nl: String,
    /// Other words people use for it.
    pub words: Vec<String>,
    pub scale: Scale,
    /// Among those shown first.
    pub typical: bool,
}

impl SymptomKind {
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::En => &self.label,
            Language::Nl => &self.label_nl,
        }
    }
}

/// What it was: an entry of the catalogue, or the client's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SymptomName {
    Code(String),
    Own(String),
}

/// What is stored of a symptom: either `code` or `own_label`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_label: Option<String>,
    pub present: bool,
    pub scale: Scale,
    /// On `scale`; none when not present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<u16>,
}

impl Symptom {
    pub fn name(&self) -> SymptomName {
        match (&self.code, &self.own_label) {
            (Some(code), _) => SymptomName::Code(code.clone()),
            (None, own) => SymptomName::Own(own.clone().unwrap_or_default()),
        }
    }
}

impl Kind for Symptom {
    const NAME: &'static str = "symptom";
    type Input = SymptomInput;

    fn check(&self) -> Result<(), Broken> {
        demand(self.code.is_some() != self.own_label.is_some(), "a symptom has one name")?;
        let names = [&self.code, &self.own_label];
        demand(names.into_iter().flatten().all(|name| field::stored_name(name)), "a symptom has a name")?;
        demand(self.present == self.severity.is_some(), "what is present has a severity, and nothing else has")?;
        demand(self.severity.is_none_or(|severity| severity <= self.scale.top()), "a severity lies on its scale")?;
        let lasted = self.duration_min.is_none_or(|minutes| f64::from(minutes) <= DURATION_MAX);
        demand(lasted, "a symptom lasts a week at most")
    }

    fn facts(&self) -> Facts {
        Facts {
            name: Some(self.name()),
            level: self.severity.map(|severity| (self.scale, severity)),
            present: self.present,
            minutes: self.duration_min.map(u32::from),
            ..Facts::at_a_moment(Shape::Bar)
        }
    }

    fn changes(&self, now: &Self, found: &mut Vec<Change>) {
        if self.name() != now.name() {
            found.push(Change::Symptom { from: self.name(), to: now.name() });
        }
        if (self.scale, self.severity) != (now.scale, now.severity) {
            found.push(Change::Severity { from: (self.scale, self.severity), to: (now.scale, now.severity) });
        }
        if self.duration_min != now.duration_min {
            found.push(Change::Duration { from: self.duration_min, to: now.duration_min });
        }
    }

    fn samples(day: &str) -> Vec<SymptomInput> {
        let least = SymptomInput {
            code: "bloating".into(),
            present: "no".into(),
            day: day.into(),
            time: "15:05".into(),
            ..SymptomInput::default()
        };
        let all = SymptomInput {
            code: String::new(),
            typed: "Left knee clicks".into(),
            present: "yes".into(),
            severity_ten: "6".into(),
            duration: "130".into(),
            note: "Walked, and that helped.".into(),
            ..least.clone()
        };
        vec![all, least]
    }

    fn of(observation: &Observation) -> Option<&Self> {
        if let Observation::Symptom(symptom) = observation { Some(symptom) } else { None }
    }
}

form! {
    /// The symptom form as posted (`symptom[…]`). `code` is the pressed one, `typed` what was written instead; each scale
    /// has a field of its own, and the symptom decides which one counts.
    SymptomInput = "symptom" {
        code,
        typed,
        /// `yes` or `no`.
        present,
        severity_ten,
        severity_three,
        severity_words,
        severity_count,
        /// Minutes.
        duration,
    }
}

impl SymptomInput {
    /// Which symptom is meant: what was typed wins, for it was written and not only left pressed. Text that is a name
    /// or another word of the catalogue is that symptom, anything else is the client's own, measured from 0 to 10.
    ///
    /// # Errors
    /// `Required`, `Unknown`, or what is wrong with the text.
    pub fn named(&self, kinds: &[SymptomKind]) -> Result<(SymptomName, Scale), (&'static str, Code)> {
        if !self.typed.trim().is_empty() {
            let typed = field::name(&self.typed).map_err(|code| ("symptom[typed]", code))?;
            return Ok(match find(kinds, &typed) {
                Some(kind) => (SymptomName::Code(kind.code.clone()), kind.scale),
                None => (SymptomName::Own(typed), Scale::ZeroToTen),
            });
        }
        if self.code.is_empty() {
            return Err(("symptom[code]", Code::Required));
        }
        let kind = kinds.iter().find(|kind| kind.code == self.code).ok_or(("symptom[code]", Code::Unknown))?;
        Ok((SymptomName::Code(kind.code.clone()), kind.scale))
    }

    /// # Errors
    /// `Invalid` with every refused field.
    pub fn check(&self, kinds: &[SymptomKind]) -> Result<New<Symptom>, AppError> {
        self.read(|refused| {
            let named = self.named(kinds).map_err(|(at, code)| refused.add(at, code)).ok();
            let present = match self.present.as_str() {
                "yes" | "" => true,
                "no" => false,
                _ => {
                    refused.add("symptom[present]", Code::Unknown);
                    false
                }
            };
            let severity = named.as_ref().and_then(|(_, scale)| self.severity(*scale, present, refused));
            let duration_min = refused.take("symptom[duration]", duration(&self.duration, present));
            let (name, scale) = named?;
            let (code, own_label) = match name {
                SymptomName::Code(code) => (Some(code), None),
                SymptomName::Own(label) => (None, Some(label)),
            };
            let present = severity.is_some();
            Some(Symptom { code, own_label, present, scale, severity, duration_min: duration_min? })
        })
    }

    fn severity(&self, scale: Scale, present: bool, refused: &mut Refused) -> Option<u8> {
        if !present {
            return None;
        }
        let text = match scale {
            Scale::ZeroToTen => &self.severity_ten,
            Scale::ZeroToThree => &self.severity_three,
            Scale::Words => &self.severity_words,
            Scale::Count => &self.severity_count,
        };
        let severity = field::step(text, 0, scale.top()).and_then(|step| step.ok_or(Code::Required));
        refused.take(scale.field(), severity)
    }
}

/// The symptom a text names, whatever its case.
pub fn find<'a>(kinds: &'a [SymptomKind], typed: &str) -> Option<&'a SymptomKind> {
    let wanted = typed.trim().to_lowercase();
    let is_label = |label: &String| label.to_lowercase() == wanted;
    let by_label = kinds.iter().find(|kind| is_label(&kind.label) || is_label(&kind.label_nl));
    by_label.or_else(|| kinds.iter().find(|kind| kind.words.iter().any(|word| word.to_lowercase() == wanted)))
}

/// What was not present lasted no time.
fn duration(text: &str, present: bool) -> Result<Option<u16>, Code> {
    if text.trim().is_empty() || !present {
        return Ok(None);
    }
    // Whole minutes within the limit fit; the fraction of a minute is nothing.
    field::amount(text, DURATION_MAX).map(|minutes| Some(minutes.round() as u16))
}

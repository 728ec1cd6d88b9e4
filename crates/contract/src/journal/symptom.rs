//! A symptom: what its form posts, and what that is checked into.

use super::{LocalTime, Target, field};
use crate::error::{AppError, Code, Refused};
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
    /// Other words people use for it.
    pub words: Vec<String>,
    pub scale: Scale,
    /// Among those shown first.
    pub typical: bool,
}

/// What it was: an entry of the catalogue, or the client's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SymptomName {
    Code(String),
    Own(String),
}

/// The symptom form as posted (`symptom[…]`). `code` is the pressed one, `typed` what was written instead; each scale
/// has a field of its own, and the symptom decides which one counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SymptomInput {
    pub id: String,
    pub version: String,
    pub code: String,
    pub typed: String,
    /// `yes` or `no`.
    pub present: String,
    pub severity_ten: String,
    pub severity_three: String,
    pub severity_words: String,
    pub severity_count: String,
    pub day: String,
    pub time: String,
    /// Which, where the time comes twice: `first`, `second`, or `ask`.
    pub pass: String,
    /// Minutes.
    pub duration: String,
    pub note: String,
    pub private: String,
}

/// A symptom that can be saved, but for what only the server knows: the zone and the time now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSymptom {
    pub target: Target,
    pub name: SymptomName,
    pub scale: Scale,
    /// On `scale`; none when the symptom was not present.
    pub severity: Option<u8>,
    pub when: LocalTime,
    pub duration_min: Option<u16>,
    pub note: Option<String>,
    pub private: bool,
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
    pub fn check(&self, kinds: &[SymptomKind]) -> Result<NewSymptom, AppError> {
        let target = Target::read(&self.id, &self.version)?;
        let mut refused = Refused::default();
        let named = self.named(kinds).map_err(|(at, code)| refused.add(at, code)).ok();
        let present = match self.present.as_str() {
            "yes" | "" => true,
            "no" => false,
            _ => {
                refused.add("symptom[present]", Code::Unknown);
                false
            }
        };
        let severity = named.as_ref().and_then(|(_, scale)| self.severity(*scale, present, &mut refused));
        let when = field::when(&mut refused, "symptom", &self.day, &self.time, &self.pass);
        let duration_min = refused.take("symptom[duration]", duration(&self.duration, present));
        let note = refused.take("symptom[note]", field::note(&self.note));
        refused.finish()?;
        let (Some((name, scale)), Some(when), Some(duration_min), Some(note)) = (named, when, duration_min, note)
        else {
            return Err(AppError::field("", Code::Malformed));
        };
        let private = !self.private.is_empty();
        Ok(NewSymptom { target, name, scale, severity, when, duration_min, note, private })
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

    /// The form's fields back from what was posted, for the page that is shown again.
    pub fn from_values(values: &[(String, String)]) -> Self {
        let mut input = Self::default();
        for (key, value) in values {
            let Some(name) = key.strip_prefix("symptom[").and_then(|rest| rest.strip_suffix(']')) else { continue };
            let place = match name {
                "id" => &mut input.id,
                "version" => &mut input.version,
                "code" => &mut input.code,
                "typed" => &mut input.typed,
                "present" => &mut input.present,
                "severity_ten" => &mut input.severity_ten,
                "severity_three" => &mut input.severity_three,
                "severity_words" => &mut input.severity_words,
                "severity_count" => &mut input.severity_count,
                "day" => &mut input.day,
                "time" => &mut input.time,
                "pass" => &mut input.pass,
                "duration" => &mut input.duration,
                "note" => &mut input.note,
                "private" => &mut input.private,
                _ => continue,
            };
            place.clone_from(value);
        }
        input
    }
}

/// The symptom a text names, whatever its case.
pub fn find<'a>(kinds: &'a [SymptomKind], typed: &str) -> Option<&'a SymptomKind> {
    let wanted = typed.trim().to_lowercase();
    let by_label = kinds.iter().find(|kind| kind.label.to_lowercase() == wanted);
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

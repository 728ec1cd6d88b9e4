//! The clinic's registers: who handles data for it, what it does with data, what was weighed, which controls it keeps,
//! and the reviews that look at all of that.
//!
//! A register is a list of fields; its form, its check and its table follow from them. To add a field: a line in
//! `fields`, an argument of the server function, its words in `app`. To add a register: a variant, its word in the check
//! of `app.register_entry`.

mod controls;
mod review;

use insight::clock::Moment;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::day::Day;
use crate::error::{AppError, Code, Refused};
use crate::text::Text;

pub use controls::{CONTROLS, ControlInput, ControlStatus, ControlView, STATUSES, Theme, theme};
pub use review::{Item, ReviewInput, ReviewKind, ReviewView, ReviewsView};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// Sub-processors (P14).
    Processors,
    /// Records of processing activities.
    Processing,
    /// Data protection impact assessments.
    Assessments,
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
    Date,
    Choice(&'static [&'static str]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

/// By what data may leave the country.
pub const TRANSFERS: &[&str] = &["none", "adequacy", "clauses", "rules", "other"];
pub const BASES: &[&str] = &["consent", "contract", "law", "interest", "vital"];
pub const DECISIONS: &[&str] = &["go", "measures", "consult", "stop"];

impl Register {
    pub const ALL: [Self; 3] = [Self::Processors, Self::Processing, Self::Assessments];

    /// The word of the database and of the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Processors => "processors",
            Self::Processing => "processing",
            Self::Assessments => "assessments",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|register| register.as_str() == word)
    }

    /// Its fields, the first of which is its name for an entry.
    pub fn fields(self) -> &'static [Field] {
        const PROCESSORS: &[Field] = &[
            must("title", Kind::Line),
            must("service", Kind::Line),
            must("place", Kind::Line),
            must("categories", Kind::Text),
            must("flow", Kind::Text),
            must("transfer", Kind::Choice(TRANSFERS)),
            may("contract_on", Kind::Date),
            may("contract_reference", Kind::Line),
        ];
        const PROCESSING: &[Field] = &[
            must("title", Kind::Line),
            must("purpose", Kind::Text),
            must("basis", Kind::Choice(BASES)),
            must("subjects", Kind::Line),
            must("categories", Kind::Text),
            may("recipients", Kind::Text),
            must("retention", Kind::Line),
            may("measures", Kind::Text),
        ];
        const ASSESSMENTS: &[Field] = &[
            must("title", Kind::Line),
            must("risks", Kind::Text),
            must("measures", Kind::Text),
            must("decision", Kind::Choice(DECISIONS)),
            must("decided_on", Kind::Date),
            must("review_on", Kind::Date),
        ];
        match self {
            Self::Processors => PROCESSORS,
            Self::Processing => PROCESSING,
            Self::Assessments => ASSESSMENTS,
        }
    }

    /// What was typed, by the field's name, checked: every field of this register and no other.
    ///
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn check(self, typed: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, AppError> {
        let mut refused = Refused::default();
        let mut fields = BTreeMap::new();
        for field in self.fields() {
            let value = typed.get(field.name).map_or("", String::as_str);
            if let Some(value) = refused.take(&field.posted(), field.check(value)) {
                fields.insert(field.name.to_owned(), value);
            }
        }
        refused.finish()?;
        Ok(fields)
    }
}

impl Field {
    /// Its name in the form.
    pub fn posted(self) -> String {
        format!("fields[{}]", self.name)
    }

    fn check(self, value: &str) -> Result<String, Code> {
        let read = match self.kind {
            Kind::Line => Text::line(self.longest()).or_empty(value)?,
            Kind::Text => Text::lines(self.longest()).or_empty(value)?,
            Kind::Date => Day::parse_optional(value)?.map(|day| day.to_string()).unwrap_or_default(),
            Kind::Choice(words) => match value.trim() {
                "" => String::new(),
                word if words.contains(&word) => word.to_owned(),
                _ => return Err(Code::Unknown),
            },
        };
        if self.required && read.is_empty() { Err(Code::Required) } else { Ok(read) }
    }

    /// In characters; the database has a bound for all of an entry together.
    pub fn longest(self) -> usize {
        match self.kind {
            Kind::Text => 2000,
            _ => 200,
        }
    }
}

/// One line of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    pub id: Uuid,
    pub fields: BTreeMap<String, String>,
    pub changed_at: Moment,
    /// No longer so; kept for those who ask later.
    pub is_retired: bool,
}

impl EntryView {
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    pub fn title(&self) -> &str {
        self.field("title")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 8] = [
        ("title", " Mailer "),
        ("service", "letters"),
        ("place", "Utrecht"),
        ("categories", "addresses"),
        ("flow", "SMTP over TLS"),
        ("transfer", "none"),
        ("contract_on", "2026-02-01"),
        ("purpose", "not of this register"),
    ];

    // P14: what is missing, too long or invented is refused beside its field.
    #[test]
    fn every_field_is_checked_and_no_other_is_kept() {
        let typed = |typed: &[(&str, &str)]| typed.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let kept = Register::Processors.check(&typed(&GOOD)).unwrap();
        assert_eq!(kept["title"], "Mailer");
        assert_eq!(kept.get("purpose"), None);
        let long = "x".repeat(2001);
        for (name, value, code) in [
            ("title", "", Code::Required),
            ("title", "a\u{0}b", Code::Unprintable),
            ("flow", long.as_str(), Code::TooLong),
            ("flow", "bell \u{7}", Code::Unprintable),
            ("title", "\u{3164}", Code::Required),
            ("contract_on", "-5000-01-01", Code::Malformed),
            ("contract_on", "2200-01-01", Code::InFuture),
            ("transfer", "magic", Code::Unknown),
            ("contract_on", "31-02-2026", Code::Malformed),
            ("contract_on", "2026-02-31", Code::Malformed),
        ] {
            let wrong: Vec<_> = GOOD.iter().copied().chain([(name, value)]).collect();
            let refused = Err(AppError::field(format!("fields[{name}]"), code));
            assert_eq!(Register::Processors.check(&typed(&wrong)), refused, "{name} {value:?}");
        }
    }

    // T16: 93 controls, none twice, each in its theme.
    #[test]
    fn there_are_93_controls() {
        let mut numbers = CONTROLS.to_vec();
        assert_eq!(numbers.len(), 93);
        numbers.dedup();
        assert_eq!(numbers.len(), 93);
        let count = |wanted| CONTROLS.iter().filter(|number| theme(number) == wanted).count();
        assert_eq!(
            [count(Theme::Organisation), count(Theme::People), count(Theme::Places), count(Theme::Technology)],
            [37, 8, 14, 34]
        );
    }
}

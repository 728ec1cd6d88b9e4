//! Symptoms: what they are called, and which were logged lately.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use contract::AppError;
use contract::consent::Language;
use contract::journal::{New, Offers, Scale, Symptom, SymptomInput, SymptomName};
use insight::clock::Moment;

use super::super::catalogue;
use super::{Log, Logged, Shelf, Start, figure};
use crate::activity::Action;

/// Names offered at most.
const NAMES: usize = 30;

impl Log for Symptom {
    type Checked = Self;
    const LOGGED: Action = Action::SymptomLogged;
    const LOOKS_BACK: i64 = 300;
    const MANY: &'static str = "Symptoms";

    fn read_form(input: &SymptomInput, shelf: &Shelf) -> Result<New<Self>, AppError> {
        input.check(shelf.symptoms)
    }

    fn build(new: &New<Self>, _shelf: &Shelf, _before: Option<&Self>, _start: Start) -> Result<Self, AppError> {
        Ok(new.said.clone())
    }

    fn guess(input: &mut SymptomInput, _now: Moment) {
        input.present = "yes".into();
    }

    fn fill(&self, _start: Start) -> SymptomInput {
        let (code, typed) = match self.name() {
            SymptomName::Code(code) => (code, String::new()),
            SymptomName::Own(label) => (String::new(), label),
        };
        let on = |wanted: Scale| if self.scale == wanted { figure(self.severity) } else { String::new() };
        SymptomInput {
            code,
            typed,
            present: if self.present { "yes" } else { "no" }.into(),
            severity_ten: on(Scale::ZeroToTen),
            severity_three: on(Scale::ZeroToThree),
            severity_words: on(Scale::Words),
            severity_count: on(Scale::Count),
            duration: figure(self.duration_min),
            ..SymptomInput::default()
        }
    }

    fn in_words(&self) -> String {
        let label = label(&self.name(), Language::En);
        match (self.severity, self.scale) {
            (None, _) => format!("{label}: not there"),
            (Some(n), Scale::Count) => format!("{label}: {n} times"),
            (Some(n), scale) => format!("{label}: {n} of {}", scale.top()),
        }
    }

    fn offers(_input: &SymptomInput, last: Vec<Logged<Self>>, shelf: &Shelf) -> Offers {
        Offers { symptoms: shelf.symptoms.to_vec(), recent_symptoms: recent(last), ..Offers::default() }
    }
}

/// Names of symptoms, latest first.
fn recent(symptoms: Vec<Logged<Symptom>>) -> Vec<SymptomName> {
    let mut latest: HashMap<(Option<String>, Option<String>), DateTime<Utc>> = HashMap::new();
    for Logged { occurred_at, said } in symptoms {
        let last = latest.entry((said.code, said.own_label)).or_insert(occurred_at);
        *last = occurred_at.max(*last);
    }
    let mut found: Vec<_> = latest.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let name = |((code, own), _)| Option::map(code, SymptomName::Code).or(Option::map(own, SymptomName::Own));
    found.into_iter().take(NAMES).filter_map(name).collect()
}

/// What a symptom is called: by the catalogue, or as the client called it.
pub fn label(name: &SymptomName, language: Language) -> String {
    match name {
        SymptomName::Code(code) => catalogue::label(code, language),
        SymptomName::Own(own) => own.clone(),
    }
}

//! The symptom catalogue in memory: the same lines as in `ref.symptom`, read from the same file.

use std::sync::OnceLock;

use contract::consent::Language;
use contract::journal::{Scale, SymptomKind};

use crate::reference;
use crate::refusal::Refusal;

static KINDS: OnceLock<Vec<SymptomKind>> = OnceLock::new();

/// All symptoms, in the order of the file: typical ones first within each group.
///
/// # Errors
/// When the shipped file is damaged.
pub fn symptom_kinds() -> Result<&'static [SymptomKind], Refusal> {
    if let Some(kinds) = KINDS.get() {
        return Ok(kinds);
    }
    let kinds = reference::symptoms()?
        .into_iter()
        .map(|symptom| {
            let scale = Scale::parse(&symptom.scale);
            let words = symptom.words.split(';').map(str::trim).filter(|word| !word.is_empty());
            Ok(SymptomKind {
                words: words.map(str::to_owned).collect(),
                scale: scale.ok_or_else(|| Refusal::Fault(format!("symptom {} has no known scale", symptom.code)))?,
                code: symptom.code,
                group: symptom.group,
                label: symptom.label_en,
                label_nl: symptom.label_nl,
                typical: symptom.typical,
            })
        })
        .collect::<Result<Vec<_>, Refusal>>()?;
    Ok(KINDS.get_or_init(|| kinds))
}

/// What a code is called; a code that was taken out of the catalogue is shown as it is.
pub(crate) fn label(code: &str, language: Language) -> String {
    let kinds = symptom_kinds().unwrap_or_default();
    kinds
        .iter()
        .find(|kind| kind.code == code)
        .map_or_else(|| code.replace('_', " "), |kind| kind.label(language).to_owned())
}

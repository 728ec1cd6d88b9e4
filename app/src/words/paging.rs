//! What is said at the end of a list that goes on.

use contract::consent::Language;

both! {
    pages = "Older lines", "Oudere regels";
    older = "Show older ones", "Toon oudere";
    end = "Still older ones are not listed. A copy from an export holds all of them.", "Nog oudere staan niet in de lijst. Een kopie uit een export bevat ze allemaal.";
}

pub fn shown(rows: usize, language: Language) -> String {
    let rows = super::export::grouped(i64::try_from(rows).unwrap_or(i64::MAX));
    match language {
        Language::En => format!("The first {rows} are shown."),
        Language::Nl => format!("De eerste {rows} staan hier."),
    }
}

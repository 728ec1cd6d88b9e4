//! Which language a text is said in: the reader's, where their page is written in both.
//!
//! On the server the request knows (`Ctx::language`); in the browser the document says it. Outside of both, as in a test,
//! it is English.

use contract::consent::Language;

/// The language of what is being written now.
#[cfg(feature = "ssr")]
pub fn current() -> Language {
    leptos::prelude::use_context::<crate::ctx::Ctx>().map_or(Language::En, |ctx| ctx.language())
}

/// The language of the document.
#[cfg(not(feature = "ssr"))]
pub fn current() -> Language {
    let said = leptos::prelude::document().document_element().and_then(|root| root.get_attribute("lang"));
    if said.is_some_and(|lang| lang.starts_with("nl")) { Language::Nl } else { Language::En }
}

/// One of two sentences.
pub fn either<T>(english: T, dutch: T) -> T {
    match current() {
        Language::En => english,
        Language::Nl => dutch,
    }
}

/// As in `<html lang>`.
pub fn tag() -> &'static str {
    either("en-GB", "nl-NL")
}

/// "Thursday", "donderdag"
pub fn weekday(day: chrono::NaiveDate) -> &'static str {
    let at = chrono::Datelike::weekday(&day).num_days_from_monday() as usize;
    either(
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    )[at.min(6)]
}

/// "May", "mei"
pub fn month(day: chrono::NaiveDate) -> &'static str {
    let at = chrono::Datelike::month0(&day) as usize;
    either(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
    )[at.min(11)]
}

//! Why a field or a form was refused: what is wrong and what to do, in plain words, in English and Dutch.
//!
//! A field says its own sentence (`codes_special`), else one that names it (`fields`), else the reason alone.

use super::{codes_reason, codes_special, fields};
use contract::{AppError, Code, FieldError, consent::Language};

/// The reason beside a field, where no figure belongs to it.
pub fn why(field: &str, code: Code, language: Language) -> String {
    if let Some(own) = codes_special::special(field, code) {
        return fields::pick(own, language).to_owned();
    }
    let named = fields::called(field, language).and_then(|name| fields::sentence(name, code, language));
    named.unwrap_or_else(|| reason(code, language).to_owned())
}

/// The reason for any field.
pub fn reason(code: Code, language: Language) -> &'static str {
    fields::pick(codes_reason::reason(code), language)
}

/// The reason beside its field, with its figure.
pub fn told(refused: &FieldError, language: Language) -> String {
    let said = |english: String, dutch: String| if language == Language::En { english } else { dutch };
    match (refused.field.as_str(), refused.code, &refused.figure) {
        ("price", Code::TooSmall, Some(least)) => said(
            format!("A card payment is at least {least}. Write that or more, or 0 if it is free."),
            format!("Een kaartbetaling is minstens {least}. Schrijf dat of meer, of 0 als het gratis is."),
        ),
        ("price", Code::TooLarge, Some(most)) => said(format!("At most {most}."), format!("Hoogstens {most}.")),
        ("price", Code::Malformed, Some(example)) => {
            said(format!("Write an amount such as {example}."), format!("Schrijf een bedrag zoals {example}."))
        }
        (field, code, _) => why(field, code, language),
    }
}

/// The same in a summary, away from its field: where the sentence does not say what it is about, the field is named.
pub fn named(refused: &FieldError, language: Language) -> String {
    let said = told(refused, language);
    let bare = match language {
        Language::En => said.strip_prefix("This ").map(|rest| format!("this {rest}")),
        Language::Nl => said.strip_prefix("Dit ").map(|rest| format!("dit {rest}")),
    };
    match bare {
        Some(bare) if !refused.field.is_empty() => format!("{}: {bare}", label(&refused.field)),
        _ => said,
    }
}

/// What a field is called, from its name in the form: `symptom[severity_ten]` is "How strong".
pub fn label(field: &str) -> String {
    match fields::last_part(field) {
        part if part.starts_with("severity_") => "How strong".to_owned(),
        "code" if field.starts_with("symptom[") => "What is it".to_owned(),
        "items" => "Foods".to_owned(),
        "new_password" => "New password".to_owned(),
        "from" => "From".to_owned(),
        "most_ahead" => super::booking::most_ahead().to_owned(),
        "most_daily" => super::booking::most_daily().to_owned(),
        "most_cancelled" => super::booking::most_cancelled().to_owned(),
        other => fields::begun(&other.replace('_', " ")),
    }
}

/// What the summary above a refused form says when no single field is at fault.
pub fn whole_form(error: &AppError, language: Language) -> String {
    let said =
        |english: &str, dutch: &str| if language == Language::En { english.to_owned() } else { dutch.to_owned() };
    match error {
        AppError::Conflict(code) | AppError::Gone(code) => reason(*code, language).to_owned(),
        AppError::Limit { code, most } => limit(*code, *most, language),
        AppError::TooMany { retry_seconds } => {
            let wait = waiting(*retry_seconds, language);
            said(
                &format!("Too many tries. Wait {wait} and try again."),
                &format!("Te veel pogingen. Wacht {wait} en probeer het opnieuw."),
            )
        }
        AppError::Unavailable => said(
            "This could not be saved just now. What you wrote is still here: try again.",
            "Dit kon nu niet bewaard worden. Wat je schreef staat er nog: probeer het opnieuw.",
        ),
        AppError::Internal { reference } => said(
            &format!("Something failed on our side. What you wrote is still here. Reference: {reference}"),
            &format!("Er ging iets mis aan onze kant. Wat je schreef staat er nog. Kenmerk: {reference}"),
        ),
        AppError::NotFound => said(
            "What this is about is not there any more, or not yours to change. Nothing was saved; what you typed is still here.",
            "Waar dit over gaat is er niet meer, of is niet van jou om te veranderen. Er is niets bewaard; wat je typte staat er nog.",
        ),
        AppError::NotSignedIn
        | AppError::ProofNeeded
        | AppError::ConsentNeeded
        | AppError::Invalid(_)
        | AppError::Continue => said("This could not be read.", "Dit kon niet gelezen worden."),
    }
}

/// What is allowed, with its figure, and what helps.
fn limit(code: Code, most: u16, language: Language) -> String {
    let booked = match (language, most) {
        (Language::En, 1) => "One booking".to_owned(),
        (Language::En, most) => format!("At most {most} bookings"),
        (Language::Nl, 1) => "Eén boeking".to_owned(),
        (Language::Nl, most) => format!("Hoogstens {most} boekingen"),
    };
    let cancelled = match (language, most) {
        (Language::En, 1) => "1 cancellation".to_owned(),
        (Language::En, most) => format!("{most} cancellations"),
        (Language::Nl, 1) => "1 annulering".to_owned(),
        (Language::Nl, most) => format!("{most} annuleringen"),
    };
    let can = if most == 1 { "kan" } else { "kunnen" };
    match (code, language) {
        (Code::TooManyAhead, Language::En) => format!(
            "{booked} with this practitioner can lie ahead when you book online. Cancel one first, or write to your practice."
        ),
        (Code::TooManyAhead, Language::Nl) => format!(
            "{booked} bij deze behandelaar {can} openstaan als je online boekt. Annuleer er eerst een, of schrijf je praktijk."
        ),
        (Code::TooManyToday, Language::En) => format!(
            "{booked} with this practitioner can be made online within 24 hours. Try again tomorrow, or write to your practice."
        ),
        (Code::TooManyToday, Language::Nl) => format!(
            "{booked} bij deze behandelaar {can} binnen 24 uur online. Probeer het morgen weer, of schrijf je praktijk."
        ),
        (Code::TooManyCancelled, Language::En) => format!(
            "After {cancelled} within 24 hours nothing more can be booked online with this practitioner. Book again tomorrow, or write to your practice."
        ),
        (Code::TooManyCancelled, Language::Nl) => format!(
            "Na {cancelled} binnen 24 uur kun je bij deze behandelaar online niets meer boeken. Boek morgen weer, of schrijf je praktijk."
        ),
        (other, _) => reason(other, language).to_owned(),
    }
}

/// `2 minutes`, `40 seconds`: rounded up, so that waiting that long is enough.
pub fn waiting(seconds: u32, language: Language) -> String {
    let [one, some, minutes, hours] = match language {
        Language::En => ["a second", "seconds", "minutes", "hours"],
        Language::Nl => ["een seconde", "seconden", "minuten", "uur"],
    };
    match seconds {
        0..=1 => one.to_owned(),
        2..=90 => format!("{seconds} {some}"),
        91..=7_200 => format!("{} {minutes}", seconds.div_ceil(60)),
        _ => format!("{} {hours}", seconds.div_ceil(3_600)),
    }
}

/// The heading of the summary.
pub fn count(fields: usize, language: Language) -> String {
    match (fields, language) {
        (1, Language::En) => "One thing to put right".to_owned(),
        (1, Language::Nl) => "Eén ding om te verbeteren".to_owned(),
        (more, Language::En) => format!("{more} things to put right"),
        (more, Language::Nl) => format!("{more} dingen om te verbeteren"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A summary stands away from the fields: each of its lines says what it is about.
    #[test]
    fn a_summary_names_the_field() {
        for (field, code, said) in [
            ("symptom[severity_ten]", Code::Required, "Say how strong it was."),
            ("symptom[code]", Code::Required, "Choose a symptom."),
            ("meal[items][2][grams]", Code::Required, "Fill in the weight."),
            ("reason", Code::TooLong, "Shorten the reason: there is not room for that much."),
            ("elsewhere", Code::InPast, "Elsewhere: this lies in the past."),
            ("fields[review_on]", Code::Required, "Fill in the day of the next review."),
            ("email", Code::Required, "Write your e-mail address."),
            ("meal[items]", Code::NoItems, "Add at least one food."),
        ] {
            assert_eq!(named(&FieldError::new(field, code), Language::En), said);
        }
    }

    // A limit says its figure, and so does a price that no card can be charged.
    #[test]
    fn figures_are_named() {
        for (code, most, english, dutch) in [
            (
                Code::TooManyAhead,
                6,
                "At most 6 bookings with this",
                "Hoogstens 6 boekingen bij deze behandelaar kunnen",
            ),
            (Code::TooManyAhead, 1, "One booking with this practitioner", "Eén boeking bij deze behandelaar kan"),
            (Code::TooManyToday, 12, "At most 12 bookings with this", "Hoogstens 12 boekingen bij deze behandelaar"),
            (Code::TooManyCancelled, 1, "After 1 cancellation within 24 hours", "Na 1 annulering binnen 24 uur"),
        ] {
            let limit = AppError::Limit { code, most };
            let sentence = whole_form(&limit, Language::En);
            assert!(sentence.contains(english) && sentence.contains("write to your practice"), "{sentence}");
            let sentence = whole_form(&limit, Language::Nl);
            assert!(sentence.contains(dutch) && sentence.contains("schrijf je praktijk"), "{sentence}");
        }
        let price = FieldError { figure: Some("€0.50".into()), ..FieldError::new("price", Code::TooSmall) };
        let said = "A card payment is at least €0.50. Write that or more, or 0 if it is free.";
        assert_eq!((told(&price, Language::En).as_str(), named(&price, Language::En).as_str()), (said, said));
    }

    // Letting a record go is no paper: each sentence fits the form it stands in.
    #[test]
    fn each_reason_is_asked_for_in_its_own_words() {
        for code in [Code::Required, Code::TooShort] {
            assert!(why("released_why", code, Language::En).contains("need no longer be kept"));
            assert!(why("why", code, Language::En).contains("paper"));
        }
        assert!(why("reason", Code::TooShort, Language::En).contains("the client and the administrators"));
    }
}

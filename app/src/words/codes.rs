//! Why a field was refused: what is wrong and what to do, in plain words.

use contract::{AppError, Code, FieldError};

/// The reason beside a field. A field with its own way to go wrong gets its own sentence here.
pub fn why(field: &str, code: Code) -> &'static str {
    match (field, code) {
        ("email", Code::Malformed) => "The e-mail address is not complete. Write it like name@example.org.",
        ("name", Code::Required) => "Write your name.",
        ("organisation", Code::Required) => "Write the name of your practice.",
        ("name" | "organisation", Code::Malformed) => "Use a plain name, without a web address.",
        ("new_password", Code::Required) => "Choose a password.",
        ("zone", Code::Unknown) => "Choose a time zone from the list.",
        ("code" | "mailed_code", Code::Required | Code::Malformed) => "Write the six digits.",
        ("recovery_code", Code::Required | Code::Malformed) => {
            "Write one of your recovery codes: twelve letters and digits."
        }
        ("from", Code::InPast) => "Choose today or a later day.",
        ("email", Code::Required) => "Write your e-mail address.",
        ("password", Code::Required) => "Write your password.",
        ("password" | "new_password", Code::TooShort) => "Use at least 12 characters. A few words in a row are fine.",
        (field, Code::TooSmall) if field.starts_with("week[") => "This must be after the start.",
        (field, Code::Required) if field.starts_with("week[") => "Both times are needed, or neither.",
        ("minutes", Code::TooSmall) => "At least 5 minutes.",
        ("minutes", Code::TooLarge) => "At most 480 minutes.",
        ("minutes", Code::Malformed) => "Write a whole number of minutes, such as 45.",
        ("price", Code::Required) => "Write a price, or 0 if it is free.",
        ("price", Code::TooLarge) => "At most 100,000.",
        (field, Code::TooLarge) if field.ends_with("[grams]") => "At most 20,000 g of one food.",
        (field, Code::TooLarge) if field.ends_with("[quantity]") => "At most 1,000 of them.",
        (field, Code::Malformed) if field.ends_with("[grams]") || field.ends_with("[quantity]") => {
            "Write a number such as 150, 1.5 or 1 1/2."
        }
        ("symptom[duration]", Code::TooLarge) => "At most 10,080 minutes, which is a week.",
        ("signed_name" | "signed", Code::Malformed) => "Write a name with letters, on one line.",
        ("price", Code::Malformed) => "Write an amount such as 60 or 60.50.",
        ("price", Code::TooSmall) => "This is too little for a card payment. Write 0 if it is free.",
        ("most_ahead" | "most_daily" | "most_cancelled", _) => "This must be a whole number from 1 to 200.",
        ("whom", Code::Required) => "Write their full name or their e-mail address.",
        ("whom", Code::Unknown) => "Nobody at this clinic has exactly this name or address. The try is recorded.",
        ("whom", Code::ConsentMissing) => {
            "This client does not let anybody read their journal, in an emergency either. The try is recorded."
        }
        (field, Code::Required) if field.starts_with("answers[") => "Choose yes or no. Both are fine.",
        ("signed_name", Code::Required | Code::TooShort) => "Write your full name.",
        ("how", Code::Required | Code::TooShort) => "Say in a few words how it was done: the client reads it.",
        ("ended_why", Code::Required) => "Say why it ends: both sides read it.",
        ("title", Code::Required) => "Give it a title.",
        ("released_why", Code::Required | Code::TooShort) => {
            "Write in a sentence why the record need no longer be kept."
        }
        ("language", Code::Unknown) => "Choose one of the languages.",
        ("why", Code::Required | Code::TooShort) => "Write in a sentence what the paper is and where it is kept.",
        ("reason", Code::TooShort) => "Write a sentence: the client and the administrators read it.",
        ("practitioner", Code::Unknown) => "Choose a practitioner who works here.",
        ("client", Code::Unknown) => "Choose a client of this clinic.",
        ("days", Code::TooLarge) => "At most 90 days.",
        ("client", Code::Ambiguous) => "More than one client fits. Write more of the name.",
        ("until", Code::TooSmall) => "This must not be before the first day.",
        ("", Code::TooLarge) => "This is more than one file may hold. Ask for a shorter time.",
        ("decision", Code::TooSmall) => "This tells fewer than a risk like this asks for.",
        ("persons", Code::Required) => "It was decided that the persons are told. Say so once they are.",
        ("ico", Code::Required) => "Say which authority was told.",
        ("aware_at", Code::InFuture) => "Nobody can know of it yet.",
        ("heir", Code::Required) => "Choose who takes over their clients.",
        (_, code) => reason(code),
    }
}

/// The reason beside its field, with its figure.
pub fn told(refused: &FieldError) -> String {
    match (refused.field.as_str(), refused.code, &refused.figure) {
        ("price", Code::TooSmall, Some(least)) => {
            format!("A card payment is at least {least}. Write that or more, or 0 if it is free.")
        }
        ("price", Code::TooLarge, Some(most)) => format!("At most {most}."),
        ("price", Code::Malformed, Some(example)) => format!("Write an amount such as {example}."),
        (field, code, _) => why(field, code).to_owned(),
    }
}

/// The same in a summary, away from its field: where the sentence does not say what it is about, the field is named.
pub fn named(refused: &FieldError) -> String {
    let said = told(refused);
    match said.strip_prefix("This ") {
        Some(rest) if !refused.field.is_empty() => format!("{}: this {rest}", label(&refused.field)),
        _ => said,
    }
}

/// What a field is called, from its name in the form: `symptom[severity_ten]` is "How strong".
pub fn label(field: &str) -> String {
    let last = field.rsplit(['[', ']']).find(|part| part.bytes().any(|byte| !byte.is_ascii_digit())).unwrap_or(field);
    match last {
        part if part.starts_with("severity_") => "How strong".to_owned(),
        "code" if field.starts_with("symptom[") => "What is it".to_owned(),
        "items" => "Foods".to_owned(),
        "new_password" => "New password".to_owned(),
        "from" => "From".to_owned(),
        "most_ahead" => super::booking::most_ahead().to_owned(),
        "most_daily" => super::booking::most_daily().to_owned(),
        "most_cancelled" => super::booking::most_cancelled().to_owned(),
        other => {
            let mut letters = other.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
            format!("{first}{}", letters.as_str().replace('_', " "))
        }
    }
}

/// The reason for any field.
pub fn reason(code: Code) -> &'static str {
    match code {
        Code::Required => "This is needed.",
        Code::TooShort => "This is too short.",
        Code::TooLong => "This is too long.",
        Code::TooSmall => "This number is too small.",
        Code::TooLarge => "This number is too large.",
        Code::Malformed => "This cannot be read. Check how it is written.",
        Code::Unprintable => "This holds characters that no screen shows. Type it here instead of pasting it.",
        Code::Unknown => "This is not one of the choices.",
        Code::InFuture => "This lies in the future.",
        Code::InPast => "This lies in the past.",
        Code::WrongCredentials => "E-mail and password do not match.",
        Code::EmailNotConfirmed => "Confirm your e-mail address first: open the link in the letter we sent you.",
        Code::PasswordGuessable => "This password is easy to guess. Add another word or two; unusual ones are best.",
        Code::PasswordCommon => {
            "Many people use this password or one much like it, so it is tried first. Choose other words."
        }
        Code::PasswordPattern => {
            "This follows a pattern: repeats, rows of keys or sequences. A few words in a row are better."
        }
        Code::PasswordPersonal => {
            "This is made of your own name, address or practice. Choose words that are not about you."
        }
        Code::PasswordBreached => "This password is on lists of stolen passwords. Choose another.",
        Code::WrongPassword => "This is not your password.",
        Code::WrongCode => "This code is wrong or was used already. Wait for the next one, or try another way.",
        Code::EnrolmentOver => "This took too long. Start again.",
        Code::PasskeyRefused => "This passkey does not fit. Try another one, or another way.",
        Code::PasskeyLate => "That took too long. Try once more.",
        Code::LinkUsedOrExpired => "This link was used already or is too old. Ask for a new one.",
        Code::AlreadyMember => "This person is a member already.",
        Code::Ambiguous => "More than one person has this name. Write their e-mail address instead.",
        Code::OwnerOnly => {
            "Only another owner can ask this for an owner. Where there is none, ask whoever runs this installation."
        }
        Code::FactorFirst => {
            "You have no app or passkey yet, so this would lock you out yourself. Add one first; the day you chose is kept."
        }
        Code::NoFactor => "This person has no second factor: they sign in with their password.",
        Code::AskedAlready => "This is asked already and waits. See the list.",
        Code::NotYourself => "Ask another administrator to do this for you.",
        Code::LastOwner => "A clinic keeps at least one owner. Hand ownership over first.",
        Code::CaseloadLeft => "Clients are still in their care. Hand them to a colleague first.",
        Code::ConsentMissing => {
            "The journal takes nothing new while you do not agree to it. Look at “What you agreed to” under You."
        }
        Code::AlreadyActive => "There is an active one already. It has to end first.",
        Code::TextChanged => "The text has changed since this page was opened. Read it once more.",
        Code::OtherPlace => "This page was opened in another of your practices. Load it again.",
        Code::OtherPerson => "This page was opened by somebody else who was signed in here. Nothing was saved.",
        Code::FormUnknown => {
            "We could not tell where this form was opened, so nothing was saved. Check it and send it again."
        }
        Code::SlotTaken => "Somebody else was a moment faster. Choose another time.",
        Code::HoldExpired => "The time was held for 15 minutes and is free again. Choose it once more.",
        Code::NotBookable => "This cannot be booked.",
        Code::NoLongerOffered => "This is not offered any more. Choose something else.",
        Code::TooManyAhead => "You have as many appointments ahead with this practitioner as can be booked online.",
        Code::TooManyToday => "You have booked as often within 24 hours as can be done online.",
        Code::TooManyCancelled => "You have cancelled as often within 24 hours as can be done online.",
        Code::AppointmentsAhead => "You have an appointment ahead. Cancel it first, then ask again.",
        Code::AlreadyPaid => "This is paid already.",
        Code::PaymentUnavailable => {
            "Payment does not work at the moment. Nothing was charged. Try again in a few minutes."
        }
        Code::NotCancellable => "This cannot be changed any more. Look at it again.",
        Code::MoneyMoved => "What became of this money has changed since the page was opened. Look at it again.",
        Code::Overlaps => "These hours overlap with others of the same day.",
        Code::StepNotPossible => "Another step comes first, or a colleague has taken this one already. Look again.",
        Code::EditedElsewhere => "This was changed on another device. Look at the newer version first.",
        Code::AlreadyDeleted => "This was deleted already.",
        Code::NoItems => "Add at least one food.",
        Code::TooManyItems => "These are too many foods for one meal: 60 at most.",
        Code::NoSuchTime => "The clocks went forward over this time. Choose one an hour later.",
        Code::TimeTwice => "The clocks went back over this time, so it came twice. Choose which of the two you mean.",
        Code::NoReceiveKey => {
            "This is no key of a receiving installation, or a part of it is missing. Ask them for the line that begins with nsmove1, and paste all of it."
        }
        Code::NobodyToAgree => {
            "Moving takes two people. Invite a second administrator under Team; once they have joined, ask again."
        }
        Code::AnotherPersonAgrees => {
            "Another person agrees: an administrator who was here before it was asked for, and not whoever asked."
        }
        Code::ExportUnderWay => "A copy is being put together already. It is listed on this page.",
    }
}

/// What the summary above a refused form says when no single field is at fault.
pub fn whole_form(error: &AppError) -> String {
    match error {
        AppError::Conflict(code) | AppError::Gone(code) => reason(*code).to_owned(),
        AppError::Limit { code, most } => limit(*code, *most),
        AppError::TooMany { retry_seconds } => {
            format!("Too many tries. Wait {} and try again.", waiting(*retry_seconds))
        }
        AppError::Unavailable => {
            "This could not be saved just now. What you wrote is still here: try again.".to_owned()
        }
        AppError::Internal { reference } => {
            format!("Something failed on our side. What you wrote is still here. Reference: {reference}")
        }
        AppError::NotFound => {
            "What this is about is not there any more, or not yours to change. Nothing was saved; what you typed is still here."
                .to_owned()
        }
        AppError::NotSignedIn
        | AppError::ProofNeeded
        | AppError::ConsentNeeded
        | AppError::Invalid(_)
        | AppError::Continue => "This could not be read.".to_owned(),
    }
}

/// What is allowed, with its figure, and what helps.
fn limit(code: Code, most: u16) -> String {
    let many = |one: &str, more: &str| if most == 1 { format!("One {one}") } else { format!("At most {most} {more}") };
    match code {
        Code::TooManyAhead => format!(
            "{} with this practitioner can lie ahead when you book online. Cancel one first, or write to your practice.",
            many("booking", "bookings")
        ),
        Code::TooManyToday => format!(
            "{} with this practitioner can be made online within 24 hours. Try again tomorrow, or write to your practice.",
            many("booking", "bookings")
        ),
        Code::TooManyCancelled => format!(
            "After {most} {} within 24 hours nothing more can be booked online with this practitioner. Book again tomorrow, or write to your practice.",
            if most == 1 { "cancellation" } else { "cancellations" }
        ),
        other => reason(other).to_owned(),
    }
}

/// `2 minutes`, `40 seconds`: rounded up, so that waiting that long is enough.
pub fn waiting(seconds: u32) -> String {
    match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        91..=7_200 => format!("{} minutes", seconds.div_ceil(60)),
        _ => format!("{} hours", seconds.div_ceil(3_600)),
    }
}

/// The heading of the summary.
pub fn count(fields: usize) -> String {
    match fields {
        1 => "One thing to put right".to_owned(),
        more => format!("{more} things to put right"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A summary stands away from the fields: each of its lines says what it is about.
    #[test]
    fn a_summary_names_the_field() {
        for (field, code, said) in [
            ("symptom[severity_ten]", Code::Required, "How strong: this is needed."),
            ("symptom[code]", Code::Required, "What is it: this is needed."),
            ("meal[items][2][grams]", Code::Required, "Grams: this is needed."),
            ("reason", Code::TooLong, "Reason: this is too long."),
            ("starts_on", Code::InPast, "Starts on: this lies in the past."),
            ("email", Code::Required, "Write your e-mail address."),
            ("meal[items]", Code::NoItems, "Add at least one food."),
        ] {
            assert_eq!(named(&FieldError::new(field, code)), said);
        }
    }

    // A limit says its figure, and so does a price that no card can be charged.
    #[test]
    fn figures_are_named() {
        for (code, most, said) in [
            (Code::TooManyAhead, 6, "At most 6 bookings with this practitioner can lie ahead"),
            (Code::TooManyAhead, 1, "One booking with this practitioner can lie ahead"),
            (Code::TooManyToday, 12, "At most 12 bookings with this practitioner can be made online within 24 hours"),
            (Code::TooManyCancelled, 1, "After 1 cancellation within 24 hours"),
        ] {
            let sentence = whole_form(&AppError::Limit { code, most });
            assert!(sentence.contains(said) && sentence.contains("write to your practice"), "{sentence}");
        }
        let price = FieldError { figure: Some("€0.50".into()), ..FieldError::new("price", Code::TooSmall) };
        assert_eq!(told(&price), "A card payment is at least €0.50. Write that or more, or 0 if it is free.");
        assert_eq!(named(&price), told(&price));
    }

    // Letting a record go is no paper: each sentence fits the form it stands in.
    #[test]
    fn each_reason_is_asked_for_in_its_own_words() {
        for code in [Code::Required, Code::TooShort] {
            assert!(why("released_why", code).contains("need no longer be kept"));
            assert!(why("why", code).contains("paper"));
        }
        assert!(why("reason", Code::TooShort).contains("the client and the administrators"));
    }
}

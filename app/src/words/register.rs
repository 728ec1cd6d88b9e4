//! The data register in plain words, for the people it is about.

use backend::register::{Basis, Category, Class, Erasure, Facts, Reason, Retention};

words! {
    title = "What we keep";
    lede = "This list is not a text about the program: it is what the program obeys when it keeps, copies and erases. Every field of its database has to be in it; a program with another one fails its tests.";
    what = "What";
    why = "Why";
    how_long = "How long";
    who = "Who sees it";
    on_erasure = "When you ask for erasure";
    fields = "Every field";
    health = "health data";
    account_time = "As long as the account or the care it belongs to.";
    house_time = "As long as the practice.";
}

/// A heading, what it is, and who sees it. None for what is about nobody.
pub fn category(category: Category) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match category {
        Category::Journal => (
            "Your journal",
            "Meals, symptoms and the notes with them, and what an entry said before you changed it.",
            "You. Practitioners in whose care you are, except what you keep private. A colleague you or the practice let in, with a reason and an end; one who opens it in an emergency, for an hour, of which you are told. No copy of the practice holds it; if the practice moves, it goes sealed for where it goes, and you are told.",
        ),
        Category::Care => (
            "Your care",
            "Who cares for you, since when, and the invitation you came by.",
            "You, your practitioner, and the practice's front desk and administrators; the invitation: whoever wrote it, and administrators.",
        ),
        Category::Appointments => (
            "Appointments",
            "What you booked, when, with whom and where.",
            "You, the practitioner it is with, and the practice's front desk and administrators. A colleague who was let in, where that was said.",
        ),
        Category::Payments => (
            "Payments",
            "Amounts, times and the payment company's numbers. Never a card number: you type that at the payment company.",
            "You, and the practice's front desk and administrators. The practitioner of an appointment sees what was paid for it.",
        ),
        Category::Access => (
            "Who may look, and who did",
            "Access that was given or taken in an emergency, each look at your record, and legal holds.",
            "You, the reader themselves, and administrators. A legal hold: you, where you are told of it, and administrators.",
        ),
        Category::Activity => (
            "What happened",
            "A log of what was done, by whom and when: numbers and states, never what you wrote.",
            "You see what is about you; your practitioner their part; administrators all of it.",
        ),
        Category::Account => (
            "Your account",
            "Your name, e-mail address and time zone, and your password as a fingerprint that cannot be turned back; what you agreed to and what you signed; copies of your data that were asked for. When you have it erased, the address goes with the last letter, which tells you so.",
            "You. Your name and time zone: who cares for you, and the practice's front desk and administrators. What you agreed to, signed and had copied: administrators, each look in your log, and of documents and consents your practitioner; nobody there opens the copy itself.",
        ),
        Category::SignIn => (
            "Signing in",
            "Where you are signed in, ways to prove that it is you, and what keeps strangers from guessing.",
            "You. At the practice: administrators, where they ask to take off a second factor that you have lost, or look up whom a security incident reached.",
        ),
        Category::Letters => (
            "Letters and work under way",
            "Letters on their way to you, sealed until they are sent, and what the program does in the background.",
            "Nobody: the program itself.",
        ),
        Category::Clinic | Category::Content | Category::Installation => return None,
    })
}

pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::HealthConsent => "Because you said yes to it (GDPR 9(2)(a)). You can take that back.",
        Basis::Contract => "Because what you asked of us cannot be done without it (GDPR 6(1)(b)).",
        Basis::Law => "Because a law asks for it (GDPR 6(1)(c)).",
        Basis::Safety => "To keep accounts and records safe (GDPR 6(1)(f)).",
        Basis::NotPersonal => "It is about nobody.",
    }
}

/// How long, where the usual time is `days` for a period of the practice's choice.
pub fn retention(facts: &Facts) -> String {
    match facts.retention {
        Retention::Account => account_time().to_owned(),
        Retention::House => house_time().to_owned(),
        Retention::Setting(period, _) => {
            let bounds = period.bounds();
            let (name, _) = super::privacy::period(period.word());
            format!(
                "{name}: usually {}. Your practice may choose {} to {}.",
                span(bounds.usual),
                span(bounds.min),
                span(bounds.max)
            )
        }
        Retention::Days(days, _) => format!("{} after it was last needed.", capital(&span(i32::from(days)))),
    }
}

pub fn erasure(erasure: Erasure) -> &'static str {
    match erasure {
        Erasure::Erase => "It is erased.",
        Erasure::Anonymise(_) => "It stays without you: what names you is taken out.",
        Erasure::Redact => "What names you is taken out of the log; that nothing was changed can still be proved.",
        Erasure::Keep(Reason::Tax) => {
            "It stays, for seven years or longer, because tax law says so, without your name beside it."
        }
        Erasure::Keep(Reason::Evidence) => {
            "A line that names nobody stays as evidence that it was done; a text you signed stays as it was worded."
        }
        Erasure::Keep(Reason::Pseudonym) => "A number stays where other rows refer to it; whom it meant is gone.",
        Erasure::Keep(Reason::Others) => "It stays: it belongs to the practice or to somebody else.",
        Erasure::NotPersonal => "It is about nobody.",
    }
}

/// What is under a condition: only paid things stay.
pub fn unless() -> &'static str {
    "What was paid for stays as long as tax law asks, without your name beside it."
}

pub fn class(class: Class) -> &'static str {
    match class {
        Class::Health => health(),
        Class::Personal => "personal",
        Class::Operational => "operation",
        Class::Reference => "reference",
    }
}

/// `8 years`, `30 days`
fn span(days: i32) -> String {
    match (days, (f64::from(days) / 365.25).round()) {
        (1, _) => "one day".to_owned(),
        (days, years) if days >= 365 && (years * 365.25 - f64::from(days)).abs() < 2.0 => {
            if years < 2.0 {
                "one year".to_owned()
            } else {
                format!("{years} years")
            }
        }
        (days, _) => format!("{days} days"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

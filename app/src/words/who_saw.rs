//! Who saw a client's record: who, what, by what right, in both languages.

use chrono::{Datelike, NaiveDate};
use contract::audit::LookView;
use contract::consent::Language;
use contract::grant::{ReadKind, Via};

words! {
    entry = "Who saw my record";
    entry_text = "Every look of your practice at your record, the newest first";
}

both! {
    title = "Who saw my record", "Wie mijn dossier zag";
    text = "A look is written down before anything is shown. Several within a quarter of an hour count as one; on the client list, in the calendar and in the clinic's own lists, within an hour.",
        "Een blik wordt opgeschreven voordat er iets wordt getoond. Meerdere binnen een kwartier tellen als één; op de cliëntenlijst, in de agenda en in de lijsten van de praktijk zelf binnen een uur.";
    not_here = "Your practice's front desk and administrators do not see your journal. When they look at your appointments, consents, documents or requests, or see your name in a list, it is written down here, too. Whoever runs the computers could read what is not sealed without a line here.",
        "De balie en de beheerders van je praktijk zien je dagboek niet. Als zij naar je afspraken, toestemmingen, documenten of verzoeken kijken, of je naam in een lijst zien, staat dat hier ook. Wie de computers beheert, zou zonder een regel hier kunnen lezen wat niet verzegeld is.";
    nobody = "Nobody has looked yet", "Er heeft nog niemand gekeken";
    nobody_text = "When somebody at your practice opens your record, it is listed here with the reason.", "Als iemand van je praktijk je dossier opent, staat dat hier met de reden.";
    emergency = "emergency", "noodgeval";
    to_access = "Who can see this", "Wie dit kan zien";
    activity = "What happened with my data", "Wat er met mijn gegevens gebeurde";
    older = "Older", "Ouder";
    newest = "Newest", "Nieuwste";
    pages = "Pages", "Pagina's";
}

/// What was looked at.
pub fn kind(kind: ReadKind, language: Language) -> &'static str {
    let (english, dutch) = match kind {
        ReadKind::List => {
            ("Client list: your name, days logged, trend", "Cliëntenlijst: je naam, dagen met notities, verloop")
        }
        ReadKind::Review => ("Your journal", "Je dagboek"),
        ReadKind::Agenda => ("Appointments", "Afspraken"),
        ReadKind::Timeline => ("What happened in your record and when", "Wat er in je dossier gebeurde en wanneer"),
        ReadKind::Move => (
            "Your record was packed, sealed, for a move to another installation; nobody here can read it",
            "Je dossier is verzegeld ingepakt voor een verhuizing naar een andere installatie; niemand hier kan het lezen",
        ),
        ReadKind::Copy => (
            "Your name, appointments and payments, in a copy of the practice's own data",
            "Je naam, afspraken en betalingen, in een kopie van de eigen gegevens van de praktijk",
        ),
        ReadKind::Documents => ("Documents you were asked to sign", "Documenten die je gevraagd is te ondertekenen"),
        ReadKind::Consents => ("What you agreed to and when", "Waarmee je akkoord ging en wanneer"),
        ReadKind::Requests => (
            "Your requests about your data or your sign-in",
            "Je verzoeken over je gegevens of over je manier van inloggen",
        ),
        ReadKind::Holds => ("A legal hold on your data", "Een wettelijke bewaarplicht op je gegevens"),
        ReadKind::Exports => {
            ("Copies of your data that the clinic asked for", "Kopieën van je gegevens die de praktijk heeft gevraagd")
        }
        ReadKind::Ai => (
            "What an AI service was asked about you, without the content",
            "Wat er over jou aan een AI-dienst is gevraagd, zonder de inhoud",
        ),
        ReadKind::Access => ("Who was given access to your record", "Wie toegang tot je dossier kreeg"),
        ReadKind::Log => {
            ("Lines of the clinic's log that name you", "Regels van het logboek van de praktijk waarin je voorkomt")
        }
        ReadKind::Incident => {
            ("Whether a security incident reached you", "Of een beveiligingsincident jou heeft geraakt")
        }
        ReadKind::Names => ("Your name, in a list or a form", "Je naam, in een lijst of een formulier"),
    };
    language.either(english, dutch)
}

/// Through what a look was possible.
pub fn basis(look: &LookView, language: Language) -> String {
    let (english, dutch) = match (look.via, look.since) {
        (Via::Care, Some(since)) => {
            let since = super::signing::day(since, language);
            return match language {
                Language::En => format!("In their care since {since}"),
                Language::Nl => format!("Bij deze behandelaar sinds {since}"),
            };
        }
        (Via::Care, None) => ("In their care", "Bij deze behandelaar"),
        (Via::Grant, _) if look.given_by_client => ("You gave them access", "Jij gaf toegang"),
        (Via::Grant, _) => ("Your practice gave them access", "Je praktijk gaf toegang"),
        (Via::Emergency, _) => ("They opened it in an emergency", "Geopend bij een noodgeval"),
        (Via::House, _) => ("They work at your practice", "Werkt bij je praktijk"),
    };
    language.either(english, dutch).to_owned()
}

/// `Saturday 22 November 2026`
pub fn day(day: NaiveDate, language: Language) -> String {
    const DAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
    match language {
        Language::En => day.format("%A %-d %B %Y").to_string(),
        Language::Nl => {
            let weekday = DAYS.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
            format!("{weekday} {}", super::signing::day(day, language))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // M5: every kind of look is said in either language, each in words of its own.
    #[test]
    fn every_look_is_said_in_both_languages() {
        for language in [Language::En, Language::Nl] {
            let said: std::collections::BTreeSet<_> = ReadKind::ALL.iter().map(|one| kind(*one, language)).collect();
            assert_eq!(said.len(), ReadKind::ALL.len());
        }
        for one in ReadKind::ALL {
            assert_ne!(kind(one, Language::En), kind(one, Language::Nl));
        }
        let sunday = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(day(sunday, Language::En), "Sunday 22 November 2026");
        assert_eq!(day(sunday, Language::Nl), "zondag 22 november 2026");
    }
}

//! What is wrong with a field that has a sentence of its own, and what to do, in plain words.

use contract::Code;

/// What is wrong with a field that has its own way to go wrong, in English and Dutch.
pub(super) fn special(field: &str, code: Code) -> Option<(&'static str, &'static str)> {
    Some(match (field, code) {
        ("email", Code::Malformed) => (
            "The e-mail address is not complete. Write it like name@example.org.",
            "Het e-mailadres is niet volledig. Schrijf het als naam@example.org.",
        ),
        ("symptom[code]", Code::Required) => ("Choose a symptom.", "Kies een klacht."),
        (field, Code::Required) if field.starts_with("symptom[severity_") => {
            ("Say how strong it was.", "Zeg hoe sterk het was.")
        }
        ("organisation", Code::Required) => ("Write the name of your practice.", "Schrijf de naam van je praktijk."),
        ("name" | "organisation", Code::Malformed) => {
            ("Use a plain name, without a web address.", "Gebruik een gewone naam, zonder webadres.")
        }
        ("new_password", Code::Required) => ("Choose a password.", "Kies een wachtwoord."),
        ("zone", Code::Unknown) => ("Choose a time zone from the list.", "Kies een tijdzone uit de lijst."),
        ("code" | "mailed_code", Code::Required | Code::Malformed) => {
            ("Write the six digits.", "Schrijf de zes cijfers.")
        }
        ("recovery_code", Code::Required | Code::Malformed) => (
            "Write one of your recovery codes: twelve letters and digits.",
            "Schrijf een van je herstelcodes: twaalf letters en cijfers.",
        ),
        ("from", Code::InPast) => ("Choose today or a later day.", "Kies vandaag of een latere dag."),
        ("email", Code::Required) => ("Write your e-mail address.", "Schrijf je e-mailadres."),
        ("password", Code::Required) => ("Write your password.", "Schrijf je wachtwoord."),
        ("password" | "new_password", Code::TooShort) => (
            "Use at least 12 characters. A few words in a row are fine.",
            "Gebruik minstens 12 tekens. Een paar woorden achter elkaar is goed.",
        ),
        (field, Code::TooSmall) if field.starts_with("week[") => {
            ("This must be after the start.", "Dit moet na het begin liggen.")
        }
        (field, Code::Required) if field.starts_with("week[") => {
            ("Both times are needed, or neither.", "Beide tijden zijn nodig, of geen van beide.")
        }
        ("minutes", Code::TooSmall) => ("At least 5 minutes.", "Minstens 5 minuten."),
        ("minutes", Code::TooLarge) => ("At most 480 minutes.", "Hoogstens 480 minuten."),
        ("minutes", Code::Malformed) => {
            ("Write a whole number of minutes, such as 45.", "Schrijf een heel aantal minuten, zoals 45.")
        }
        ("price", Code::Required) => {
            ("Write a price, or 0 if it is free.", "Schrijf een prijs, of 0 als het gratis is.")
        }
        ("price", Code::TooLarge) => ("At most 100,000.", "Hoogstens 100.000."),
        (field, Code::TooLarge) if field.ends_with("[grams]") => {
            ("At most 20,000 g of one food.", "Hoogstens 20.000 g van één voedingsmiddel.")
        }
        (field, Code::TooLarge) if field.ends_with("[quantity]") => {
            ("At most 1,000 of them.", "Hoogstens 1.000 ervan.")
        }
        (field, Code::Malformed) if field.ends_with("[grams]") || field.ends_with("[quantity]") => {
            ("Write a number such as 150, 1.5 or 1 1/2.", "Schrijf een getal zoals 150, 1,5 of 1 1/2.")
        }
        ("symptom[duration]", Code::TooLarge) => {
            ("At most 10,080 minutes, which is a week.", "Hoogstens 10.080 minuten, dat is een week.")
        }
        ("signed_name" | "signed", Code::Malformed) => {
            ("Write a name with letters, on one line.", "Schrijf een naam met letters, op één regel.")
        }
        ("price", Code::Malformed) => ("Write an amount such as 60 or 60.50.", "Schrijf een bedrag zoals 60 of 60,50."),
        ("price", Code::TooSmall) => (
            "This is too little for a card payment. Write 0 if it is free.",
            "Dit is te weinig voor een betaling met een kaart. Schrijf 0 als het gratis is.",
        ),
        ("most_ahead" | "most_daily" | "most_cancelled", _) => {
            ("This must be a whole number from 1 to 200.", "Dit moet een heel getal van 1 tot en met 200 zijn.")
        }
        ("whom", Code::Required) => {
            ("Write their full name or their e-mail address.", "Schrijf de volledige naam of het e-mailadres.")
        }
        ("whom", Code::Unknown) => (
            "Nobody at this clinic has exactly this name or address. The try is recorded.",
            "Niemand in deze kliniek heeft precies deze naam of dit adres. De poging is vastgelegd.",
        ),
        ("whom", Code::ConsentMissing) => (
            "This client does not let anybody read their journal, in an emergency either. The try is recorded.",
            "Deze cliënt laat niemand het dagboek lezen, ook niet in een noodgeval. De poging is vastgelegd.",
        ),
        (field, Code::Required) if field.starts_with("answers[") => {
            ("Choose yes or no. Both are fine.", "Kies ja of nee. Allebei is goed.")
        }
        ("signed_name", Code::Required | Code::TooShort) => ("Write your full name.", "Schrijf je volledige naam."),
        (field, Code::Required) if field.ends_with("[present]") => ("Say whether you had it.", "Zeg of je het had."),
        ("what", Code::Required) => ("Say what it is about.", "Zeg waar het om gaat."),
        ("how", Code::Required | Code::TooShort) => (
            "Say in a few words how it was done: the client reads it.",
            "Zeg in een paar woorden hoe het gedaan is: de cliënt leest het.",
        ),
        ("ended_why", Code::Required) => {
            ("Say why it ends: both sides read it.", "Zeg waarom het eindigt: beide kanten lezen het.")
        }
        ("title", Code::Required) => ("Give it a title.", "Geef het een titel."),
        ("released_why", Code::Required | Code::TooShort) => (
            "Write in a sentence why the record need no longer be kept.",
            "Schrijf in een zin waarom het dossier niet langer bewaard hoeft te blijven.",
        ),
        ("language", Code::Unknown) => ("Choose one of the languages.", "Kies een van de talen."),
        ("why", Code::Required | Code::TooShort) => (
            "Write in a sentence what the paper is and where it is kept.",
            "Schrijf in een zin wat het papier is en waar het ligt.",
        ),
        ("reason", Code::TooShort) => (
            "Write a sentence: the client and the administrators read it.",
            "Schrijf een zin: de cliënt en de beheerders lezen het.",
        ),
        ("practitioner", Code::Unknown) => {
            ("Choose a practitioner who works here.", "Kies een behandelaar die hier werkt.")
        }
        ("client", Code::Unknown) => ("Choose a client of this clinic.", "Kies een cliënt van deze kliniek."),
        ("days", Code::TooLarge) => ("At most 90 days.", "Hoogstens 90 dagen."),
        ("client", Code::Ambiguous) => (
            "More than one client fits. Write more of the name.",
            "Er past meer dan één cliënt. Schrijf meer van de naam.",
        ),
        ("until", Code::TooSmall) => {
            ("This must not be before the first day.", "Dit mag niet voor de eerste dag liggen.")
        }
        ("", Code::TooLarge) => (
            "This is more than one file may hold. Ask for a shorter time.",
            "Dit is meer dan één bestand mag bevatten. Vraag een kortere tijd.",
        ),
        ("decision", Code::TooSmall) => (
            "This tells fewer than a risk like this asks for.",
            "Dit stelt minder mensen op de hoogte dan zo'n risico vraagt.",
        ),
        ("persons", Code::Required) => (
            "It was decided that the persons are told. Say so once they are.",
            "Er is besloten dat de betrokkenen het horen. Zeg het zodra ze het weten.",
        ),
        ("ico", Code::Required) => ("Say which authority was told.", "Zeg welke toezichthouder het weet."),
        ("aware_at", Code::InFuture) => ("Nobody can know of it yet.", "Niemand kan het nu al weten."),
        ("heir", Code::Required) => ("Choose who takes over their clients.", "Kies wie de cliënten overneemt."),
        _ => return None,
    })
}

//! What the fields of forms are called inside a sentence, in English and Dutch, and the sentences that any field can need.
//!
//! A new field of a form: one line in `NAMES`. A test finds fields that the forms can refuse and that have no name here.

use contract::{Code, consent::Language};

/// A field's last name in the form, and what it is called.
const NAMES: &[(&str, &str, &str)] = &[
    ("account", "the account", "het account"),
    ("agrees", "the answer", "het antwoord"),
    ("ai", "the answer", "het antwoord"),
    ("aware_at", "the moment you knew of it", "het moment waarop je het wist"),
    ("basis", "the legal basis", "de grondslag"),
    ("body", "the text", "de tekst"),
    ("categories", "the kinds of data", "de soorten gegevens"),
    ("client", "the client", "de cliënt"),
    ("code", "the code", "de code"),
    ("contract_on", "the date of the contract", "de datum van de overeenkomst"),
    ("contract_reference", "the reference of the contract", "het kenmerk van de overeenkomst"),
    ("currency", "the currency", "de valuta"),
    ("day", "the day", "de dag"),
    ("days", "the number of days", "het aantal dagen"),
    ("decided_on", "the day of the decision", "de dag van het besluit"),
    ("decision", "the decision", "het besluit"),
    ("disclaimer", "the answer", "het antwoord"),
    ("document_kind", "the kind of document", "het soort document"),
    ("duration", "the duration", "de duur"),
    ("email", "the e-mail address", "het e-mailadres"),
    ("ended_why", "the reason why it ends", "de reden waarom het eindigt"),
    ("entries", "the time for the journal", "de termijn voor het dagboek"),
    ("evidence", "the evidence", "het bewijs"),
    ("flow", "the flow of the data", "de stroom van de gegevens"),
    ("food", "the food", "het voedingsmiddel"),
    ("from", "the beginning", "het begin"),
    ("fullness_after", "the fullness afterwards", "de verzadiging achteraf"),
    ("grams", "the weight", "het gewicht"),
    ("health_data", "the answer", "het antwoord"),
    ("heir", "the colleague who takes over", "de collega die het overneemt"),
    ("hunger_before", "the hunger before", "de honger vooraf"),
    ("ico", "the authority", "de toezichthouder"),
    ("items", "the list of foods", "de lijst met voedingsmiddelen"),
    ("kind", "the kind", "het soort"),
    ("label", "the name of the device", "de naam van het apparaat"),
    ("language", "the language", "de taal"),
    ("likelihood", "the likely consequences", "de waarschijnlijke gevolgen"),
    ("mailed_code", "the code", "de code"),
    ("meal_type", "the kind of meal", "het soort maaltijd"),
    ("measures", "the measures", "de maatregelen"),
    ("minutes", "the number of minutes", "het aantal minuten"),
    ("name", "the name", "de naam"),
    ("new_password", "the new password", "het nieuwe wachtwoord"),
    ("note", "the note", "de notitie"),
    ("of", "the text that it follows", "de tekst die dit opvolgt"),
    ("organisation", "the name of the practice", "de naam van de praktijk"),
    ("own_grams", "the weight", "het gewicht"),
    ("own_name", "the name of your food", "de naam van je voedingsmiddel"),
    ("owner", "the person in charge", "de verantwoordelijke"),
    ("pass", "the choice between the two times", "de keuze tussen de twee tijden"),
    ("password", "the password", "het wachtwoord"),
    ("people", "the number of people", "het aantal mensen"),
    ("person", "the person", "de persoon"),
    ("persons", "the persons", "de betrokkenen"),
    ("place", "the place", "de plaats"),
    ("portion", "the portion", "de portie"),
    ("practitioner", "the practitioner", "de behandelaar"),
    ("present", "the answer whether it was there", "het antwoord of het er was"),
    ("price", "the price", "de prijs"),
    ("privacy", "the answer", "het antwoord"),
    ("purpose", "the purpose", "het doel"),
    ("quantity", "the number of portions", "het aantal porties"),
    ("query", "the search", "de zoekopdracht"),
    ("reason", "the reason", "de reden"),
    ("reasons", "the reasons", "de redenen"),
    ("recipient", "the key of the receiving installation", "de sleutel van de ontvangende installatie"),
    ("recipients", "the recipients", "de ontvangers"),
    ("recovery_code", "the recovery code", "de herstelcode"),
    ("reference", "the reference", "het kenmerk"),
    ("released_why", "the reason for letting it go", "de reden om het los te laten"),
    ("retention", "the time it is kept", "de bewaartermijn"),
    ("review_on", "the day of the next review", "de dag van de volgende herziening"),
    ("risk", "the risk", "het risico"),
    ("risks", "the risks", "de risico's"),
    ("role", "the role", "de rol"),
    ("search", "the search", "de zoekopdracht"),
    ("service", "the service", "de dienst"),
    ("session", "the number of the sign-in", "het nummer van de aanmelding"),
    ("severity_count", "the number of times", "het aantal keren"),
    ("severity_ten", "the strength", "de sterkte"),
    ("severity_three", "the strength", "de sterkte"),
    ("severity_words", "the strength", "de sterkte"),
    ("signed", "the name of who held it", "de naam van wie het deed"),
    ("signed_name", "the name you sign with", "de naam waarmee je tekent"),
    ("status", "the state", "de stand"),
    ("step", "the step", "de stap"),
    ("subjects", "the people concerned", "de betrokkenen"),
    ("terms", "the answer", "het antwoord"),
    ("text", "the text", "de tekst"),
    ("theme", "the appearance", "de weergave"),
    ("time", "the time", "de tijd"),
    ("title", "the title", "de titel"),
    ("to", "the new state", "de nieuwe stand"),
    ("transfer", "the basis of the transfer", "de grondslag van de doorgifte"),
    ("typed", "the name of the symptom", "de naam van de klacht"),
    ("until", "the end", "het einde"),
    ("what", "the description of what it is about", "de beschrijving van waar het om gaat"),
    ("who", "the description of who it is about", "de beschrijving van om wie het gaat"),
    ("whom", "the name or address", "de naam of het adres"),
    ("why", "the reason", "de reden"),
    ("zone", "the time zone", "de tijdzone"),
];

/// What a field is called inside a sentence.
pub fn called(field: &str, language: Language) -> Option<&'static str> {
    if field.starts_with("symptom[code") {
        return Some(pick(("the symptom", "de klacht"), language));
    }
    if field.starts_with("week[") {
        return Some(pick(("the time", "de tijd"), language));
    }
    let last = last_part(field);
    if let Some(own) = crate::journal::kinds::called(field.split('[').next().unwrap_or_default(), last) {
        return Some(pick(own, language));
    }
    let (_, english, dutch) = NAMES.iter().find(|(name, ..)| *name == last)?;
    Some(pick((*english, *dutch), language))
}

/// `meal[items][2][grams]` is `grams`, `meal[items][2]` is `items`.
pub fn last_part(field: &str) -> &str {
    field.rsplit(['[', ']']).find(|part| part.bytes().any(|byte| !byte.is_ascii_digit())).unwrap_or(field)
}

/// What is wrong with a field that is called `name`; none for what only some fields can be.
pub fn sentence(name: &str, code: Code, language: Language) -> Option<String> {
    let begun = begun(name);
    Some(match (code, language) {
        (Code::Required, Language::En) => format!("Fill in {name}."),
        (Code::Required, Language::Nl) => format!("Vul {name} in."),
        (Code::TooShort, Language::En) => format!("Write a little more for {name}."),
        (Code::TooShort, Language::Nl) => format!("Schrijf wat meer bij {name}."),
        (Code::TooLong, Language::En) => format!("Shorten {name}: there is not room for that much."),
        (Code::TooLong, Language::Nl) => format!("Maak {name} korter: zo veel kunnen we niet bewaren."),
        (Code::TooSmall, Language::En) => format!("Enter a higher value for {name}."),
        (Code::TooSmall, Language::Nl) => format!("Vul een hogere waarde in voor {name}."),
        (Code::TooLarge, Language::En) => format!("Enter a lower value for {name}."),
        (Code::TooLarge, Language::Nl) => format!("Vul een lagere waarde in voor {name}."),
        (Code::Malformed, Language::En) => format!("We could not read {name}. Check how you wrote it."),
        (Code::Malformed, Language::Nl) => format!("We konden {name} niet lezen. Kijk hoe je het schreef."),
        (Code::Unprintable, Language::En) => {
            format!("There are hidden characters in {name}. Type it here instead of pasting it.")
        }
        (Code::Unprintable, Language::Nl) => {
            format!("Er staan verborgen tekens in {name}. Typ het hier in plaats van het te plakken.")
        }
        (Code::Unknown, Language::En) => format!("Choose {name} from the list."),
        (Code::Unknown, Language::Nl) => format!("Kies {name} uit de lijst."),
        (Code::InFuture, Language::En) => format!("{begun} is too far ahead."),
        (Code::InFuture, Language::Nl) => format!("{begun} ligt te ver in de toekomst."),
        (Code::InPast, Language::En) => format!("{begun} is too far in the past."),
        (Code::InPast, Language::Nl) => format!("{begun} ligt te ver in het verleden."),
        _ => return None,
    })
}

/// With a capital first letter.
pub(super) fn begun(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

pub(super) fn pick(pair: (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::En => pair.0,
        Language::Nl => pair.1,
    }
}

//! What a client agrees to. The texts themselves come from the database; these are the words around them, in both
//! languages where a client reads them; the clinic's own pages are in English.

use contract::consent::{ConsentKind, Decision, Language, Last, Method, Standing};
use insight::clock::Moment;

words! {
    entry = "What you agreed to";
    entry_text = "Each text, what saying no does, and the way to change your mind";
    english = "English";
    dutch = "Nederlands";
    their_history = "What the client decided, and when";
    clinic_title = "Consents";
    clinic_entry_text = "Who agreed to what, and what clients wrote on paper";
    clinic_lede = "Who agreed to what. Only clients can change it; what one wrote on paper can be recorded here.";
    kind = "Text";
    state = "State";
    version = "Version";
    any = "Any";
    filter = "Show";
    client = "Client";
    nobody = "Nobody";
    nobody_text = "No client stands like this.";
    more = "There are more than these. Choose a text and a state.";
    counts = "How many clients, by text";
    paper_title = "Record what a client wrote on paper";
    paper_text = "It counts as their decision. They see it here, with your name for it and your reason, and can undo it.";
    paper_why = "What paper it is, and where it is kept";
    paper_agrees = "The client";
    paper_yes = "agrees";
    paper_no = "does not agree";
    paper_do = "Record";
    language_of_text = "Language of the paper";
}

both! {
    title = "What you agreed to", "Waarmee je akkoord ging";
    lede = "Nothing is ticked for you. Every answer can be changed here, as easily as it was given.", "Er staat niets voor je aangevinkt. Elk antwoord kun je hier veranderen, even makkelijk als je het gaf.";
    ask_title = "Before you begin", "Voordat je begint";
    language = "Language", "Taal";
    history = "What you decided, and when", "Wat je besloot, en wanneer";
    history_text = "No decision is ever changed or removed. If your account is erased, they stay as evidence without your name.", "Geen besluit wordt ooit veranderd of verwijderd. Wordt je account gewist, dan blijven ze als bewijs, zonder je naam.";
    nothing_yet = "Nothing has been decided yet.", "Er is nog niets besloten.";
    when = "When", "Wanneer";
    what = "What", "Wat";
    decided = "Decision", "Besluit";
    how = "How", "Hoe";
    receipt = "Your receipt", "Je ontvangstbewijs";
    receipt_text = "A signed list of what you decided, with the exact texts. Keep it: it proves itself, without us.", "Een ondertekende lijst van wat je besloot, met de precieze teksten. Bewaar hem: hij bewijst zichzelf, zonder ons.";
    receipt_open = "Open the receipt", "Ontvangstbewijs openen";
    receipt_save = "Save the file", "Bestand opslaan";
    receipt_print = "This page is the same in words: print it if you like paper.", "Deze pagina zegt hetzelfde in woorden: druk haar af als je van papier houdt.";
    receipt_key = "Signed with the key", "Ondertekend met de sleutel";
    receipt_check = "Anybody with the program can check the file: nutriscope verify-receipt FILE", "Iedereen met het programma kan het bestand controleren: nutriscope verify-receipt BESTAND";
    texts = "The texts", "De teksten";
    own_data = "Your data stays yours: see it, take it with you, or have it deleted.", "Je gegevens blijven van jou: bekijk ze, neem ze mee of laat ze wissen.";
    own_data_link = "Your data", "Je gegevens";
    keep = "Keep it", "Laten staan";
    account = "Your account", "Je account";
    sign_out = "Sign out", "Uitloggen";
}

/// Both languages, where an answer hangs on the word.
pub fn yes(language: Language) -> &'static str {
    match language {
        Language::En => "I agree",
        Language::Nl => "Ik ga akkoord",
    }
}

pub fn no(language: Language) -> &'static str {
    match language {
        Language::En => "I do not agree",
        Language::Nl => "Ik ga niet akkoord",
    }
}

pub fn save(language: Language) -> &'static str {
    match language {
        Language::En => "Save my answers",
        Language::Nl => "Mijn antwoorden opslaan",
    }
}

pub fn withdraw(language: Language) -> &'static str {
    match language {
        Language::En => "Withdraw",
        Language::Nl => "Intrekken",
    }
}

pub fn withdraw_title(language: Language) -> &'static str {
    match language {
        Language::En => "Withdraw your consent?",
        Language::Nl => "Toestemming intrekken?",
    }
}

pub fn ask_lede(organisation: &str, language: Language) -> String {
    match language {
        Language::En => format!(
            "{organisation} asks you five things. Read them in your own time. Saying no is fine; each says what that does."
        ),
        Language::Nl => {
            format!("{organisation} vraagt je vijf dingen. Lees ze rustig. Nee zeggen mag; overal staat wat dat doet.")
        }
    }
}

pub fn ask_again(language: Language) -> &'static str {
    match language {
        Language::En => "These texts have a new version",
        Language::Nl => "Deze teksten hebben een nieuwe versie",
    }
}

pub fn name(kind: ConsentKind, language: Language) -> &'static str {
    let (english, dutch) = match kind {
        ConsentKind::Terms => ("Terms of use", "Gebruiksvoorwaarden"),
        ConsentKind::Privacy => ("How data is handled", "Hoe met gegevens wordt omgegaan"),
        ConsentKind::HealthData => ("Health data", "Gezondheidsgegevens"),
        ConsentKind::Ai => ("Artificial intelligence", "Kunstmatige intelligentie"),
        ConsentKind::Disclaimer => ("Not medical advice", "Geen medisch advies"),
    };
    language.either(english, dutch)
}

pub fn decision(decision: Decision, language: Language) -> &'static str {
    let (english, dutch) = match decision {
        Decision::Given => ("Agreed", "Akkoord"),
        Decision::Refused => ("Said no", "Nee gezegd"),
        Decision::Withdrawn => ("Withdrawn", "Ingetrokken"),
    };
    language.either(english, dutch)
}

pub fn method(method: Method, language: Language) -> &'static str {
    let (english, dutch) = match method {
        Method::Form => ("On this page", "Op deze pagina"),
        Method::Paper => ("On paper", "Op papier"),
    };
    language.either(english, dutch)
}

pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Given => "agreed",
        Standing::Older => "agreed to an older version",
        Standing::Refused => "said no",
        Standing::Withdrawn => "withdrawn",
        Standing::None => "not asked yet",
    }
}

/// `Agreed on 22 November 2026, 09:15, version 1`
pub fn last(last: &Last, language: Language) -> String {
    let (decision, at) = (decision(last.decision, language), moment(last.at, language));
    match language {
        Language::En => format!("{decision} on {at}, version {}", last.version),
        Language::Nl => format!("{decision} op {at}, versie {}", last.version),
    }
}

pub fn undecided(version: i32, language: Language) -> String {
    match language {
        Language::En => format!("Not decided yet, version {version}"),
        Language::Nl => format!("Nog niet besloten, versie {version}"),
    }
}

pub fn older_until(until: Moment, language: Language) -> String {
    let until = moment(until, language);
    match language {
        Language::En => format!("What you agreed to before counts until {until}."),
        Language::Nl => format!("Waarmee je eerder akkoord ging, geldt tot {until}."),
    }
}

pub fn version_of(kind: ConsentKind, version: i32, language: Language) -> String {
    let name = name(kind, language);
    match language {
        Language::En => format!("{name}, version {version}"),
        Language::Nl => format!("{name}, versie {version}"),
    }
}

/// `22 November 2026, 09:15`
pub fn moment(at: Moment, language: Language) -> String {
    super::signing::moment(at, language)
}

pub fn receipt_of(organisation: &str, at: Moment, language: Language) -> String {
    let at = moment(at, language);
    match language {
        Language::En => format!("For a client of {organisation}, made on {at}"),
        Language::Nl => format!("Voor een cliënt van {organisation}, gemaakt op {at}"),
    }
}

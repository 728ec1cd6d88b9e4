//! Documents to sign. What clients read stands here in both languages; the clinic's own pages are in English.

use chrono::{Datelike, NaiveDate};
use contract::consent::Language;
use contract::signing::{DocumentKind, DocumentState, DocumentView, TextView};
use insight::clock::Moment;

words! {
    entry = "Documents";
    entry_text = "What you are asked to sign, and what you have signed";
    clinic_entry_text = "Texts of your clinic, whom you asked to sign, and the signed copies";
    clinic_title = "Documents to sign";
    clinic_lede = "A text is never rewritten: a change is its next version.";
    no_copies = "Nobody was asked yet";
    no_copies_text = "Write a text, then ask a client to sign it.";
    copies = "Who was asked to sign what";
    practice_entry = "Documents to sign";
    ask_title = "Ask a client to sign";
    ask_this_title = "Ask to sign";
    ask = "Ask";
    ask_text = "They get a letter, which does not say what it is about.";
    ask_none = "Write a text first.";
    client = "Client";
    choose = "Choose";
    document_label = "Document";
    state_label = "State";
    since = "Since";
    write_title = "Write a text";
    write_next_title = "Write the next version";
    next_of = "It asks nobody anew: who signed an earlier version has signed that one.";
    texts = "Your texts";
    next = "Next version";
    kind_label = "Kind";
    title_label = "Title";
    body_label = "Text";
    body_hint = "An empty line begins a paragraph.";
    save = "Save";
    address_entry = "Where it was signed from";
    address_text = "The network address is sealed and opened only for a dispute. That you look is recorded, and the client sees it.";
    address_open = "Open the address";
    address = "Network address";
    address_logged = "That you looked is recorded.";
}

both! {
    title = "Documents", "Documenten";
    lede = "What you are asked to sign, and what you have signed", "Wat je gevraagd wordt te ondertekenen, en wat je hebt ondertekend";
    document = "Document", "Document";
    none = "Nothing to sign", "Niets te ondertekenen";
    none_text = "When your practice asks you to sign something, it is here.", "Als je praktijk je vraagt iets te ondertekenen, staat het hier.";
    sign_title = "Sign this document", "Dit document ondertekenen";
    sign_text = "Write your name as you would sign. The time, your browser and your network address (sealed, for a dispute) are recorded.", "Schrijf je naam zoals je zou ondertekenen. De tijd, je browser en je netwerkadres (verzegeld, voor een geschil) worden vastgelegd.";
    prove_text = "First show once more that it is you; then you sign here.", "Laat eerst nog eens zien dat jij het bent; daarna onderteken je hier.";
    prove = "Show that it is you", "Laten zien dat jij het bent";
    your_name = "Your full name", "Je volledige naam";
    sign = "Sign", "Ondertekenen";
    signed_by = "Signed by", "Ondertekend door";
    signed_at = "Signed on", "Ondertekend op";
    signed_on = "With", "Met";
    ended_at = "Ended on", "Beëindigd op";
    ended_why = "Why it ends", "Waarom het eindigt";
    print = "Print this page for a copy on paper.", "Druk deze pagina af voor een kopie op papier.";
    hash = "Fingerprint of the exact text (SHA-256)", "Vingerafdruk van de precieze tekst (SHA-256)";
    end = "End this document", "Dit document beëindigen";
    end_text = "It stays as it is, with its signature. Both sides read the reason.", "Het blijft zoals het is, met de handtekening. Beide kanten lezen de reden.";
    decline = "I do not want to sign this", "Ik wil dit niet ondertekenen";
    decline_text = "Your practice reads your reason. They can ask you again.", "Je praktijk leest je reden. Ze kan het je opnieuw vragen.";
    decline_why = "Why not", "Waarom niet";
    decline_do = "Say no", "Nee zeggen";
    take_back = "Take the request back", "Het verzoek intrekken";
    take_back_text = "The client no longer finds it to sign. Both sides read the reason.", "De cliënt hoeft het niet meer te ondertekenen. Beide kanten lezen de reden.";
}

pub fn kind(kind: DocumentKind, language: Language) -> &'static str {
    match kind {
        DocumentKind::Consent => language.either("Consent", "Toestemming"),
        DocumentKind::Financial => language.either("Financial agreement", "Financiële afspraak"),
        DocumentKind::Assignment => language.either("Assignment", "Opdracht"),
    }
}

pub fn state(state: DocumentState, language: Language) -> &'static str {
    match state {
        DocumentState::Requested => language.either("to sign", "te ondertekenen"),
        DocumentState::Signed => language.either("signed", "ondertekend"),
        DocumentState::Ended => language.either("ended", "beëindigd"),
    }
}

pub fn versioned(text: &TextView) -> String {
    format!("{}, version {}", text.title, text.version)
}

/// `Consent, version 2, asked on 22 November 2026, 09:15`
pub fn about(document: &DocumentView, language: Language) -> String {
    let (kind, version) = (kind(document.text.kind, language), document.text.version);
    let asked = moment(document.requested, language);
    match language {
        Language::En => format!("{kind}, version {version}, asked on {asked}"),
        Language::Nl => format!("{kind}, versie {version}, gevraagd op {asked}"),
    }
}

/// `22 November 2026, 09:15`
pub fn moment(at: Moment, language: Language) -> String {
    format!("{}, {}", day(at.date(), language), at.time())
}

/// `22 November 2026`
pub fn day(day: NaiveDate, language: Language) -> String {
    const MONTHS: [&str; 12] = [
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
    ];
    match language {
        Language::En => day.format("%-d %B %Y").to_string(),
        Language::Nl => {
            let month = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
            format!("{} {month} {}", day.day(), day.year())
        }
    }
}

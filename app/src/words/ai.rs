//! The ledger of an AI service, for clients in both languages.

use contract::ai::{AiOutcome, AiPurpose};
use contract::consent::Language;

words! {
    my_entry = "When AI was asked about you";
    my_entry_text = "That it was, and what for: never what was said";
    clinic_title = "Uses of AI";
    clinic_entry_text = "When an AI service was asked about a client, and what for";
    clinic_lede = "That a service was asked, and what for: never what was said. Lines go after six months.";
    none_clinic = "No service was asked";
    client = "Client";
    purpose_label = "What for";
    asked = "Asked";
    came = "What came of it";
}

both! {
    title = "When AI was asked about you", "Wanneer AI over jou is bevraagd";
    lede = "That it was asked and what for, never what was said. Lines go after six months.", "Dat er iets is gevraagd en waarvoor, nooit wat er is gezegd. Regels verdwijnen na zes maanden.";
    none = "No AI was asked about you", "Er is niets over jou aan AI gevraagd";
    not_connected = "No AI service is connected.", "Er is geen AI-dienst aangesloten.";
    only_with_consent = "One is asked only while you agree to it.", "Dat gebeurt alleen zolang jij ermee akkoord gaat.";
    consents = "What you agreed to", "Waarmee je akkoord ging";
    back = "Privacy", "Privacy";
}

pub fn purpose(purpose: AiPurpose, language: Language) -> &'static str {
    let (english, dutch) = match purpose {
        AiPurpose::AnalyseMeal => ("To analyse a meal", "Om een maaltijd te analyseren"),
        AiPurpose::Insights => ("To find patterns in the journal", "Om patronen in het dagboek te vinden"),
        AiPurpose::CycleCoach => ("For advice on the cycle", "Voor advies over de cyclus"),
        AiPurpose::MonthlyAnalysis => ("To sum up a month", "Om een maand samen te vatten"),
    };
    match language {
        Language::En => english,
        Language::Nl => dutch,
    }
}

pub fn outcome(outcome: AiOutcome, language: Language) -> &'static str {
    let (english, dutch) = match outcome {
        AiOutcome::Unused => ("no answer used", "geen antwoord gebruikt"),
        AiOutcome::Answered => ("answered", "beantwoord"),
        AiOutcome::Failed => ("failed", "mislukt"),
    };
    match language {
        Language::En => english,
        Language::Nl => dutch,
    }
}

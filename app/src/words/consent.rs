//! What a client agrees to. The texts themselves come from the database; these are the words around them.

use chrono::NaiveDateTime;
use contract::consent::{ConsentKind, Decision, Language, Last, Method, Standing};

words! {
    title = "What you agreed to";
    entry_text = "Each text, what saying no does, and the way to change your mind";
    lede = "Nothing is ticked for you. Every answer can be changed here, as easily as it was given.";
    ask_title = "Before you begin";
    english = "English";
    dutch = "Nederlands";
    language = "Language";
    history = "What you decided, and when";
    their_history = "What the client decided, and when";
    history_text = "Nothing here is ever changed or removed.";
    nothing_yet = "Nothing has been decided yet.";
    when = "When";
    what = "What";
    decided = "Decision";
    how = "How";
    receipt = "Your receipt";
    receipt_text = "A signed list of what you decided, with the exact texts. Keep it: it proves itself, without us.";
    receipt_open = "Open the receipt";
    receipt_save = "Save the file";
    receipt_print = "This page is the same in words: print it if you like paper.";
    receipt_key = "Signed with the key";
    receipt_check = "Anybody with the program can check the file: nutriscope verify-receipt FILE";
    texts = "The texts";
    own_data = "Your data stays yours: see it, take it with you, or have it deleted.";
    own_data_link = "Your data";
    keep = "Keep it";
    account = "Your account";
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

pub fn name(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::Terms => "Terms of use",
        ConsentKind::Privacy => "How data is handled",
        ConsentKind::HealthData => "Health data",
        ConsentKind::Ai => "Artificial intelligence",
        ConsentKind::Disclaimer => "Not medical advice",
    }
}

pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Given => "Agreed",
        Decision::Refused => "Said no",
        Decision::Withdrawn => "Withdrawn",
    }
}

pub fn method(method: Method) -> &'static str {
    match method {
        Method::Form => "On this page",
        Method::Paper => "On paper",
    }
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
pub fn last(last: &Last) -> String {
    format!("{} on {}, version {}", decision(last.decision), moment(last.at), last.version)
}

pub fn undecided(version: i32) -> String {
    format!("Not decided yet, version {version}")
}

pub fn older_until(until: NaiveDateTime) -> String {
    format!("What you agreed to before counts until {}.", moment(until))
}

pub fn version_of(kind: ConsentKind, version: i32) -> String {
    format!("{}, version {version}", name(kind))
}

/// `22 November 2026, 09:15`
pub fn moment(at: NaiveDateTime) -> String {
    at.format("%-d %B %Y, %H:%M").to_string()
}

pub fn receipt_of(organisation: &str, at: NaiveDateTime) -> String {
    format!("For a client of {organisation}, made on {}", moment(at))
}

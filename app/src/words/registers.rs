//! The clinic's registers and reviews.

use chrono::NaiveDate;
use contract::registers::{Item, Register, ReviewKind};
use insight::clock::Moment;

words! {
    title = "Registers and reviews";
    lede = "What an inspector asks for, kept where the work is done.";
    stands = "How this installation stands";
    controls = "Controls";
    controls_text = "All 93 controls of ISO 27001:2022, Annex A: how far each is, who owns it, what shows it.";
    controls_lede = "For each control: how far the clinic is, who answers for it, and where the proof is.";
    reviews = "Reviews";
    reviews_text = "Once a quarter and once a year somebody looks at all of this, by a list.";
    reviews_lede = "The list is the same each time. Administrators get a letter a week before one is due, and each week until it was held.";
    begin = "Begin with reviews";
    begin_text = "The first quarterly review is due today, the first yearly one in three months.";
    none_begun = "No reviews yet";
    held = "Held";
    none_held = "None was held so far.";
    hold = "Hold it";
    look_at = "What was looked at";
    look_there = "Look there";
    note = "What was found";
    note_hint = "Needed when something on the list was left open. Where the evidence is, what was decided.";
    signed = "Your name";
    signed_hint = "It stands under the review, with the time.";
    record = "Record the review";
    final_text = "A review that was recorded cannot be changed.";
    to_registers = "All registers";
    nothing = "Nothing here yet";
    add = "Add";
    save = "Save";
    change = "Change";
    retire = "No longer so";
    restore = "Is so again";
    retired = "no longer so";
    choose = "Choose";
    optional = "optional";
    print_hint = "Print this page for a copy with a date.";
    number = "Number";
    control = "Control";
    status = "Status";
    owner = "Owner";
    evidence = "Evidence";
    evidence_hint = "A page, a file, a log: where somebody finds the proof.";
    reason = "Reason";
    reason_hint = "Why it does not apply, or what is missing.";
    generated = "Kept by the program";
    generated_text = "Written from the register the program itself obeys: what lies in the database, on what ground, and what an erasure does to it. Add beside it what the clinic does elsewhere: paper, telephone, other programs.";
    kind = "What";
    ground_head = "Ground";
    fields = "Fields";
    sealed = "Encrypted by the application";
    yes = "Yes";
    no = "No";
    due_title = "A review is due";
    due_do = "Open the list";
}

pub fn register(register: Register) -> &'static str {
    match register {
        Register::Processors => "Sub-processors",
        Register::Processing => "Records of processing",
        Register::Assessments => "Impact assessments",
    }
}

pub fn register_text(register: Register) -> &'static str {
    match register {
        Register::Processors => {
            "Who else handles data for the clinic, where, and under which contract. Name, service and place are shown on the public trust page."
        }
        Register::Processing => "What the clinic does with personal data, why, and for how long.",
        Register::Assessments => "What could go wrong for people, what is done about it, and what was decided.",
    }
}

pub fn field(name: &str) -> &'static str {
    match name {
        "title" => "Name",
        "service" => "What they do for the clinic",
        "place" => "Where they do it",
        "categories" => "Which data",
        "flow" => "How the data gets there and back",
        "transfer" => "By what it may leave the country",
        "contract_on" => "Contract of",
        "contract_reference" => "Where the contract is",
        "purpose" => "What for",
        "basis" => "On what ground",
        "subjects" => "About whom",
        "recipients" => "Who receives it",
        "retention" => "For how long",
        "measures" => "How it is protected",
        "risks" => "What could go wrong",
        "decision" => "Decision",
        "decided_on" => "Decided on",
        "review_on" => "Look at it again on",
        _ => "",
    }
}

/// A word of a choice.
pub fn choice(field: &str, word: &str) -> &'static str {
    match (field, word) {
        ("transfer", word) => super::trust::transfer(word),
        ("basis", "consent") => "Consent",
        ("basis", "contract") => "Contract",
        ("basis", "law") => "A law asks for it",
        ("basis", "interest") => "A justified interest",
        ("basis", "vital") => "Somebody's life",
        ("decision", "go") => "Go ahead",
        ("decision", "measures") => "Go ahead with the measures",
        ("decision", "consult") => "Ask the authority first",
        ("decision", "stop") => "Do not do it",
        _ => "",
    }
}

pub fn category(word: &str) -> &'static str {
    match word {
        "journal" => "Meals, symptoms, notes",
        "care" => "Who cares for whom",
        "appointments" => "Appointments",
        "payments" => "Payments",
        "access" => "Access to records and who looked",
        "activity" => "Activity log",
        "account" => "Accounts",
        "sign_in" => "Signing in",
        "letters" => "Letters",
        "consent" => "Consents",
        _ => "Other",
    }
}

pub fn ground(word: &str) -> &'static str {
    match word {
        "health_consent" => "Consent to health data",
        "contract" => "Contract",
        "law" => "A law asks for it",
        "safety" => "Keeping accounts and records safe",
        _ => "",
    }
}

pub fn review(kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Quarterly => "Quarterly review",
        ReviewKind::Yearly => "Yearly review",
    }
}

/// What to look at, and the page where one does.
pub fn item(item: Item) -> (&'static str, &'static str) {
    match item {
        Item::Team => ("Everybody on the team still works here, in the role they have", "/clinic/team"),
        Item::Access => ("Access given beyond care was needed, emergencies were explained", "/clinic/access"),
        Item::Isolation => ("Isolation was proved within five weeks", "/clinic/registers"),
        Item::Backups => ("The last backup is young and none failed", "/clinic/registers"),
        Item::Processors => {
            ("The list of sub-processors is complete, each with a contract", "/clinic/registers/processors")
        }
        Item::Requests => ("What clients asked for (exports, erasure, corrections) was answered in time", "/clinic"),
        Item::Drill => ("A restore drill passed within three months", "/clinic/registers"),
        Item::Controls => ("Each control has a status that is still true", "/clinic/registers/controls"),
        Item::Assessments => {
            ("Impact assessments whose day has come were looked at again", "/clinic/registers/assessments")
        }
        Item::Processing => ("The record of processing says what the clinic does", "/clinic/registers/processing"),
        Item::Keys => {
            ("Master keys are kept away from the backups, and who can reach them is known", "/clinic/registers")
        }
    }
}

pub fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

pub fn due(on: NaiveDate, today: NaiveDate) -> String {
    match (on - today).num_days() {
        0 => "due today".to_owned(),
        late if late < 0 => format!("due since {}", day(on)),
        _ => format!("due {}", day(on)),
    }
}

pub fn held_by(name: &str, at: Moment) -> String {
    format!("{name}, {}", at.written("%-d %B %Y, %H:%M"))
}

pub fn ticked(count: usize, of: usize) -> String {
    format!("{count} of {of} looked at")
}

pub fn changed(at: Moment) -> String {
    format!("Changed {}", at.date().format("%-d %B %Y"))
}

/// How many controls are in each state.
pub fn tally(done: usize, unseen: usize) -> String {
    format!("{done} of 93 done, {unseen} not looked at")
}

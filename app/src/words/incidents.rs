//! Incidents: the register, the steps, what was touched.

use contract::id::MembershipId;
use contract::incident::{Authority, Decision, NoteKind, NoteView, Risk, Scope, ScopeKind, Status};
use insight::clock::Moment;

words! {
    title = "Incidents";
    lede = "Something went wrong with data, or may have. Open it here at once: the authority must know within 72 hours of you knowing, unless it puts nobody at risk.";
    none = "No incident";
    none_text = "When something is lost, seen or changed that should not have been, open it here. Try it with a drill.";
    drills = "Drills";
    drill = "drill";
    drill_text = "This is a drill. Everything is as in a real one, but nobody outside is told, and it counts as none.";
    open_title = "Open an incident";
    open = "Open it";
    what_happened = "What happened";
    what_hint = "A few words, such as: laptop lost.";
    aware = "Known since";
    aware_hint = "When somebody here first knew. The 72 hours count from then; it cannot be changed.";
    known = "What is known so far";
    no_names = "No names of clients: count them, and find them by the log.";
    is_drill = "This is a drill";
    drill_hint = "Nobody outside is told.";
    state = "State";
    clock = "Left";
    contained = "Contained";
    decided = "Decided";
    told_whom = "Told";
    closed = "Closed";
    evidence = "Evidence";
    pages = "Pages of this incident";
    affected = "What it touched";
    affected_text = "Whose records were read or changed, and how often";
    letters = "Letters";
    letters_text = "Text for the authority and for persons, filled from what is known";
    letters_lede = "To copy and send yourselves: nothing is sent from here. Names of clients are not in them. Read each before you use it.";
    scope_title = "Say what it may have touched";
    scope_kind_label = "Asked by";
    from = "From";
    until_label = "Until";
    account = "Whose account";
    account_hint = "For an account.";
    session = "Number of the sign-in";
    session_hint = "For a sign-in or its network. It stands beside \"Signed in\" in the audit log.";
    choose = "Choose";
    look = "Look it up";
    contain_title = "Next: contain it";
    contain_text = "Stop it: change passwords, end sessions, suspend an account, fetch the laptop back.";
    contain = "It is contained";
    how = "What was done";
    assess_title = "Next: assess it";
    assess_again = "Assess it again";
    assess = "Keep this assessment";
    risk_label = "What it means for the persons";
    decision_label = "Who has to be told";
    people = "How many persons, about";
    who = "Whose data";
    who_hint = "Which groups: clients of one practitioner, staff …";
    what = "Which data";
    what_data_hint = "Journals, appointments, names and addresses …";
    likelihood = "What can come of it, and how likely that is";
    likelihood_hint = "Embarrassment, fraud, loss of care … and what speaks for and against it.";
    measures = "What was done about it";
    measures_hint = "Done and still to do.";
    reasons = "Reasons for the decision";
    reasons_hint = "An authority may ask for them, above all if nobody is told.";
    dismiss_title = "Next: nobody has to be told";
    dismiss_text = "The assessment says that nobody is at risk. This is kept, and an authority may ask for it.";
    dismiss = "Nobody has to be told";
    notify_title = "Next: tell those who have to know";
    notify_text = "Tell them first, with the letters of this incident. Then say here whom.";
    notify = "They were told";
    ico = "Information Commissioner's Office (United Kingdom)";
    ap = "Autoriteit Persoonsgegevens (Netherlands)";
    persons_told = "The persons concerned were told";
    persons_drill = "The persons concerned would have been told";
    reference = "Their reference";
    reference_hint = "The number of your report, if you have it.";
    close_title = "Next: close it";
    close_text = "What was learned, and what changes. Its evidence is kept for another year.";
    close = "Close it";
    over = "Closed";
    over_text = "Nothing changes any more; notes can still be added. What is new is a new incident.";
    log = "Log";
    note = "Note";
    add_note = "Add";
    system = "NutriScope";
    no_scope = "Nobody has said yet what it may have touched";
    no_scope_text = "Say on its page whose account, which sign-in, or from when until when.";
    clients_reached = "Clients";
    looks = "Looks";
    changes = "Changes";
    whose = "Whose records";
    more_clients = "These are the most touched. The bundle of the command nutriscope incident-affected has all.";
    what_was_done = "What was done";
    how_often = "Times";
    by_how_many = "By how many";
    looked_at = "What was looked at";
    accounts = "Changes of accounts in that time";
    everybody = "Everybody";
    no_client = "No client's record was reached.";
    own_sign_in = "their own sign-in: all of their record";
    client = "Client";
    first = "First";
    last = "Last";
    limits = "What this cannot know";
    limits_text = "A look is a quarter of an hour, an hour on the client list. What the front desk and administrators see of names, appointments and payments is logged by the program; statements of one's own under the clinic's login leave no line of it. Nor is it logged what clients see of their own record: a client's sign-in counts as all of it.";
}

pub fn named(number: i32, title: &str) -> String {
    format!("{number}. {title}")
}

pub fn status(status: Status) -> &'static str {
    match status {
        Status::Opened => "open",
        Status::Contained => "contained",
        Status::Assessed => "assessed",
        Status::Notified => "told",
        Status::NotNotifiable => "nobody to tell",
        Status::Closed => "closed",
    }
}

pub fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::None => "No risk",
        Risk::Unlikely => "A risk is unlikely",
        Risk::Risk => "A risk",
        Risk::High => "A high risk",
    }
}

pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Nobody => "Nobody",
        Decision::Authority => "The authority",
        Decision::AuthorityAndPersons => "The authority and the persons",
    }
}

pub fn scope_kind(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Range => "Time",
        ScopeKind::Account => "Account",
        ScopeKind::Session => "Sign-in",
        ScopeKind::Network => "Its network",
    }
}

pub fn kind(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Note => "Note",
        NoteKind::Scope => "What it may have touched",
        NoteKind::Opened => "Opened",
        NoteKind::Contained => "Contained",
        NoteKind::Assessed => "Assessed",
        NoteKind::Notified => "Told",
        NoteKind::NotNotifiable => "Nobody to tell",
        NoteKind::Closed => "Closed",
        NoteKind::Reminded => "Administrators reminded",
    }
}

/// A line's text; what the program wrote is put into words.
pub fn note_text(note: &NoteView, people: &[(MembershipId, String)]) -> String {
    if let Some(scope) = &note.scope {
        return noted_scope(scope, people);
    }
    match note.kind {
        NoteKind::Reminded => format!("{} hours after it was known", note.text),
        NoteKind::Assessed => {
            let (was, told) = note.text.split_once(", ").unwrap_or((&note.text, ""));
            let words = (Risk::parse(was).map(risk), Decision::parse(told).map(decision));
            match words {
                (Some(risk), Some(decision)) => format!("{risk}. To be told: {}", decision.to_lowercase()),
                _ => note.text.clone(),
            }
        }
        _ => note.text.clone(),
    }
}

/// `Account of Ruth Calloway, 22 Nov 2026, 09:15 until 23 Nov 2026, 10:00`
fn noted_scope(scope: &Scope, people: &[(MembershipId, String)]) -> String {
    let name = people.iter().find(|(member, _)| Some(member.0) == scope.id).map(|(_, name)| name.as_str());
    let whose = match (scope.kind, name) {
        (ScopeKind::Range, _) => "Everything".to_owned(),
        (ScopeKind::Account, Some(name)) => format!("Account of {name}"),
        (ScopeKind::Account, None) => "Account of a client, or of somebody who is gone".to_owned(),
        (ScopeKind::Session, _) => "One sign-in".to_owned(),
        (ScopeKind::Network, _) => "Everything from the network of one sign-in".to_owned(),
    };
    match (scope.from, scope.until) {
        (Some(from), Some(until)) => format!("{whose}, {} until {}", moment(from), moment(until)),
        (Some(from), None) => format!("{whose}, from {} on", moment(from)),
        (None, Some(until)) => format!("{whose}, until {}", moment(until)),
        (None, None) => format!("{whose}, at any time"),
    }
}

/// `22 Nov 2026, 09:15`
pub fn moment(at: Moment) -> String {
    at.written("%-d %b %Y, %H:%M")
}

/// `41 h 10 min left`, `over for 3 h`
pub fn left(minutes: i64) -> String {
    match minutes {
        late if late <= 0 => format!("over for {} h", -late / 60),
        short if short < 60 => format!("{short} min left"),
        _ => format!("{} h {} min left", minutes / 60, minutes % 60),
    }
}

pub fn until(deadline: Moment) -> String {
    format!(
        "The 72 hours end on {}. Decide before whether the authority is told; a first report may be incomplete.",
        moment(deadline)
    )
}

pub fn assessment(count: i64) -> String {
    match count {
        0 | 1 => "Assessment".to_owned(),
        count => format!("Assessment (the newest of {count})"),
    }
}

pub fn held(until: Option<Moment>) -> String {
    match until {
        None => "Kept from being cleared away while this is open".to_owned(),
        Some(until) => format!("Kept from being cleared away until {}", until.date().format("%-d %B %Y")),
    }
}

pub fn told(authorities: &[Authority], persons: bool, reference: &str) -> String {
    let names = authorities.iter().map(|authority| match authority {
        Authority::Ico => "ICO",
        Authority::Ap => "AP",
    });
    let mut told: Vec<_> = names.collect();
    if persons {
        told.push("the persons");
    }
    match reference {
        "" => told.join(", "),
        reference => format!("{} ({reference})", told.join(", ")),
    }
}

pub fn window(who: &str, from: Option<Moment>, until: Moment) -> String {
    match from {
        Some(from) => format!("{who}, {} to {}", moment(from), moment(until)),
        None => format!("{who}, until {}", moment(until)),
    }
}

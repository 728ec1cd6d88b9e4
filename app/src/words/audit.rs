//! Timelines and the administrators' viewer; who saw a record is in `who_saw`.

use contract::audit::Source;
use insight::clock::Moment;

words! {
    emergency = "emergency";
    to_access = "Who can see this";
    mine = "What happened with my data";
    mine_lede = "What you and others did with your record, the newest first";
    mine_text = "Looks at your record are on a page of their own.";
    nothing = "Nothing has happened yet";
    nothing_text = "What is done with your record is listed here.";
    own = "What I did";
    own_lede = "Your own actions, as your administrators and your clients can read them";
    own_nothing_text = "What you do is listed here.";
    of_client = "What happened";
    of_client_text = "Entries that are private to the client are not in it. That you looked is.";
    review = "Review";
    you = "You";
    system = "NutriScope";
    somebody = "Somebody at the practice";
    a_client = "a client";
    older = "Older";
    newest = "Newest";
    pages = "Pages";
    title = "Audit";
    lede = "Everything that was done here, every look at a client's record, and what happened to your team's accounts. The program lets nobody change or remove a line before its time is over; of a client who was erased it stays without a name. Whoever alters what was done in the database itself is found out by the signed heads, if a copy of them is kept elsewhere; looks and accounts are not under these.";
    filter = "Find";
    from = "From";
    until = "Until";
    person = "Who";
    anybody = "Anybody";
    client = "Client";
    client_hint = "Name or part of it";
    action = "What";
    anything = "Anything";
    kind = "Log";
    all_logs = "All";
    find = "Find";
    clear = "Show everything";
    when = "When";
    what = "What happened";
    about = "Client";
    change = "From and to";
    integrity = "Is the log whole?";
    integrity_lede = "Every entry is computed again and compared with the one after it, with every signed head and, where there is one, with the copy outside the database. This is done every day, and when you ask; here is what came out.";
    integrity_more = "Against a head you kept yourself, a weekly letter say, the operator checks with";
    sound = "Whole: every entry is what was written and signed";
    unsound = "Not whole: open an incident and tell the operator";
    too_long = "This log is too long for the server to verify by itself. The operator does it with:";
    never_verified = "Not verified yet: the first time is within a day";
    verify_now = "Verify now";
    verified_at = "Last verified";
    brought = "Ledger entries from another installation";
    brought_vouched = "held to what it signed";
    brought_alone = "held to what they were when they came; nobody vouched for them";
    witness = "Confirmed by a witness";
    no_witness = "No witness is configured";
    entries = "Entries verified";
    redacted = "Of them without names, after an erasure";
    ledger_entries = "Entries of the payments' ledger verified";
    checkpoints = "Signed heads compared";
    outside = "Copy outside the database";
    outside_there = "Compared";
    outside_missing = "None at hand: a rewrite by who holds the signing key would not show";
    sealed_until = "Signed up to entry";
    waiting = "Entries that wait for the next head";
    fingerprint = "Fingerprint of the key";
    nothing_found = "Nothing fits";
    nothing_found_text = "Ask for a longer time, or for less.";
    take_copy = "Take a copy";
    copy_text = "All lines that fit, as a file, at most 50,000. That you took it is written into the log.";
    copy_taken = "Your copy is on its way";
    copy_taken_text = "It can be fetched for ten minutes, by you alone.";
    copy_taken_link = "Fetch it once more";
    copy_csv = "As a table (CSV)";
    copy_json = "As JSON";
}

pub fn source(source: Source) -> &'static str {
    match source {
        Source::Change => "Changes",
        Source::Look => "Looks",
        Source::Account => "Accounts",
    }
}

/// `12,345 entries in the log`
pub fn length(length: i64) -> String {
    let digits = length.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match length {
        1 => "1 entry in the log".to_owned(),
        _ => format!("{grouped} entries in the log"),
    }
}

/// How far a verification is.
pub fn verifying(done: u64, of: u64) -> String {
    match of {
        0 => "It is being verified. Reload this page to see how far it is.".to_owned(),
        _ => format!("It is being verified: {done} of {of} entries. Reload this page to see how far it is."),
    }
}

pub fn witness_nothing(name: &str) -> String {
    format!("{name} has confirmed none yet")
}

pub fn witness_confirmed(name: &str, count: u64, newest: u64) -> String {
    match count {
        1 => format!("{name} confirmed 1 signed head, of {newest} entries"),
        _ => format!("{name} confirmed {count} signed heads, the newest of {newest} entries"),
    }
}

pub fn entry(number: i64) -> String {
    format!("entry {number}")
}

/// `09:15`
pub fn clock(at: Moment) -> String {
    at.written("%H:%M")
}

/// `22 Nov 2026, 09:15:07`
pub fn moment(at: Moment) -> String {
    at.written("%-d %b %Y, %H:%M:%S")
}

//! What this installation says of itself, and what an administrator can do about it. Never more than is known.

use chrono::NaiveDate;
use contract::trust::{Claim, Standing, What};

words! {
    title = "What this installation can show";
    lede = "Each line was looked up when this page was opened. What is unknown, old or not so is said too.";
    controls = "Controls";
    processors = "Who else handles data";
    no_processors = "No list of sub-processors has been published here yet.";
    several = "Everybody whom a clinic that uses this installation has listed. Your clinic can tell you which of them it works with.";
    name = "Name";
    service = "For what";
    place = "Where";
    transfer_head = "Leaves the country by";
    head = "The signed head of the activity log";
    head_text = "A signature over everything that happened until then. Keep a copy: a log that no longer continues it was changed.";
    check = "How to check this yourself";
    check_transport = "Open your browser's padlock on any page of this site; see the response headers for strict-transport-security and content-security-policy.";
    check_isolation = "A command asks the database in use, at each of its logins, what people of every kind can read, add, change and remove, and compares that with what is promised; and it compares the database's rules with those that were shipped. It takes a sample of people and rows. The operator can run it at any time; its last result is the line above, a bad one too.";
    check_log = "As a client you find everybody at your practice who opened your record, and why, under \"Who sees\"; its administrators too. Whoever runs the computers does not need the program to look at what is not sealed, so they are not in that list.";
    check_ask = "Ask your clinic for its record of processing, its contract with you, or its last review. It must be able to show them.";
    todo = "What to do";
    nothing_todo = "Nothing";
    as_public = "See the public page";
}

pub fn asked_on(day: NaiveDate) -> String {
    format!("As of {}", day.format("%-d %B %Y"))
}

pub fn entries(count: i64) -> String {
    match count {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    }
}

/// What a claim is about.
pub fn what(what: What) -> &'static str {
    match what {
        What::Running => "Made for real data",
        What::Transport => "Encrypted on the way",
        What::Isolation => "Clinics and people are kept apart",
        What::Fields => "Encrypted where it lies",
        What::Factor => "Second factor for staff",
        What::Passwords => "Stolen passwords",
        What::Files => "Uploaded files",
        What::Backup => "Backups",
        What::Drill => "Restore drills",
        What::Log => "Activity log",
    }
}

pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "holds",
        Standing::Part => "in part",
        Standing::Old => "too long ago",
        Standing::Unknown => "not known",
        Standing::Fails => "does not hold",
        Standing::NotHere => "does not apply",
    }
}

/// The claim in a sentence, as true as its standing.
pub fn says(claim: &Claim) -> String {
    let Claim { what, standing, days, count, of, pairs, uncovered } = *claim;
    let ago = days.map(ago).unwrap_or_default();
    match (what, standing) {
        (What::Running, Standing::Holds) => "Production settings, no invented data.".into(),
        (What::Running, _) => "This installation runs with development settings or holds invented data. Do not enter anything real.".into(),
        (What::Transport, Standing::Holds) => "Every page is served over HTTPS, and browsers are told to accept nothing else.".into(),
        (What::Transport, _) => "This address is not HTTPS. What you send could be read on the way.".into(),
        (What::Isolation, Standing::Holds) => format!(
            "{count} of {of} checks of the live database held, {ago}. {pairs} times somebody and a row were put together, and the database answered as promised.{}",
            without_example(uncovered)
        ),
        (What::Isolation, Standing::Part) => format!("{count} of {of} checks of the database's rules held, {ago}. What people can reach was not compared."),
        (What::Isolation, Standing::Fails) => format!("Only {count} of {of} checks held, {ago}."),
        (What::Isolation, Standing::Old) => format!("Last checked {ago}. That is too long to rely on."),
        (What::Isolation, _) => "Not proved on this installation yet.".into(),
        (What::Fields, _) => format!("The application itself encrypts {} with AES-256-GCM, each value bound to its place: what clients write, and secrets. Names, addresses, times and appointments are not among them.", columns(count)),
        (What::Factor, Standing::Holds) => "Every member of staff needs an app or a passkey besides the password.".into(),
        (What::Factor, Standing::Part) => format!("{count} of {of} clinics ask their staff for an app or a passkey besides the password."),
        (What::Factor, _) => "Staff may use an app or a passkey, but are not made to.".into(),
        (What::Passwords, Standing::Holds) => "A new password is checked against those known to be stolen, without being sent. While that service does not answer, it is checked against the list that came with the program alone.".into(),
        (What::Passwords, _) => "A new password is checked against a list of common ones that came with the program. No service of stolen passwords is asked.".into(),
        (What::Files, _) => "Nobody can upload a file here, so there is nothing to scan.".into(),
        (What::Backup, Standing::Holds) => format!("The last one was made {ago}, encrypted, and read back."),
        (What::Backup, Standing::Part) => format!("The last good one was made {ago}. One has failed since."),
        (What::Backup, Standing::Old) => format!("The last one was made {ago}. That is too old."),
        (What::Backup, _) => "No backup is known of.".into(),
        (What::Drill, Standing::Holds) => format!("The newest backup was restored for practice {ago}, and all {of} checks held: whoever was erased stays erased."),
        (What::Drill, Standing::Part) => format!("The newest backup was restored for practice {ago}, and all {of} checks held. Whether somebody who was erased comes back with it was not asked."),
        (What::Drill, Standing::Fails) => format!("The last drill, {ago}, failed."),
        (What::Drill, Standing::Old) => format!("The last drill was {ago}: older than {} days.", contract::trust::DRILL_DAYS),
        (What::Drill, _) => "No drill yet: it is not known whether a backup could be restored.".into(),
        (What::Log, Standing::Holds) => format!("{}, each chained to the one before. The application can remove none and change none, but for taking out the names of somebody who was erased, which shows.", entries(count)),
        (What::Log, _) => "Each clinic's log is chained by itself. Its end is shown to that clinic alone.".into(),
    }
}

/// What an administrator, or who runs the installation, does about it.
pub fn to_do(claim: &Claim) -> Option<&'static str> {
    Some(match (claim.what, claim.standing) {
        (_, Standing::Holds | Standing::NotHere) => return None,
        (What::Running, _) => "Start the server in production mode on a database without demo data.",
        (What::Transport, _) => "Give the server a certificate, or put it behind a proxy that has one.",
        (What::Isolation, Standing::Fails) => {
            "Treat it as an incident: run nutriscope prove-isolation and read what it names."
        }
        (What::Isolation, _) => "Run nutriscope prove-isolation, best every night by a timer.",
        (What::Fields, _) => "Set a master key.",
        (What::Factor, _) => "Ask for a second factor under Security.",
        (What::Passwords, _) => "Set NS_BREACH_URL to a service of stolen passwords.",
        (What::Files, _) => "Set up the scanner.",
        (What::Backup, Standing::Unknown) => "Set NS_BACKUP_DIR and run nutriscope backup every night by a timer.",
        (What::Backup, _) => "Look why nutriscope backup does not run or fails.",
        (What::Drill, Standing::Fails) => {
            "Run nutriscope restore-drill and read what it names. Until then, do not count on your backups."
        }
        (What::Drill, Standing::Part) => {
            "Set NS_EVIDENCE_DIR where nutriscope restore-drill runs: the ledger of erasures lies there."
        }
        (What::Drill, _) => "Run nutriscope restore-drill, best every month by a timer.",
        (What::Log, _) => return None,
    })
}

pub fn transfer(word: &str) -> &'static str {
    match word {
        "none" => "It stays",
        "adequacy" => "A decision on adequacy",
        "clauses" => "Standard clauses",
        "rules" => "Binding corporate rules",
        _ => "Another ground",
    }
}

fn without_example(situations: i64) -> String {
    match situations {
        0 => String::new(),
        1 => " One kind of situation has no example here, so nothing was shown about it.".to_owned(),
        count => format!(" {count} kinds of situations have no example here, so nothing was shown about them."),
    }
}

fn columns(count: i64) -> String {
    match count {
        1 => "1 kind of field".to_owned(),
        count => format!("{count} kinds of fields"),
    }
}

fn ago(days: i64) -> String {
    match days {
        0 => "less than a day ago".to_owned(),
        1 => "1 day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}

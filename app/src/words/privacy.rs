//! Privacy: erasure, holds, times of retention.

use contract::privacy::{Erasable, ErasureStatus, ErasureView};
use insight::clock::Moment;

words! {
    my_title = "Your data";
    my_lede = "What we keep, and having it erased";
    my_entry = "Your data";
    my_entry_text = "What is kept, why and how long; have it erased.";
    kept_entry = "What we keep";
    kept_entry_text = "Every kind of data: why, how long, who sees it.";
    sees_entry = "Who can see it";
    sees_entry_text = "Who may open your record, and who did.";
    erase_title = "Have something erased";
    erase_lead = "For 14 days you can undo it here; then it is gone for good. A journal is out of sight at once, of your own too; with the whole account, practitioners no longer find you. Your name, appointments and payments stay to be seen at the practice until they are erased. What you wrote can be read in no backup from the next one on, since its key is destroyed.";
    what = "What";
    choose = "Choose";
    erase_do = "Ask for erasure";
    erase_sure = "Erase it?";
    erase_sure_text = "You can undo this for 14 days. After that nobody can, not even we.";
    keep_it = "Keep it";
    account_text = "The whole account: you stay signed in until it is done, then it no longer opens. Appointments ahead must be cancelled first. What has to be kept stays without your name: payments, what you agreed to and signed, who looked at your record and who was given access.";
    requests = "What you asked for";
    no_requests = "Nothing was asked for";
    no_requests_text = "Here you see how far it is when you ask to have something erased.";
    undo = "Undo";
    held_text = "A legal hold keeps it for the time being; it is erased when the hold ends.";
    holds = "Kept for a legal reason";
    holds_text = "While a hold lasts nothing of your record is erased, by you or by time.";

    clinic_title = "Privacy";
    clinic_lede = "What is kept about people here, how long, and what they ask for.";
    clinic_entry = "Privacy";
    clinic_entry_text = "How long data is kept, holds, what clients asked for.";
    retention_title = "How long data is kept";
    retention_entry_text = "Your times within what the law allows, and what would go.";
    retention_lede = "What is older goes by itself, every night, a little at a time. What is under a legal hold stays, and so do the logs of the time of an open incident, for a year after it is closed.";
    retention_save = "Save";
    retention_try = "Show what would go";
    days = "Days";
    would_go = "Would go next night";
    kind = "Kind of data";
    bounds = "Allowed";
    holds_title = "Legal holds";
    holds_entry_text = "Records that must stay for a court, an authority or a complaint.";
    holds_lede = "A hold keeps a client's whole record: nothing of it is erased, by time or by request, until it is released.";
    hold_place_title = "Place a hold";
    hold_place = "Place the hold";
    hold_told = "The client may see that there is a hold, and why";
    hold_reason = "Reason";
    hold_reason_hint = "For the file: which case, complaint or order. The client reads it if they are told.";
    hold_client = "Client";
    find = "Find a client";
    find_do = "Find";
    more_clients = "There are more than these. Write part of the name and press Find.";
    no_holds = "No holds";
    no_holds_text = "A record is kept by its usual times.";
    hold_release = "Release";
    hold_release_title = "Release this hold?";
    hold_release_text = "What waits to be erased is erased then.";
    hold_why = "Why it ends";
    told = "the client is told";
    untold = "the client is not told";
    requests_title = "What clients asked for";
    requests_entry_text = "Requests for erasure: where they stand, and by when the law wants an answer.";
    requests_lede = "They run by themselves after 14 days of grace. Nothing is left for you to do, unless a legal hold must keep a record.";
    no_data_requests = "Nobody has asked";
    no_data_requests_text = "When a client asks to have data erased, it is listed here until it is done and after.";
    client = "Client";
    state = "State";
    asked = "Asked on";
    answer_by = "Answer by";
    done_what = "Erased";
}

pub fn moment(at: Moment) -> String {
    at.written("%-d %B %Y, %H:%M")
}

pub fn day(at: Moment) -> String {
    at.date().format("%-d %B %Y").to_string()
}

pub fn erasable(what: Erasable) -> &'static str {
    match what {
        Erasable::Journal => "The journal: meals, symptoms and notes",
        Erasable::Appointments => "Appointments that were not paid for",
        Erasable::Account => "The whole account",
    }
}

pub fn status(status: ErasureStatus) -> &'static str {
    match status {
        ErasureStatus::Pending => "can be undone",
        ErasureStatus::Held => "under a legal hold",
        ErasureStatus::Running => "being erased",
        ErasureStatus::Done => "erased",
        ErasureStatus::Undone => "undone",
    }
}

/// When what happens next, or happened.
pub fn when(request: &ErasureView) -> String {
    match (request.status, request.finished) {
        (ErasureStatus::Pending, _) => format!("Asked on {}; it is erased on {}", day(request.asked), day(request.due)),
        (ErasureStatus::Held | ErasureStatus::Running, _) => format!("Asked on {}", day(request.asked)),
        (_, Some(at)) => format!("Asked on {}; {} on {}", day(request.asked), status(request.status), day(at)),
        (_, None) => format!("Asked on {}", day(request.asked)),
    }
}

/// `240 records and 3 files`
pub fn amount(rows: i64, files: i64) -> String {
    let records = if rows == 1 { "1 record".to_owned() } else { format!("{rows} records") };
    match files {
        0 => records,
        1 => format!("{records} and 1 file"),
        more => format!("{records} and {more} files"),
    }
}

pub fn placed(at: Moment) -> String {
    format!("Since {}", day(at))
}

pub fn released(at: Moment, why: &str) -> String {
    format!("Released on {}: {why}", day(at))
}

/// `365 to 7,305 days`
pub fn allowed(min: i32, max: i32) -> String {
    if min == max { format!("{min} days") } else { format!("{min} to {max} days") }
}

/// What a period is about, and on what ground its bounds stand.
pub fn period(word: &str) -> (&'static str, &'static str) {
    match word {
        "removed_entries" => ("Removed entries", "How long a client can take back a removal. After that it was one."),
        "entries" => (
            "Journal entries",
            "Records of treatment: eight years in the United Kingdom, twenty in the Netherlands (WGBO). They are removed first, then erased.",
        ),
        "appointments" => {
            ("Appointments", "Part of the record of treatment. Those that were paid for stay as long as the payment.")
        }
        "payments" => (
            "Payments",
            "Tax law asks for six years in the United Kingdom and seven in the Netherlands. Longer has no ground.",
        ),
        "invitations" => ("Invitations that are over", "An address without a purpose."),
        "read_log" => (
            "The log of who looked",
            "Five years at the least (NEN 7513). What is about a client who was erased stays as long, without their name.",
        ),
        "grants" => (
            "Access that was given and ended",
            "The reason of the looks it opened: best kept as long as the log of who looked.",
        ),
        _ => ("", ""),
    }
}

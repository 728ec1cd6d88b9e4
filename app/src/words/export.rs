//! Copies of data: asking, waiting, fetching.

use contract::export::{ExportScope, ExportState, ExportView};
use insight::clock::Moment;

words! {
    my_title = "A copy of your data";
    my_lede = "What this practice keeps of you, to read and to take along.";
    own_title = "A copy of your data";
    own_lede = "What is kept of your own account: who you are, your sign-ins, your services and hours, what you did. Nothing of your clients.";
    clinic_title = "Copies of data";
    clinic_lede = "For a client who asked you; what you may read of the organisation; and moving to another installation.";
    what_is_in = "A ZIP file with a page to read, with pictures, and every table as JSON and CSV. It works without a network. Left out are secrets (passwords, keys), what is about others, and what the law keeps from you.";
    ask = "Put a copy together";
    how_long = "It takes a minute or some. A letter comes when it is ready; you can close this page.";
    none = "No copy yet";
    none_text = "When you ask for one, it is listed here with how far it is.";
    none_clinic_text = "Copies that were asked for here are listed with how far they are.";
    listed = "Copies";
    fetch = "Download";
    fetch_text = "You are asked once more who you are.";
    reload = "Look again";
    stop = "Stop";
    stop_title = "Stop this copy?";
    stop_text = "What was gathered so far is deleted. You can ask again at any time.";
    throw_away = "Delete";
    throw_away_title = "Delete this copy?";
    throw_away_text = "It can no longer be fetched. You can ask for a new one at any time.";
    keep = "Keep it";
    for_client = "For a client";
    for_client_text = "The client is written to and fetches it with their own sign-in. You do not see what is in it.";
    find = "Find a client";
    find_do = "Find";
    client = "Client";
    choose = "Choose";
    more_clients = "There are more than these. Write part of the name and press Find.";
    reason = "Reason";
    reason_hint = "For example that they asked by letter, and when. The client reads it.";
    ask_for = "Put it together for them";
    house = "The organisation, to read";
    house_text = "Who is who, appointments, payments, services and your registers, as JSON, CSV and a page: what administrators may read anyway. What clients write is not in it. Only you, the owner, can fetch it, and each client who is named in it sees a line about it in their log.";
    house_owner_only = "Only the owner can ask for a copy of the organisation.";
    ask_house = "Put a copy of the organisation together";
    moving = "Moving to another installation";
    moving_text = "Everything, records too, in one file that only the installation you move to can open. You cannot read it, nor can we. Two people agree, each asked who they are; every client gets a letter and a line in their log before anything is packed.";
    moving_owner_only = "The owner asks for it; you, as an administrator, may be the second person.";
    moving_under_way = "A move is under way; it is listed on this page.";
    moving_alone = "You are the only administrator here, and moving takes two people. Invite a second administrator; once they have joined, you can ask.";
    moving_team = "To the team";
    recipient = "Key of the receiving installation";
    recipient_hint = "Whoever runs it makes it with the command receive-key. It begins with nsmove1.";
    moving_reason_hint = "For example where you move to, and since when that is agreed. Your colleagues read it.";
    ask_move = "Ask to move";
    sealed_for = "Sealed for the key with these digits; compare them with whoever runs the receiving installation:";
    agree = "Agree";
    agree_title = "Agree to the move?";
    agree_text = "Compare the digits with the receiving installation first. Every client is told at once; then everything is packed. You and the owner can stop it until it is fetched.";
    keep_open = "Not now";
    refuse = "Refuse";
    withdraw = "Withdraw";
    withdraw_title = "End this move?";
    withdraw_text = "Nothing was packed. It can be asked for anew.";
    entry = "A copy of your data";
    entry_text = "What is kept of you, to read and to take along";
    clinic_entry = "Copies of data";
    clinic_entry_text = "For a client who asked, of the organisation, or to move";
    counting = "Counting what there is";
}

pub fn scope(view: &ExportView, names: bool) -> String {
    match (view.scope, names) {
        (ExportScope::Organisation, _) => "The organisation, to read".to_owned(),
        (ExportScope::Move, _) => "Moving to another installation".to_owned(),
        (_, true) => view.whose.clone(),
        (ExportScope::Client, false) => "Your whole record".to_owned(),
        (ExportScope::Staff, false) => "Your account".to_owned(),
    }
}

pub fn state(state: ExportState) -> &'static str {
    match state {
        ExportState::Proposed => "waits for a second person",
        ExportState::Received => "asked for",
        ExportState::Running => "in the making",
        ExportState::Ready => "ready",
        ExportState::Downloaded => "fetched",
        ExportState::Expired => "ran out",
        ExportState::Failed => "did not work",
        ExportState::Cancelled => "deleted",
    }
}

/// `2,400 of 36,500 rows`
pub fn progress(done: i64, total: i64) -> String {
    format!("{} of {} rows", grouped(done), grouped(total))
}

pub fn asked(view: &ExportView) -> String {
    let at = moment(view.asked_at);
    match view.asked_by.as_deref() {
        None => format!("Asked for {at}"),
        Some("") => format!("Your practice asked for it, {at}"),
        Some(name) => format!("{name} asked for it, {at}"),
    }
}

pub fn until(view: &ExportView) -> Option<String> {
    let until = moment(view.until?);
    let size = view.bytes.map(|bytes| format!(" {} unpacked.", size(bytes))).unwrap_or_default();
    match view.state {
        ExportState::Proposed => Some(format!("A second administrator can agree until {until}.")),
        ExportState::Ready | ExportState::Downloaded => Some(format!("Until {until}.{size}")),
        ExportState::Expired => Some(format!("Until {until}. The files are deleted.")),
        _ => None,
    }
}

pub fn agreed(name: &str) -> String {
    format!("{name} agreed to it")
}

pub fn fetched(at: Moment) -> String {
    format!("Fetched {}", moment(at))
}

/// `20 November 2026, 09:15`
fn moment(at: Moment) -> String {
    at.written("%-d %B %Y, %H:%M")
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// `36,500`
pub fn grouped(number: i64) -> String {
    let digits = number.max(0).to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!(progress(0, 999), "0 of 999 rows");
        assert_eq!(progress(2_400, 1_036_500), "2,400 of 1,036,500 rows");
        assert_eq!((size(12), size(4_200), size(3_456_000)), ("12 bytes".into(), "4 KB".into(), "3.4 MB".into()));
    }
}

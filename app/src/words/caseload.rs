//! The practitioner's clients.

use chrono::{Datelike, NaiveDate};
use contract::caseload::{MOST_NEW, Show, Sort};
use insight::clock::Moment;
use insight::timeline::{Direction, Finding};

words! {
    title = "Clients";
    caption = "Clients";
    invite = "Invite a client";
    search = "Search clients by name";
    search_hint = "Name";
    search_go = "Search";
    clear = "Show all";
    show = "Show";
    sort_by = "Sort by";
    sort_go = "Sort";
    client = "Client";
    since_last = "Since you last looked";
    main_symptom = "Main symptom, 30 days";
    logged = "Logged, 14 days";
    next = "Next appointment";
    nothing_new = "nothing new";
    no_symptom = "no symptom recorded";
    no_entries = "no entries yet";
    withdrawn = "has not agreed to the use of their health data: the journal is closed";
    none_now_title = "No clients at the moment";
    none_now_text = "Nobody is in your active care. Clients whose care is paused or has ended are listed below.";
    past_title = "Past clients";
    past_text = "Their care with you has ended. You see their names, nothing of their records.";
    none_booked = "none booked";
    none_booked_group = "No appointment";
    online = "online";
    in_person = "in person";
    held = "being paid";
    today = "Today";
    this_week = "Next seven days";
    later = "Later";
    empty_title = "No clients yet";
    empty_text = "Invite somebody you care for. They choose a password, start a journal and see your name beside it; until they accept, nothing of theirs is shown to you.";
    none_found_title = "Nobody found";
    none_found_text = "No client in your care has a name that begins like this.";
    none_match_title = "Nobody in this list";
    none_match_text = "None of your clients fits this filter at the moment.";
    paused_title = "Paused";
    paused_text = "Their journals are closed to you. Open one to resume or end care.";
    invited_title = "Invited, not joined yet";
    expired = "link expired";
    pages = "Pages of clients";
    previous = "Previous";
    next_page = "Next";
    keys = "Keys";
    keys_title = "Keys on these pages";
    keys_close = "Close";
    key_move = "next and previous";
    key_open = "open";
    key_search = "search";
    key_clients = "to the clients";
    key_list = "this list";
}

pub fn sort(by: Sort) -> &'static str {
    match by {
        Sort::Next => "Next appointment",
        Sort::New => "Most new entries",
        Sort::Name => "Name",
    }
}

/// "New 27"
pub fn filter(show: Show, count: usize) -> String {
    let word = match show {
        Show::All => "All",
        Show::New => "New",
        Show::Quiet => "Quiet",
    };
    format!("{word} {count}")
}

/// "42 in your care"
pub fn assigned(count: usize) -> String {
    format!("{count} in your care")
}

/// "14" and "entries", apart, because the figure is heavier.
pub fn new_entries(count: u32) -> (String, &'static str) {
    let figure = if count >= MOST_NEW { format!("{count} or more") } else { count.to_string() };
    (figure, if count == 1 { "entry" } else { "entries" })
}

/// "quiet for 9 days"
pub fn quiet_for(days: i64) -> String {
    format!("quiet for {days} days")
}

/// "logged on 13 of 14 days"
pub fn logged_on(days: usize, of: usize) -> String {
    format!("logged on {days} of {of} days")
}

/// How a symptom went, with its numbers: "5.9 to 4.6".
pub fn change(finding: &Finding) -> String {
    let mean = |mean: Option<f64>| mean.map(|mean| format!("{mean:.1}")).unwrap_or_default();
    match finding.direction {
        Direction::New => format!("new, mean {}", mean(finding.now.mean)),
        Direction::NotRecorded => format!("not recorded, was {}", mean(finding.before.mean)),
        Direction::Lower | Direction::Higher => format!("{} to {}", mean(finding.before.mean), mean(finding.now.mean)),
        Direction::NoClearChange => format!("no clear change, mean {}", mean(finding.now.mean)),
        Direction::TooFew => "too few entries to compare".to_owned(),
    }
}

/// "14:30" today, else "Fri 15 May, 09:00"; with the year when it is another.
pub fn appointment(at: Moment, today: NaiveDate) -> String {
    let form = match at.date() {
        day if day == today => "%H:%M",
        day if day.year() == today.year() => "%a %-d %b, %H:%M",
        _ => "%a %-d %b %Y, %H:%M",
    };
    at.written(form)
}

/// "invited 11 May 2026"
pub fn invited_on(day: NaiveDate) -> String {
    format!("invited {}", day.format("%-d %b %Y"))
}

/// "paused since 11 May 2026"
pub fn paused_since(day: NaiveDate) -> String {
    format!("paused since {}", day.format("%-d %b %Y"))
}

/// "51 to 100 of 212"
pub fn range(from: usize, to: usize, of: usize) -> String {
    format!("{from} to {to} of {of}")
}

/// Said to who hears the list: "3 clients shown".
pub fn found(count: usize) -> String {
    if count == 1 { "1 client shown".to_owned() } else { format!("{count} clients shown") }
}

pub fn ended_on(day: NaiveDate, by_client: bool) -> String {
    let by = if by_client { "ended by the client on" } else { "ended on" };
    format!("{by} {}", day.format("%-d %b %Y"))
}

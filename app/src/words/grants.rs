//! Access to records: who, why, until when.

use super::language::either;
use chrono::NaiveDate;
use contract::grant::{GrantView, Permission, Via};
use insight::clock::Moment;

words! {
    title = "Access to records";
    my_title = "Who can see this";
    my_lede = "Your record, who can read it and who did";
    own_title = "Access";
    own_lede = "Records that are open to you beyond your own clients. What you read is logged and shown to the client.";
    clinic_lede = "A practitioner sees their own clients. Here a colleague gets access to one client for a while, with a reason the client can read. It ends by itself.";
    running = "Open now";
    none_running = "Nothing is open";
    none_running_clinic = "Give a colleague access when somebody is ill or on holiday.";
    none_running_own = "A client or an administrator can give you access for a while. It is listed here with the reason.";
    end_now = "End now";
    end_title = "End this access?";
    end_text = "The record is closed to them from the next click on.";
    keep = "Keep it";
    end_care = "End care";
    end_care_title = "End care with them?";
    end_care_text = "Your record is closed to them from the next click on, and so is any access they were given besides. They are told that a client has ended their care. Cancel appointments with them first. Only an invitation of theirs opens it again.";
    care_paused = "Paused: they see nothing at present.";
    emergency = "emergency";
    by_you = "Given by you";
    by_client = "Given by the client";
    by_emergency = "Opened by themselves";
    give_title = "Give access";
    give = "Give access";
    find = "Find a client";
    find_do = "Find";
    client = "Client";
    choose = "Choose";
    more_clients = "There are more than these. Write part of the name and press Find.";
    colleague = "Practitioner";
    scope = "What they may do";
    scope_text = "They can read the journal: meals, symptoms and notes that are not private.";
    marks = "Mark entries as seen";
    appointments = "See appointments";
    reason = "Reason";
    reason_hint = "The client, the practitioner and the administrators read it.";
    length = "For how long";
    can_see = "Who can see your record";
    no_carer = "You are in nobody's care at present.";
    who_looked = "Who looked";
    who_looked_text = "Each look is kept here before anything is shown. Several within a quarter of an hour count as one; in lists and calendars, within an hour.";
    nobody_looked = "Nobody has looked yet";
    nobody_looked_text = "When somebody opens your record, it is listed here.";
    all_reads = "All looks, with what opened the record";
    give_mine = "Let somebody else see it";
    give_mine_text = "For a second opinion or while your practitioner is away. You can end it here at any time.";
    when = "When";
    who = "Who";
    what = "What";
    why = "Why";
    emergency_happened = "Your record was opened in an emergency";
    emergency_happened_text = "The reason is below. If you know of no emergency, end the access and ask your practice.";
    i_know = "I know about it";
    see_why = "See why, and until when", "Lees waarom";
    end_here = "End it when you are done";
    glass_title = "In an emergency";
    glass_text = "Opens the record of a client of this clinic to you for one hour. The client and the administrators get a letter at once, with your name; your reason is shown to them. Every try is recorded.";
    whom = "Whose record";
    whom_hint = "Their full name or e-mail address, exactly.";
    glass_reason_hint = "What happened, in a sentence. The client reads it.";
    glass_do = "Open the record";
    by_grant_title = "You were given access to this record";
    by_emergency_title = "You opened this record in an emergency";
}

/// `Anton to Maya Osei`
pub fn to_whom(reader: &str, client: &str) -> String {
    format!("{reader}, for {client}")
}

pub fn by_clinic(giver: &str) -> String {
    format!("Given by {giver}")
}

pub fn opens(permissions: &[Permission]) -> String {
    let words = permissions.iter().map(|permission| match permission {
        Permission::Journal => "Reads the journal",
        Permission::Marks => "marks entries as seen",
        Permission::Appointments => "sees appointments",
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `from 20 November 2026, 09:15 until …`
pub fn lasts(grant: &GrantView) -> String {
    let (from, until) = (moment(grant.from), moment(grant.until));
    match (grant.is_running, grant.was_ended) {
        (true, _) => format!("{from}, until {until}"),
        (false, true) => format!("{from}, ended {until}"),
        (false, false) => format!("{from}, ran out {until}"),
    }
}

/// `20 November 2026, 09:15`
pub fn moment(at: Moment) -> String {
    at.written("%-d %B %Y, %H:%M")
}

pub fn days(days: u32) -> String {
    match days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

pub fn over(count: usize) -> String {
    match count {
        1 => "One that is over".to_owned(),
        count => format!("{count} that are over"),
    }
}

pub fn cares_since(day: NaiveDate) -> String {
    format!(
        "Your practitioner since {}. Reads the journal, except what you keep private, and your appointments with them and what was paid for these.",
        day.format("%-d %B %Y")
    )
}

pub fn via(via: Via) -> &'static str {
    match via {
        Via::Care => "In their care",
        Via::Grant => "Access was given",
        Via::Emergency => "Emergency",
        Via::House => "Works at the clinic",
    }
}

pub fn opened_by(reader: &str, at: Moment) -> String {
    let at = super::journal::moment(at);
    either(
        format!("{reader} opened your record in an emergency on {at}"),
        format!("{reader} opende je dossier in een noodgeval op {at}"),
    )
}

pub fn by_grant_text(until: Moment) -> String {
    format!("Open until {}. The client sees that you looked.", moment(until))
}

pub fn by_emergency_text(until: Moment) -> String {
    format!("Open until {}. The client and the administrators were told.", moment(until))
}

pub fn emergencies_lately(count: i64) -> String {
    match count {
        1 => "A record was opened in an emergency this week".to_owned(),
        count => format!("{count} records were opened in emergencies this week"),
    }
}

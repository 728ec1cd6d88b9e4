//! The team, and inviting people to it.

words! {
    overview_title = "Overview";
    practitioners = "Practitioners";
    office = "Administration and front desk";
    clients = "Clients";
    open_invitations = "Open invitations";
    go_to = "Go to";
    team_link_text = "Who works here and who is invited";

    team_title = "Team";
    members = "Members";
    name = "Name";
    role = "Role";
    client_count = "Clients in care";
    you = "you";
    suspended = "suspended";
    invited = "Invited";
    nobody_invited = "No open invitations";
    nobody_invited_text = "Whoever you invite is listed here until they answer.";

    invite_member_title = "Invite a colleague";
    invite_client_title = "Invite a client";
    invite_client_text = "They get a letter with a link, choose a password, and are in your care from then on. They see who can read their journal, and can end it.";
    invite_name = "Their name";
    email = "E-mail";
    email_hint = "Only whoever opens this mailbox can accept.";
    send = "Send invitation";
    send_again = "Send again";
    withdraw = "Withdraw";
    withdraw_title = "Withdraw the invitation?";
    withdraw_text = "The link in the letter stops working at once.";
    keep = "Keep it";
    expired = "expired";
    waiting = "waiting";
    team = "Team";
}

/// `Practitioner, sent 12 May, until 19 May`
pub fn invitation_detail(role: &str, sent: &str, until: &str) -> String {
    format!("{role}, sent {sent}, until {until}")
}

pub fn invitation_expired(role: &str, sent: &str, until: &str) -> String {
    format!("{role}, sent {sent}, ended {until}")
}

/// `12 May 2026`
pub fn day(day: chrono::NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

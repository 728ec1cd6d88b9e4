//! The team, and inviting people to it.

words! {
    overview_title = "Overview";
    practitioners = "Practitioners";
    office = "Administration and front desk";
    clients = "Clients";
    open_invitations = "Open invitations";
    go_to = "Go to";
    team_link_text = "Who works here and who is invited";
    audit_link_text = "What was done here, and who looked at whose record";
    incidents_link_text = "When something went wrong with data: the 72 hours, and what was touched";

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

    removed = "left";
    manage = "Manage";
    change_role = "Role";
    change_role_text = "It applies to their next click. Who moves between the clinic and their own practice signs in again.";
    change_role_do = "Change role";
    suspend_title = "Close the door for a while";
    suspend_text = "They are signed out at once and cannot get in here. Their clients stay theirs and cannot book with them.";
    suspend = "Suspend";
    resume_title = "Let them in again";
    resume_text = "They can sign in again. Sessions that were ended stay ended.";
    resume = "Let them in";
    remove_title = "Leaves the team";
    remove_text = "They are signed out at once. What they did stays in the log under their name.";
    remove = "Remove from the team";
    heir = "Who takes over their clients";
    heir_hint = "Each client gets a letter that says so.";
    choose = "Choose";
    offer_title = "Hand the clinic over";
    offer = "Offer ownership";
    not_yours_to_change = "Nobody changes their own standing, and an owner only another owner's.";
    accept = "Take over";
    accept_title = "Take the clinic over?";
    accept_text = "You become its owner, and who offered it an administrator. Both happens at once.";
    not_now = "Not now";
    decline = "Decline";
}

pub fn in_their_hands(clients: i64, appointments: i64) -> String {
    let clients = if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
    let ahead = if appointments == 1 { "1 appointment".to_owned() } else { format!("{appointments} appointments") };
    format!("{clients} in their care, {ahead} ahead.")
}

pub fn cancels(appointments: i64) -> String {
    match appointments {
        1 => "Their appointment ahead is cancelled. The client is told and gets back what they paid.".to_owned(),
        n => format!("Their {n} appointments ahead are cancelled. The clients are told and get back what they paid."),
    }
}

pub fn offer_text(name: &str) -> String {
    format!(
        "{name} becomes the owner and you an administrator, once they accept. The offer stands for seven days; you can withdraw it until then."
    )
}

pub fn offered_to(name: &str) -> String {
    format!("You offered the clinic to {name}. They have not answered yet.")
}

pub fn offered_to_you(name: &str) -> String {
    format!("{name} offers you the clinic.")
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

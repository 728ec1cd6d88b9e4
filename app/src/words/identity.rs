//! Signing in and up, new passwords, invitations.

use contract::team::MemberRole;

words! {
    sign_in_title = "Sign in";
    email = "E-mail";
    password = "Password";
    sign_in = "Sign in";
    sign_out = "Sign out";
    forgotten = "Forgotten your password?";
    shut_out = "If this is your account, a new password by letter lets you in at once: this browser then counts as yours, whatever is tried elsewhere.";
    show_password = "Show password";
    hide_password = "Hide password";
    invited = "Invited by your practice? Use the link in that e-mail first.";
    no_account = "No account yet?";
    set_up = "Set up a practice";
    send_again = "Send the letter again";

    choose_title = "Where to?";
    choose_none = "You belong to no organisation at the moment. If somebody invited you, open the link in their letter.";
    you_are_here = "you are here";

    sign_up_title = "Set up your practice";
    sign_up_lead = "Your clients and colleagues join by invitation afterwards.";
    organisation = "Name of the practice or clinic";
    zone = "Time zone";
    currency = "Currency";
    currency_hint = "What your services are priced in.";
    your_name = "Your name";
    sees_clients = "I also see clients";
    sees_clients_hint = "You get a caseload and a calendar of your own.";
    new_password = "Password";
    password_hint = "At least 12 characters. A few words in a row are fine; spaces count.";
    password_short = "Still short: at least 12 characters.";
    password_good = "That will do. Another word makes it stronger.";
    password_strong = "That is a strong one.";
    create = "Create the practice";
    have_account = "Have an account already?";

    sent_title = "Look into your mailbox";
    sign_up_sent_text = "We sent you a letter. Open the link in it to confirm your address, then sign in. It can take a minute, and it may have landed among the unwanted mail.";
    forgotten_sent_text = "If the address has an account, a letter with a link is on its way. The link works for one hour.";
    back_to_sign_in = "To sign in";

    confirm_title = "Confirm your e-mail address";
    confirm_text = "One press, and the address is yours to sign in with.";
    confirm = "Confirm the address";
    link_over_title = "This link is over";
    link_over_text = "It was used already, or it is too old. A new one is a moment away.";

    forgotten_title = "Forgotten your password?";
    forgotten_text = "Write your address, and we send you a link to choose a new one.";
    send_link = "Send the link";

    reset_title = "Choose a new password";
    reset_text = "Afterwards every device is signed out, and you sign in with the new password.";
    save_password = "Save the password";

    invitation_over_text = "It was answered or withdrawn, or it is older than seven days. Ask whoever invited you to send a new one.";
    accept = "Accept and join";
    sign_out_and_go_on = "Sign out and go on";
    accept_known = "You have an account with this address. Your password joins you.";
    accept_new = "Choose a name and a password. The address is confirmed by this link.";

    mailbox_title = "Mailbox";
    mailbox_text = "Letters this development server would have sent. They are kept in memory and gone with it.";
    mailbox_empty = "No letters yet";
    open_link = "Open the link";
}

/// The part somebody plays.
pub fn role(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Client => "Client",
        MemberRole::Practitioner => "Practitioner",
        MemberRole::FrontDesk => "Front desk",
        MemberRole::Admin => "Administrator",
        MemberRole::Owner => "Owner",
    }
}

/// Heading of an invitation.
pub fn invitation_title(organisation: &str) -> String {
    format!("Join {organisation}")
}

pub fn invitation_text(inviter: &str, role: MemberRole) -> String {
    let role = match role {
        MemberRole::Client => "as their client",
        MemberRole::Practitioner => "as a practitioner",
        MemberRole::FrontDesk => "at the front desk",
        MemberRole::Admin | MemberRole::Owner => "as an administrator",
    };
    format!("{inviter} invites you to join {role}.")
}

/// Who will see what of whoever joins.
pub fn invitation_privacy(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Client => {
            "Your practitioner will see your name and, once you agree to it, what you log, except entries you keep private. The practice's front desk and administrators will see your name, appointments and payments. You can end care at any time, under Who can see this."
        }
        _ => {
            "The team will see your name. Administrators also see your address and when you sign in, and what you do is in the log; clients see when you look at their record."
        }
    }
}

pub fn for_address(email: &str) -> String {
    format!("For {email}")
}

/// Where an invitation is opened while somebody is signed in.
pub fn signed_in_as(name: &str, email: &str) -> String {
    format!("You are signed in as {name} ({email}).")
}

pub fn join_as(name: &str) -> String {
    format!("Join as {name}")
}

/// The letter went to an address that has no account.
pub fn join_with_this_account(email: &str) -> String {
    format!(
        "The letter went to {email}, which is not the address of this account. You can join with this account all the same, or sign out and make another one."
    )
}

/// The letter went to the address of another account.
pub fn somebody_elses(email: &str) -> String {
    format!("This invitation is for another account, {email}. Sign out to accept it with that one.")
}

/// A place that is closed to somebody, and whom to ask about it.
pub fn suspended(organisation: &str, role: MemberRole, ask: Option<&str>) -> String {
    match (role, ask) {
        (MemberRole::Client, _) => {
            format!(
                "Your access to {organisation} is suspended. Ask the practice about it; what you wrote is still there."
            )
        }
        (_, Some(name)) => {
            format!(
                "Your access to {organisation} is suspended. {name}, its owner, or another administrator can say why and open it again."
            )
        }
        (_, None) => {
            format!("Your access to {organisation} is suspended. An administrator there can say why and open it again.")
        }
    }
}

/// A currency as people write it.
pub fn currency_name(code: &str) -> String {
    let name = match code {
        "gbp" => "pound sterling",
        "eur" => "euro",
        "usd" => "US dollar",
        "aud" => "Australian dollar",
        "cad" => "Canadian dollar",
        "chf" => "Swiss franc",
        "czk" => "Czech koruna",
        "dkk" => "Danish krone",
        "nok" => "Norwegian krone",
        "nzd" => "New Zealand dollar",
        "pln" => "Polish złoty",
        "ron" => "Romanian leu",
        "sek" => "Swedish krona",
        "zar" => "South African rand",
        _ => return code.to_uppercase(),
    };
    format!("{} ({name})", code.to_uppercase())
}

/// `Europe/London` as `London (Europe)`.
pub fn zone_name(zone: &str) -> String {
    match zone.rsplit_once('/') {
        Some((area, city)) => format!("{} ({})", city.replace('_', " "), area.replace('_', " ").replace('/', ", ")),
        None => zone.to_owned(),
    }
}

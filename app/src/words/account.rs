//! Ways to sign in and what protects them.

use chrono::NaiveDate;

words! {
    title = "Signing in";
    sign_out = "Sign out";
    back = "Back to signing in";
    save = "Save";
    profile = "Name, time zone and language";
    profile_text = "What you are called here, and when it is for you";
    password = "Password";
    password_text = "Choose another one.";
    email = "E-mail address";
    email_text = "What you sign in with, and where letters go.";
    sessions = "Where you are signed in";
    sessions_text = "Devices, and how to sign them out.";
    this_session = "this one";
    same_network = "From the network you are in now";
    other_network = "From another network";
    last_use = "Last used";
    signed_in = "Signed in";
    end_session = "Sign out there";
    end_others = "Sign out everywhere else";
    end_others_text = "Other devices have to sign in again, and are told apart from known ones until they have.";
    only_here = "You are signed in nowhere else.";
    password_title = "A new password";
    password_after = "Every other device is signed out, and we tell you by letter.";
    email_title = "Another e-mail address";
    another_password = "New password";
    new_email = "New e-mail address";
    email_after = "We send a link to the new address, and word of it to the old one. Until the link is answered nothing changes.";
    send_email_link = "Send the link";
    new_address_title = "Confirm your new address";
    old_address_title = "Keep your address";
    keep_address = "Keep this address";
    address_link_over = "It was used already, or it is too old. Ask for a new one where you are signed in.";

    factors = "A second step";
    no_factor = "Only your password protects your account. With a second step, somebody who learns it still cannot get in.";
    factor_add = "Add a second step";
    app_entry = "An app with codes";
    app_entry_text = "Six digits from an app on your phone. Works without a signal.";
    passkey_entry = "A passkey";
    passkey_entry_text = "Your fingerprint, face or screen lock, or a security key. It can replace the password.";
    email_entry = "Codes by e-mail";
    email_entry_text = "Six digits in a letter. Better than nothing, if the others do not suit you.";
    kind_totp = "App with codes";
    kind_email = "Codes by e-mail";
    codes_renew = "Make new recovery codes";
    remove = "Remove";
    keep = "Keep it";
    remove_title = "Remove this second step?";
    remove_text = "It no longer protects your account. A letter tells you that it was removed.";
    asked_text = "Add an app with codes or a passkey below. It takes a minute.";

    factor_title = "One more step";
    factor_text = "Your password was right. Show that it is you.";
    start_again = "Start again";
    prove_title = "Is it still you?";
    prove_text = "What comes next matters, so we ask once more. It counts for ten minutes.";
    not_now = "Not now";
    go_on = "Go on";
    code = "Code from your app";
    code_hint = "Six digits.";
    mailed_code = "Code from the letter";
    mailed_code_hint = "Six digits. It works for ten minutes.";
    lost_it = "I do not have it with me";
    recovery_code = "Recovery code";
    recovery_code_hint = "One of the ten you kept. Each works once.";
    use_passkey = "Use a passkey";
    sign_in_by_passkey = "Sign in with a passkey";

    app_title = "An app with codes";
    app_lead = "You need an app for one-time codes on your phone, such as the password manager it came with. On the next page you show it a picture.";
    app_begin = "Go on";
    app_scan = "Scan this picture with the app. Then write the six digits it shows.";
    app_picture = "Picture for the app to scan";
    app_by_hand = "The app cannot scan";
    app_by_hand_text = "Write this into the app instead. Spaces do not matter.";
    app_first_code = "Code the app shows now";
    app_confirm = "Turn it on";

    prove_then = "What you were about to do then goes on by itself, with everything you typed.";
    passkey_title = "A passkey";
    passkey_lead = "This device, your password manager or a security key keeps it. It works only here, so nobody can lure it out of you on a false page.";
    passkey_script = "Passkeys need JavaScript, which is turned off in this browser.";
    passkey_label = "What to call it";
    passkey_label_hint = "So that you know it again, such as “my phone”.";
    passkey_add = "Add a passkey";
    passkey_not_given = "The browser gave no passkey. Try again, or use another way.";
    passkey_cancelled = "You closed the passkey dialogue before it was done. Nothing was changed. Try again when you are ready.";
    passkey_timed_out = "The passkey dialogue waited too long and closed. Try again.";
    passkey_there_already = "This device or key already holds a passkey for your account. Use another one, or keep the one you have.";
    passkey_unsupported = "This browser or device cannot do this with passkeys. Use another one, or another way.";
    passkey_prove_first = "Load this page again: we need to ask once more whether it is you.";
    passkey_failed = "That did not work just now. Try again in a moment.";

    recovery_title = "Your recovery codes";
    recovery_lead = "If you lose your phone, one of these lets you in. Each works once. Print them or write them down now: they are not shown again.";
    recovery_print = "To print, use your browser's own print command: only the codes are printed.";
    recovery_kept = "I have kept them";

    rule = "Second step for the team";
    rule_text = "Ask it of everybody who works here.";
    rule_title = "Second step for the team";
    rule_lead = "From the day you choose, nobody on the team gets in with a password alone: whoever has no app or passkey yet is led to add one and reaches nothing else.";
    rule_now = "It is asked of everybody.";
    rule_none = "It is everybody's own choice.";
    rule_field = "From this day";
    rule_hint = "Leave it empty to make it everybody's own choice. A week or two gives time to prepare.";
}

/// `3 December 2026`
pub fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

pub fn kind_passkey(label: &str) -> String {
    if label == "passkey" { "Passkey".to_owned() } else { format!("Passkey: {label}") }
}

pub fn added(on: &str, used: Option<&str>) -> String {
    match used {
        Some(used) => format!("Added on {on}, last used on {used}."),
        None => format!("Added on {on}."),
    }
}

pub fn codes_left(left: i32) -> String {
    match left {
        0 => "You have no recovery codes left.".to_owned(),
        1 => "You have one recovery code left.".to_owned(),
        more => format!("You have {more} recovery codes left."),
    }
}

pub fn send_code_to(address: &str) -> String {
    format!("Send a code to {address}")
}

pub fn asked_from(organisation: &str, on: &str) -> String {
    format!("{organisation} asks everybody on its team for a second step, from {on}.")
}

pub fn asked_now(organisation: &str) -> String {
    format!("{organisation} asks everybody on its team for a second step. Add one to go on.")
}

pub fn rule_from(on: &str) -> String {
    format!("It is asked of everybody from {on}.")
}

pub fn rule_without(people: i32) -> String {
    match people {
        0 => "Everybody on the team has one.".to_owned(),
        1 => "One person on the team has none yet.".to_owned(),
        more => format!("{more} people on the team have none yet."),
    }
}

/// Wrong passwords on one's own account.
pub fn wrong_passwords(tries: i64, days: i32) -> String {
    let times = if tries == 1 { "once".to_owned() } else { format!("{tries} times") };
    format!(
        "In the last {days} days a wrong password was tried {times} on your account. If that was not you, choose a new password."
    )
}

pub fn email_now(email: &str) -> String {
    format!("Now {email}")
}

pub fn new_address_text(email: &str) -> String {
    format!("From then on you sign in with {email}, and letters go there.")
}

pub fn old_address_text(email: &str) -> String {
    format!(
        "Your account stays with {email}, or comes back to it. Every device is signed out, and the password no longer works: choose a new one afterwards."
    )
}

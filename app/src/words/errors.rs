//! The pages that say something went wrong. No blame, no jargon; what happened and what to do.

use contract::team::MemberRole;

/// Heading and text for an HTTP status.
pub fn status(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("This request cannot be read", "Go back and try again. If it happens twice, tell us the reference."),
        401 => ("Sign in first", "This page is for people who are signed in."),
        403 => ("This was refused", "The request did not come from this site, so nothing was done."),
        404 => ("There is nothing here", "The address may be old, or this page is not yours to see."),
        405 => ("That does not work here", "This address does not take that kind of request."),
        408 => ("That took too long", "The connection was too slow and nothing was saved. Try again."),
        409 => ("Somebody was faster", "This changed in the meantime. Go back and look again."),
        410 => ("This is over", "The link was used already or is too old."),
        413 => ("That is too large", "Send less at once."),
        415 => ("That cannot be read", "This address does not take that kind of content."),
        422 => ("Something has to be put right", "Go back, check what you wrote and send it again."),
        429 => ("Too many tries", "Wait a little and try again."),
        503 => ("Not just now", "Something we need is not answering. Nothing is lost. Try again in a minute."),
        _ => (
            "Something failed on our side",
            "Nothing you did was wrong. Try again; if it happens twice, tell us the reference.",
        ),
    }
}

/// The same for a form whose row or page is gone, or that stands nowhere any more: what was typed follows.
pub fn gone(status: u16) -> (&'static str, &'static str) {
    match status {
        404 => (
            "This is not there any more",
            "What the form was about has been removed, or is not yours to change any more. Nothing was saved.",
        ),
        409 => ("Somebody was faster", "This changed in the meantime, and nothing was saved. Look at it again first."),
        410 => ("This is over", "It was finished in the meantime, and nothing was saved."),
        other => self::status(other),
    }
}

/// Heading: to which practice a form or a link belongs.
pub fn belongs_to(is_form: bool, organisation: &str) -> String {
    if is_form { format!("This form belongs to {organisation}") } else { format!("This link is about {organisation}") }
}

pub fn made_in(organisation: &str, role: MemberRole, is_form: bool) -> String {
    let role = super::identity::role(role).to_lowercase();
    if is_form {
        format!("You opened it in {organisation} (as {role}). Nothing was saved.")
    } else {
        format!("It leads to a page of yours in {organisation} (as {role}).")
    }
}

pub fn now_in(organisation: &str, is_form: bool) -> String {
    if is_form {
        format!(
            "Since then you have switched to {organisation}, in another tab or window. What you typed is kept: going on \
             switches back and sends it there."
        )
    } else {
        format!("At the moment you are in {organisation}. Going on switches.")
    }
}

pub fn go_on_in(organisation: &str) -> String {
    format!("Go on in {organisation}")
}

pub fn stay_in(organisation: &str) -> String {
    format!("Stay in {organisation}")
}

words! {
    belongs_nowhere = "This belongs to a practice you have left";
    not_yours = "This form is not yours";
    not_yours_text = "It was opened by somebody else who was signed in on this device before you. Nothing was saved, and nothing of it is shown.";
    to_own = "To your own pages";
    in_this_page = "What you typed is kept in this page. Leave it open and send it again in a moment.";
    send_again = "Send it again";
    what_was_typed = "What you typed";
    reference = "Reference";
    back = "To the start page";
    moving_on = "One moment";
    go_on = "Go on";
}

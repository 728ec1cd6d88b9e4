//! The way back for who has lost every second factor.

use contract::recovery::{ResetNotice, ResetState, ResetView};
use insight::clock::Moment;

words! {
    title = "Lost second factor";
    security = "Second factor";
    link_text = "Somebody has lost their phone, passkey and recovery codes";
    lede = "Somebody of this clinic who has lost phone, passkey and recovery codes cannot sign in. Here their second factor is taken off, so that they sign in with their password and set up a new one.";
    asked = "Requests";
    nothing = "No requests";
    nothing_text = "Requests of the last ninety days are listed here.";
    ask_title = "Ask for it";
    ask_text = "Make sure that it is really them: call the number you know. They get a letter at once and can refuse for two days; then it is done. Using their second factor meanwhile stops it too.";
    whom = "Whose";
    whom_hint = "Their full name or e-mail address, staff or client.";
    reason = "Reason";
    reason_hint = "Administrators read it.";
    ask_do = "Ask";
    withdraw = "Withdraw";
    withdraw_title = "Withdraw this request?";
    withdraw_text = "Their second factor stays as it is.";
    keep = "Leave it";
    keep_title = "Keep your second factor?";
    refuse = "Keep it and refuse";
    keep_nothing = "If you asked your practice for this, do nothing and close this page.";
    over_title = "This request is over";
    over_text = "It was refused, withdrawn or carried out already. If you cannot sign in, or did not ask for this, speak to your practice.";
    to_sign_in = "To sign in";
}

pub fn state(state: ResetState) -> &'static str {
    match state {
        ResetState::Open => "waiting",
        ResetState::Refused => "refused",
        ResetState::Withdrawn => "withdrawn",
        ResetState::Done => "done",
        ResetState::Lapsed => "not carried out",
    }
}

fn moment(at: Moment) -> String {
    at.written("%-d %B %Y, %H:%M")
}

pub fn by(reset: &ResetView) -> String {
    format!("Asked by {}, {}", reset.asked_by, moment(reset.asked_at))
}

/// What there is to know beyond the state's word.
pub fn stands(reset: &ResetView) -> String {
    match (reset.state, reset.due_at, reset.closed_at) {
        (ResetState::Open, Some(due), _) => format!("Done on {} unless they refuse", moment(due)),
        (ResetState::Open, None, _) => "The letter is on its way".to_owned(),
        (ResetState::Lapsed, _, Some(at)) => {
            format!("{}: they have used it since, or whoever runs this installation has to help", moment(at))
        }
        (_, _, Some(at)) => moment(at),
        _ => String::new(),
    }
}

pub fn keep_text(notice: &ResetNotice) -> String {
    format!(
        "An administrator of {} asks to take off the second factor of your account on {}. You would sign in with your password alone then.",
        notice.organisation,
        moment(notice.due_at)
    )
}

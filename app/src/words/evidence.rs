//! Proofs of what the log says happened to a client, and checking them.

use backend::evidence::Position;

words! {
    title = "Evidence";
    lede = "What was done with your record, with proofs you can check yourself";
    back = "Back to the list";
    from_access = "Everything that was done with your record, with proofs you can check";
    how = "How you can be sure";
    how_text = "Every change of your record, of who may see it, of your appointments and payments is written into a log, and every few minutes the whole log is sealed with a signature. A proof shows that an entry stood in the log when it was sealed. If anybody changed or removed it later, even we ourselves, the seals you keep would no longer fit. Looks at your record are kept on a page of their own; they have no such proof.";
    signed_at = "Last sealed";
    size = "Entries in the log";
    fingerprint = "Fingerprint of the key";
    fingerprint_text = "Compare the fingerprint with one you were given in another way: printed at your practice, in a letter, or noted on an earlier visit.";
    keep = "Keep this seal";
    keep_text = "Save it now, and later you can check that nothing before it was changed. It says nothing about you.";
    waiting = "The newest entries are not sealed yet. That happens by itself within minutes.";
    sign_now = "Seal them now";
    no_head = "Nothing is sealed yet. That happens by itself within minutes.";
    events = "What happened";
    no_events = "Nothing so far";
    no_events_text = "When something happens to your record, it is listed here.";
    earlier = "Earlier";
    when = "When";
    what = "What";
    who = "By whom";
    proof = "Proof";
    soon = "soon";
    check = "Check it yourself";
    check_text = "The check runs in your browser. It computes the seal again from the entry and compares; nothing is sent.";
    check_do = "Check this proof";
    no_script = "This browser runs no script, so check the proof on your own machine: how is below.";
    older = "A seal you kept (optional)";
    older_hint = "Paste a seal you saved before, and it is checked that the log still continues it.";
    see_all = "See what is checked";
    proof_text = "The proof";
    key = "The log's key";
    key_hint = "If you noted it on an earlier visit, put that one here: then not even we could have exchanged it.";
    own_machine = "On your own machine";
    own_machine_text = "Save the proof and check it with the program, which needs no network. Or ask somebody you trust to do so.";
    download = "Save the proof";
    yes = "Yes, it holds";
    no = "No, it does not hold";
    yes_entry = "Entry";
    yes_size = "is in the sealed log of so many entries:";
    yes_continues = "That log continues the one you kept a seal of, of so many entries:";
    by_me = "You";
    by_system = "NutriScope";
    by_somebody = "Somebody at your practice";
    unreadable_proof = "The proof cannot be read. Was part of it lost when it was copied?";
    unreadable_checkpoint = "The seal in the proof cannot be read.";
    wrong_signature = "The seal was not made with this key, or was changed.";
    unreadable_entry = "The entry in the proof cannot be read, or was changed.";
    elsewhere = "The entry belongs to another place or another log.";
    not_in_log = "The entry is not in the log that was sealed: it was changed, or the proof was.";
    unreadable_older = "The seal you pasted cannot be read, or is of another log, or could not be connected with this one.";
    wrong_older_signature = "The seal you pasted was not made with this key, or was changed.";
    older_is_newer = "The seal you pasted is newer than this proof. Open the proof again and repeat the check.";
    not_continued = "The log does not continue the one you kept a seal of. Something before it was changed: please tell your practice, and keep your seal.";
    unreadable_key = "The key cannot be read.";
    unreachable = "The check could not be loaded. Try again, or check on your own machine.";
}

/// A text.
type Said = fn() -> &'static str;

/// The code of each doubt and what it means.
pub const VERDICTS: &[(&str, Said)] = &[
    ("proof", unreadable_proof),
    ("checkpoint", unreadable_checkpoint),
    ("signature", wrong_signature),
    ("entry", unreadable_entry),
    ("elsewhere", elsewhere),
    ("not_in_log", not_in_log),
    ("older", unreadable_older),
    ("older_signature", wrong_older_signature),
    ("older_is_newer", older_is_newer),
    ("not_continued", not_continued),
    ("key", unreadable_key),
    ("unreachable", unreachable),
];

pub fn proof_of(seq: u64) -> String {
    format!("Proof of entry {seq}")
}

pub fn happened(what: &str, when: &str, seq: u64) -> String {
    format!("{what}, on {when}. It is entry {seq} of the log.")
}

pub fn position(position: &Position) -> String {
    match position {
        Position::Myself => by_me().to_owned(),
        Position::Colleague(Some(name)) => name.clone(),
        Position::Colleague(None) => by_somebody().to_owned(),
        Position::System => by_system().to_owned(),
    }
}

/// What an action of the log is called. One that has no words yet is named as the log does.
pub fn event(action: &str) -> String {
    let words = match action {
        "meal.logged" => "A meal was logged",
        "symptom.logged" => "A symptom was logged",
        "entry.logged" => "An entry was logged",
        "entry.changed" => "An entry was changed",
        "entry.deleted" => "An entry was removed",
        "entry.restored" => "An entry was brought back",
        "entries.viewed" => "Entries were marked as seen",
        "review.opened" => "Your record was opened",
        "relationship.started" => "Care began",
        "relationship.paused" => "Care was paused",
        "relationship.resumed" => "Care was resumed",
        "relationship.ended" => "Care ended",
        "relationship.told" => "The other one was told that care had ended",
        "invitation.accepted" => "An invitation was accepted",
        "appointment.held" => "A time was held",
        "appointment.confirmed" => "An appointment was confirmed",
        "appointment.released" => "A held time was given back",
        "appointment.cancelled" => "An appointment was cancelled",
        "appointment.completed" => "An appointment took place",
        "appointment.missed" => "An appointment was missed",
        "payment.opened" => "A payment was begun",
        "payment.paid" => "A payment came in",
        "payment.expired" => "A payment ran out",
        "payment.failed" => "A payment failed",
        "payment.refunded" => "A payment was given back",
        "payment.mismatched" => "Another amount was paid than was asked for",
        "payment.refund_failed" => "A refund failed",
        "payment.refund_asked" => "A refund that had failed was sent again",
        "payment.settled" => "A payment was settled another way",
        "payment.disputed" => "A dispute about a payment changed",
        "access.granted" => "Access to your record was given",
        "access.ended" => "Access to your record was ended",
        "access.told" => "You were told about access to your record",
        "emergency.opened" => "Your record was opened in an emergency",
        "emergency.tried" => "Somebody tried to open your record in an emergency",
        "emergency.noted" => "You said that you know of an emergency",
        "consent.given" => "You gave a consent",
        "consent.refused" => "You refused a consent",
        "consent.withdrawn" => "You withdrew a consent",
        other => return named(other),
    };
    words.to_owned()
}

/// `export.asked` → `Export asked`
fn named(action: &str) -> String {
    let text = action.replace(['.', '_'], " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

//! Keys of clients and certificates.

use chrono::NaiveDate;

words! {
    title = "Keys of clients";
    entry_text = "Replace them, and see what was destroyed";
    lede = "What clients write is locked with a key of their own. Nobody at the clinic reads it without the record being open to them. The keys are locked with the installation's master key, which whoever runs it holds.";
    replace_title = "New keys";
    replace = "Replace all keys";
    replace_question = "Replace the key of every client?";
    replace_text = "Everything they wrote is locked anew in the background. Nobody notices, and nothing is lost if it is interrupted.";
    keep = "Leave them";
    never = "The keys were never replaced.";
    stuck_text = "They were left as they are. Ask whoever runs the server: its log names them.";
    destroyed = "Destroyed keys";
    check = "Each is certified and signed. Anybody can check the file: nutriscope verify-certificate FILE";
    no_certificate = "No key was destroyed";
    no_certificate_text = "When somebody's journal is erased, their key goes with it, and the certificate is here.";
    save = "Save the certificate";
    read = "Read it";
    my_title = "Your key";
    my_entry_text = "How your journal is locked";
    my_text = "Your meals, symptoms and notes are locked with a key that is yours alone. It opens to you and to whoever may see your record, as your log shows; a stolen copy of the database does not open it without the installation's master key, which whoever runs it holds. If your journal is erased, the key is destroyed, and from the next backup on older ones of it cannot be read any more.";
}

pub fn destroyed_on(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

pub fn progress(percent: u8, finished: i64, clients: i64) -> String {
    match clients {
        1 => format!("{percent} % done: {finished} of 1 client."),
        _ => format!("{percent} % done: {finished} of {clients} clients."),
    }
}

pub fn stuck(values: i64) -> String {
    match values {
        1 => "One entry does not open.".to_owned(),
        _ => format!("{values} entries do not open."),
    }
}

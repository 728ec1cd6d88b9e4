//! Every way on which a record's content leaves, as one table: what a reviewer reads in docs/security.md is written from
//! it, and two tests walk it, one in the program and one from outside ([`HERE`], [`OUTSIDE`]).
//!
//! Guarantee: every way that is listed is performed by one of them in a world with marked words. To add a way: a line here
//! and performing it there, which the tests miss; the test that compares the document says how to write it anew.

use std::fmt::Write;

/// What of a kind of content a way lets out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// It is not in it.
    No,
    /// It is, readable by the one the row names.
    Yes,
    /// It is, under a key that the one who holds it does not have.
    Sealed,
}

/// What the client learns of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// It is their own doing, and in their activity.
    OwnActivity,
    /// A line of this kind in who saw the record.
    Line(&'static str),
    /// That, and a letter.
    LineAndLetter(&'static str),
    /// There is nothing of a record in it to tell of.
    Nothing,
}

/// A way out.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub name: &'static str,
    pub who: &'static str,
    pub basis: &'static str,
    /// Entries that the client shares.
    pub shared: Out,
    /// Entries they keep private.
    pub private: Out,
    /// Entries of who withdrew the consent for health data.
    pub withdrawn: Out,
    /// Entries of whose journal is being erased.
    pub erasing: Out,
    pub sees: Sees,
    /// The test that performs it.
    pub performed: &'static str,
}

use Out::{No, Sealed, Yes};

/// A way: its name, who gets it, by what, what comes out (shared, private, withdrawn, being erased), what the client sees.
const fn way(name: &'static str, who: &'static str, basis: &'static str, out: [Out; 4], sees: Sees) -> Way {
    let [shared, private, withdrawn, erasing] = out;
    Way { name, who, basis, shared, private, withdrawn, erasing, sees, performed: HERE }
}

impl Way {
    /// Performed over HTTP and at a terminal.
    const fn outside(self) -> Self {
        Self { performed: OUTSIDE, ..self }
    }
}

/// Where ways are performed that the program's own functions are.
pub const HERE: &str = "crates/backend/tests/export/ways.rs";
/// Where those are that need pages, a terminal or the server's log.
pub const OUTSIDE: &str = "server/tests/operations/ways.rs";

const NOTHING: [Out; 4] = [No, No, No, No];
const ALL: [Out; 4] = [Yes, Yes, Yes, Yes];
const LOCKED: [Out; 4] = [Sealed, Sealed, Sealed, Sealed];

pub const WAYS: &[Way] = &[
    way("a client's pages", "the client", "it is their own", [Yes, Yes, Yes, No], Sees::Nothing).outside(),
    way(
        "review, caseload, timeline",
        "a practitioner",
        "care, grant or emergency, logged before",
        [Yes, No, No, No],
        Sees::Line("review"),
    )
    .outside(),
    way("copy of one's own data", "the client", "fresh proof", ALL, Sees::OwnActivity),
    way(
        "copy that the clinic asked for",
        "the client; not who asked",
        "an administrator's reason, the client's fresh proof",
        ALL,
        Sees::OwnActivity,
    ),
    way("copy of a staff account", "whoever works there", "fresh proof", NOTHING, Sees::Nothing),
    way(
        "copy of the organisation to read",
        "its owner",
        "fresh proof; what administrators read anyway",
        NOTHING,
        Sees::Line("copy"),
    ),
    way(
        "moving house",
        "the receiving installation",
        "owner and a second administrator, both freshly proved",
        LOCKED,
        Sees::LineAndLetter("move"),
    ),
    way("letters", "whom they are to", "each names its own reason", NOTHING, Sees::Nothing),
    way(
        "jobs and their payloads",
        "the worker",
        "a session for the client or house the job names",
        NOTHING,
        Sees::Nothing,
    ),
    way(
        "activity log, its copies, evidence and proofs",
        "administrators; the client their own",
        "fresh proof for a copy",
        NOTHING,
        Sees::Nothing,
    ),
    way("files in NS_DATA_DIR", "whoever reads the disk", "–", LOCKED, Sees::Nothing),
    way("backups", "whoever has the file, and the master keys", "ns_backup", LOCKED, Sees::Nothing),
    way(
        "documents to sign",
        "the client; their practitioner; administrators",
        "a look, logged before",
        NOTHING,
        Sees::Line("documents"),
    ),
    way("incident bundles", "whoever runs the installation", "an incident; ids and counts", NOTHING, Sees::Nothing),
    way(
        "command line",
        "whoever runs the installation",
        "the logins' addresses and the master keys",
        NOTHING,
        Sees::Nothing,
    )
    .outside(),
    way("the server's log", "whoever runs the installation", "–", NOTHING, Sees::Nothing).outside(),
];

/// The table as the document has it.
pub fn table() -> String {
    let out = |out: Out| match out {
        No => "no",
        Yes => "yes",
        Sealed => "sealed",
    };
    let mut text = String::from(
        "| way | who gets it | by what | shared | private | consent withdrawn | being erased | what the client sees of it | performed by |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for way in WAYS {
        let sees = match way.sees {
            Sees::OwnActivity => "their own activity".to_owned(),
            Sees::Line(kind) => format!("a line in who saw ({kind})"),
            Sees::LineAndLetter(kind) => format!("a letter and a line in who saw ({kind})"),
            Sees::Nothing => "nothing to see".to_owned(),
        };
        // Writing to a String cannot fail.
        _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {sees} | `{}` |",
            way.name,
            way.who,
            way.basis,
            out(way.shared),
            out(way.private),
            out(way.withdrawn),
            out(way.erasing),
            way.performed,
        );
    }
    text
}

//! Every way on which a record's content leaves, as one table: what a reviewer reads in docs/security.md is written from
//! it, and a test walks it (`tests/export/ways.rs`).
//!
//! Guarantee: a way that is listed is performed by that test in a world with marked words, or names the test that does. To
//! add a way: a line here; the test that compares the document says how to write it anew.

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
    /// The test that performs it; none where the walk itself does.
    pub test: Option<&'static str>,
}

use Out::{No, Sealed, Yes};

pub const WAYS: &[Way] = &[
    Way {
        name: "a client's pages",
        who: "the client",
        basis: "it is their own",
        shared: Yes,
        private: Yes,
        withdrawn: Yes,
        erasing: No,
        sees: Sees::Nothing,
        test: Some("crates/backend/tests/isolation/main.rs"),
    },
    Way {
        name: "review, caseload, timeline",
        who: "a practitioner",
        basis: "care, grant or emergency, logged before",
        shared: Yes,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Line("review"),
        test: Some("crates/backend/tests/isolation/main.rs"),
    },
    Way {
        name: "copy of one's own data",
        who: "the client",
        basis: "fresh proof",
        shared: Yes,
        private: Yes,
        withdrawn: Yes,
        erasing: Yes,
        sees: Sees::OwnActivity,
        test: None,
    },
    Way {
        name: "copy that the clinic asked for",
        who: "the client; not who asked",
        basis: "an administrator's reason, the client's fresh proof",
        shared: Yes,
        private: Yes,
        withdrawn: Yes,
        erasing: Yes,
        sees: Sees::OwnActivity,
        test: None,
    },
    Way {
        name: "copy of a staff account",
        who: "whoever works there",
        basis: "fresh proof",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Nothing,
        test: None,
    },
    Way {
        name: "copy of the organisation to read",
        who: "its owner",
        basis: "fresh proof; what administrators read anyway",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Line("copy"),
        test: None,
    },
    Way {
        name: "moving house",
        who: "the receiving installation",
        basis: "owner and a second administrator, both freshly proved",
        shared: Sealed,
        private: Sealed,
        withdrawn: Sealed,
        erasing: Sealed,
        sees: Sees::LineAndLetter("move"),
        test: None,
    },
    Way {
        name: "letters",
        who: "whom they are to",
        basis: "each names its own reason",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Nothing,
        test: None,
    },
    Way {
        name: "jobs and their payloads",
        who: "the worker",
        basis: "a session for the client or house the job names",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Nothing,
        test: None,
    },
    Way {
        name: "activity log, its copies, evidence and proofs",
        who: "administrators; the client their own",
        basis: "fresh proof for a copy",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Nothing,
        test: None,
    },
    Way {
        name: "files in NS_DATA_DIR",
        who: "whoever reads the disk",
        basis: "–",
        shared: Sealed,
        private: Sealed,
        withdrawn: Sealed,
        erasing: Sealed,
        sees: Sees::Nothing,
        test: None,
    },
    Way {
        name: "backups",
        who: "whoever has the file, and the master keys",
        basis: "ns_backup",
        shared: Sealed,
        private: Sealed,
        withdrawn: Sealed,
        erasing: Sealed,
        sees: Sees::Nothing,
        test: Some("crates/backend/tests/backups/erased.rs"),
    },
    Way {
        name: "documents to sign",
        who: "the client; administrators",
        basis: "a logged look",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Nothing,
        test: Some("crates/backend/tests/documents/main.rs"),
    },
    Way {
        name: "incident bundles, command line",
        who: "whoever runs the installation",
        basis: "an incident; ids and counts",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Nothing,
        test: Some("crates/backend/tests/incidents/main.rs"),
    },
    Way {
        name: "the server's log",
        who: "whoever runs the installation",
        basis: "–",
        shared: No,
        private: No,
        withdrawn: No,
        erasing: No,
        sees: Sees::Nothing,
        test: Some("server/tests/attacks/main.rs"),
    },
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
            way.test.unwrap_or("crates/backend/tests/export/ways.rs"),
        );
    }
    text
}

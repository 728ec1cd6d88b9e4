//! The register for people who read documents: `docs/data-register.md`, written anew with `NS_WRITE_SNAPSHOTS=1`.

use std::fmt::Write as _;
use std::path::PathBuf;

use backend::register::{
    self, Basis, Category, Class, Encryption, Erasure, Export, Facts, Period, Reason, Retention, Subject, Table,
};

const HEAD: &str = "# Data register

Every column of the database that holds data, as the program obeys it: retention, export and erasure read the same
entries (`crates/backend/src/register`), and a column without an entry fails the tests. Written by
`NS_WRITE_SNAPSHOTS=1 cargo test -p backend --test register written`; a test says when it is old. Clients read the same
in plain words on the page What we keep.

Columns of one table that are treated alike share a line. Kept: *account* is as long as the account or the care,
*house* as long as the clinic. Sealed is AES-256-GCM under the installation's key, client's key under the client's own.
";

// P2: what is written about the register is what the register says.
#[test]
fn the_document_is_the_register() {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
    let path = PathBuf::from(package).join("../../docs/data-register.md");
    if std::env::var_os("NS_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(&path, markdown()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, markdown(), "look at the change, then run with NS_WRITE_SNAPSHOTS=1");
}

fn markdown() -> String {
    let mut out = HEAD.to_owned();
    for category in Category::ALL {
        let tables: Vec<_> = register::tables().iter().filter(|table| table.facts.purpose == category).collect();
        if tables.is_empty() {
            continue;
        }
        writeln!(out, "\n## {}\n", category.word().replace('_', " ")).unwrap();
        out += "| table | columns | about | class | ground | kept | export | erasure | lies |\n|---|---|---|---|---|---|---|---|---|\n";
        for table in tables {
            let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
            for (column, facts) in table.entries() {
                let cells = cells(table, facts);
                match groups.iter_mut().find(|(known, _)| *known == cells) {
                    Some((_, columns)) => columns.push(column),
                    None => groups.push((cells, vec![column])),
                }
            }
            for (cells, columns) in groups {
                writeln!(out, "| `{}` | {} | {cells} |", table.name, columns.join(", ")).unwrap();
            }
        }
    }
    out
}

fn cells(table: &Table, facts: Facts) -> String {
    let about = match facts.subject {
        Subject::Client => "client",
        Subject::Person => "person",
        Subject::Staff => "staff",
        Subject::Nobody => "nobody",
    };
    let class = match facts.class {
        Class::Health => "health",
        Class::Personal => "personal",
        Class::Operational => "operational",
        Class::Reference => "reference",
    };
    let ground = match facts.basis {
        Basis::HealthConsent => "consent, 9(2)(a)",
        Basis::Contract => "contract, 6(1)(b)",
        Basis::Law => "law, 6(1)(c)",
        Basis::Safety => "safety, 6(1)(f)",
        Basis::NotPersonal => "–",
    };
    let kept = match facts.retention {
        Retention::Account => "account".to_owned(),
        Retention::House => "house".to_owned(),
        Retention::Days(days, _) => format!("{days} days"),
        Retention::Setting(period, _) => match table.hides {
            Some((hidden, _)) => format!("{}, then removed; {} after that", days(hidden), days(period)),
            None => days(period),
        },
    };
    let export = match facts.export {
        Export::Full => "yes",
        Export::Secret => "no: a secret",
        Export::NotTheirs => "no: not theirs",
    };
    let erasure = match facts.erasure {
        Erasure::Erase => "erased",
        Erasure::Anonymise(_) => "made nobody's",
        Erasure::Redact => "redacted",
        Erasure::Keep(Reason::Tax) => "stays: tax law, seven years",
        Erasure::Keep(Reason::Evidence) => "stays: evidence",
        Erasure::Keep(Reason::Pseudonym) => "stays: a number that leads nowhere",
        Erasure::Keep(Reason::Others) => "stays: others'",
        Erasure::NotPersonal => "–",
    };
    let lies = match facts.encryption {
        Encryption::Disk => "on the disk",
        Encryption::Sealed => "sealed",
        Encryption::ClientKey => "client's key",
        Encryption::Hash => "as a hash",
    };
    [about, class, ground, &kept, export, erasure, lies].join(" | ")
}

/// The usual, and what a clinic may choose.
fn days(period: Period) -> String {
    let bounds = period.bounds();
    format!("{} days ({} to {})", bounds.usual, bounds.min, bounds.max)
}

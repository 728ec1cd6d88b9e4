//! A time that comes twice names its offset wherever words say a time: every function that is given one is tried.

#![expect(clippy::unwrap_used, reason = "a failure here fails the test")]

use super::{audit, caseload, consent, export, grants, incidents, journal, registers, review, signing};
use chrono_tz::Europe::London;
use contract::consent::Language;
use contract::review::Precision;
use insight::clock::{Moment, passes};
use std::collections::BTreeSet;

type Said = (&'static str, fn(Moment) -> String);

/// Every function of `words` that writes a time of day.
const TIMES: &[Said] = &[
    ("audit::clock", audit::clock),
    ("audit::moment", audit::moment),
    ("caseload::appointment", |at| caseload::appointment(at, at.date())),
    ("consent::moment", |at| consent::moment(at, Language::Nl)),
    ("consent::older_until", |at| consent::older_until(at, Language::En)),
    ("consent::receipt_of", |at| consent::receipt_of("Fern House", at, Language::Nl)),
    ("export::fetched", export::fetched),
    ("grants::by_emergency_text", grants::by_emergency_text),
    ("grants::by_grant_text", grants::by_grant_text),
    ("grants::moment", grants::moment),
    ("grants::opened_by", |at| grants::opened_by("Ana", at)),
    ("incidents::moment", incidents::moment),
    ("incidents::until", incidents::until),
    ("incidents::window", |at| incidents::window("Ana", Some(at), at)),
    ("journal::clock", journal::clock),
    ("journal::logged_at", |at| journal::logged_at("Meal logged", at)),
    ("journal::moment", journal::moment),
    ("journal::version", |at| journal::version(2, at)),
    ("privacy::moment", super::privacy::moment),
    ("registers::held_by", |at| registers::held_by("Ana", at)),
    ("review::new_since", |at| review::new_since(1, 0, Some(at))),
    ("review::next_visit", review::next_visit),
    ("review::open_by_emergency", review::open_by_emergency),
    ("review::open_by_grant", review::open_by_grant),
    ("review::time", |at| review::time(at, Precision::Exact)),
    ("signing::moment", |at| signing::moment(at, Language::Nl)),
];

/// These say the day alone.
const DAYS: [&str; 5] =
    ["incidents::held", "privacy::day", "privacy::placed", "privacy::released", "registers::changed"];

/// The functions of `words` that are given a moment, read from the source.
fn written() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        for part in std::fs::read_to_string(&path).unwrap().split("\npub fn ").skip(1) {
            let (name, rest) = part.split_once('(').unwrap();
            let arguments = rest.split(" {").next().unwrap();
            if arguments.contains("Moment") {
                found.insert(format!("{file}::{name}"));
            }
        }
    }
    found
}

#[test]
fn whatever_says_a_time_says_which() {
    let wall = chrono::NaiveDate::from_ymd_opt(2026, 10, 25).unwrap().and_hms_opt(1, 30, 0).unwrap();
    let [first, second] = passes(&London, wall).unwrap();
    for (name, say) in TIMES {
        assert!(say(first).contains("01:30") && say(first).contains("BST (UTC+1)"), "{name}: {}", say(first));
        assert!(say(second).contains("GMT (UTC+0)"), "{name}: {}", say(second));
        let once = Moment::new(&London, "2026-10-25T02:30:00Z".parse().unwrap());
        assert!(say(once).contains("02:30") && !say(once).contains("UTC"), "{name}: {}", say(once));
    }
    let tried: BTreeSet<_> = TIMES.iter().map(|(name, _)| *name).chain(DAYS).map(str::to_owned).collect();
    assert_eq!(tried, written(), "a function of `words` that is given a moment is tried here");
    println!("{} functions that say a time, {} that say a day", TIMES.len(), DAYS.len());
}

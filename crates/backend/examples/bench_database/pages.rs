//! Every page a signed-in person opens often: how many statements and round trips, for somebody with much and with little.

use std::time::Duration;

use axum::http::StatusCode;
use backend::identity::SessionToken;

use crate::practice::Practice;
use crate::report::Report;
use crate::server::Server;
use crate::wire::{Record, Seen, Statement};

/// No page may ask more often than this, whatever it shows.
const MOST: usize = 6;
/// The first requests fill the caches: prepared statements, the foods. The least of these counts.
const REPEATS: usize = 7;

/// A page of somebody with much, and of somebody with next to nothing.
struct Page {
    name: &'static str,
    full: (String, Option<SessionToken>),
    empty: (String, Option<SessionToken>),
}

/// What a page asked, and as whom.
pub struct Asked {
    pub name: &'static str,
    pub statements: Vec<Statement>,
}

fn list(practice: &Practice) -> Vec<Page> {
    let (maya, new) = (Some(&practice.maya.token), Some(&practice.new_client.token));
    let (ruth, alone) = (Some(&practice.ruth.token), Some(&practice.new_practitioner.token));
    let same = |name, path: &str, full: Option<&SessionToken>, empty: Option<&SessionToken>| Page {
        name,
        full: (path.into(), full.cloned()),
        empty: (path.into(), empty.cloned()),
    };
    let mut pages = vec![
        same("landing", "/", None, None),
        same("sign_in", "/sign-in", None, None),
        same("day", "/me", maya, new),
        same("meal_form", "/me/meal", maya, new),
        same("symptom_form", "/me/symptom", maya, new),
    ];
    let history = format!("/me/entry/{}/history", practice.entry);
    pages.push(same("entry_history", &history, maya, maya));
    pages.push(same("book", "/me/book", maya, new));
    pages.push(same("caseload", "/practice", ruth, alone));
    for (name, days) in [("review_30", 30), ("review_90", 90)] {
        let of = |client| format!("/practice/clients/{client}?days={days}");
        pages.push(Page {
            name,
            full: (of(practice.maya.member), ruth.cloned()),
            empty: (of(practice.new_client.member), ruth.cloned()),
        });
    }
    pages.push(same("agenda", "/practice/agenda", ruth, alone));
    pages
}

pub async fn measure(report: &mut Report, practice: &Practice, server: &Server, record: &Record) -> Vec<Asked> {
    let mut all = Vec::new();
    for page in list(practice) {
        let (full, took) = least(server, record, &page.full).await;
        let (empty, _) = least(server, record, &page.empty).await;
        let name = page.name;
        let (Some(full), Some(empty)) = (full, empty) else {
            report.gate(&format!("{name}_answers"), false, "the page is there");
            continue;
        };
        let (statements, trips) = (full.statements.len(), full.trips);
        report.metric(&format!("{name}_statements"), statements, "count");
        report.metric(&format!("{name}_round_trips"), trips, "count");
        report.metric(&format!("{name}_answer"), format!("{:.1}", took.as_secs_f64() * 1e3), "ms");
        let constant = statements <= MOST && statements <= empty.statements.len();
        report.gate(
            &format!("{name}_constant"),
            constant,
            &format!("at most {MOST}, and no more than with nothing to show"),
        );
        all.push(Asked { name, statements: full.statements });
    }
    all
}

/// The least that a page asks for once everything is warm, and the median of its time.
async fn least(
    server: &Server,
    record: &Record,
    (path, cookie): &(String, Option<SessionToken>),
) -> (Option<Seen>, Duration) {
    let mut all: Vec<(Seen, Duration)> = Vec::new();
    for _ in 0..REPEATS {
        record.take();
        let (status, took) = server.page(path, cookie.as_ref()).await;
        if status != StatusCode::OK {
            println!("{path}\t{}\tstatus", status.as_u16());
            return (None, took);
        }
        all.push((record.take(), took));
        // The connection goes back to its pool after the answer.
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let mut times: Vec<_> = all.iter().map(|(_, took)| *took).collect();
    times.sort_unstable();
    (all.into_iter().map(|(seen, _)| seen).min_by_key(|seen| seen.trips), times[REPEATS / 2])
}

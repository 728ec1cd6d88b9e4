//! The readable page of an export: what there is, in words and pictures. One file, no script, nothing from elsewhere.

use std::fmt::Write;

use super::chart;
use super::finish::Facts;
use super::summary::Summary;
use super::work::Work;
use crate::journal::kinds::MANY;
use contract::export::ExportScope;

const STYLE: &str = "body{font:16px/1.55 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#22302b;background:#fbfaf6}\
h1,h2{font-weight:600;line-height:1.2}h2{margin-top:2.5rem}svg{width:100%;height:auto;font:13px system-ui,sans-serif;fill:#22302b}\
svg rect{fill:#3f7a63}svg line{stroke:#9aa79f}table{border-collapse:collapse;width:100%;font:14px/1.4 system-ui,sans-serif}\
th,td{text-align:left;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #dcdfd6;vertical-align:top}\
dl{display:flex;flex-wrap:wrap;gap:1rem 2.5rem}dt{color:#5b6a63}dd{margin:0;font-size:1.6rem}.quiet{color:#5b6a63}\
@media (prefers-color-scheme:dark){body{color:#e6ece7;background:#17201c}svg{fill:#e6ece7}svg rect{fill:#7fbfa3}\
th,td{border-color:#33403a}.quiet,dt{color:#a5b3ab}}";

/// Text as it may stand in HTML, inside of elements and quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// What a table is called for people; one without a name here is called as it is.
pub(super) fn table_name(table: &str) -> String {
    let name = match table {
        "app.observation" => "Journal: meals, symptoms and notes",
        "app.observation_version" => "Journal: what entries said before they were changed",
        "app.appointment" => "Appointments",
        "app.payment" => "Payments",
        "app.membership" => "Membership",
        "app.care_relationship" => "Care: who cares for whom, since when",
        "app.access_grant" => "Access given to others",
        "app.record_read" => "Who looked at the record",
        "app.activity" => "Activity log",
        "app.invitation" => "Invitations",
        "app.service" => "Services",
        "app.availability" => "Working hours",
        "auth.person" => "Account",
        "auth.session" => "Sign-ins",
        "auth.event" => "What happened to the account",
        "auth.device" => "Known browsers",
        "auth.network" => "Known networks",
        "auth.factor" => "Second steps of signing in",
        "auth.recovery_code" => "Recovery codes: which were used",
        "auth.email_change" => "Changes of the e-mail address",
        "auth.link" => "Links that were mailed",
        other => return other.split_once('.').map_or(other, |(_, name)| name).replace('_', " "),
    };
    name.to_owned()
}

/// The whole page.
pub(super) fn html(facts: &Facts<'_>, work: &Work, summary: &Summary) -> String {
    let whose = match facts.scope {
        ExportScope::Organisation | ExportScope::Move => facts.held.organisation_name.clone(),
        _ => facts.held.member_name.clone(),
    };
    let title = format!("{} · data from {}", whose, facts.held.organisation_name);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{0}</title><style>{STYLE}</style></head><body><main><h1>{1}</h1>\
         <p class=\"quiet\">Everything {2} keeps, as of {3}. Times in the tables are UTC unless a column says otherwise.</p>",
        escape(&title),
        escape(&whose),
        escape(&facts.held.organisation_name),
        facts.day(),
    );
    if facts.scope == ExportScope::Client {
        journal(&mut page, summary);
    }
    files(&mut page, facts, work);
    page.push_str("</main></body></html>\n");
    page
}

fn journal(page: &mut String, summary: &Summary) {
    if summary.months.is_empty() {
        page.push_str("<h2>Journal</h2><p>There are no entries.</p>");
        return;
    }
    let kinds: Vec<_> = MANY.iter().filter(|(kind, _)| summary.entries(kind) > 0).collect();
    // Writing to a String cannot fail.
    _ = write!(page, "<dl><div><dt>Days with entries</dt><dd>{}</dd></div>", summary.days());
    for (kind, many) in &kinds {
        _ = write!(page, "<div><dt>{many}</dt><dd>{}</dd></div>", summary.entries(kind));
    }
    let heads: String = kinds.iter().map(|(_, many)| format!("<th>{many}</th>")).collect();
    _ = write!(
        page,
        "</dl><h2>Days</h2>{}<details><summary>The numbers</summary><table><thead><tr><th>Month</th><th>Days</th>{heads}</tr></thead><tbody>",
        chart::days(summary),
    );
    for (month, of) in &summary.months {
        let count = |kind: &str| of.entries.get(kind).copied().unwrap_or_default();
        let cells: String = kinds.iter().map(|(kind, _)| format!("<td>{}</td>", count(kind))).collect();
        _ = write!(page, "<tr><td>{month}</td><td>{}</td>{cells}</tr>", of.days());
    }
    page.push_str("</tbody></table></details>");
    if !summary.symptoms.is_empty() {
        _ = write!(
            page,
            "<h2>Symptoms</h2>{}<details><summary>The numbers</summary><table><thead><tr><th>Symptom</th><th>Times</th><th>Average</th></tr></thead><tbody>",
            chart::symptoms(summary)
        );
        for (name, symptom) in &summary.symptoms {
            let average = symptom.average().unwrap_or_else(|| "not given".to_owned());
            _ = write!(page, "<tr><td>{}</td><td>{}</td><td>{average}</td></tr>", escape(name), symptom.times);
        }
        page.push_str("</tbody></table></details>");
    }
    page.push_str("<h2>The newest entries</h2><table><tbody>");
    for line in &summary.recent {
        _ = write!(page, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(&line.at), escape(&line.text));
    }
    page.push_str("</tbody></table><p class=\"quiet\">All entries are in the folder data.</p>");
}

fn files(page: &mut String, facts: &Facts<'_>, work: &Work) {
    page.push_str(
        "<h2>What is in the folder</h2><table><thead><tr><th>What</th><th>Rows</th><th>Files</th></tr></thead><tbody>",
    );
    for table in work.tables.iter().filter(|table| table.written > 0) {
        let files = work.parts.iter().filter(|part| part.table.as_deref() == Some(&table.name));
        let links: Vec<_> = files.map(|part| format!("<a href=\"{0}\">{0}</a>", escape(&part.path))).collect();
        _ = write!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&table_name(&table.name)),
            table.written,
            links.join("<br>")
        );
    }
    page.push_str("</tbody></table>");
    let empty: Vec<_> =
        work.tables.iter().filter(|table| table.written == 0).map(|table| escape(&table_name(&table.name))).collect();
    if !empty.is_empty() {
        _ = write!(page, "<p class=\"quiet\">Nothing is kept under: {}.</p>", empty.join("; "));
    }
    if facts.scope != ExportScope::Organisation {
        page.push_str("<p class=\"quiet\">Passwords and other secrets are left out: whoever had them could get into the account.</p>");
    }
}

//! Pictures of an export's readable page: SVG in the page itself, with the numbers in a table beside them.

use std::fmt::Write;

use super::page::escape;
use super::summary::Summary;

const WIDTH: f64 = 720.0;
/// Symptoms drawn; the table has all.
const DRAWN: usize = 12;

/// Days with entries, month by month.
pub(super) fn days(summary: &Summary) -> String {
    let months = all_months(summary);
    let (height, foot) = (160.0, 24.0);
    let step = WIDTH / f64::from(u32::try_from(months.len().max(1)).unwrap_or(1));
    let mut bars = String::new();
    for (n, (month, days)) in (0_u32..).zip(&months) {
        let (x, tall) = (f64::from(n) * step, f64::from(*days) / 31.0 * (height - foot));
        // Writing to a String cannot fail.
        _ = write!(
            bars,
            r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{tall:.1}" rx="1"><title>{month}: {days} days</title></rect>"#,
            x + step * 0.1,
            height - foot - tall,
            step * 0.8,
        );
        let is_named = month.ends_with("-01") || n == 0 && months.len() < 12;
        if is_named && x < WIDTH - 40.0 {
            _ = write!(
                bars,
                r#"<text x="{x:.1}" y="{:.1}">{}</text>"#,
                height - 6.0,
                month.split('-').next().unwrap_or(month)
            );
        }
    }
    let label = format!("Days with entries in each of {} months, {} days in all", months.len(), summary.days());
    format!(
        r#"<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {height}"><line x1="0" y1="{0}" x2="{WIDTH}" y2="{0}"/>{bars}</svg>"#,
        height - foot
    )
}

/// From the first month to the last, those without an entry too: a gap is shown as one.
fn all_months(summary: &Summary) -> Vec<(String, u32)> {
    let parse = |month: &String| {
        let (year, month) = month.split_once('-')?;
        Some((year.parse::<i32>().ok()?, month.parse::<u32>().ok()?))
    };
    let (first, last) =
        (summary.months.keys().next().and_then(parse), summary.months.keys().next_back().and_then(parse));
    let (Some((mut year, mut month)), Some(last)) = (first, last) else { return Vec::new() };
    let mut months = Vec::new();
    // A date somebody mistyped must not make a picture of a thousand years.
    while (year, month) <= last && months.len() < 600 {
        let name = format!("{year:04}-{month:02}");
        let days = summary.months.get(&name).map_or(0, super::summary::Month::days);
        months.push((name, days));
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    months
}

/// How often each symptom was noted.
pub(super) fn symptoms(summary: &Summary) -> String {
    let mut listed: Vec<_> = summary.symptoms.iter().collect();
    listed.sort_by(|(a, one), (b, other)| other.times.cmp(&one.times).then(a.cmp(b)));
    listed.truncate(DRAWN);
    let most = listed.first().map_or(1, |(_, symptom)| symptom.times.max(1));
    let (row, names) = (28.0, 210.0);
    let mut bars = String::new();
    for (n, (name, symptom)) in (0_u32..).zip(&listed) {
        let y = f64::from(n) * row;
        let long = f64::from(symptom.times) / f64::from(most) * (WIDTH - names - 150.0);
        let severity = symptom.average().map(|average| format!(", {average} on average")).unwrap_or_default();
        let short: String = name.chars().take(28).collect();
        _ = write!(
            bars,
            r#"<text x="0" y="{0:.1}">{1}</text><rect x="{names}" y="{2:.1}" width="{long:.1}" height="16" rx="2"/><text x="{3:.1}" y="{0:.1}">{4}{5}</text>"#,
            y + 18.0,
            escape(&short),
            y + 6.0,
            names + long + 8.0,
            symptom.times,
            escape(&severity),
        );
    }
    let height = f64::from(u32::try_from(listed.len()).unwrap_or(0)) * row;
    format!(
        r#"<svg role="img" aria-label="How often each symptom was noted, the most frequent first" viewBox="0 0 {WIDTH} {height}">{bars}</svg>"#
    )
}

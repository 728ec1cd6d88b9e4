//! Where browsers tell of what the content policy stopped. Only the directive's name is kept: the rest of a report
//! holds addresses and, in them, whatever a page put there (N8).

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

use super::{request, response};
use crate::edge::rate;
use crate::state::App;

const REPORT_BYTES: usize = 16 * 1024;
const DIRECTIVES: [&str; 14] = [
    "base-uri",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "img-src",
    "manifest-src",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
];

pub async fn note(State(app): State<App>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    if let Err(error) = app.edge.limits.check(rate::REPORTS, request::address(&head), None) {
        return response::too_many(&error);
    }
    let read = tokio::time::timeout(app.edge.patience.body, Limited::new(body, REPORT_BYTES).collect()).await;
    if let Ok(Ok(collected)) = read {
        for directive in directives(&collected.to_bytes()) {
            app.edge.meters.csp_report(directive);
            tracing::warn!(kind = "content policy", directive);
        }
    }
    StatusCode::NO_CONTENT.into_response()
}

/// Names of stopped directives in either form of report, at most ten.
fn directives(report: &[u8]) -> Vec<&'static str> {
    let reports = match serde_json::from_slice(report) {
        Ok(Value::Array(reports)) => reports,
        Ok(report) => vec![report],
        Err(_) => vec![],
    };
    let name = |report: &Value| {
        let found = report
            .pointer("/csp-report/effective-directive")
            .or_else(|| report.pointer("/csp-report/violated-directive"))
            .or_else(|| report.pointer("/body/effectiveDirective"))?;
        let name = found.as_str()?.split(' ').next()?;
        // Ours to say, not the sender's: whatever else is written there goes no further.
        Some(DIRECTIVES.into_iter().find(|known| *known == name).unwrap_or("other"))
    };
    reports.iter().filter_map(name).take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_kept() {
        let old = br#"{"csp-report":{"document-uri":"https://x/me?secret","violated-directive":"script-src 'self'"}}"#;
        assert_eq!(directives(old), ["script-src"]);
        let new = br#"[{"type":"csp-violation","body":{"effectiveDirective":"img-src","blockedURL":"https://x"}}]"#;
        assert_eq!(directives(new), ["img-src"]);
        // Somebody's own text does not enter the log.
        assert_eq!(directives(br#"{"csp-report":{"effective-directive":"\nINFO forged"}}"#), ["other"]);
        assert!(directives(b"[[[[").is_empty());
    }
}

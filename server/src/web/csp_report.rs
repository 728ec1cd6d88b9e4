//! Where browsers tell of what the content policy stopped. Only the directive's name is kept: the rest of a report
//! holds addresses and, in them, whatever a page put there (N8).

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

const REPORT_BYTES: usize = 16 * 1024;

pub async fn note(body: Body) -> StatusCode {
    let read = tokio::time::timeout(Duration::from_secs(5), Limited::new(body, REPORT_BYTES).collect()).await;
    if let Ok(Ok(collected)) = read {
        for directive in directives(&collected.to_bytes()) {
            tracing::warn!(kind = "content policy", directive);
        }
    }
    StatusCode::NO_CONTENT
}

/// Names of stopped directives in either form of report, at most ten.
fn directives(report: &[u8]) -> Vec<String> {
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
        let is_name = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        is_name.then(|| name.to_owned())
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
        assert!(directives(br#"{"csp-report":{"effective-directive":"\nINFO forged"}}"#).is_empty());
        assert!(directives(b"[[[[").is_empty());
    }
}

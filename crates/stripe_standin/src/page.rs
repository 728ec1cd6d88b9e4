//! The hosted pay page: plain HTML and forms, without script, clearly marked as a test.
//!
//! It behaves as Stripe's: paying leads to the success URL, a refused card leaves the page open with an error, cancelling
//! leads to the cancel URL and leaves the session open, a finished or expired session says so. It asks for no card data.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::App;
use crate::form::Params;
use crate::ledger::Attempt;
use crate::model::{Session, SessionStatus};

const STYLE: &str = include_str!("page.css");
/// No script at all. Form targets are not limited: after paying the browser is sent to the caller's own site.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const DECLINED: &str = "<p class=\"problem\" role=\"alert\">The card was declined. Nothing was charged: try again or use \
                        another card.</p>\n";

/// Currencies without a minor unit: <https://docs.stripe.com/currencies#zero-decimal>.
const WHOLE: [&str; 16] =
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"];

pub async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

pub async fn show(State(app): State<App>, Path(id): Path<String>, RawQuery(query): RawQuery) -> Response {
    let session = app.change(|ledger, _| ledger.sessions.get(&id).cloned());
    render(session.as_ref(), query.as_deref() == Some("declined"))
}

pub async fn act(State(app): State<App>, Path(id): Path<String>, body: Bytes) -> Response {
    let action = Params::parse(&[&body]).text("action", 20).ok().flatten().unwrap_or_default();
    let (attempt, session) = app.change(|ledger, now| {
        let attempt = match action.as_str() {
            "pay" => ledger.attempt(&id, true, now).ok(),
            "decline" => ledger.attempt(&id, false, now).ok(),
            "expire" => ledger.expire(&id, now).ok().map(|()| Attempt::Expired),
            _ => None,
        };
        (attempt, ledger.sessions.get(&id).cloned())
    });
    let Some(session) = session else { return render(None, false) };
    let cancelled = (action == "cancel").then(|| session.order.cancel_url.clone()).flatten();
    match (attempt, cancelled) {
        (Some(Attempt::Paid), _) => go(&session.success_url()),
        (_, Some(cancel_url)) => go(&cancel_url),
        // Shown by the page itself after a redirect, so that reloading it does not try the card again.
        (Some(Attempt::Declined), _) => go(&format!("/c/pay/{}?declined", session.id)),
        _ => render(Some(&session), false),
    }
}

fn go(url: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, url.to_owned())]).into_response()
}

fn render(session: Option<&Session>, declined: bool) -> Response {
    let status = if session.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let (title, content) = match session.map(|session| (session, session.status)) {
        None => ("Not found", "<h1>No such payment</h1><p>This link was never valid here.</p>".to_owned()),
        Some((session, SessionStatus::Open)) => ("Pay", pay_form(session, declined)),
        Some((session, SessionStatus::Complete)) => {
            ("Paid", finished("This payment is complete", &session.success_url()))
        }
        Some((session, SessionStatus::Expired)) => {
            let back = session.order.cancel_url.as_deref().unwrap_or_default();
            ("Expired", finished("This payment link has expired", back))
        }
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title} · Stripe stand-in, test mode</title>\n\
         <link rel=\"stylesheet\" href=\"/c/style.css\">\n<link rel=\"icon\" href=\"data:,\">\n</head>\n<body>\n\
         <header><p class=\"mode\"><strong>Stripe stand-in, test mode.</strong> No card, no money.</p></header>\n\
         <main>\n{content}\n</main>\n</body>\n</html>\n"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Html(html)).into_response()
}

fn finished(heading: &str, back: &str) -> String {
    let link = if back.is_empty() {
        String::new()
    } else {
        format!("<p><a class=\"back\" href=\"{}\">Back to the site</a></p>", escape(back))
    };
    format!("<h1>{heading}</h1>\n<p>Nothing more will be charged.</p>\n{link}")
}

fn pay_form(session: &Session, declined: bool) -> String {
    let order = &session.order;
    let lines: String = order
        .lines
        .iter()
        .map(|line| {
            let times = if line.quantity == 1 { String::new() } else { format!(" × {}", line.quantity) };
            let amount = money(line.total(), &order.currency);
            format!("<div><dt>{}{times}</dt><dd>{amount}</dd></div>\n", escape(&line.name))
        })
        .collect();
    let problem = if declined { DECLINED } else { "" };
    let email = order
        .customer_email
        .as_deref()
        .map_or_else(String::new, |email| format!("<p class=\"email\">Receipt to {}</p>\n", escape(email)));
    let cancel = if order.cancel_url.is_some() {
        "<button name=\"action\" value=\"cancel\">Cancel and go back</button>\n"
    } else {
        ""
    };
    let total = money(order.total(), &order.currency);
    format!(
        "<h1>Pay <span class=\"total\">{total}</span></h1>\n<dl>\n{lines}</dl>\n{email}{problem}\
         <form method=\"post\" action=\"/c/pay/{}\">\n\
         <button class=\"primary\" name=\"action\" value=\"pay\">Pay {total}</button>\n\
         <button name=\"action\" value=\"decline\">Pay with a card that is declined</button>\n{cancel}\
         <button name=\"action\" value=\"expire\">Let this payment expire</button>\n</form>",
        escape(&session.id)
    )
}

/// `EUR 85.00`: the code, not a sign, because signs are shared between currencies.
fn money(minor: i64, currency: &str) -> String {
    let code = currency.to_uppercase();
    if WHOLE.contains(&currency) {
        return format!("{code} {minor}");
    }
    format!("{code} {}.{:02}", minor / 100, minor % 100)
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
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

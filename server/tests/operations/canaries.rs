//! Marked values go in by every form there is, rightly and wrongly; afterwards they are searched for in the
//! application's log and in Postgres'. S12 N8 T14

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use app::features::RULES;
use testkit::World;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::postgres_log::Log;
use crate::support::{app, ask, fetch, post, submit, visit};

#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything the process logs, as production writes it, and more: our own crates with all they have.
pub fn application_log() -> Kept {
    static LOG: OnceLock<Kept> = OnceLock::new();
    LOG.get_or_init(|| {
        let kept = Kept::default();
        let filter = EnvFilter::new(format!("{},server=trace,backend=trace,app=trace", server::cli::serve::LOGGED));
        tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(kept.clone()).init();
        kept
    })
    .clone()
}

const MARK: &str = "zqcanary";

#[tokio::test]
async fn nothing_a_person_wrote_is_in_a_log() {
    let application = application_log();
    let mut world = World::new().await;
    let mut postgres = Log::from_now(&world.db).await;
    let clinic = world.organisation("zqcanary house").await;
    let client = world.client(clinic, "zqcanary Maya").await;
    let practitioner = world.practitioner(clinic, "zqcanary Ruth").await;
    let admin = world.admin(clinic, "zqcanary Noor").await;
    let service = server::router::router(app(world.backend.clone(), 0));

    // A real sign-up, its letter sent; a wrong and a right-looking sign-in.
    let sign_up = [
        ("name", "zqcanary Ana"),
        ("email", "zqcanary@example.test"),
        ("new_password", "zqcanary-orchard-lantern-77"),
        ("organisation", "zqcanary practice"),
        ("zone", "Europe/London"),
        ("currency", "gbp"),
        ("_page", "/sign-up"),
    ];
    let signed_up = submit(&service, "/api/identity/sign_up", "", &sign_up).await;
    assert_eq!(signed_up.status, 303, "{}", signed_up.body);
    while world.backend.run_next_job().await.unwrap() {}
    let sign_in = [("email", "zqcanary@example.test"), ("password", "zqcanary-wrong"), ("_page", "/sign-in?next=/me")];
    submit(&service, "/api/identity/sign_in", "", &sign_in).await;

    // A meal and a symptom with marked words: written, as a client does.
    let id = "0190a7c4-0000-7000-8000-0000000000aa";
    let meal = [
        ("meal[id]", id),
        ("meal[meal_type]", "lunch"),
        ("meal[day]", "2026-11-20"),
        ("meal[time]", "13:00"),
        ("meal[note]", "zqcanary note"),
        ("meal[items][0][name]", "zqcanary soup"),
        ("meal[items][0][grams]", "200"),
    ];
    let cookie = |cookie: &str| format!("ns={cookie}");
    let saved = submit(&service, "/api/journal/save_meal", &cookie(&client.cookie), &meal).await;
    assert!([303, 422].contains(&saved.status.as_u16()), "{}", saved.status);

    // Every function with marked words in every field, as everybody, well and badly formed.
    let words = [
        "key",
        "service",
        "appointment",
        "client",
        "name",
        "email",
        "role",
        "zone",
        "query",
        "search",
        "to",
        "code",
        "reason",
        "note",
        "text",
        "token",
        "password",
    ];
    let marked: Vec<(&str, &str)> = words.iter().map(|word| (*word, "zqcanary@example.test")).chain(meal).collect();
    let mut called = 0;
    for rule in RULES.iter() {
        for cookie in [
            cookie(&client.cookie),
            cookie(&practitioner.cookie),
            cookie(&admin.cookie),
            "ns=zqcanaryzqcanaryzqcana".into(),
        ] {
            if rule.endpoint == "/api/identity/sign_out" {
                continue;
            }
            if rule.endpoint.starts_with("/api/") {
                fetch(&service, rule.endpoint, &cookie, &marked).await;
            } else {
                let path: Vec<String> = rule
                    .endpoint
                    .split('/')
                    .map(|part| if part.starts_with('{') { MARK.to_owned() } else { part.to_owned() })
                    .collect();
                visit(&service, &format!("{}?search={MARK}&next=/{MARK}", path.join("/")), &cookie).await;
            }
            called += 1;
        }
    }
    assert!(called > 100, "{called}");
    // Headers, and reports of browsers.
    let mut request = post("/api/appearance/choose", "theme=zqcanary", &[("theme", MARK)], "empty");
    for name in ["referer", "user-agent", "origin", "x-forwarded-for", "host", "authorization"] {
        request.headers_mut().insert(name, "zqcanary.example.test".parse().unwrap());
    }
    ask(&service, request).await;
    let report = r#"{"csp-report":{"document-uri":"https://x/zqcanary","effective-directive":"zqcanary","script-sample":"zqcanary"}}"#;
    ask(&service, axum::http::Request::post("/csp-report").body(report.into()).unwrap()).await;

    let log = application.text();
    assert!(log.lines().count() > 100 && log.contains("/api/journal/save_meal"), "the log was really written");
    let found: Vec<&str> = log.lines().filter(|line| line.to_lowercase().contains(MARK)).collect();
    assert!(found.is_empty(), "{} lines of the application's log: {:#?}", found.len(), found.first());
    let text = postgres.text().await;
    let found: Vec<&str> = text.lines().filter(|line| line.to_lowercase().contains(MARK)).collect();
    assert!(found.is_empty(), "{} lines of Postgres' log: {:#?}", found.len(), found.first());
}

//! Postgres' own log, as it grows: read by the superuser through the server's own standard error.

use sqlx::PgConnection;
use testkit::{TestDatabase, World};

use crate::support::{app, visit};

/// The log since `start`.
pub struct Log {
    hand: PgConnection,
    start: i64,
}

impl Log {
    pub async fn from_now(db: &TestDatabase) -> Self {
        let mut hand = db.superuser().await;
        let start = sqlx::query_scalar("select (pg_stat_file('/proc/self/fd/2')).size")
            .fetch_one(&mut hand)
            .await
            // Fails where the test cluster does not log to a file.
            .unwrap();
        Self { hand, start }
    }

    pub async fn text(&mut self) -> String {
        let bytes: Vec<u8> = sqlx::query_scalar("select pg_read_binary_file('/proc/self/fd/2', $1, 100000000)")
            .bind(self.start)
            .fetch_one(&mut self.hand)
            .await
            .unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

// A request must not cost a line in Postgres' log, or what matters drowns there.
#[tokio::test]
async fn requests_leave_no_warnings() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let client = world.client(clinic, "Maya").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let mut log = Log::from_now(&world.db).await;
    for _ in 0..20 {
        assert_eq!(visit(&service, "/me", &format!("ns={}", client.cookie)).await.status, 200);
    }
    // Connections are given back after the answer.
    let mut processes = Vec::new();
    for _ in 0..50 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let seen: Vec<i32> = sqlx::query_scalar("select pid from pg_stat_activity where datname = current_database() and application_name like 'nutriscope %'")
            .fetch_all(&mut world.hand)
            .await
            .unwrap();
        processes = seen;
    }
    assert!(!processes.is_empty());
    let text = log.text().await;
    let ours = |line: &&str| processes.iter().any(|process| line.contains(&format!("[{process}]")));
    let loud: Vec<&str> = text.lines().filter(ours).collect();
    assert!(loud.is_empty(), "{loud:#?}");
}

// And what it is for still holds: a half-opened transaction does not pass its identity on.
#[tokio::test]
async fn a_given_back_connection_forgets_who_it_was() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let client = world.client(clinic, "Maya").await;
    let stranger = backend::identity::SessionToken::random();
    for _ in 0..30 {
        let read = world.backend.read::<backend::db::Client>(&client.token).await;
        assert!(read.is_ok());
        drop(read);
        assert!(world.backend.read::<backend::db::Client>(&stranger).await.is_err());
    }
}

// T14, S12: when a statement fails, the row and the key it failed on stay out of the log. Postgres quotes both in full
// unless told otherwise.
#[tokio::test]
async fn a_failed_statement_names_no_value() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let maya = world.client(clinic, "Maya").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    sqlx::query("update auth.session set token_hash = sha256('by hand'), proved_at = now() where membership_id = $1")
        .bind(maya.member.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    let mut log = Log::from_now(&world.db).await;
    let mark = format!("canary{}", std::process::id());

    // A key that is there twice.
    let mut webhook = world.db.as_role("ns_webhook").await;
    let event = format!("evt_{mark}");
    let insert = "insert into ops.stripe_event (event_id, kind, object_id, created_at) values ($1, 'charge.refunded', $1, now())";
    assert!(sqlx::query(insert).bind(&event).execute(&mut webhook).await.is_ok());
    let twice = sqlx::query(insert).bind(&event).execute(&mut webhook).await.unwrap_err();
    assert!(twice.as_database_error().is_some_and(|error| error.is_unique_violation()), "{twice}");

    // A row that breaks a rule, by somebody signed in.
    let mut client = world.db.as_role("ns_client").await;
    sqlx::raw_sql("begin; select authz.enter('by hand')").execute(&mut client).await.unwrap();
    let broken = sqlx::query(
        "insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at)
         values ($1, gen_random_uuid(), $2, $3, 'grant', '{}', $4, $2, now() + interval '1 day')",
    )
    .bind(clinic.0)
    .bind(maya.member.0)
    .bind(ruth.member.0)
    .bind(&mark)
    .execute(&mut client)
    .await
    .unwrap_err();
    assert!(broken.as_database_error().is_some_and(|error| error.is_check_violation()), "{broken}");

    for role in ["ns_client", "ns_practice", "ns_clinic", "ns_public", "ns_signin", "ns_worker", "ns_webhook"] {
        let mut login = world.db.as_role(role).await;
        let verbosity: String = sqlx::query_scalar("show log_error_verbosity").fetch_one(&mut login).await.unwrap();
        assert_eq!(verbosity, "terse", "{role}");
        // Bound values, as the program sends all of its own.
        let failed = sqlx::query("select 1 / (length($1) * 0)").bind(&mark).fetch_one(&mut login).await;
        assert!(failed.is_err());
    }
    // Whoever runs the installation: a superuser may do anything, and what fails is not quoted either.
    let mut superuser = backend::db::setup::connect(&world.db.url(None)).await.unwrap();
    let broken = sqlx::query("update auth.person set display_name = $1 where person_id = $2")
        .bind(format!("{mark}\u{202e}"))
        .bind(maya.person.0)
        .execute(&mut superuser)
        .await
        .unwrap_err();
    assert!(broken.as_database_error().is_some_and(|error| error.is_check_violation()), "{broken}");
    let text = log.text().await;
    for seen in ["display_name_is_line", "stripe_event_pkey", "grant_scope", "division by zero"] {
        assert!(text.contains(seen), "{seen}: this is not the log");
    }
    assert!(!text.contains(&mark), "a value is in the log");
}

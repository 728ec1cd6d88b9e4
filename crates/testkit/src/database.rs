//! One database per test, cloned from a template that is built once per version of the schema.

use backend::evidence::EvidenceConfig;
use std::sync::atomic::{AtomicU32, Ordering};

use backend::client_keys::step;
use backend::clock::Clock;
use backend::config::{Config, DatabaseConfig, Mode, SessionLimits};
use backend::secret::MasterKeys;
use backend::{Backend, db};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// A database of its own, removed when dropped.
pub struct TestDatabase {
    pub name: String,
    base: String,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    /// Clones the template, building it first if the schema is new.
    ///
    /// # Panics
    /// Without a cluster to work on.
    pub async fn new() -> Self {
        let base = cluster();
        let template = template(&base).await;
        let name = format!("ns_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut connection =
            PgConnection::connect(&with_database(&base, "postgres", None)).await.expect("the test cluster answers");
        connection
            .execute(AssertSqlSafe(format!("create database {name} template {template} strategy file_copy")))
            .await
            .expect("the template can be cloned");
        let made = Self { name, base };
        made.admit(&mut connection).await;
        connection.close().await.unwrap();
        made
    }

    /// Another like this one, as it is now. Connections to this one are ended.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub async fn copy(&self) -> Self {
        let name = format!("ns_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&with_database(&self.base, "postgres", None)).await.unwrap();
        let copy = Self { name, base: self.base.clone() };
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
            .bind(&self.name)
            .execute(&mut connection)
            .await
            .unwrap();
        let sql = format!("create database {} template {} strategy file_copy", copy.name, self.name);
        connection.execute(AssertSqlSafe(sql)).await.expect("the database can be copied");
        copy.admit(&mut connection).await;
        connection.close().await.unwrap();
        copy
    }

    /// Lets every login in and nobody else.
    async fn admit(&self, connection: &mut PgConnection) {
        let name = &self.name;
        for role in [
            "ns_migrator",
            "ns_public",
            "ns_signin",
            "ns_client",
            "ns_practice",
            "ns_clinic",
            "ns_webhook",
            "ns_worker",
            "ns_ai",
            "ns_backup",
        ] {
            connection.execute(AssertSqlSafe(format!("grant connect on database {name} to {role}"))).await.unwrap();
        }
        connection.execute(AssertSqlSafe(format!("revoke all on database {name} from public"))).await.unwrap();
    }

    /// The address for a login; `None` is the superuser of the cluster.
    pub fn url(&self, role: Option<&str>) -> SecretString {
        with_database(&self.base, &self.name, role).into()
    }

    /// A superuser's connection, for arranging and for looking at what is really stored.
    pub async fn superuser(&self) -> PgConnection {
        PgConnection::connect(&with_database(&self.base, &self.name, None)).await.unwrap()
    }

    pub async fn as_role(&self, role: &str) -> PgConnection {
        PgConnection::connect(&with_database(&self.base, &self.name, Some(role))).await.unwrap()
    }

    pub fn backend(&self, clock: Clock) -> Backend {
        Backend::new(config(self), clock).unwrap()
    }

    /// One with a single connection of each login: whoever holds one and waits for another waits in vain.
    pub fn narrow_backend(&self, clock: Clock) -> Backend {
        let mut config = config(self);
        config.database.most = Some(1);
        Backend::new(config, clock).unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (url, name) = (with_database(&self.base, "postgres", None), self.name.clone());
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(format!("{name}_status")));
        // Dropping cannot wait inside the test's runtime, so it has one of its own.
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(format!("{name}_evidence")));
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                if let Ok(mut connection) = PgConnection::connect(&url).await {
                    let _ =
                        connection.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await;
                }
            });
        });
        let _ = dropped.join();
        let _ = std::fs::remove_dir_all(data_dir(&self.name));
    }
}

/// Where a test's files lie; removed with its database.
fn data_dir(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("{name}_data"))
}

/// Development settings on a test database, with keys and addresses that are plainly of no other use.
pub fn config(database: &TestDatabase) -> Config {
    config_named(&database.name)
}

/// The same in a process of its own: a database, and the folders that belong to it.
pub(crate) fn config_named(name: &str) -> Config {
    Config {
        mode: Mode::Development,
        public_url: "http://localhost:3000".into(),
        database: DatabaseConfig { url: url_named(name, None), per_role: vec![], most: None },
        master_keys: master_keys(),
        stripe: None,
        smtp_url: None,
        mail_from: "NutriScope <no-reply@localhost>".into(),
        sessions: SessionLimits::default(),
        breaches: None,
        status_dir: std::env::temp_dir().join(format!("{name}_status")),
        data_dir: data_dir(name),
        evidence: EvidenceConfig {
            dir: Some(std::env::temp_dir().join(format!("{name}_evidence"))),
            ..EvidenceConfig::default()
        },
    }
}

/// Of tests.
pub(crate) fn master_keys() -> MasterKeys {
    MasterKeys::only([7; 32])
}

/// The address of a test database for a login; `None` is the superuser of the cluster.
pub(crate) fn url_named(name: &str, role: Option<&str>) -> SecretString {
    with_database(&cluster(), name, role).into()
}

fn cluster() -> String {
    std::env::var("NS_TEST_BOOTSTRAP_URL")
        .expect("NS_TEST_BOOTSTRAP_URL: a superuser's address of a throw-away cluster; ./dev test sets it")
}

/// The template for this version of the schema; several test processes may ask at once.
async fn template(base: &str) -> String {
    let name = format!("ns_template_{}", version());
    let mut connection =
        PgConnection::connect(&with_database(base, "postgres", None)).await.expect("the test cluster answers");
    connection.execute("select pg_advisory_lock(7030266)").await.unwrap();
    let ready: Option<(bool,)> = sqlx::query_as("select datistemplate from pg_database where datname = $1")
        .bind(&name)
        .fetch_optional(&mut connection)
        .await
        .unwrap();
    if !ready.is_some_and(|(ready,)| ready) {
        connection.execute(AssertSqlSafe(format!("drop database if exists {name} with (force)"))).await.unwrap();
        db::setup::create_database(&with_database(base, "postgres", None).into(), &name).await.unwrap();
        db::setup::bootstrap(&with_database(base, &name, None).into()).await.unwrap();
        let migrator = with_database(base, &name, Some("ns_migrator")).into();
        db::setup::migrate(&migrator).await.unwrap();
        step::put(&migrator, &master_keys()).await.unwrap();
        connection.execute(AssertSqlSafe(format!("alter database {name} is_template true"))).await.unwrap();
    }
    connection.execute("select pg_advisory_unlock(7030266)").await.unwrap();
    connection.close().await.unwrap();
    name
}

/// A short hash over everything the template is made of.
fn version() -> String {
    fn add(hash: &mut Sha256, dir: &std::path::Path) {
        let mut entries: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() { add(hash, &path) } else { hash.update(std::fs::read(path).unwrap()) }
        }
    }
    // Asked for when it runs: clones that share a build cache share this, compiled. A bench runs without cargo, in the clone.
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| std::env::current_dir().unwrap(), std::path::PathBuf::from);
    let root = package.ancestors().find(|folder| folder.join("migrations/bootstrap").is_dir()).expect("the workspace");
    let mut hash = Sha256::new();
    add(&mut hash, &root.join("migrations"));
    add(&mut hash, &root.join("crates/backend/data"));
    // The data register is loaded into the database, and obeyed there.
    add(&mut hash, &root.join("crates/backend/src/register"));
    hex::encode(hash.finalize())[..12].to_owned()
}

/// `postgres://user@host/database?…` with another database and, where given, another user (who may stand before the
/// host or in the query).
fn with_database(base: &str, database: &str, role: Option<&str>) -> String {
    let (rest, query) = base.split_once('?').unwrap_or((base, ""));
    let (scheme, rest) = rest.split_once("://").expect("an address like postgres://…");
    let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(role) = role else { return format!("{scheme}://{authority}/{database}?{query}") };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let others: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("user=")).collect();
    format!("{scheme}://{host}/{database}?{}", [&others[..], &[&format!("user={role}")]].concat().join("&"))
}

//! One pool and one database login per portal, so that column grants separate the portals physically (T3).

#![expect(clippy::disallowed_types, reason = "the pools live here, behind ReadTx and WriteTx")]

use std::str::FromStr;
use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Postgres, Transaction};

use crate::config::DatabaseConfig;
use crate::refusal::Refusal;

mod sealed {
    pub trait Sealed {}
}

/// A door into the database with a login of its own. Implemented only here.
pub trait Portal: sealed::Sealed + Send + Sync + 'static {
    const NAME: &'static str;
    #[doc(hidden)]
    fn pool(pools: &Pools) -> &PgPool;
}

/// The pools, one per login. Private: nothing else in the program can name a connection.
#[derive(Clone)]
pub struct Pools {
    public: PgPool,
    signin: PgPool,
    client: PgPool,
    practice: PgPool,
    clinic: PgPool,
    webhook: PgPool,
    worker: PgPool,
}

macro_rules! portals {
    ($($(#[$doc:meta])* $name:ident => $field:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl sealed::Sealed for $name {}
        impl Portal for $name {
            const NAME: &'static str = stringify!($field);
            fn pool(pools: &Pools) -> &PgPool {
                &pools.$field
            }
        }
    )+};
}

portals! {
    /// Before anybody is known, and the sessions there are: makes none, sets no password, reads no hash.
    Public => public,
    /// Signing in, passwords, factors, joining: each step shown to the database (`client_keys::step`).
    SignIn => signin,
    /// `/me`
    Client => client,
    /// `/practice`
    Practice => practice,
    /// `/clinic`
    Clinic => clinic,
    /// The inbox of payment events.
    Webhook => webhook,
    /// Background jobs.
    Worker => worker,
}

/// How a pool's connections come to their login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    /// They sign in with it.
    Own,
    /// They sign in as a superuser and become it: for a scratch database, which the logins need not be let into.
    TakenOn,
}

impl Pools {
    pub(crate) fn new(config: &DatabaseConfig, login: Login) -> Result<Self, Refusal> {
        let pool = |role, most| pool(config, login, role, config.most.unwrap_or(most));
        Ok(Self {
            public: pool("public", 6)?,
            signin: pool("signin", 4)?,
            client: pool("client", 10)?,
            practice: pool("practice", 8)?,
            clinic: pool("clinic", 4)?,
            webhook: pool("webhook", 2)?,
            worker: pool("worker", 3)?,
        })
    }

    /// The pools by portal: connections at work, and how many there may be.
    pub(crate) fn in_use(&self) -> Vec<PoolUse> {
        let pools = [
            ("public", &self.public),
            ("signin", &self.signin),
            ("client", &self.client),
            ("practice", &self.practice),
            ("clinic", &self.clinic),
            ("webhook", &self.webhook),
            ("worker", &self.worker),
        ];
        let used = |pool: &PgPool| pool.size().saturating_sub(u32::try_from(pool.num_idle()).unwrap_or(u32::MAX));
        let most = |pool: &PgPool| pool.options().get_max_connections();
        pools.map(|(portal, pool)| PoolUse { portal, used: used(pool), most: most(pool) }).to_vec()
    }

    pub(crate) async fn close(&self) {
        let staff = [&self.practice, &self.clinic];
        for pool in [&self.public, &self.signin, &self.client, &self.webhook, &self.worker].into_iter().chain(staff) {
            pool.close().await;
        }
    }
}

/// How much of a portal's pool is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    pub portal: &'static str,
    pub used: u32,
    pub most: u32,
}

/// The target of the log line that every transaction begins with: a test counts those of one request.
pub const TRANSACTIONS: &str = "backend::transactions";

/// Begins a transaction. After Postgres was away every connection that lay idle is dead, and says so at the first
/// statement: none of the caller's has run by then, so the next connection is taken, up to a new one.
pub(super) async fn begin(pool: &PgPool, how: &'static str) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut stale = pool.size();
    loop {
        match pool.begin_with(how).await {
            Err(error) if stale > 0 && is_broken(&error) => stale -= 1,
            done => {
                tracing::trace!(target: TRANSACTIONS, how, "a transaction begins");
                return done;
            }
        }
    }
}

/// The connection itself is dead, rather than the server busy or the statement wrong.
fn is_broken(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(inner) => {
            inner.code().is_some_and(|code| ["57P01", "57P02", "08003", "08006"].contains(&code.as_ref()))
        }
        _ => false,
    }
}

fn pool(config: &DatabaseConfig, login: Login, role: &'static str, most: u32) -> Result<PgPool, Refusal> {
    let own = config.per_role.iter().find(|(name, _)| name == role).map(|(_, url)| url);
    let url = own.unwrap_or(&config.url).expose_secret();
    // The error would quote the address, password included.
    let mut options = PgConnectOptions::from_str(url)
        .map_err(|_| Refusal::Fault(format!("the database address for {role} cannot be read")))?;
    if own.is_none() && login == Login::Own {
        options = options.username(&format!("ns_{role}"));
    }
    let options = options.application_name(&format!("nutriscope {role}")).disable_statement_logging();
    Ok(PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_secs(600))
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if login == Login::TakenOn {
                    connection.execute(AssertSqlSafe(format!("set session authorization ns_{role}"))).await?;
                }
                Ok(())
            })
        })
        // A request cancelled while its transaction was opening must not leave an identity behind for the next one.
        // `begin` first: a rollback outside of a transaction is a warning in the server's log, at every request. In the
        // rare case it is meant for, the warning is deserved; in a failed transaction it errs and the connection is closed.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.execute("begin; rollback; reset all").await?;
                Ok(true)
            })
        })
        .connect_lazy_with(options))
}

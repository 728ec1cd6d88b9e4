//! Making and renewing the database: roles and privileged functions (by a superuser), migrations (by `ns_migrator`),
//! reference data. Each step may be repeated without harm.

use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::refusal::Refusal;

macro_rules! bootstrap {
    ($($name:literal),+ $(,)?) => {
        /// Roles, schemas and the functions that run with another role's rights, in order.
        const BOOTSTRAP: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../../../migrations/bootstrap/", $name)))),+];
    };
}
bootstrap![
    "01_roles.sql",
    "02_schemas.sql",
    "03_authz.sql",
    "04_guard.sql",
    "04_text.sql",
    "05_evidence.sql",
    "06_operations.sql",
    "07_sessions.sql",
    "07_steps.sql",
    "08_accounts.sql",
    "10_factors.sql",
    "10_factors_passkeys.sql",
    "11_session_list.sql",
    "12_grants.sql",
    "12_leaving.sql",
    "13_operations.sql",
    "14_register.sql",
    "14_register_erase.sql",
    "14_register_retain.sql",
    "15_keys.sql",
    "16_consent.sql",
    "17_export.sql",
    "18_evidence_log.sql",
    "19_incidents.sql",
    "20_registers.sql",
    "21_recovery.sql",
    "22_documents.sql",
    "23_account.sql",
    "23_booking.sql",
    "23_forms.sql",
    "23_looks.sql",
    "23_whose.sql",
    "24_logins.sql",
    "25_isolation.sql",
];

/// Two at once, be it in two databases of one cluster, would trip over each other's catalogue rows.
const ALONE: &str = "lock table pg_catalog.pg_authid in share row exclusive mode";

/// Creates roles, schemas and privileged functions, or brings them up to date. Takes a superuser's address.
///
/// # Errors
/// Database faults, naming the file.
pub async fn bootstrap(superuser_url: &SecretString) -> Result<(), Refusal> {
    let mut connection = connect(superuser_url).await?;
    let mut tx = connection.begin().await?;
    tx.execute(ALONE).await?;
    for (name, sql) in BOOTSTRAP {
        tx.execute(*sql).await.map_err(|error| Refusal::Fault(format!("{name}: {error}")))?;
    }
    tx.commit().await?;
    Ok(connection.close().await?)
}

/// Makes the roles of the cluster alone: what a dump names but does not hold. Takes a superuser's address.
///
/// # Errors
/// Database faults.
pub(crate) async fn ensure_roles(superuser_url: &SecretString) -> Result<(), Refusal> {
    let mut connection = connect(superuser_url).await?;
    let mut tx = connection.begin().await?;
    tx.execute(ALONE).await?;
    for (_, sql) in BOOTSTRAP.iter().take(1) {
        tx.execute(*sql).await?;
    }
    tx.commit().await?;
    Ok(connection.close().await?)
}

/// Applies the named migrations that are missing, then the reference data. Takes `ns_migrator`'s address.
///
/// # Errors
/// Database faults, naming the migration.
pub async fn migrate(migrator_url: &SecretString) -> Result<(), Refusal> {
    // As the owner of everything; a back-fill that row security would thin out silently is an error instead.
    let options = options(migrator_url)?.options([("role", "ns_owner"), ("row_security", "off")]);
    let mut connection = options.connect().await?;
    sqlx::migrate!("../../migrations").run(&mut connection).await.map_err(|error| Refusal::Fault(error.to_string()))?;
    crate::reference::load(&mut connection).await?;
    crate::register::load(&mut connection).await?;
    crate::reference::load_kinds(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Makes an empty database if it is not there yet. Takes a superuser's address to any other database.
///
/// # Errors
/// Database faults.
pub async fn create_database(superuser_url: &SecretString, name: &str) -> Result<(), Refusal> {
    let mut connection = connect(superuser_url).await?;
    let there: Option<(i32,)> = sqlx::query_as("select 1 from pg_database where datname = $1")
        .bind(name)
        .fetch_optional(&mut connection)
        .await?;
    if there.is_none() {
        let quoted = format!("create database \"{}\"", name.replace('"', "\"\""));
        connection.execute(AssertSqlSafe(quoted)).await?;
    }
    Ok(connection.close().await?)
}

fn options(url: &SecretString) -> Result<PgConnectOptions, Refusal> {
    let options = PgConnectOptions::from_str(url.expose_secret())
        .map_err(|_| Refusal::Fault("the database address cannot be read".into()))?;
    Ok(options.application_name("nutriscope setup").disable_statement_logging())
}

/// Postgres quotes the row on which a statement failed in its own log unless told otherwise. Every login of ours is told
/// (`13_operations.sql`); a superuser is whoever runs the installation, so it is said in each of their sessions.
const QUIET: &str =
    "select set_config('log_error_verbosity', 'terse', false) where current_setting('is_superuser') = 'on'";

/// A connection of whoever runs the installation; used by commands and checks, not by requests. What fails in it is not
/// quoted in Postgres' log (T14, S12).
///
/// # Errors
/// Database faults.
pub async fn connect(url: &SecretString) -> Result<PgConnection, Refusal> {
    let mut connection = options(url)?.connect().await?;
    connection.execute(QUIET).await?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::BOOTSTRAP;

    // A file that is not named above would be missing in every database, and first be missed by a user.
    #[test]
    fn every_file_is_run() {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
        let folder = std::path::Path::new(&package).join("../../migrations/bootstrap");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        assert_eq!(BOOTSTRAP.iter().map(|(name, _)| *name).collect::<Vec<_>>(), files);
    }
}

//! Asked as the logins themselves. A failing statement is taken back to a savepoint, so that the next can be asked.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

pub(super) async fn begin_reading(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    db.execute("set transaction read only").await?;
    Ok(())
}

pub(super) async fn find_login(db: &mut PgConnection) -> Result<(String, bool), sqlx::Error> {
    sqlx::query_as("select session_user::text, rolsuper or rolbypassrls from pg_roles where rolname = session_user")
        .fetch_one(db)
        .await
}

/// Every table that holds something of an organisation or a person, quoted.
pub(super) async fn list_tables(db: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('app', 'auth', 'ops') order by 1",
    )
    .fetch_all(db)
    .await
}

pub(super) async fn claim(db: &mut PgConnection, setting: &str, value: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select set_config($1, $2, true)").bind(setting).bind(value).execute(db).await?;
    Ok(())
}

/// Whether a single row of `table` is visible. `table` comes from `list_tables`.
pub(super) async fn sees_a_row(db: &mut PgConnection, table: &str) -> Result<bool, sqlx::Error> {
    let sql = AssertSqlSafe(format!("select exists (select from {table})"));
    let mut inner = db.begin().await?;
    match sqlx::query_scalar(sql).fetch_one(&mut *inner).await {
        Ok(seen) => Ok(seen),
        // Not granted.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => Ok(false),
        Err(error) => Err(error),
    }
}

/// A fixed list of our own roles, so the text is ours.
pub(super) async fn can_become(db: &mut PgConnection, role: &'static str) -> Result<bool, sqlx::Error> {
    let mut inner = db.begin().await?;
    let became = inner.execute(AssertSqlSafe(format!("set local role {role}"))).await.is_ok();
    inner.rollback().await?;
    Ok(became)
}

/// Tables this login may empty, or rows of which it may remove or change whole; and privileged functions it may call.
pub(super) async fn list_dangerous_grants(db: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) || ' ' || p from pg_class c join pg_namespace n on n.oid = c.relnamespace,
                unnest(array['TRUNCATE', 'TRIGGER', 'REFERENCES', 'UPDATE']) p
          where c.relkind in ('r', 'p') and n.nspname in ('app', 'auth', 'ops', 'ref') and has_table_privilege(session_user, c.oid, p)
         union all
         select 'creates in schema ' || n.nspname from pg_namespace n
          where n.nspname in ('app', 'auth', 'authz', 'ops', 'ref', 'guard', 'public') and has_schema_privilege(session_user, n.oid, 'CREATE')
         union all
         select p.oid::regprocedure::text from pg_proc p
          where p.pronamespace = 'guard'::regnamespace and has_function_privilege(session_user, p.oid, 'EXECUTE') and p.prorettype <> 'trigger'::regtype",
    )
    .fetch_all(db)
    .await
}

/// Whether a write goes through where only reading was asked for.
pub(super) async fn tries_to_write(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let mut inner = db.begin().await?;
    let wrote = inner.execute("create temp table nutriscope_proof (n integer)").await.is_ok();
    inner.rollback().await?;
    Ok(wrote)
}

/// Every table with an organisation in it, quoted.
pub(super) async fn list_tenant_tables(db: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
           join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped
          where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('app', 'auth', 'ops') order by 1",
    )
    .fetch_all(db)
    .await
}

/// Whether rows of `organisation` and of any other are visible. `table` comes from `list_tenant_tables`.
pub(super) async fn whose_rows(
    db: &mut PgConnection,
    table: &str,
    organisation: uuid::Uuid,
) -> Result<(bool, bool), sqlx::Error> {
    let sql = AssertSqlSafe(format!(
        "select exists (select from {table} where organisation_id = $1), exists (select from {table} where organisation_id is distinct from $1)"
    ));
    let mut inner = db.begin().await?;
    match sqlx::query_as(sql).bind(organisation).fetch_one(&mut *inner).await {
        Ok(seen) => Ok(seen),
        // Not granted.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => Ok((false, false)),
        Err(error) => Err(error),
    }
}

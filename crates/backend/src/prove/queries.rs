//! Asked as the logins themselves. A failing statement is taken back to a savepoint, so that the next can be asked.

use serde_json::Value;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, Connection, Executor, FromRow, PgConnection};
use uuid::Uuid;

use super::house::Line;
use super::model::About;
use super::people::Asker;

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
          where p.pronamespace = 'guard'::regnamespace and has_function_privilege(session_user, p.oid, 'EXECUTE') and p.prorettype <> 'trigger'::regtype
            -- What only judges the text it is given, for constraints, reads and writes nothing.
            and not (p.provolatile = 'i' and not p.prosecdef)",
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
    organisation: Uuid,
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

/// Shows the locks that the secret's hash names, until the connection ends: who has them and the secret may be somebody.
pub(super) async fn hold_secret(db: &mut PgConnection, secret: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "select pg_advisory_lock(('x' || substr(h, 1, 16))::bit(64)::bigint), pg_advisory_lock(('x' || substr(h, 17, 16))::bit(64)::bigint)
           from encode(sha256(convert_to($1, 'UTF8')), 'hex') h",
    )
    .bind(secret)
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn list_states(db: &mut PgConnection) -> Result<Vec<(Uuid, String, i64)>, sqlx::Error> {
    sqlx::query_as("select organisation_id, state, examples from ops.isolation_states() order by 1, 2")
        .fetch_all(db)
        .await
}

pub(super) async fn list_facts(db: &mut PgConnection, house: Uuid) -> Result<Vec<Json<Line>>, sqlx::Error> {
    sqlx::query_scalar("select ops.isolation_facts($1)").bind(house).fetch_all(db).await
}

/// Rows of a table of an organisation: `each` of every kind, about one client where one is named.
pub(super) async fn list_rows(
    db: &mut PgConnection,
    table: &str,
    house: Uuid,
    client: Option<Uuid>,
    each: i32,
) -> Result<Vec<(String, Json<Value>)>, sqlx::Error> {
    sqlx::query_as("select key, facts from ops.isolation_rows($1::text::regclass, $2, $3, $4) order by md5(key)")
        .bind(table)
        .bind(house)
        .bind(client)
        .bind(each)
        .fetch_all(db)
        .await
}

/// Tables of a schema, and whether each says of its rows which client they are about (or whose they are).
pub(super) async fn list_schema(db: &mut PgConnection, schema: &str) -> Result<Vec<(String, bool)>, sqlx::Error> {
    sqlx::query_as(
        "select format('%I.%I', n.nspname, c.relname), exists (select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped and a.attname in ('client_id', 'member_id', 'membership_id'))
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm') and n.nspname = $1 and c.relname <> '_sqlx_migrations' order by 1",
    )
    .bind(schema)
    .fetch_all(db)
    .await
}

/// What the login may do with the columns of every table: name, whether it may insert it, whether it may change it.
#[derive(FromRow)]
pub(super) struct ColumnRow {
    pub table: String,
    pub name: String,
    pub inserts: bool,
    pub updates: bool,
    pub deletes: bool,
    /// Whether it may read any column of the table.
    pub reads: bool,
}

pub(super) async fn list_columns(db: &mut PgConnection) -> Result<Vec<ColumnRow>, sqlx::Error> {
    sqlx::query_as(
        "select format('%I.%I', n.nspname, c.relname) as table, format('%I', a.attname) as name,
                has_column_privilege(session_user, c.oid, a.attnum, 'INSERT') as inserts, has_column_privilege(session_user, c.oid, a.attnum, 'UPDATE') as updates,
                has_table_privilege(session_user, c.oid, 'DELETE') as deletes,
                has_any_column_privilege(session_user, c.oid, 'SELECT') as reads
           from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('app', 'auth', 'ops') and a.attgenerated = '' and a.attidentity = '' order by 1, a.attnum",
    )
    .fetch_all(db)
    .await
}

/// Makes this transaction somebody's, as `ops.be_for_proof` says, and enters with it as a request does.
pub(super) async fn be(
    db: &mut PgConnection,
    secret: &str,
    token: &str,
    house: Uuid,
    asker: &Asker,
) -> Result<(), sqlx::Error> {
    let (about, whole) = match asker.who.job {
        Some(About::Client(client)) => (Some(client), false),
        Some(About::House) => (None, true),
        _ => (None, false),
    };
    let member = asker.who.job.is_none().then_some(asker.who.member.id);
    sqlx::query("select ops.be_for_proof($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(secret)
        .bind(token)
        .bind(house)
        .bind(member)
        .bind(asker.door)
        .bind(asker.state)
        .bind(about)
        .bind(whole)
        .execute(&mut *db)
        .await?;
    sqlx::query("select authz.enter($1)").bind(token).fetch_all(&mut *db).await?;
    db.execute("set local lock_timeout = '500ms'").await?;
    Ok(())
}

/// Writes into the log that somebody looks in every way, a practitioner at everybody whose record is open to them, the
/// clinic at the clients named, as the program does before it reads. It is rolled back with the rest.
pub(super) async fn log_looks(db: &mut PgConnection, login: &str, clients: &[Uuid]) -> Result<(), sqlx::Error> {
    if login == "ns_practice" {
        // The last one says how this transaction looks.
        for kind in ["timeline", "documents", "review"] {
            sqlx::query("select app.log_reads($1, b.client_id) from authz.bases() b")
                .bind(kind)
                .fetch_all(&mut *db)
                .await?;
        }
        return Ok(());
    }
    sqlx::query(
        "select app.log_looks(jsonb_agg(jsonb_build_object('kind', k, 'clients', to_jsonb($1::uuid[]))))
           from unnest(array['consents', 'documents', 'requests', 'holds', 'exports', 'ai', 'access', 'names']) k",
    )
    .bind(clients)
    .fetch_all(&mut *db)
    .await?;
    Ok(())
}

/// Which of the rows of a table are seen; none where the login may not ask.
pub(super) async fn which_are_seen(
    db: &mut PgConnection,
    table: &str,
    keys: &[&str],
) -> Result<Option<Vec<bool>>, sqlx::Error> {
    let each: Vec<String> = keys.iter().map(|key| format!("coalesce(bool_or({key}), false)")).collect();
    let any: Vec<String> = keys.iter().map(|key| format!("({key})")).collect();
    let sql =
        AssertSqlSafe(format!("select array[{}]::boolean[] from {table} where {}", each.join(", "), any.join(" or ")));
    let mut inner = db.begin().await?;
    match sqlx::query_scalar(sql).fetch_one(&mut *inner).await {
        Ok(seen) => {
            inner.commit().await?;
            Ok(Some(seen))
        }
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => Ok(None),
        Err(error) => Err(error),
    }
}

/// Runs each statement in a subtransaction that is always undone, and answers a letter for each: a, rows were changed;
/// n, none was; p, refused for want of a right; s, a trigger of the table refused; c, a constraint did; l, a lock was
/// not to be had.
pub(super) async fn attempt(db: &mut PgConnection, statements: &[String]) -> Result<String, sqlx::Error> {
    let mut outcomes = String::new();
    for some in statements.chunks(40) {
        let listed: Vec<String> = some.iter().map(|statement| format!("'{}'", statement.replace('\'', "''"))).collect();
        let block = format!(
            "declare one text; said text := ''; context text; n bigint;
             begin
               foreach one in array array[{}]::text[] loop
                 begin
                   execute one;
                   get diagnostics n = row_count;
                   raise exception using errcode = 'ZZ001';
                 exception
                   when sqlstate 'ZZ001' then said := said || case when n > 0 then 'a' else 'n' end;
                   when lock_not_available or query_canceled or deadlock_detected then said := said || 'l';
                   when others then
                     get stacked diagnostics context = pg_exception_context;
                     said := said || case when length(context) - length(replace(context, 'PL/pgSQL', '')) > 8 then 's' when sqlstate = '42501' then 'p' else 'c' end;
                 end;
               end loop;
               perform set_config('app.outcomes', said, true);
             end",
            listed.join(", ")
        );
        db.execute(AssertSqlSafe(format!("do language plpgsql $attempts${block}$attempts$"))).await?;
        let said: String = sqlx::query_scalar("select current_setting('app.outcomes')").fetch_one(&mut *db).await?;
        outcomes.push_str(&said);
    }
    Ok(outcomes)
}

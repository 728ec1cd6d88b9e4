//! The functions of the database that a login may call, asked of the catalogue, so that one made tomorrow is tried too.

use sqlx::{FromRow, PgConnection};

/// A function and the names and types of what it takes.
#[derive(Debug, Clone)]
pub struct Function {
    pub name: String,
    pub takes: Vec<(String, String)>,
    /// Whether it has the rights of its owner and not of its caller.
    pub as_owner: bool,
    /// Whether a statement can name it: what the login may not name it can only meet in a trigger or a policy.
    pub callable: bool,
}

#[derive(FromRow)]
struct FunctionRow {
    name: String,
    names: Vec<String>,
    types: Vec<String>,
    as_owner: bool,
    callable: bool,
}

/// In order of their names.
pub async fn functions(hand: &mut PgConnection, login: &str) -> Vec<Function> {
    let rows: Vec<FunctionRow> = sqlx::query_as(
        "select p.oid::regproc::text as name, coalesce(p.proargnames[1:p.pronargs], '{}') as names,
                coalesce((select array_agg(format_type(t.type, null) order by t.n) from unnest(p.proargtypes::oid[]) with ordinality t (type, n)), '{}') as types,
                p.prosecdef as as_owner, p.prokind = 'f' and has_schema_privilege($1, n.oid, 'usage') as callable
           from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname in ('app', 'auth', 'authz', 'ops', 'guard', 'ref') and has_function_privilege($1, p.oid, 'execute')
          order by 1",
    )
    .bind(login)
    .fetch_all(hand)
    .await
    .unwrap();
    rows.into_iter()
        .map(|row| Function {
            name: row.name,
            takes: row.names.into_iter().zip(row.types).collect(),
            as_owner: row.as_owner,
            callable: row.callable,
        })
        .collect()
}

//! The rules every table, policy, function and role must keep, asked of a live database's own catalogue. The build runs
//! them on a fresh database, `nutriscope doctor` on the one in use. A new table that breaks one fails the build.

use secrecy::SecretString;
use sqlx::PgConnection;

use super::setup;
use crate::refusal::Refusal;

/// One rule: what it demands, and a query that returns one line per breach.
struct Rule {
    demands: &'static str,
    breaches: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        demands: "row security is enabled on every table and forced on all but reference tables",
        breaches: "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname in ('app', 'auth', 'ops', 'ref') and c.oid <> 'ops._sqlx_migrations'::regclass
              and not (c.relrowsecurity and (c.relforcerowsecurity or n.nspname = 'ref'))",
    },
    Rule {
        demands: "every tenant table carries organisation_id, not null",
        breaches: "select c.oid::regclass::text from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
              and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and a.attnotnull)",
    },
    Rule {
        demands: "every tenant table that a portal may touch has the restrictive tenant floor for every portal",
        breaches: "with touched as materialized (
              select distinct g.table_schema, g.table_name from information_schema.column_privileges g
               where g.table_schema = 'app' and g.grantee in ('ns_client', 'ns_practice', 'ns_clinic', 'ns_worker')),
            floored as materialized (
              select p.schemaname, p.tablename from pg_policies p
               where p.schemaname = 'app' and p.permissive = 'RESTRICTIVE' and p.cmd = 'ALL'
                 and p.qual ilike '%organisation_id = ( select authz.org()%' and p.with_check ilike '%organisation_id = ( select authz.org()%'
                 and p.roles @> array['ns_client', 'ns_practice', 'ns_clinic', 'ns_worker']::name[])
            select t.table_schema || '.' || t.table_name from touched t
             where not exists (select from floored f where f.schemaname = t.table_schema and f.tablename = t.table_name)",
    },
    Rule {
        demands: "no policy is for PUBLIC, always true, or built on a raw setting",
        breaches: "select schemaname || '.' || tablename || ' ' || policyname from pg_policies
            where roles @> array['public']::name[] or btrim(coalesce(qual, ''), '() ') = 'true' or btrim(coalesce(with_check, ''), '() ') = 'true'
               or coalesce(qual, '') || coalesce(with_check, '') ilike '%current_setting%'",
    },
    Rule {
        demands: "every update policy checks the new row too",
        breaches: "select schemaname || '.' || tablename || ' ' || policyname from pg_policies where cmd in ('UPDATE', 'ALL') and schemaname <> 'ref' and with_check is null",
    },
    Rule {
        demands: "one permissive policy per table, role and command",
        breaches: "select schemaname || '.' || tablename || ' ' || role || ' ' || cmd from pg_policies, unnest(roles) as role
            where permissive = 'PERMISSIVE' group by schemaname, tablename, role, cmd having count(*) > 1",
    },
    Rule {
        demands: "functions with another role's rights fix their search_path, belong to a role nobody logs in as, and are not for PUBLIC",
        breaches: "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('app', 'auth', 'authz', 'ops', 'guard', 'ref') and (
              (p.prosecdef and (not coalesce(p.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']
                 or p.proowner not in ('ns_authz'::regrole, 'ns_definer'::regrole, 'ns_eraser'::regrole, 'ns_owner'::regrole)))
              or has_function_privilege('public', p.oid, 'execute'))",
    },
    Rule {
        demands: "helpers that decide access belong to ns_authz",
        breaches: "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'authz'::regnamespace and (p.proowner <> 'ns_authz'::regrole or not p.prosecdef)",
    },
    Rule {
        demands: "no login is a superuser, none but the backup passes row security, none owns anything",
        breaches: "select rolname from pg_roles where rolname like 'ns\\_%' and (rolsuper or rolcreaterole or rolcreatedb or rolreplication
              or (rolbypassrls and rolname not in ('ns_authz', 'ns_definer', 'ns_eraser', 'ns_backup')) or (rolcanlogin and rolname in ('ns_owner', 'ns_authz', 'ns_definer', 'ns_eraser')))
            union all select c.oid::regclass::text || ' is owned by ' || r.rolname from pg_class c join pg_roles r on r.oid = c.relowner
            where r.rolcanlogin and r.rolname like 'ns\\_%'",
    },
    Rule {
        demands: "nobody is a member of a privileged role, but the migrator of the owner",
        breaches: "select r.rolname || ' is a member of ' || g.rolname from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
            where g.rolname like 'ns\\_%' and not (g.rolname = 'ns_owner' and r.rolname = 'ns_migrator')",
    },
    Rule {
        demands: "keys of tenant tables start with organisation_id",
        breaches: "select c.conrelid::regclass::text || ' ' || c.conname from pg_constraint c join pg_class t on t.oid = c.conrelid
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
            where t.relnamespace = 'app'::regnamespace and c.contype in ('p', 'u', 'f', 'x') and a.attname <> 'organisation_id'",
    },
    Rule {
        demands: "before sign-in there are functions and reference data, no tables",
        breaches: "select table_schema || '.' || table_name from information_schema.table_privileges where grantee in ('ns_public', 'ns_signin') and table_schema in ('app', 'auth', 'ops')",
    },
    Rule {
        demands: "the webhook's login may insert events and nothing else",
        breaches: "select table_schema || '.' || table_name || ' ' || privilege_type from information_schema.column_privileges
            where grantee = 'ns_webhook' and (table_schema, table_name, privilege_type) <> ('ops', 'stripe_event', 'INSERT')",
    },
    Rule {
        demands: "credentials, sessions, links, jobs and chain heads are reachable by no portal",
        breaches: "select grantee || ' on ' || table_schema || '.' || table_name from information_schema.column_privileges
            where grantee in ('ns_public', 'ns_signin', 'ns_client', 'ns_practice', 'ns_clinic', 'ns_worker', 'ns_webhook', 'ns_ai')
              and (table_schema = 'auth' or (table_schema, table_name) in (('ops', 'job'), ('app', 'activity_head'), ('app', 'evidence_block'), ('app', 'ledger_key')))",
    },
    Rule {
        demands: "nobody may change or remove evidence",
        breaches: "select grantee || ' ' || privilege_type || ' on ' || table_schema || '.' || table_name from information_schema.table_privileges
            where (table_schema, table_name) in (('app', 'activity'), ('app', 'observation_version'), ('app', 'record_read'), ('app', 'consent_event'), ('app', 'document_text'), ('app', 'ai_use'), ('app', 'incident_assessment'), ('app', 'incident_note'), ('auth', 'event'), ('app', 'key_certificate'))
              and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE') and grantee not in ('ns_owner', 'ns_eraser')
            union all select t::regclass::text || ' has no append-only trigger' from unnest(array['app.activity', 'app.observation_version', 'app.record_read', 'app.consent_event', 'app.document_text', 'app.ai_use', 'app.incident_assessment', 'app.incident_note', 'auth.event', 'app.key_certificate']) t
            where (select count(*) from pg_trigger g where g.tgrelid = t::regclass and g.tgname in ('append_only_rows', 'append_only_table') and g.tgenabled = 'O') < 2",
    },
    Rule {
        demands: "what may erase is called by jobs alone",
        breaches: "select p.oid::regprocedure::text || ' by ' || r.rolname from pg_proc p, pg_roles r
            where p.proowner = 'ns_eraser'::regrole and p.provolatile = 'v' and r.rolname in ('ns_public', 'ns_signin', 'ns_client', 'ns_practice', 'ns_clinic', 'ns_webhook', 'ns_ai', 'ns_backup')
              and has_function_privilege(r.oid, p.oid, 'execute')",
    },
    Rule {
        demands: "signed heads, blocks of the tree and the ledger are only added to; of an entry only what names somebody may be blanked",
        breaches: "select grantee || ' ' || privilege_type || ' on ' || table_schema || '.' || table_name from information_schema.table_privileges
            where (table_schema, table_name) in (('app', 'checkpoint'), ('app', 'checkpoint_delivery'), ('app', 'evidence_block'), ('app', 'ledger'))
              and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE') and grantee <> 'ns_owner'
            union all select grantee || ' ' || column_name || ' of ' || table_schema || '.' || table_name from information_schema.column_privileges
            where (table_schema, table_name) in (('app', 'activity'), ('app', 'checkpoint'), ('app', 'checkpoint_delivery'), ('app', 'evidence_block'), ('app', 'ledger'))
              and privilege_type = 'UPDATE' and grantee <> 'ns_owner'
              and not (grantee = 'ns_definer' and table_name = 'activity' and column_name not in ('organisation_id', 'seq', 'at', 'action', 'commitment', 'hash', 'encoding'))
            union all select t::regclass::text || ' has no append-only trigger' from unnest(array['app.checkpoint', 'app.checkpoint_delivery', 'app.evidence_block', 'app.ledger']) t
            where (select count(*) from pg_trigger g where g.tgrelid = t::regclass and g.tgname in ('append_only_rows', 'append_only_table') and g.tgenabled = 'O') < 2",
    },
    Rule {
        demands: "mutable tenant tables stamp who changed them",
        breaches: "select c.oid::regclass::text from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind = 'r'
              and c.relname not in ('activity', 'activity_head', 'observation_version', 'record_read', 'consent_event', 'key_certificate', 'checkpoint', 'checkpoint_delivery', 'evidence_block', 'ledger')
              and not exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'stamp' and g.tgenabled = 'O')",
    },
    Rule {
        demands: "every free text that is stored open is checked for what no screen shows",
        breaches: "select c.oid::regclass::text || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relkind = 'r' and c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace) and a.attnum > 0 and not a.attisdropped
              and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
              -- A check of the input types, a list of words, or words of plain letters.
              and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey) and k.convalidated
                and (pg_get_constraintdef(k.oid) ~ ('guard\\.(is_line|is_text|are_texts)\\(\"?' || a.attname || '\"?\\)')
                  or pg_get_constraintdef(k.oid) ~ ('^CHECK \\(\\(\"?' || a.attname || '\"? (= ANY \\(ARRAY\\[|~ ''\\^[^.])')))
              and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey))
              and (c.oid::regclass::text, a.attname) not in (
                -- The product's own words, never what somebody wrote.
                ('app.activity', 'from_state'), ('app.activity', 'to_state'), ('app.activity', 'request_id'),
                ('auth.ticket', 'factor_kind'), ('app.observation_version', 'visibility'),
                ('app.ledger', 'currency'), ('app.ledger', 'status'), ('app.retention_setting', 'period'),
                -- Made by machines and verified by their signatures or by whom they came from.
                ('app.checkpoint', 'note'), ('app.checkpoint_delivery', 'cosignature'), ('app.key_certificate', 'document'),
                ('app.payment', 'checkout_id'), ('app.payment', 'payment_intent'),
                ('auth.form_use', 'outcome'),
                ('auth.ceremony', 'state'), ('auth.session', 'data'), ('app.export', 'work'),
                -- Sealed; open only in rows from before sealing, which nothing writes any more.
                ('app.observation', 'payload'), ('app.observation', 'note'), ('app.observation_version', 'payload'), ('app.observation_version', 'note'))",
    },
    Rule {
        demands: "every foreign key has an index that begins with its columns, so that removing what it points at scans nothing",
        breaches: "select c.conrelid::regclass::text || ' ' || c.conname from pg_constraint c
            where c.contype = 'f' and c.connamespace in ('app'::regnamespace, 'auth'::regnamespace, 'ops'::regnamespace)
              and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indisvalid and i.indpred is null
                and (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] @> c.conkey
                and c.conkey @> (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1])",
    },
    Rule {
        demands: "no login reads the passwords of logins, nor belongs to a role of Postgres that reads or runs everything",
        breaches: "select r.rolname || ' reads pg_authid' from pg_roles r where r.rolname like 'ns\\_%' and has_table_privilege(r.oid, 'pg_catalog.pg_authid', 'select')
            union all select m.member::regrole::text || ' belongs to ' || g.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid
            where g.rolname like 'pg\\_%' and m.member::regrole::text like 'ns\\_%'",
    },
    Rule {
        demands: "nothing but signing in makes a session, starts a link, sets a password or reads a hash, and each such function demands a step",
        breaches: "select p.oid::regprocedure::text || ' by ' || r.rolname from pg_proc p, pg_roles r
            where p.pronamespace = 'auth'::regnamespace and r.rolname like 'ns\\_%' and r.rolcanlogin and has_function_privilege(r.oid, p.oid, 'execute')
              and (p.prosrc ~ 'password_sealed|insert into auth\\.(session|link|ticket|person|device|email_change)' or p.prosrc ~ 'auth\\.issue\\(')
              and (r.rolname <> 'ns_signin' or p.prosrc !~ 'auth\\.(take|check)_step\\(')
              -- Taking back an address only takes: the password is worth nothing from then on.
              and p.proname <> 'undo_email_change'
            union all select p.oid::regprocedure::text || ' by ' || r.rolname from pg_proc p, pg_roles r
            where p.proname in ('is_step', 'check_step', 'take_step', 'step_text') and r.rolname like 'ns\\_%' and r.rolcanlogin and has_function_privilege(r.oid, p.oid, 'execute')",
    },
    Rule {
        demands: "views run with the caller's rights, and nothing is materialised",
        breaches: "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('app', 'auth', 'ops', 'ref') and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions, '{}') @> array['security_invoker=true']))",
    },
];

/// A broken rule and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub demands: &'static str,
    pub at: Vec<String>,
}

/// Asks every rule of the database at `url`, whose login must be able to read the catalogue (any can).
///
/// # Errors
/// Database faults.
pub async fn breaches(url: &SecretString) -> Result<Vec<Breach>, Refusal> {
    let mut connection = setup::connect(url).await?;
    ask(&mut connection).await
}

/// Every rule with what breaks it: nothing where it holds.
///
/// # Errors
/// Database faults.
pub async fn report(url: &SecretString) -> Result<Vec<(&'static str, Vec<String>)>, Refusal> {
    let mut connection = setup::connect(url).await?;
    let mut all = Vec::new();
    for rule in RULES {
        all.push((rule.demands, sqlx::query_scalar(rule.breaches).fetch_all(&mut connection).await?));
    }
    Ok(all)
}

async fn ask(connection: &mut PgConnection) -> Result<Vec<Breach>, Refusal> {
    let mut found = Vec::new();
    for rule in RULES {
        let at: Vec<String> = sqlx::query_scalar(rule.breaches).fetch_all(&mut *connection).await?;
        if !at.is_empty() {
            found.push(Breach { demands: rule.demands, at });
        }
    }
    Ok(found)
}

/// How many rules there are, for reports.
pub fn rule_count() -> usize {
    RULES.len()
}

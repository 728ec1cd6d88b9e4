//! Single weakenings of what keeps people apart, each as statements of a superuser's hand.

/// What is weakened, how the report must name it, and whether asking alone must find it (whatever the comparison with
/// what was shipped says). Asking cannot find what changes no answer that a portal's login gets: a right to more columns of
/// rows that are somebody's to change anyway, a right that row security still withholds the rows of, a rule behind which
/// another stands, a function that only the program asks, what holds against the owner or when a transaction is committed.
/// That is for the comparison.
pub struct Weakening {
    pub sql: String,
    pub names: &'static str,
    /// The table at which people's answers must differ.
    pub answers: Option<&'static str>,
    /// Whether it is done to a role, which all databases share.
    pub everywhere: bool,
}

/// A policy with a part of its condition replaced.
fn policy(table: &'static str, name: &str, part: &str, by: &str) -> Weakening {
    let (part, by) = (part.replace('\'', "''"), by.replace('\'', "''"));
    let sql = format!(
        "do $do$ declare u text; c text; begin
           select replace(pg_get_expr(polqual, polrelid), '{part}', '{by}'), replace(pg_get_expr(polwithcheck, polrelid), '{part}', '{by}') into u, c
             from pg_policy where polrelid = '{table}'::regclass and polname = '{name}'
              and (position('{part}' in pg_get_expr(polqual, polrelid)) > 0 or position('{part}' in pg_get_expr(polwithcheck, polrelid)) > 0);
           if not found then raise exception 'no such part of {name} on {table}'; end if;
           execute 'alter policy {name} on {table}' || coalesce(' using (' || u || ')', '') || coalesce(' with check (' || c || ')', '');
         end $do$"
    );
    Weakening { sql, names: table, answers: Some(table), everywhere: false }
}

/// A policy that lets everybody of its role through.
fn open(table: &'static str, name: &str, command: &str) -> Weakening {
    let clause = if command == "insert" { "with check (true)" } else { "using (true)" };
    Weakening {
        sql: format!("alter policy {name} on {table} {clause}"),
        names: table,
        answers: Some(table),
        everywhere: false,
    }
}

/// A function with a part of its text replaced.
fn function(name: &'static str, part: &str, by: &str, answers: Option<&'static str>) -> Weakening {
    let (part, by) = (part.replace('\'', "''"), by.replace('\'', "''"));
    let sql = format!(
        "do $do$ declare t text := pg_get_functiondef('{name}'::regprocedure); begin
           if position('{part}' in t) = 0 then raise exception 'no such part of {name}'; end if;
           execute replace(t, '{part}', '{by}');
         end $do$"
    );
    let names = name.split('(').next().unwrap_or(name);
    Weakening { sql, names, answers, everywhere: false }
}

fn hand(sql: &str, names: &'static str, answers: Option<&'static str>) -> Weakening {
    Weakening { sql: sql.to_owned(), names, answers, everywhere: false }
}

fn role(sql: &str, names: &'static str, answers: Option<&'static str>) -> Weakening {
    Weakening { everywhere: true, ..hand(sql, names, answers) }
}

const LOOKED: &str = "(client_id = ANY (( SELECT authz.client_ids('observation.read'::text) AS client_ids)::uuid[]))";
const ADMIN: &str = "( SELECT authz.is_admin() AS is_admin)";
const CLINIC: &str = "( SELECT authz.portal() AS portal) = 'clinic'";
const ME: &str = "( SELECT authz.member() AS member)";

pub fn all() -> Vec<Weakening> {
    let mut all = policies();
    all.extend(floors_and_grants());
    all.extend(functions());
    all.extend(others());
    all
}

fn policies() -> Vec<Weakening> {
    vec![
        // The hole that only rules cannot see: care dropped, everything else as it was.
        policy("app.observation", "practice_select", LOOKED, "(client_id is not null)"),
        policy("app.observation", "practice_select", "(visibility = 'shared'::text)", "(visibility is not null)"),
        policy("app.observation", "practice_select", "(deleted_at IS NULL)", "(client_id is not null)"),
        policy("app.observation", "practice_update", "observation.view", "observation.read"),
        open("app.observation", "hidden_practice", "select"),
        open("app.observation", "hidden_client", "select"),
        open("app.observation", "client_select", "select"),
        open("app.observation", "client_update", "update"),
        open("app.observation", "worker_select", "select"),
        open("app.observation_version", "client_select", "select"),
        open("app.membership", "hidden_practice", "select"),
        open("app.membership", "practice_select", "select"),
        open("app.membership", "client_select", "select"),
        policy("app.membership", "clinic_update", "(role <> 'client'::text)", "(role is not null)"),
        policy("app.membership", "clinic_update", "(role <> 'owner'::text)", "(role is not null)"),
        open("app.membership", "worker_select", "select"),
        open("app.care_relationship", "practice_select", "select"),
        open("app.care_relationship", "client_select", "select"),
        policy("app.appointment", "practice_select", "appointment.read", "membership.read"),
        policy("app.appointment", "practice_select", &format!("(practitioner_id = {ME})"), "(client_id is not null)"),
        open("app.appointment", "client_select", "select"),
        policy("app.appointment", "client_insert", &format!("(client_id = {ME})"), "(client_id is not null)"),
        open("app.payment", "practice_select", "select"),
        open("app.payment", "client_select", "select"),
        open("app.activity", "practice_select", "select"),
        policy("app.activity", "clinic_select", ADMIN, CLINIC),
        policy("app.record_read", "clinic_select", ADMIN, CLINIC),
        open("app.record_read", "practice_select", "select"),
        open("app.access_grant", "practice_select", "select"),
        policy("app.access_grant", "client_insert", &format!("(granted_by = {ME})"), "(client_id is not null)"),
        policy("app.access_grant", "clinic_insert", ADMIN, CLINIC),
        policy("app.client_key", "practice_select", "observation.read", "membership.read"),
        open("app.client_key", "client_select", "select"),
        open("app.consent_event", "practice_select", "select"),
        open("app.document", "practice_select", "select"),
        policy("app.document", "clinic_insert", &format!("(asked_by = {ME})"), "(client_id is not null)"),
        policy("app.export", "clinic_select", ADMIN, CLINIC),
        open("app.export", "client_select", "select"),
        // This alone opens nothing: a trigger (app.check_export_member) lets everything of the house go to its owner only.
        Weakening { answers: None, ..policy("app.export", "clinic_insert", "= 'owner'::text", "<> 'client'::text") },
        policy("app.invitation", "clinic_select", ADMIN, CLINIC),
        policy("app.invitation", "practice_insert", "(role = 'client'::text)", "(role is not null)"),
        policy("app.legal_hold", "client_select", "AND told", "AND (told or not told)"),
        open("app.erasure_request", "client_select", "select"),
        policy("app.incident", "clinic_select", ADMIN, CLINIC),
        policy("app.incident_note", "clinic_select", ADMIN, CLINIC),
        policy("app.service", "practice_update", &format!("(practitioner_id = {ME})"), "(practitioner_id is not null)"),
        policy(
            "app.availability",
            "practice_delete",
            &format!("(practitioner_id = {ME})"),
            "(practitioner_id is not null)",
        ),
        policy("app.retention_setting", "clinic_select", ADMIN, CLINIC),
    ]
}

fn floors_and_grants() -> Vec<Weakening> {
    let table = "app.appointment";
    vec![
        hand("drop policy tenant_floor on app.appointment", table, Some(table)),
        hand("drop policy tenant_floor on app.activity", "app.activity", Some("app.activity")),
        hand(
            "alter policy tenant_floor on app.service using (organisation_id is not null)",
            "app.service",
            Some("app.service"),
        ),
        hand("drop policy tenant_floor on app.observation", "app.observation", Some("app.observation")),
        hand(
            "alter policy tenant_floor on app.membership to ns_client, ns_practice",
            "app.membership",
            Some("app.membership"),
        ),
        hand("alter table app.observation disable row level security", "app.observation", Some("app.observation")),
        hand("alter table app.client_key disable row level security", "app.client_key", Some("app.client_key")),
        hand("alter table app.payment no force row level security", "app.payment", None),
        hand(
            "create policy more on app.observation for select to ns_clinic using (visibility = 'shared'); grant select on app.observation to ns_clinic",
            "app.observation",
            Some("app.observation"),
        ),
        hand("grant select on auth.person to ns_worker", "auth.person", Some("auth.person")),
        hand("grant update (sealed) on app.observation to ns_practice", "app.observation", None),
        hand("grant update (person_id) on app.membership to ns_clinic", "app.membership.person_id", None),
        hand("grant select on app.consent_event to ns_practice", "app.consent_event", None),
        hand("grant delete on app.activity to ns_clinic", "app.activity", None),
        hand(
            "grant execute on function ops.destroy_client_keys(uuid, integer, bigint, uuid, text, integer, bytea, bytea) to ns_clinic",
            "ops.destroy_client_keys",
            None,
        ),
        hand(
            "grant execute on function ops.isolation_rows(regclass, uuid, uuid, integer) to ns_public",
            "ops.isolation_rows",
            None,
        ),
        hand(
            "alter default privileges for role ns_owner in schema app grant select on tables to ns_public",
            "default grants ns_owner in app",
            None,
        ),
    ]
}

fn functions() -> Vec<Weakening> {
    let record = Some("app.observation");
    let anything = Some("app.membership");
    let proof = Some("app.access_grant");
    vec![
        function("authz.session()", "s.ended_at is null and ", "", anything),
        function("authz.session()", "s.expires_at > now() and ", "", anything),
        function("authz.session()", " and s.idle_expires_at > now()", "", anything),
        function("authz.session()", "and session_user = 'ns_' || s.portal", "", anything),
        function("authz.session()", " and m.status = 'active'", "", anything),
        function(
            "authz.session()",
            "p.factor_since is null or ",
            "p.factor_since is not null or p.factor_since is null or ",
            anything,
        ),
        function("authz.bases()", " and r.status = 'active'", "", record),
        function("authz.bases()", "g.ended_at is null and ", "", record),
        function("authz.bases()", " and g.expires_at > now()", "", record),
        function("authz.bases()", "case when consent.holds then", "case when true then", record),
        function("authz.bases()", " and g.practitioner_id = me.membership_id", "", record),
        function(
            "authz.client_ids(text)",
            "permission like 'observation.%' or permission in ('document.read', 'activity.read')",
            "false",
            record,
        ),
        function(
            "authz.client_ids(text)",
            "permission = any (b.permissions)",
            "permission is not null",
            Some("app.appointment"),
        ),
        function("authz.practitioner_ids()", " and r.status = 'active'", "", Some("app.membership")),
        function("authz.is_admin()", "s.role in ('admin', 'owner')", "s.role is not null", anything),
        function("authz.hidden_clients(text)", "'pending', ", "", Some("app.membership")),
        function("authz.hidden_until(text)", "'pending', ", "", record),
        function(
            "authz.job_house()",
            "where s.portal = 'worker'), false)",
            "where s.portal = 'worker'), false) or true",
            Some("app.care_relationship"),
        ),
        function(
            "authz.job_client()",
            "(select x.job_client from",
            "(select coalesce(x.job_client, '00000000-0000-0000-0000-000000000000') from",
            anything,
        ),
        function("authz.fresh()", "interval '10 minutes'", "interval '10 days'", proof),
        function("authz.demand_proof()", "not authz.fresh()", "false", proof),
        function("authz.consent_in_force(uuid, uuid, text)", "last.decision = 'given' and ", "", record),
        function("authz.portal_closed(uuid, uuid)", "return not (", "return false and not (", None),
        function("guard.refuse_change()", "current_user = 'ns_eraser' and ", "", None),
    ]
}

fn others() -> Vec<Weakening> {
    vec![
        hand("drop trigger append_only_rows on app.activity", "app.activity append_only_rows", None),
        hand("alter table app.observation disable trigger consent", "app.observation consent", Some("app.observation")),
        hand("alter table auth.session disable trigger never_kept", "auth.session never_kept", None),
        hand("drop trigger proof on app.access_grant", "app.access_grant proof", Some("app.access_grant")),
        hand(
            "alter table app.record_read enable replica trigger append_only_rows",
            "app.record_read append_only_rows",
            None,
        ),
        hand("alter table app.service owner to ns_worker", "app.service", None),
        hand("alter function authz.uid() security invoker", "authz.uid", None),
        hand("alter function authz.org() reset search_path", "authz.org", None),
        hand("alter function authz.level() owner to ns_definer", "authz.level", None),
        hand("alter table app.membership alter column role drop not null", "app.membership.role", None),
        hand(
            "create view app.everything as select * from app.observation; grant select on app.everything to ns_practice",
            "app.everything",
            Some("app.everything"),
        ),
        role("create role ns_stray login; grant ns_backup to ns_stray", "ns_stray", None),
        role("grant ns_authz to ns_client", "ns_client of ns_authz", None),
        role("alter role ns_practice bypassrls", "ns_practice", Some("app.membership")),
        role("alter role ns_clinic set search_path = app, pg_catalog", "ns_clinic", None),
    ]
}

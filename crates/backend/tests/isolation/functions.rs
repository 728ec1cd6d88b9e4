//! Every function with another role's rights that a portal's login may call, called with ids that are not the caller's:
//! of another client of the same clinic, of another clinic. It answers nothing, tells nothing and changes nothing.
//!
//! To add a function: a line in `ENTRIES`. Without one the test fails.
// S1 S11 T2 T8 N4

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use testkit::TestDatabase;
use uuid::Uuid;

use backend::prove::model::Role;

use crate::Dice;
use crate::world::{Principal, World};

/// What a function may answer to a foreign id.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Nothing, or a refusal.
    Nothing,
    /// What is the caller's own, whatever id they name.
    Own,
    /// The same; and a line of the caller's own keeps the id they named.
    Echo,
}

use Answer::{Echo, Nothing, Own};

const ENTRIES: &[(&str, Answer)] = &[
    ("app.accept_ownership", Nothing),
    ("app.ask_factor_reset", Own), // says that there is nobody of that name
    ("app.decide_consent", Own),   // takes no id
    ("app.end_care", Nothing),
    ("app.end_document", Nothing),
    ("app.evidence_blocks", Own), // hashes of the own log, by number
    ("app.evidence_checkpoints", Nothing),
    ("app.evidence_commitments", Own),
    ("app.evidence_cosignatures", Nothing),
    ("app.evidence_disagreements", Nothing),
    ("app.evidence_entries", Nothing),
    ("app.evidence_entry", Nothing),
    ("app.evidence_head", Nothing),
    ("app.evidence_ledger", Nothing),
    ("app.evidence_ledger_key", Nothing),
    ("app.hand_over", Nothing),
    ("app.hold_consents", Nothing),
    ("app.is_look_missing", Own), // whether a look of their own is in the log
    ("app.ledger_append", Nothing),
    ("app.ledger_begin", Own), // the own clinic's key and the own payments
    ("app.ledger_next", Nothing),
    ("app.log_agenda", Own),
    ("app.log_looks", Nothing),
    ("app.log_reads", Nothing),
    ("app.may_second", Nothing),
    ("app.may_verify", Nothing),
    ("app.note_form_use", Nothing), // of one's own sending, by a keyed hash
    ("app.open_emergency", Own),    // takes a name, and finds nobody
    ("app.open_export", Nothing),
    ("app.put_client_key", Nothing),
    ("app.put_organisation_key", Own),
    ("app.record_activity", Echo), // what nobody here has: a number in a line of their own
    ("app.record_paper_consent", Nothing),
    ("app.sign_document", Nothing),
    ("app.withdraw_factor_reset", Nothing),
    ("authz.actors_of_my_log", Nothing),
    ("authz.agenda_reads", Own),
    ("authz.basis_holds", Own), // about a basis that is handed in; what it opens, authz.bases says
    ("authz.busy", Nothing),
    ("authz.can_client", Nothing),
    ("authz.client_consented", Nothing),
    ("authz.client_ids", Own),
    ("authz.consent_wording", Own),
    ("authz.consented", Own),
    ("authz.enter", Own), // takes no id, and a token that is none
    ("authz.evidence_held", Nothing),
    ("authz.granted_ids", Own),
    ("authz.hidden_clients", Own),
    ("authz.hidden_until", Own),
    ("authz.look", Nothing),
    ("authz.look_at_agenda", Own),
    ("authz.look_permission", Own),
    ("authz.looked_ids", Own),
    ("authz.oldest_consent", Own),
    ("authz.read_length", Own),
    ("authz.read_window", Own),
    ("authz.team_events", Nothing),
    ("authz.was_committed", Own),  // about a number of a transaction
    ("ops.be_for_proof", Nothing), // while a proof runs, to whom has its secret
    ("ops.enqueue", Nothing),
    ("ops.incident_accounts", Nothing),
    ("ops.incident_counts", Nothing),
    ("ops.incident_events", Nothing),
    ("ops.incident_scope", Nothing),
    ("ops.incident_windows", Nothing),
    ("ops.may_investigate", Nothing),
    ("ops.open_incident_events", Nothing),
    ("ops.release_expired_holds", Nothing),
    ("ops.retention_preview", Own),
];

/// A function and the names and types of what it takes.
struct Function {
    name: String,
    takes: Vec<(String, String)>,
}

async fn functions(hand: &mut PgConnection, login: &str) -> Vec<Function> {
    let rows: Vec<(String, Vec<String>, Vec<String>)> = sqlx::query_as(
        "select p.oid::regproc::text, coalesce(p.proargnames[1:p.pronargs], '{}'),
                coalesce((select array_agg(format_type(t.type, null) order by t.n) from unnest(p.proargtypes::oid[]) with ordinality t (type, n)), '{}')
           from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where p.prosecdef and n.nspname in ('app', 'auth', 'authz', 'ops', 'guard', 'ref') and has_function_privilege($1, p.oid, 'execute')
          order by 1",
    )
    .bind(login)
    .fetch_all(hand)
    .await
    .unwrap();
    rows.into_iter()
        .map(|(name, names, types)| Function { name, takes: names.into_iter().zip(types).collect() })
        .collect()
}

/// Ids that are not `who`'s: each with what must not change with it.
fn foreign(world: &World, who: &Principal) -> Vec<(String, Vec<Uuid>)> {
    let mut found: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for row in &world.rows {
        let elsewhere = row.says.org != who.is.member.org;
        let others =
            who.is.member.role == Role::Client && row.says.client.is_some_and(|client| client != who.is.member.id);
        if !elsewhere && !others {
            continue;
        }
        let place = if elsewhere { "another clinic" } else { "another client" };
        let kind = format!("{} of {place}", row.says.table);
        // A few of each kind are enough.
        if found.get(&kind).is_some_and(|ids| ids.len() >= 2) {
            continue;
        }
        let id = row.key.split('\'').find_map(|part| part.parse::<Uuid>().ok());
        // In a row of another client the caller's own clinic and its staff are nobody foreign: the client is.
        let is_own = |id: &Uuid| {
            let mut staff = world.members.iter().filter(|member| member.role != Role::Client);
            *id == who.is.member.org || staff.any(|member| member.id == *id && member.org == who.is.member.org)
        };
        let id = id.filter(|id| elsewhere || !is_own(id)).or(row.says.client);
        found.entry(kind).or_default().extend(id);
    }
    for member in &world.members {
        if member.org != who.is.member.org {
            found.entry("organisation".into()).or_default().push(member.org);
        }
    }
    found
        .into_iter()
        .map(|(kind, ids)| (kind, ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect()))
        .collect()
}

/// What to call a function with so that every id it takes is `id`, and every number one of `number`.
fn calls(function: &Function, id: Uuid, number: i64) -> Vec<String> {
    let text = |name: &str| match name {
        "what" => "payment.paid",
        "permission" => "observation.read",
        "looked" => "review",
        "wanted" | "of_category" => "health_data",
        "in_language" => "en",
        "of_kind" => "client",
        _ => "x",
    };
    let value = |(name, kind): &(String, String)| match kind.as_str() {
        "uuid" => format!("'{id}'::uuid"),
        "uuid[]" => format!("array['{id}']::uuid[]"),
        "text" => format!("'{}'", text(name)),
        "text[]" => format!("array['{}']", text(name)),
        "bigint" | "integer" => number.to_string(),
        "bigint[]" => format!("array[{number}]::bigint[]"),
        "boolean" => "true".into(),
        "bytea" => "decode(repeat('5a', 32), 'hex')".into(),
        "jsonb" if name == "looks" => {
            format!(
                "'[{{\"kind\": \"timeline\", \"clients\": [\"{id}\"]}}, {{\"kind\": \"list\", \"clients\": [\"{id}\"]}}]'::jsonb"
            )
        }
        "jsonb" => "'{}'::jsonb".into(),
        "timestamp with time zone" if ["since", "froms"].contains(&name.as_str()) => {
            "now() - interval '30 days'".into()
        }
        "timestamp with time zone" if name == "moment" => "now()".into(),
        "timestamp with time zone" => "now() + interval '30 days'".into(),
        "timestamp with time zone[]" if name == "froms" => "array[now() - interval '30 days']".into(),
        "timestamp with time zone[]" => "array[now() + interval '30 days']".into(),
        "xid" => "'3'::xid".into(),
        "refcursor" => "'lines'::refcursor".into(),
        other => panic!("{}: what is a {other}?", function.name),
    };
    if function.name == "ops.enqueue" {
        let job = |kind: &str, named: &str| {
            format!("'{kind}', '{{\"{named}\": \"{id}\"}}'::jsonb, null::bytea, null::timestamptz")
        };
        return vec![
            job("settle_payment", "payment_id"),
            job("release_hold", "payment_id"),
            job("tell_client_of_appointment", "appointment"),
            job("export", "client_id"),
            job("tell_document", "client_id"),
            job("erase", "client_id"),
            job("carry_out_factor_reset", "reset_id"),
            job("apply_stripe_event", "object_id"),
        ];
    }
    let mut calls = vec![function.takes.iter().map(value).collect::<Vec<_>>().join(", ")];
    if function.name == "app.record_activity" {
        // About whom the entry is, and what it is about, each alone.
        calls.push(format!("'payment.paid', gen_random_uuid(), '{id}', null, null, null"));
        calls.push(format!("'payment.paid', '{id}', null, null, null, null"));
    }
    calls
}

/// Nothing but brackets, nulls, noughts and noes.
fn is_empty(answers: &[Option<String>]) -> bool {
    answers.iter().flatten().all(|answer| answer == "false" || answer.chars().all(|c| "(),\"{}f0".contains(c)))
}

/// Every row that names one of `ids`, in every table.
async fn state(hand: &mut PgConnection, ids: &[Uuid]) -> BTreeMap<String, String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c where c.relkind = 'r' and c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace, 'ops'::regnamespace)",
    )
    .fetch_all(&mut *hand)
    .await
    .unwrap();
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut state = BTreeMap::new();
    for table in tables {
        let sql = format!(
            "select count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') from {table} t where t::text ~ $1"
        );
        let rows = sqlx::query_scalar(AssertSqlSafe(sql)).bind(ids.join("|")).fetch_one(&mut *hand).await.unwrap();
        state.insert(table, rows);
    }
    state
}

#[derive(Default)]
struct Tally {
    calls: usize,
    refused: usize,
    written: usize,
    wrong: Vec<String>,
}

async fn ask(
    db: &TestDatabase,
    hand: &mut PgConnection,
    world: &World,
    who: &Principal,
    asked: &[(Function, Answer)],
    tally: &mut Tally,
) {
    let mut login = db.as_role(who.login).await;
    let numbers: Vec<i64> = world
        .rows
        .iter()
        .filter(|row| {
            row.says.table == "app.activity"
                && row.says.client != Some(who.is.member.id)
                && row.says.org != who.is.member.org
        })
        .filter_map(|row| row.key.rsplit(' ').next()?.parse().ok())
        .take(1)
        .collect();
    let number = numbers.first().copied().unwrap_or(1);
    for (kind, ids) in foreign(world, who) {
        for id in ids {
            // What must stay as it is: the id's own rows, and everything of the other clinic.
            let elsewhere =
                world.members.iter().map(|member| member.org).find(|org| *org != who.is.member.org && *org != id);
            for (function, answer) in asked {
                let kept: Vec<Uuid> = elsewhere.into_iter().chain((*answer != Echo).then_some(id)).collect();
                for call in calls(function, id, number) {
                    tally.calls += 1;
                    login.execute("begin").await.unwrap();
                    sqlx::query("select authz.enter($1)").bind(&who.token).fetch_optional(&mut login).await.unwrap();
                    let sql = format!("select x::text from {}({call}) x", function.name);
                    let said: Result<Vec<Option<String>>, _> =
                        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut login).await;
                    let place = || format!("{} calls {}({call}) with the id of {kind}", who.label, function.name);
                    let Ok(said) = said else {
                        tally.refused += 1;
                        login.execute("rollback").await.unwrap();
                        continue;
                    };
                    // Of lines that are read bit by bit, those count and not what they are read by.
                    let said = match function.takes.iter().any(|(_, kind)| kind == "refcursor") {
                        true => sqlx::query("fetch all from lines")
                            .fetch_all(&mut login)
                            .await
                            .unwrap()
                            .iter()
                            .map(|_| Some("a line".to_owned()))
                            .collect(),
                        false => said,
                    };
                    let told = said.iter().flatten().any(|answer| answer.contains(&id.to_string()));
                    if *answer == Nothing && !is_empty(&said) || told {
                        tally.wrong.push(format!("{}: it says {said:?}", place()));
                    }
                    let wrote: bool = sqlx::query_scalar("select pg_current_xact_id_if_assigned() is not null")
                        .fetch_one(&mut login)
                        .await
                        .unwrap();
                    if !wrote || kept.is_empty() {
                        login.execute("rollback").await.unwrap();
                        continue;
                    }
                    tally.written += 1;
                    let before = state(hand, &kept).await;
                    login.execute("commit").await.ok();
                    let after = state(hand, &kept).await;
                    for (table, rows) in after {
                        if before.get(&table) != Some(&rows) {
                            tally.wrong.push(format!("{}: {table} has changed", place()));
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn no_function_takes_a_foreign_id() {
    let db = TestDatabase::new().await;
    let mut world = World::build(&db, Dice(7919)).await;
    let mut hand = db.superuser().await;
    // Two clients of one clinic, a practitioner, front desk and an administrator: one of each.
    let mut seen = BTreeSet::new();
    let principals = std::mem::take(&mut world.principals);
    let asking =
        principals.iter().filter(|who| who.is.live && who.is.job.is_none() && seen.insert(who.is.member.role.word()));
    let (mut tally, mut names, mut without) = (Tally::default(), BTreeSet::new(), BTreeSet::new());
    let mut logins = BTreeSet::new();
    for who in asking {
        let mut asked = Vec::new();
        for function in functions(&mut hand, who.login).await {
            // What takes nothing takes nothing foreign.
            if function.takes.is_empty() {
                without.insert(function.name);
                continue;
            }
            let entry = ENTRIES.iter().find(|(name, _)| *name == function.name);
            let Some((_, answer)) = entry else {
                panic!("{} has no entry: say what it answers to a foreign id", function.name)
            };
            names.insert(function.name.clone());
            asked.push((function, *answer));
        }
        logins.insert(who.login);
        ask(&db, &mut hand, &world, who, &asked, &mut tally).await;
    }
    for (name, _) in ENTRIES {
        assert!(names.contains(*name), "{name} is nobody's to call any more");
    }
    println!(
        "functions: {} that take something ({} take nothing), {} logins, {} calls with foreign ids: {} refused, {} wrote something of their own, {} wrong",
        names.len(),
        without.len(),
        logins.len(),
        tally.calls,
        tally.refused,
        tally.written,
        tally.wrong.len()
    );
    assert_eq!(logins.len(), 3);
    assert!(tally.calls > 2_000 && tally.refused > 500, "{} calls, {} refused", tally.calls, tally.refused);
    assert!(tally.wrong.is_empty(), "{}", tally.wrong[..tally.wrong.len().min(30)].join("\n"));
}

// The list of tables by which a function finds out whose a row is has every one that has a client.
#[tokio::test]
async fn whose_a_row_is_is_asked_of_every_table_of_clients() {
    let db = TestDatabase::new().await;
    let mut hand = db.superuser().await;
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select c.oid::regclass::text, k.attname::text from pg_class c
           join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_id' and not a.attisdropped
           join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
           join pg_attribute k on k.attrelid = c.oid and k.attnum = p.conkey[array_length(p.conkey, 1)]
          where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace and k.atttypid = 'uuid'::regtype
            and k.attname not in ('client_id', 'basis_id')",
    )
    .fetch_all(&mut hand)
    .await
    .unwrap();
    let source: String =
        sqlx::query_scalar("select prosrc from pg_proc where oid = 'app.clients_of(uuid, uuid[])'::regprocedure")
            .fetch_one(&mut hand)
            .await
            .unwrap();
    assert!(tables.len() >= 8, "{tables:?}");
    for (table, key) in &tables {
        assert!(
            source.contains(&format!("from {table} x")) && source.contains(&format!("x.{key} = any (ids)")),
            "{table}"
        );
    }
}

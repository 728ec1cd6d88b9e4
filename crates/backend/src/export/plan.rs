//! What goes into an export: read off the data register, so that a table that is registered is exported.
//!
//! Guarantee: a column the register calls a secret is in no export; what it calls not theirs is in nobody's own. To
//! export another table: its entry in `crate::register`, and where it is about a client a policy for `ns_worker` built on
//! `authz.job_client()`; nothing here.

use contract::export::ExportScope;

use crate::register::{self, Encryption, Export, Table, Whose};

/// Tables of the organisation that are not taken along: exports themselves, the wrapped keys, which the installation it
/// is brought to makes anew, and the head of the log, which is its last entry.
const NOT_TAKEN: &[&str] =
    &["app.activity_head", "app.export", "app.client_key", "app.key_task", "app.organisation_key"];
/// Of schema auth an organisation takes along who its people are. How they sign in is theirs, and a second step without
/// what proves it would lock them out.
pub(super) const PEOPLE: &str = "auth.person";
const HOW_THEY_SIGN_IN: &[&str] = &["factor_since", "strong_since"];
/// What an organisation may read of itself without opening a record: who is who, what was arranged and paid, and its own
/// registers. All of it lies open to its administrators already, column by column (`queries::keep_readable`); a table
/// that is not named here is not in it. `{}` stands for who asked for erasure of their account: they are in no copy.
const READABLE: &[(&str, &str)] = &[
    ("app.organisation", "true"),
    ("app.membership", "t.membership_id not in {}"),
    ("app.care_relationship", "t.client_id not in {}"),
    ("app.service", "true"),
    ("app.availability", "true"),
    ("app.appointment", "t.client_id not in {}"),
    ("app.payment", "t.client_id not in {}"),
    ("app.retention_setting", "true"),
    ("app.register_entry", "true"),
    ("app.control_status", "true"),
    ("app.review", "true"),
];
const BEING_ERASED: &str = "(select q.client_id from app.erasure_request q where q.organisation_id = $1
    and q.category = 'account' and q.status in ('pending', 'held', 'running'))";
/// The lines about what was erased: they move along, so that nobody brings it back.
const ERASURES: &str = "ops.erasure_ledger";
/// What is of interest to somebody on the staff beyond what the register says is theirs: by which condition.
const OF_STAFF: &[(&str, &str)] = &[
    ("app.service", "t.practitioner_id = $2"),
    ("app.availability", "t.practitioner_id = $2"),
    ("app.activity", "t.actor_member = $2"),
];
/// In somebody's own activity: what happened, not to whom.
const STAFF_ACTIVITY: &[&str] = &["seq", "at", "action", "from_state", "to_state"];

/// One table of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// `schema.table`
    pub table: &'static str,
    pub columns: Vec<&'static str>,
    /// Those of them sealed under a client's key.
    pub sealed: Vec<&'static str>,
    pub rows: Rows,
}

/// Which rows: in the SQL `t` is the row, `$1` the organisation, `$2` the membership, `$3` the person. Row security
/// narrows it further to what the job is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rows {
    Of(String),
    /// Of schema auth, through `ops.export_account`.
    Account,
    /// Of the ledger of erasures, through `ops.export_erasures`.
    Erasures,
}

impl Source {
    /// `app.observation` is `observation` in the archive, `auth.person` is `account_person`.
    pub fn name(&self) -> String {
        self.table
            .strip_prefix("app.")
            .map_or_else(|| self.table.replace("auth.", "account_").replace('.', "_"), str::to_owned)
    }
}

/// The tables of an export, in the order of the register.
pub(super) fn sources(scope: ExportScope) -> Vec<Source> {
    match scope {
        ExportScope::Client => register::tables().iter().filter_map(own).collect(),
        ExportScope::Staff => {
            let own = register::tables().iter().filter_map(own).filter(|source| source.table != "app.activity");
            own.chain(OF_STAFF.iter().filter_map(|(name, condition)| of_staff(name, condition))).collect()
        }
        ExportScope::Organisation => {
            READABLE.iter().filter_map(|(name, condition)| readable(name, condition)).collect()
        }
        ExportScope::Move => register::tables().iter().filter_map(of_house).collect(),
    }
}

/// The tables of the organisation that are not in it, by name.
pub(super) fn left_out(scope: ExportScope) -> Vec<&'static str> {
    match scope {
        ExportScope::Move => NOT_TAKEN.to_vec(),
        ExportScope::Organisation => {
            let is_named = |name: &str| READABLE.iter().any(|(readable, _)| *readable == name);
            let tables = register::tables().iter().map(|table| table.name);
            tables.filter(|name| name.starts_with("app.") && !is_named(name)).collect()
        }
        ExportScope::Client | ExportScope::Staff => Vec::new(),
    }
}

fn readable(name: &str, condition: &str) -> Option<Source> {
    let table = register::table(name)?;
    let columns = columns(table, |export| export != Export::Secret);
    let condition = condition.replace("{}", BEING_ERASED);
    Some(source(table, columns, Rows::Of(format!("t.organisation_id = $1 and {condition}"))))
}

fn own(table: &'static Table) -> Option<Source> {
    let columns: Vec<_> = columns(table, |export| export == Export::Full);
    if columns.is_empty() {
        return None;
    }
    let rows = match table.whose {
        _ if table.name.starts_with("auth.") => match table.whose {
            Whose::Person("person_id") => Rows::Account,
            // Sessions are also found by the membership; what is theirs is so by the person.
            Whose::Where(_) if table.entries().any(|(name, _)| name == "person_id") => Rows::Account,
            _ => return None,
        },
        Whose::Client(column) => {
            let silent = if table.name == "app.legal_hold" { " and t.told" } else { "" };
            Rows::Of(format!("t.organisation_id = $1 and t.{column} = $2{silent}"))
        }
        Whose::Person(column) => Rows::Of(format!("t.organisation_id = $1 and t.{column} = $3")),
        // Where it asks schema auth, row security answers in its place: the worker sees none of it.
        Whose::Where(condition) if condition.contains("auth.") => Rows::Of("t.organisation_id = $1".into()),
        Whose::Where(condition) => Rows::Of(format!("t.organisation_id = $1 and ({condition})")),
        Whose::Session(_) | Whose::Nobody => return None,
    };
    Some(source(table, columns, rows))
}

fn of_staff(name: &str, condition: &str) -> Option<Source> {
    let table = register::table(name)?;
    let columns = match name {
        "app.activity" => STAFF_ACTIVITY.to_vec(),
        _ => columns(table, |export| export != Export::Secret),
    };
    Some(source(table, columns, Rows::Of(format!("t.organisation_id = $1 and {condition}"))))
}

fn of_house(table: &'static Table) -> Option<Source> {
    if NOT_TAKEN.contains(&table.name) {
        return None;
    }
    if table.name == PEOPLE {
        let mut columns = columns(table, |export| export == Export::Full);
        columns.retain(|name| !HOW_THEY_SIGN_IN.contains(name));
        return Some(source(table, columns, Rows::Account));
    }
    let mut columns = columns(table, |export| export != Export::Secret);
    if table.name == ERASURES {
        // Numbered anew where it is brought.
        columns.retain(|name| *name != "entry");
        return Some(source(table, columns, Rows::Erasures));
    }
    let is_tenants = table.name.starts_with("app.") && columns.contains(&"organisation_id");
    is_tenants.then(|| source(table, columns, Rows::Of("t.organisation_id = $1".into())))
}

fn columns(table: &Table, wanted: impl Fn(Export) -> bool) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for (name, facts) in table.entries() {
        if wanted(facts.export) && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn source(table: &'static Table, columns: Vec<&'static str>, rows: Rows) -> Source {
    let is_sealed = |name: &&'static str| {
        table.column(name).is_some_and(|facts| facts.encryption == Encryption::ClientKey) && name.ends_with("sealed")
    };
    let sealed = columns.iter().copied().filter(is_sealed).collect();
    Source { table: table.name, columns, sealed, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_others_are_in_nobodys_own() {
        for scope in [ExportScope::Client, ExportScope::Staff] {
            let sources = sources(scope);
            assert!(sources.len() > 5, "{scope:?}");
            for source in sources {
                for secret in ["password_sealed", "token_hash", "code_hash", "key_sealed", "salt"] {
                    assert!(!source.columns.contains(&secret), "{}.{secret}", source.table);
                }
            }
        }
        // What moves holds the journal and who the people are; what is read holds neither.
        let (moving, readable) = (sources(ExportScope::Move), sources(ExportScope::Organisation));
        let has = |sources: &[Source], table: &str| sources.iter().any(|source| source.table == table);
        assert!(
            moving
                .iter()
                .any(|source| source.table == "app.observation" && source.columns.contains(&"organisation_id"))
        );
        assert!(has(&moving, PEOPLE) && has(&moving, ERASURES));
        assert!(moving.iter().all(|source| !source.table.starts_with("auth.") || source.table == PEOPLE));
        assert!(
            readable.len() > 5
                && readable.iter().all(|source| source.table.starts_with("app.") && source.sealed.is_empty())
        );
        for closed in
            ["app.observation", "app.observation_version", "app.consent_event", "app.document", "app.activity"]
        {
            assert!(!has(&readable, closed), "{closed} is in a copy to read");
        }
        for source in moving.iter().chain(&readable) {
            for secret in ["password_sealed", "token_hash", "key_sealed", "letter_sealed"] {
                assert!(!source.columns.contains(&secret), "{}.{secret}", source.table);
            }
        }
    }
}

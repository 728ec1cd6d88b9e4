//! What of the database keeps people apart, against what the shipped bootstrap and migrations make: roles, grants, row
//! security, policies, functions, triggers, constraints. `shipped.txt` is that, a hash for each thing; a test keeps it true
//! (and says how to write it anew).

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;
use sqlx::{Executor, PgConnection};

use crate::db::setup;
use crate::refusal::Refusal;

const SHIPPED: &str = include_str!("shipped.txt");
const ASKED: &str = include_str!("shipped.sql");

/// The release of Postgres that wrote `shipped.txt`, which another may spell otherwise.
const RELEASE: i32 = 15;

#[derive(Debug, Clone, Default)]
pub(crate) struct Drift {
    pub things: usize,
    pub wrong: Vec<String>,
    /// Set where the server is of another release than the one that `shipped.txt` was made with.
    pub other_release: Option<i32>,
}

/// What the database at `url` is made of, as lines of `shipped.txt`.
///
/// # Errors
/// Database faults.
pub async fn describe(url: &SecretString) -> Result<String, Refusal> {
    let mut connection = setup::connect(url).await?;
    Ok(ask(&mut connection).await?.iter().map(|line| format!("{line}\n")).collect())
}

async fn ask(connection: &mut PgConnection) -> Result<Vec<String>, Refusal> {
    // Names are written in full only where nothing is on the path.
    connection.execute("set search_path = pg_catalog").await?;
    let rows: Vec<(String, String, String)> = sqlx::query_as(ASKED).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(kind, name, hash)| format!("{kind} {name} {hash}")).collect())
}

/// What differs from what was shipped.
///
/// # Errors
/// Database faults.
pub(crate) async fn drift(url: &SecretString) -> Result<Drift, Refusal> {
    let mut connection = setup::connect(url).await?;
    let here = ask(&mut connection).await?;
    let release: i32 = sqlx::query_scalar("select current_setting('server_version_num')::integer / 10000")
        .fetch_one(&mut connection)
        .await?;
    let (shipped, here) = (by_name(SHIPPED.lines()), by_name(here.iter().map(String::as_str)));
    let mut wrong = Vec::new();
    for (name, hashes) in &shipped {
        match here.get(name) {
            None => wrong.push(format!("{name} is missing")),
            Some(found) if found != hashes => wrong.push(format!("{name} is not what was shipped")),
            Some(_) => {}
        }
    }
    wrong.extend(here.keys().filter(|name| !shipped.contains_key(*name)).map(|name| format!("{name} was added")));
    Ok(Drift { things: shipped.len(), wrong, other_release: (release != RELEASE).then_some(release) })
}

fn by_name<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, hash) in lines.filter_map(|line| line.rsplit_once(' ')) {
        all.entry(name).or_default().insert(hash);
    }
    all
}

//! What one login can do when nobody is signed in, when somebody claims to be, and when an injected statement tries.

use super::{Check, queries};
use crate::Backend;
use crate::db::Portal;
use crate::random;
use crate::refusal::Refusal;

/// Settings that an injected statement might set to look like somebody: none of them is anything.
const CLAIMS: [&str; 5] = ["app.token", "app.user_id", "app.organisation_id", "app.role", "request.jwt.claims"];
const PRIVILEGED: [&str; 6] = ["ns_owner", "ns_authz", "ns_definer", "ns_eraser", "ns_migrator", "ns_backup"];

/// All checks of one login.
pub(super) async fn checks<P: Portal>(backend: &Backend) -> Vec<Check> {
    let of = format!("ns_{}", P::NAME);
    let check = |what: &str, found: Result<Vec<String>, Refusal>| Check {
        of: of.clone(),
        what: what.to_owned(),
        // The reason may quote an address: which check failed says enough.
        wrong: found.unwrap_or_else(|_| vec!["it could not be asked".to_owned()]),
    };
    vec![
        check("is the login it should be, no superuser, bound by row security", identity::<P>(backend).await),
        check("sees no row of any table while nobody is signed in", rows::<P>(backend, None).await),
        check("sees no row when a statement sets an identity of its own", rows::<P>(backend, Some(())).await),
        check("cannot become a privileged role", become_another::<P>(backend).await),
        check("may not change or remove any row beyond its grants on named columns", whole_tables::<P>(backend).await),
        check("changes nothing in a transaction for reading", read_only::<P>(backend).await),
    ]
}

async fn identity<P: Portal>(backend: &Backend) -> Result<Vec<String>, Refusal> {
    let mut tx = backend.bare::<P>().await?;
    queries::begin_reading(tx.conn()).await?;
    let (login, passes) = queries::find_login(tx.conn()).await?;
    let mut wrong = Vec::new();
    if login != format!("ns_{}", P::NAME) {
        wrong.push(format!("the login is {login}"));
    }
    if passes {
        wrong.push("it is a superuser or passes row security".to_owned());
    }
    Ok(wrong)
}

/// Tables of which a row is seen. A refusal for want of a grant is as good as no row.
async fn rows<P: Portal>(backend: &Backend, claim: Option<()>) -> Result<Vec<String>, Refusal> {
    let mut tx = backend.bare::<P>().await?;
    queries::begin_reading(tx.conn()).await?;
    if claim.is_some() {
        for name in CLAIMS {
            queries::claim(tx.conn(), name, &random::link_token()).await?;
        }
    }
    let mut wrong = Vec::new();
    for table in queries::list_tables(tx.conn()).await? {
        if queries::sees_a_row(tx.conn(), &table).await? {
            wrong.push(table);
        }
    }
    Ok(wrong)
}

async fn become_another<P: Portal>(backend: &Backend) -> Result<Vec<String>, Refusal> {
    let mut tx = backend.bare::<P>().await?;
    queries::begin_reading(tx.conn()).await?;
    let mut wrong = Vec::new();
    for role in PRIVILEGED {
        if queries::can_become(tx.conn(), role).await? {
            wrong.push(role.to_owned());
        }
    }
    Ok(wrong)
}

async fn whole_tables<P: Portal>(backend: &Backend) -> Result<Vec<String>, Refusal> {
    let mut tx = backend.bare::<P>().await?;
    queries::begin_reading(tx.conn()).await?;
    Ok(queries::list_dangerous_grants(tx.conn()).await?)
}

async fn read_only<P: Portal>(backend: &Backend) -> Result<Vec<String>, Refusal> {
    let mut tx = backend.bare::<P>().await?;
    queries::begin_reading(tx.conn()).await?;
    Ok(match queries::tries_to_write(tx.conn()).await? {
        true => vec!["a write went through".to_owned()],
        false => Vec::new(),
    })
}

//! Which records an incident reached, whose they are, and what was done: counted in the database, in one go.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use contract::id::{IncidentId, MembershipId};
use contract::incident::{Affected, Done, MOST_LISTED, Reached, Window as WindowView};
use insight::clock::Moment;
use uuid::Uuid;

use super::queries::{self, CountRow};
use super::windows::{self, Ask, Window, Windows};
use crate::Backend;
use crate::db::{Clinic, ReadTx};
use crate::refusal::Refusal;

/// Changes of accounts shown on the page.
const MOST_ACCOUNTS: i32 = 100;

/// One client's share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub looks: i64,
    pub changes: i64,
    pub is_own: bool,
    pub first: DateTime<Utc>,
    pub last: DateTime<Utc>,
}

/// By client: what the lines say, and a client whose own sign-in is asked about even without a line.
pub(super) fn shares(windows: &[Window], counts: &[CountRow]) -> BTreeMap<Uuid, Share> {
    let mut all: BTreeMap<Uuid, Share> = BTreeMap::new();
    let mut add = |client: Uuid, one: Share| {
        all.entry(client)
            .and_modify(|share| {
                share.looks += one.looks;
                share.changes += one.changes;
                share.is_own |= one.is_own;
                share.first = share.first.min(one.first);
                share.last = share.last.max(one.last);
            })
            .or_insert(one);
    };
    for row in counts {
        let Some(client) = row.client_id else { continue };
        let (looks, changes) = if row.source == "look" { (row.amount, 0) } else { (0, row.amount) };
        add(client, Share { looks, changes, is_own: false, first: row.first_at, last: row.last_at });
    }
    for window in windows.iter().filter(|window| window.role.as_deref() == Some("client")) {
        let Some(client) = window.member_id else { continue };
        add(client, Share { looks: 0, changes: 0, is_own: true, first: window.from_at, last: window.to_at });
    }
    all
}

/// How many clients a question reaches.
pub(super) async fn count_clients(tx: &mut ReadTx<Clinic>, ask: &Ask) -> Result<usize, Refusal> {
    let house = tx.scope().organisation().0;
    let found = windows::find(tx.conn(), house, ask).await?;
    let counts = queries::list_counts(tx.conn(), house, &Windows::from(&found[..])).await?;
    Ok(shares(&found, &counts).len())
}

impl Backend {
    /// `/clinic/incidents/{incident}/affected`; nothing where no scope was said.
    ///
    /// # Errors
    /// `NotFound` for one that is not this clinic's.
    pub async fn load_affected(&self, tx: &mut ReadTx<Clinic>, id: IncidentId) -> Result<Affected, Refusal> {
        let (tz, now, house) = (tx.scope().tz(), self.clock.now(), tx.scope().organisation().0);
        let here = |at: DateTime<Utc>| Moment::new(&tz, at);
        let row = queries::find_incident(tx, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        let found = match row.ask() {
            Some(ask) => windows::find(tx.conn(), house, &ask).await?,
            None => Vec::new(),
        };
        let asked = Windows::from(&found[..]);
        let counts = queries::list_counts(tx.conn(), house, &asked).await?;
        let accounts = queries::list_accounts(tx.conn(), house, &asked, Some(MOST_ACCOUNTS)).await?;
        let shares = shares(&found, &counts);
        let mut most: Vec<_> = shares.iter().map(|(client, share)| (*client, *share)).collect();
        most.sort_by_key(|(client, share)| (std::cmp::Reverse(share.looks + share.changes), *client));
        most.truncate(MOST_LISTED);
        let named: BTreeSet<Uuid> = most
            .iter()
            .map(|(client, _)| *client)
            .chain(found.iter().filter_map(|window| window.member_id))
            .chain(accounts.iter().map(|account| account.member_id))
            .collect();
        let names: BTreeMap<Uuid, String> =
            queries::list_names(tx, &named.into_iter().collect::<Vec<_>>()).await?.into_iter().collect();
        let since = row.began_at;
        let named = names.keys().map(|member| MembershipId(*member)).collect();
        Ok(Affected {
            named,
            incident: row.listed(now, tz).ok_or(Refusal::NOT_FOUND)?,
            windows: found
                .iter()
                .map(|window| WindowView {
                    member: window.member_id.map(MembershipId),
                    name: window.member_id.and_then(|id| names.get(&id).cloned()),
                    // Without a beginning it is asked from ever on.
                    from: Some(window.from_at)
                        .filter(|from| since.is_some() || from.timestamp() > 946_684_800)
                        .map(here),
                    until: here(window.to_at),
                })
                .collect(),
            clients: shares.len(),
            looks: shares.values().map(|share| share.looks).sum(),
            changes: shares.values().map(|share| share.changes).sum(),
            listed: most
                .into_iter()
                .map(|(client, share)| Reached {
                    client: MembershipId(client),
                    name: names.get(&client).cloned(),
                    looks: share.looks,
                    changes: share.changes,
                    is_own: share.is_own,
                    first: here(share.first),
                    last: here(share.last),
                })
                .collect(),
            actions: actions(&counts),
            accounts: accounts
                .into_iter()
                .map(|account| (here(account.at), names.get(&account.member_id).cloned(), account.action))
                .collect(),
        })
    }
}

/// What was done, the most frequent first.
fn actions(counts: &[CountRow]) -> Vec<Done> {
    let mut all: BTreeMap<&str, (i64, BTreeSet<Option<Uuid>>)> = BTreeMap::new();
    for row in counts {
        let entry = all.entry(&row.action).or_default();
        entry.0 += row.amount;
        entry.1.insert(row.actor);
    }
    let mut done: Vec<_> = all
        .into_iter()
        .map(|(action, (amount, actors))| Done { action: action.to_owned(), amount, people: actors.len() })
        .collect();
    done.sort_by_key(|done| (std::cmp::Reverse(done.amount), done.action.clone()));
    done
}

//! Facts that decide alone. A hole shows only where nothing else closes it: a grant that has run out is tried in earnest
//! by a practitioner who has no care and no other grant, with a client who consents. For each fact there is the world as
//! it would be were that fact otherwise; a pair about which the model answers otherwise there is one that the fact alone
//! decides. The proof seeks such pairs, counts them, and says which facts decided about none.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::house::House;
use super::model::{self, Action, Facts, Principal, Role, Row};
use super::people::Asker;

/// Takes one fact out of what is known of a house.
type Without = fn(&House, &mut Facts);

/// Of the world: what lies between people, and what clients agreed to.
const OF_WORLD: &[(&str, Without)] = &[
    ("care that is active", |_, facts| facts.relations.retain(|_, status| *status != "active")),
    ("care that is paused", |_, facts| resume(facts, "paused")),
    ("care that has ended", |_, facts| resume(facts, "ended")),
    ("care that was offered", |_, facts| resume(facts, "invited")),
    ("grant in force", |house, facts| facts.grants = house.opened(|kind, state| state == "lasts" && kind != "grant")),
    ("grant that opens less than care", |_, facts| {
        let pairs: Vec<_> = facts.grants.keys().copied().collect();
        facts.relations.extend(pairs.into_iter().map(|pair| (pair, "active")));
    }),
    ("grant that has run out", |house, facts| open_too(house, facts, "grant", "over")),
    ("grant that was ended", |house, facts| open_too(house, facts, "grant", "ended")),
    ("emergency in force", |house, facts| {
        facts.grants = house.opened(|kind, state| state == "lasts" && kind != "emergency");
    }),
    ("emergency that has run out", |house, facts| open_too(house, facts, "emergency", "over")),
    ("client who is suspended", |_, facts| {
        let clients = facts.members.values_mut().filter(|member| member.role == Role::Client);
        clients.filter(|member| member.status == "suspended").for_each(|member| member.status = "active");
    }),
    ("consent to health data that is withdrawn", |house, facts| {
        for (client, consents) in &mut facts.consents {
            if house.is_said(*client, "health_data withdrawn") {
                *consents = house.consents(*client, |kind| kind == "health_data");
            }
        }
    }),
    ("terms that a client has not agreed to", |house, facts| {
        for (client, consents) in &mut facts.consents {
            *consents = house.consents(*client, |kind| ["terms", "privacy"].contains(&kind));
        }
    }),
    ("erasure of the journal under way", |_, facts| {
        facts.hidden.values_mut().for_each(|hidden| hidden.journal = false)
    }),
    ("erasure of the account under way", |_, facts| {
        facts.hidden.values_mut().for_each(|hidden| hidden.account = false)
    }),
];

/// Of whoever asks, and of where the row lies.
const SUSPENDED: &str = "member of staff who is suspended";
const OVER: &str = "session that is over or elsewhere";
const UNLOGGED: &str = "look that is not in the log";
const STALE: &str = "proof of who one is that is too old";
const ELSEWHERE: &str = "another organisation";

/// Every fact that should decide about something. Where one decides about nothing, that is said.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    OF_WORLD.iter().map(|(name, _)| *name).chain([SUSPENDED, OVER, UNLOGGED, STALE, ELSEWHERE])
}

fn resume(facts: &mut Facts, from: &str) {
    facts.relations.values_mut().filter(|status| **status == from).for_each(|status| *status = "active");
}

fn open_too(house: &House, facts: &mut Facts, which: &str, was: &str) {
    facts.grants = house.opened(|kind, state| state == "lasts" || kind == which && state == was);
}

pub(super) fn otherwise(house: &House) -> Vec<(&'static str, Facts)> {
    let changed = |change: fn(&House, &mut Facts)| {
        let mut facts = house.facts.clone();
        change(house, &mut facts);
        facts
    };
    OF_WORLD.iter().map(|(name, change)| (*name, changed(*change))).collect()
}

/// The facts that decide alone between each practitioner and client who have to do with each other: about an entry, an
/// appointment of theirs, the client's name.
pub(super) fn couples(house: &House) -> BTreeMap<(Uuid, Uuid), BTreeSet<&'static str>> {
    let mut couples = BTreeMap::new();
    for (practitioner, client) in house.stands.keys().copied() {
        let Some(member) = house.facts.members.get(&practitioner).filter(|member| member.active()) else { continue };
        let who = Principal { member: *member, live: true, logs: true, fresh: true, job: None };
        let row = |table, mark, by| Row {
            table,
            org: house.org,
            client: Some(client),
            practitioner: Some(practitioner),
            by,
            mark,
            leaving: false,
        };
        let mut facts = BTreeSet::new();
        for (row, action) in [
            (row("app.observation", "shared", None), Action::Select),
            (row("app.observation", "shared", None), Action::Update),
            (row("app.appointment", "", None), Action::Select),
            (row("app.membership", "client", Some(client)), Action::Select),
        ] {
            facts.extend(of_world(house, &who, &row, action));
        }
        couples.insert((practitioner, client), facts);
    }
    couples
}

fn of_world(house: &House, who: &Principal, row: &Row, action: Action) -> impl Iterator<Item = &'static str> {
    let may = model::may(&house.facts, who, row, action);
    let differs = move |facts: &Facts| model::may(facts, who, row, action) != may;
    house.otherwise.iter().filter(move |(_, facts)| differs(facts)).map(|(name, _)| *name)
}

/// The facts each of which alone decides whether somebody may do something with a row.
pub(super) fn of_pair(house: &House, asker: &Asker, row: &Row, action: Action) -> Vec<&'static str> {
    let who = &asker.who;
    let may = model::may(&house.facts, who, row, action);
    let differs = |who: &Principal, row: &Row| model::may(&house.facts, who, row, action) != may;
    let mut facts = Vec::new();
    if !who.live && differs(&Principal { live: true, ..*who }, row) {
        let suspended = who.member.status == "suspended" && who.member.role != Role::Client;
        facts.push(if suspended { SUSPENDED } else { OVER });
    }
    if !who.live {
        return facts;
    }
    if row.org != house.org {
        facts.extend(differs(who, &Row { org: house.org, ..*row }).then_some(ELSEWHERE));
        return facts;
    }
    facts.extend((!who.logs && differs(&Principal { logs: true, ..*who }, row)).then_some(UNLOGGED));
    facts.extend((!who.fresh && differs(&Principal { fresh: true, ..*who }, row)).then_some(STALE));
    if row.client.or(row.by).is_some() {
        facts.extend(of_world(house, who, row, action));
    }
    facts
}

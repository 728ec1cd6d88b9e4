//! Which rows are asked about: of each table some of every chosen client's and some of the house's, so that every kind,
//! every standing of the people a row names, and every fact that decides between them is met before the number is full.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgConnection;
use uuid::Uuid;

use super::compare::Extent;
use super::house::House;
use super::queries;
use super::reading::{self, Found};
use crate::refusal::Refusal;

/// Of one table of one organisation the choice is made from so many.
const CANDIDATES: usize = 400;

pub(super) struct Sample {
    pub houses: Vec<House>,
    /// By table, then organisation.
    pub rows: BTreeMap<(&'static str, Uuid), Vec<Found>>,
}

impl Sample {
    pub async fn of(migrator: &mut PgConnection, orgs: &[Uuid], extent: &Extent) -> Result<Self, Refusal> {
        let about_clients: BTreeMap<String, bool> = queries::list_schema(migrator, "app").await?.into_iter().collect();
        let mut sample = Self { houses: vec![], rows: BTreeMap::new() };
        for org in orgs {
            let lines = queries::list_facts(migrator, *org).await?;
            let house = House::of(*org, lines.into_iter().map(|line| line.0).collect());
            let (clients, staff) = house.people(extent.clients, extent.staff);
            for table in reading::TABLES.iter().copied().filter(|table| about_clients.contains_key(*table)) {
                if !extent.wants(table) {
                    continue;
                }
                let mut keys = BTreeSet::new();
                let mut candidates = Vec::new();
                let whose = clients.iter().copied().map(Some).filter(|_| about_clients.get(table) == Some(&true));
                for client in whose.chain([None]) {
                    let each = if client.is_some() { 1 } else { 2 };
                    for (key, facts) in queries::list_rows(migrator, table, *org, client, each).await? {
                        if candidates.len() < CANDIDATES && keys.insert(key.clone()) {
                            candidates.push(reading::read(table, *org, key, facts.0, &house.asked));
                        }
                    }
                }
                sample.rows.insert((table, *org), spread(&house, &staff, candidates, extent.rows));
            }
            sample.houses.push(house);
        }
        Ok(sample)
    }

    /// Everybody whom a row of an organisation is about.
    pub fn clients_of(&self, house: Uuid) -> Vec<Uuid> {
        let rows = self.rows.iter().filter(|((_, org), _)| *org == house).flat_map(|(_, rows)| rows);
        // An export says whose it is where others say which practitioner's.
        let clients: BTreeSet<Uuid> = rows.flat_map(|row| [row.says.client, row.says.practitioner]).flatten().collect();
        clients.into_iter().collect()
    }
}

/// At most so many, each the one that shows most that none before it did.
fn spread(house: &House, staff: &[Uuid], mut from: Vec<Found>, most: usize) -> Vec<Found> {
    if from.len() <= most {
        return from;
    }
    let mut shows: Vec<Vec<String>> = from.iter().map(|row| features(house, staff, row)).collect();
    let (mut chosen, mut met): (Vec<Found>, BTreeSet<String>) = (vec![], BTreeSet::new());
    while chosen.len() < most && !from.is_empty() {
        let new = |features: &[String]| features.iter().filter(|feature| !met.contains(*feature)).count();
        // The first of the best: of rows that show as much the order they came in decides.
        let best = (0..from.len()).max_by_key(|n| (shows.get(*n).map(|each| new(each)), std::cmp::Reverse(*n)));
        let Some(best) = best else { break };
        met.extend(shows.remove(best));
        chosen.push(from.remove(best));
    }
    chosen
}

/// What a row can show.
fn features(house: &House, staff: &[Uuid], row: &Found) -> Vec<String> {
    let says = &row.says;
    let role = |id: Option<Uuid>| id.and_then(|id| house.facts.members.get(&id)).map(|member| member.role.word());
    let mut features = vec![
        format!("of {:?}", says.client),
        format!("client {:?} {}", says.client, says.mark),
        format!("by {:?} about {:?}", role(says.by), says.client),
        format!("kind {}", kind(row)),
    ];
    if let (Some(practitioner), Some(client)) = (says.practitioner, says.client)
        && staff.contains(&practitioner)
    {
        features.push(format!("stand {}", house.stand(practitioner, says.client)));
        let facts = house.couples.get(&(practitioner, client)).into_iter().flatten();
        features.extend(facts.map(|fact| format!("decides {fact}")));
    }
    features
}

/// What a row is besides whose: its words from closed lists, and whether it is over.
fn kind(row: &Found) -> String {
    let words = ["role", "status", "kind", "visibility", "scope", "category", "decision", "told"];
    let ends = ["deleted_at", "ended_at", "released_at"];
    let words = words.iter().filter_map(|name| row.facts.get(*name)).map(ToString::to_string);
    let ends = ends.iter().filter_map(|name| row.facts.get(*name)).map(|at| at.is_null().to_string());
    words.chain(ends).collect::<Vec<_>>().join(" ")
}

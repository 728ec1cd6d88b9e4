//! An organisation as it is now: who there is, what lies between them, and what can be said of each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::deciding;
use super::model::{Consents, Facts, Grant, Hidden, Member, Role};

/// A line of `ops.isolation_facts`.
#[derive(Debug, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum Line {
    Member { id: Uuid, role: String, status: String, enters: bool, factor: bool, looking: bool },
    Care { practitioner: Uuid, client: Uuid, status: String },
    Grant { practitioner: Uuid, client: Uuid, kind: String, permissions: Vec<String>, state: String },
    Consent { client: Uuid, kind: String, decision: String, counts: bool },
    Erasure { client: Uuid, category: String, asked_at: DateTime<Utc> },
}

/// A grant or an emergency in whatever state it is.
#[derive(Debug)]
struct Opening {
    between: (Uuid, Uuid),
    kind: String,
    state: String,
    permissions: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct House {
    pub org: Uuid,
    pub facts: Facts,
    /// When each client last asked for their journal to be erased, where that is not over.
    pub asked: BTreeMap<Uuid, DateTime<Utc>>,
    /// The world with one fact otherwise, by the name of the fact.
    pub otherwise: Vec<(&'static str, Facts)>,
    /// The facts that decide alone between a practitioner and a client.
    pub couples: BTreeMap<(Uuid, Uuid), BTreeSet<&'static str>>,
    /// What can be said of each member: what the choice of people is spread over.
    pub features: BTreeMap<Uuid, BTreeSet<String>>,
    /// How a practitioner and a client stand, in words.
    pub stands: BTreeMap<(Uuid, Uuid), BTreeSet<String>>,
    /// Whose session the organisation's rule on second factors lets in.
    pub enters: BTreeSet<Uuid>,
    pub factors: BTreeSet<Uuid>,
    /// Whose looks of just now are in the log.
    pub looking: BTreeSet<Uuid>,
    openings: Vec<Opening>,
    /// Consents that were given in a wording that still counts.
    given: BTreeSet<(Uuid, String)>,
}

impl House {
    pub fn of(org: Uuid, lines: Vec<Line>) -> Self {
        let mut house = Self { org, ..Self::default() };
        for line in lines {
            house.take(line);
        }
        house.facts.grants = house.opened(|_, state| state == "lasts");
        let clients: Vec<Uuid> = house.of_role(|role| role == Role::Client).collect();
        for client in clients {
            let consents = house.consents(client, |_| false);
            house.facts.consents.insert(client, consents);
            if !consents.open {
                house.say(client, "closed portal".to_owned());
            }
        }
        house.otherwise = deciding::otherwise(&house);
        house.couples = deciding::couples(&house);
        house
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Member { id, role, status, enters, factor, looking } => {
                let Some(role) = Role::parse(&role) else { return };
                let words = ["active", "suspended", "removed"];
                let status = words.into_iter().find(|word| *word == status).unwrap_or("other");
                self.facts.members.insert(id, Member { org: self.org, id, role, status });
                self.say(id, format!("{} {status}", role.word()));
                if enters {
                    self.enters.insert(id);
                }
                if looking {
                    self.looking.insert(id);
                }
                if factor {
                    self.factors.insert(id);
                    self.say(id, "has a factor".to_owned());
                }
            }
            Line::Care { practitioner, client, status } => {
                let words = ["active", "invited", "paused", "ended"];
                let status = words.into_iter().find(|word| *word == status).unwrap_or("other");
                let known = self.facts.relations.entry((practitioner, client)).or_insert(status);
                if status == "active" {
                    *known = status;
                }
                self.between(practitioner, client, format!("{status} care"));
            }
            Line::Grant { practitioner, client, kind, permissions, state } => {
                self.between(practitioner, client, format!("{kind} that {state}"));
                self.openings.push(Opening { between: (practitioner, client), kind, state, permissions });
            }
            Line::Consent { client, kind, decision, counts } => {
                self.say(client, format!("{kind} {decision}"));
                if decision == "given" && counts {
                    self.given.insert((client, kind));
                }
            }
            Line::Erasure { client, category, asked_at } => {
                self.say(client, format!("erasure of {category}"));
                let hidden: &mut Hidden = self.facts.hidden.entry(client).or_default();
                match category.as_str() {
                    "account" => hidden.account = true,
                    "journal" => {
                        hidden.journal = true;
                        let since = self.asked.entry(client).or_insert(asked_at);
                        *since = (*since).max(asked_at);
                    }
                    _ => {}
                }
            }
        }
    }

    fn say(&mut self, member: Uuid, feature: String) {
        self.features.entry(member).or_default().insert(feature);
    }

    fn between(&mut self, practitioner: Uuid, client: Uuid, feature: String) {
        self.say(practitioner, feature.clone());
        self.say(client, feature.clone());
        self.stands.entry((practitioner, client)).or_default().insert(feature);
    }

    pub fn is_said(&self, member: Uuid, feature: &str) -> bool {
        self.features.get(&member).is_some_and(|features| features.contains(feature))
    }

    pub fn of_role(&self, wanted: impl Fn(Role) -> bool) -> impl Iterator<Item = Uuid> {
        self.facts.members.values().filter(move |member| wanted(member.role)).map(|member| member.id)
    }

    /// What grants and emergencies of some kinds and states open, were they in force.
    pub fn opened(&self, which: impl Fn(&str, &str) -> bool) -> BTreeMap<(Uuid, Uuid), Grant> {
        let mut all: BTreeMap<(Uuid, Uuid), Grant> = BTreeMap::new();
        for opening in self.openings.iter().filter(|opening| which(&opening.kind, &opening.state)) {
            let opened = all.entry(opening.between).or_default();
            opened.extend(opening.permissions.iter().cloned());
            opened.insert("membership.read".to_owned());
        }
        all
    }

    /// What a client's consents open, were those of some kinds given too.
    pub fn consents(&self, client: Uuid, too: impl Fn(&str) -> bool) -> Consents {
        let has = |kind: &str| too(kind) || self.given.contains(&(client, kind.to_owned()));
        let open = has("terms") && has("privacy");
        let shows = has("health_data");
        Consents { shows, logs: open && shows && has("disclaimer"), open }
    }

    /// How a practitioner and a client stand, for a report.
    pub fn stand(&self, practitioner: Uuid, client: Option<Uuid>) -> String {
        match client.and_then(|client| self.stands.get(&(practitioner, client))) {
            Some(stands) => stands.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            None => "no care, no grant".to_owned(),
        }
    }
}

//! Whom the proof asks as: enough people of an organisation that every state there is between them is met.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::model::{About, Consents, Facts, Hidden, Member, Principal, Role};

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

/// An organisation as it is now.
#[derive(Debug, Default)]
pub(super) struct House {
    pub org: Uuid,
    pub facts: Facts,
    /// When each client last asked for their journal to be erased, where that is not over.
    pub asked: BTreeMap<Uuid, DateTime<Utc>>,
    /// What can be said of each member: what the choice of people is spread over.
    features: BTreeMap<Uuid, BTreeSet<String>>,
    /// How a practitioner and a client stand, in words.
    stands: BTreeMap<(Uuid, Uuid), BTreeSet<String>>,
    /// Whose session the organisation's rule on second factors lets in.
    enters: BTreeSet<Uuid>,
    factors: BTreeSet<Uuid>,
    /// Whose looks of just now are in the log.
    looking: BTreeSet<Uuid>,
}

/// Somebody to ask as.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub who: Principal,
    /// Where they ask.
    pub login: &'static str,
    /// Whose door their session is for.
    pub door: &'static str,
    /// "live", "ended", "expired", "idle" or "half".
    pub state: &'static str,
}

impl House {
    pub fn of(org: Uuid, lines: Vec<Line>) -> Self {
        let mut house = Self { org, ..Self::default() };
        let mut given: BTreeSet<(Uuid, String)> = BTreeSet::new();
        for line in lines {
            house.take(line, &mut given);
        }
        let clients: Vec<Uuid> = house.of_role(|role| role == Role::Client).collect();
        for client in clients {
            let has = |kind: &str| given.contains(&(client, kind.to_owned()));
            let open = has("terms") && has("privacy");
            let shows = has("health_data");
            let consents = Consents { shows, logs: open && shows && has("disclaimer"), open };
            house.facts.consents.insert(client, consents);
        }
        house
    }

    fn take(&mut self, line: Line, given: &mut BTreeSet<(Uuid, String)>) {
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
                if state == "lasts" {
                    let opened = self.facts.grants.entry((practitioner, client)).or_default();
                    opened.extend(permissions);
                    opened.insert("membership.read".to_owned());
                }
                self.between(practitioner, client, format!("{kind} that {state}"));
            }
            Line::Consent { client, kind, decision, counts } => {
                self.say(client, format!("{kind} {decision}"));
                if decision == "given" && counts {
                    given.insert((client, kind));
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

    fn of_role(&self, wanted: impl Fn(Role) -> bool) -> impl Iterator<Item = Uuid> {
        self.facts.members.values().filter(move |member| wanted(member.role)).map(|member| member.id)
    }

    /// How a practitioner and a client stand, for a report.
    pub fn stand(&self, practitioner: Uuid, client: Option<Uuid>) -> String {
        match client.and_then(|client| self.stands.get(&(practitioner, client))) {
            Some(stands) => stands.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            None => "no care, no grant".to_owned(),
        }
    }

    /// Clients enough that everything that can be said of one is met.
    pub fn clients(&self, most: usize) -> Vec<Uuid> {
        self.choose(self.of_role(|role| role == Role::Client).collect(), most)
    }

    fn choose(&self, from: Vec<Uuid>, most: usize) -> Vec<Uuid> {
        let (mut chosen, mut met): (Vec<Uuid>, BTreeSet<&str>) = (vec![], BTreeSet::new());
        let features = |id: &Uuid| self.features.get(id).into_iter().flatten().map(String::as_str);
        for _ in 0..most {
            let best = from.iter().filter(|id| !chosen.contains(id)).max_by_key(|id| {
                (features(id).filter(|feature| !met.contains(feature)).count(), std::cmp::Reverse(**id))
            });
            let Some(best) = best else { break };
            met.extend(features(best));
            chosen.push(*best);
        }
        chosen
    }

    /// Everybody to ask as, and sessions that are worth nothing.
    pub fn askers(&self, clients: usize, staff: usize) -> Vec<Asker> {
        let mut people = self.clients(clients);
        people.extend(self.choose(self.of_role(|role| role != Role::Client).collect(), staff));
        let people: Vec<Member> = people.iter().filter_map(|id| self.facts.members.get(id)).copied().collect();
        let mut askers = Vec::new();
        for member in &people {
            let (login, live) = (member.role.login(), member.active() && self.enters.contains(&member.id));
            let door = door(login);
            let ask = |live, logs, state| Asker {
                who: Principal { member: *member, live, logs, job: None },
                login,
                door,
                state,
            };
            let looks = live && matches!(member.role, Role::Practitioner | Role::Admin | Role::Owner);
            if looks {
                askers.push(ask(true, true, "live"));
            }
            // To who really looks just now something is open, so that it cannot be asked what is open without.
            if !(looks && self.looking.contains(&member.id)) {
                askers.push(ask(live, false, "live"));
            }
            if live && self.factors.contains(&member.id) {
                askers.push(ask(false, false, "half"));
            }
        }
        for role in [Role::Client, Role::Practitioner, Role::Owner] {
            let Some(member) = people.iter().find(|member| member.role == role && member.active()) else { continue };
            let login = role.login();
            let who = Principal { member: *member, live: false, logs: false, job: None };
            for state in ["ended", "expired", "idle"] {
                askers.push(Asker { who, login, door: door(login), state });
            }
            for elsewhere in ["ns_client", "ns_practice", "ns_clinic", "ns_worker"] {
                if elsewhere != login {
                    askers.push(Asker { who, login: elsewhere, door: door(login), state: "live" });
                    // Nor does a session of another portal's open what a role does not work in.
                    if elsewhere != "ns_worker" {
                        askers.push(Asker { who, login: elsewhere, door: door(elsewhere), state: "live" });
                    }
                }
            }
        }
        if let Some(member) = people.first() {
            let clients = people.iter().filter(|member| member.role == Role::Client);
            let about = clients.take(2).map(|client| About::Client(client.id));
            for job in about.chain([About::House, About::Nobody]) {
                let who = Principal { member: *member, live: true, logs: false, job: Some(job) };
                askers.push(Asker { who, login: "ns_worker", door: "worker", state: "live" });
            }
        }
        askers
    }
}

/// The portal of a login.
fn door(login: &'static str) -> &'static str {
    login.strip_prefix("ns_").unwrap_or(login)
}

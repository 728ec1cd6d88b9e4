//! Whom the proof asks as: enough people of an organisation that every fact that decides between them is met.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::house::House;
use super::model::{About, Member, Principal, Role};

/// Somebody to ask as.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub who: Principal,
    /// Where they ask.
    pub login: &'static str,
    /// Whose door their session is for.
    pub door: &'static str,
    /// "live", "ended", "expired", "idle", "half" or "stale".
    pub state: &'static str,
}

impl House {
    /// Clients and staff enough that everything that can be said of one, and between two, is met.
    pub fn people(&self, clients: usize, staff: usize) -> (Vec<Uuid>, Vec<Uuid>) {
        let (practitioners, known): (BTreeSet<Uuid>, BTreeSet<Uuid>) =
            self.deciding_couples(clients, staff).into_iter().unzip();
        let all_clients = self.of_role(|role| role == Role::Client).collect();
        let all_staff = self.of_role(|role| role != Role::Client).collect();
        (self.choose(all_clients, known, clients), self.choose(all_staff, practitioners, staff))
    }

    /// Practitioners and clients between whom a fact decides alone, until each that does anywhere does so here. At most
    /// half of the people that may be asked are chosen so: others stand for what can be said of one alone.
    fn deciding_couples(&self, clients: usize, staff: usize) -> Vec<(Uuid, Uuid)> {
        let (mut chosen, mut met): (Vec<(Uuid, Uuid)>, BTreeSet<&str>) = (vec![], BTreeSet::new());
        loop {
            let known = |p: &Uuid, c: &Uuid| {
                let (p, c) = (chosen.iter().any(|pair| pair.0 == *p), chosen.iter().any(|pair| pair.1 == *c));
                usize::from(p) + usize::from(c)
            };
            let best = self.couples.iter().max_by_key(|((p, c), facts)| {
                (facts.difference(&met).count(), known(p, c), std::cmp::Reverse((*p, *c)))
            });
            let Some((pair, facts)) = best.filter(|(_, facts)| !facts.is_subset(&met)) else { break };
            met.extend(facts);
            chosen.push(*pair);
            let count = |each: BTreeSet<Uuid>| each.len();
            let full = count(chosen.iter().map(|pair| pair.1).collect()) > clients / 2
                || count(chosen.iter().map(|pair| pair.0).collect()) > staff / 2;
            if full {
                break;
            }
        }
        chosen
    }

    /// Those who must be, then others until everything that can be said of one is met, then anybody.
    fn choose(&self, from: Vec<Uuid>, must: BTreeSet<Uuid>, most: usize) -> Vec<Uuid> {
        let features = |id: &Uuid| self.features.get(id).into_iter().flatten().map(String::as_str);
        let mut chosen: Vec<Uuid> = must.into_iter().take(most).collect();
        let mut met: BTreeSet<&str> = chosen.iter().flat_map(features).collect();
        while chosen.len() < most {
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
        let (clients, staff) = self.people(clients, staff);
        let people: Vec<Member> =
            clients.iter().chain(&staff).filter_map(|id| self.facts.members.get(id)).copied().collect();
        let mut askers = Vec::new();
        for member in &people {
            let (login, live) = (member.role.login(), member.active() && self.enters.contains(&member.id));
            let ask = |live, logs, state| Asker {
                who: Principal { member: *member, live, logs, fresh: true, job: None },
                login,
                door: door(login),
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
        self.worth_nothing(&people, &mut askers);
        if let Some(member) = people.first() {
            let clients = people.iter().filter(|member| member.role == Role::Client);
            let about = clients.take(2).map(|client| About::Client(client.id));
            for job in about.chain([About::House, About::Nobody]) {
                let who = Principal { member: *member, live: true, logs: false, fresh: true, job: Some(job) };
                askers.push(Asker { who, login: "ns_worker", door: "worker", state: "live" });
            }
        }
        askers
    }

    /// Sessions that are over, used at another door, or whose proof is too old for what takes a fresh one.
    fn worth_nothing(&self, people: &[Member], askers: &mut Vec<Asker>) {
        for role in [Role::Client, Role::Practitioner, Role::Admin, Role::Owner] {
            let Some(member) = people.iter().find(|member| member.role == role && member.active()) else { continue };
            let login = role.login();
            let who = Principal { member: *member, live: false, logs: false, fresh: true, job: None };
            if self.enters.contains(&member.id) {
                let who = Principal { live: true, fresh: false, ..who };
                askers.push(Asker { who, login, door: door(login), state: "stale" });
            }
            if role == Role::Admin {
                continue;
            }
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
    }
}

/// The portal of a login.
fn door(login: &'static str) -> &'static str {
    login.strip_prefix("ns_").unwrap_or(login)
}

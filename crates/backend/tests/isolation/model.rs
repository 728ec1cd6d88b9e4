//! What the promises say, in Rust, without a look at the policies.

use uuid::Uuid;

use crate::world::{Principal, Role, Row, World};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Select,
    Insert,
    Update,
    Delete,
}

impl Action {
    pub const ALL: [Self; 4] = [Self::Select, Self::Insert, Self::Update, Self::Delete];
}

pub fn may(world: &World, who: &Principal, row: &Row, action: Action) -> bool {
    // Nobody without a live session at their own portal, nobody across tenants.
    if !who.live || row.org != who.member.org {
        return false;
    }
    let me = who.member.id;
    match who.member.role {
        Role::Client => client(world, me, row, action),
        Role::Practitioner => practitioner(world, me, row, action),
        Role::FrontDesk => clinic(me, row, action, false),
        Role::Admin | Role::Owner => clinic(me, row, action, true),
    }
}

/// Everything of one's own, the practitioners who care for one, and what those offer.
fn client(world: &World, me: Uuid, row: &Row, action: Action) -> bool {
    let own = row.client == Some(me);
    let carer = |practitioner: Option<Uuid>| practitioner.is_some_and(|p| cares(world, p, me));
    match (row.table, action) {
        ("app.organisation", Action::Select) => true,
        ("app.membership", Action::Select) => row.by == Some(me) || carer(row.by),
        ("app.membership", Action::Update) => row.by == Some(me),
        ("app.care_relationship", Action::Select) => own,
        ("app.observation", Action::Select | Action::Insert | Action::Update) => own,
        ("app.observation_version", Action::Select) => own,
        ("app.service" | "app.availability", Action::Select) => carer(row.practitioner),
        ("app.appointment", Action::Select | Action::Update) => own,
        ("app.appointment", Action::Insert) => own && carer(row.practitioner),
        ("app.payment", Action::Select | Action::Insert | Action::Update) => own,
        ("app.activity", Action::Select) => own,
        _ => false,
    }
}

/// Assigned, active clients and nobody else's; colleagues by name; one's own offers and invitations.
fn practitioner(world: &World, me: Uuid, row: &Row, action: Action) -> bool {
    let mine = row.practitioner == Some(me);
    let in_care = row.client.is_some_and(|c| cares(world, me, c));
    match (row.table, action) {
        ("app.organisation", Action::Select) => true,
        ("app.membership", Action::Select) => row.mark != "client" || row.by.is_some_and(|c| cares(world, me, c)),
        ("app.membership", Action::Update) => row.by == Some(me),
        ("app.care_relationship", Action::Select | Action::Update) => mine,
        ("app.invitation", Action::Select | Action::Update | Action::Insert) => row.by == Some(me),
        ("app.observation", Action::Select | Action::Update) => in_care && row.mark == "shared",
        ("app.service" | "app.availability", Action::Select) => true,
        ("app.service", Action::Insert | Action::Update) => mine,
        ("app.availability", Action::Insert | Action::Delete) => mine,
        ("app.appointment", Action::Select | Action::Update) => mine && in_care,
        ("app.payment", Action::Select) => in_care,
        ("app.activity", Action::Select) => in_care || row.by == Some(me),
        _ => false,
    }
}

/// The clinic runs the house and sees no record: rank is not a relationship (N2, N4).
fn clinic(me: Uuid, row: &Row, action: Action, admin: bool) -> bool {
    match (row.table, action) {
        (
            "app.organisation"
            | "app.membership"
            | "app.care_relationship"
            | "app.service"
            | "app.availability"
            | "app.appointment"
            | "app.payment",
            Action::Select,
        ) => true,
        ("app.organisation", Action::Update) => admin,
        ("app.invitation", Action::Select | Action::Update) => admin,
        ("app.invitation", Action::Insert) => admin && row.by == Some(me) && row.mark != "client",
        ("app.service", Action::Insert | Action::Update) => admin,
        ("app.availability", Action::Insert | Action::Delete) => admin,
        ("app.appointment", Action::Update) => true,
        ("app.activity", Action::Select) => admin,
        _ => false,
    }
}

fn cares(world: &World, practitioner: Uuid, client: Uuid) -> bool {
    let active = |id: Uuid| world.members.iter().any(|m| m.id == id && m.active);
    world.relations.get(&(practitioner, client)) == Some(&"active") && active(practitioner) && active(client)
}

//! What the promises say, in Rust, without a look at the policies. The tests (`tests/isolation`) ask it of invented
//! people, `nutriscope prove-isolation` of the database in use: one model for both.
//!
//! To add a table: its lines in `client`, `practitioner`, `clinic` and `worker`, what its rows say of people in
//! `../reading.rs`, and rows in `tests/isolation`.

mod facts;
mod worker;

use uuid::Uuid;

pub use facts::{About, Consents, Facts, Grant, Hidden, Member, Principal, Role, Row};
use worker::worker;

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

pub fn may(world: &Facts, who: &Principal, row: &Row, action: Action) -> bool {
    // Nobody without a live session at their own portal, nobody across tenants.
    if !who.live || row.org != who.member.org {
        return false;
    }
    if action == Action::Insert && !who.fresh && takes_proof(row) {
        return false;
    }
    let role = who.job.is_none().then_some(who.member.role);
    if let Some(verdict) = evidence(role, row, action) {
        return verdict;
    }
    if let Some(about) = who.job {
        return worker(about, row, action, world.shows(row.client));
    }
    let me = who.member.id;
    match who.member.role {
        Role::Client => client(world, me, row, action),
        Role::Practitioner => practitioner(world, me, row, action, who.logs),
        Role::FrontDesk => clinic(world, me, row, action, [false, false, false]),
        Role::Admin => clinic(world, me, row, action, [true, false, who.logs]),
        Role::Owner => clinic(world, me, row, action, [true, true, who.logs]),
    }
}

/// Everything of one's own, the practitioners who care for one, and what those offer.
fn client(world: &Facts, me: Uuid, row: &Row, action: Action) -> bool {
    let own = row.client == Some(me);
    let carer = |practitioner: Option<Uuid>| practitioner.is_some_and(|p| cares(world, p, me));
    match (row.table, action) {
        ("app.organisation", Action::Select) => true,
        ("app.membership", Action::Select) => row.by == Some(me) || carer(row.by),
        ("app.membership", Action::Update) => row.by == Some(me),
        ("app.care_relationship", Action::Select) => own,
        // What they asked to have erased is hidden from them too, until it is gone or they change their mind.
        ("app.observation", Action::Select) => own && !row.leaving,
        // P12: nothing is written for a client who does not consent.
        ("app.observation", Action::Update) => own && world.logs(row.client) && !row.leaving,
        ("app.observation", Action::Insert) => own && world.logs(row.client),
        ("app.observation_version", Action::Select) => own,
        ("app.service" | "app.availability", Action::Select) => carer(row.practitioner),
        ("app.appointment", Action::Select | Action::Update) => own,
        ("app.appointment", Action::Insert) => own && carer(row.practitioner) && world.is_open(me),
        ("app.payment", Action::Select | Action::Update) => own,
        ("app.payment", Action::Insert) => own && world.is_open(me),
        // S9: one's own copies, which hold their texts.
        ("app.document" | "app.ai_use", Action::Select) => own,
        // T13: what they decided, for good.
        ("app.consent_event", Action::Select) => own,
        ("app.activity", Action::Select) => own,
        // N4: a client opens their own record to a colleague, sees who has it open and who looked, and can end it.
        ("app.access_grant", Action::Select | Action::Update) => own,
        ("app.access_grant", Action::Insert) => own && row.by == Some(me) && grantable(world, row) && world.is_open(me),
        ("app.record_read", Action::Select) => own,
        // M9: one's own key, wrapped, and the organisation's that wraps it. Made by a function, changed by nobody.
        ("app.organisation_key", Action::Select) => true,
        ("app.client_key" | "app.key_certificate", Action::Select) => own,
        // P11, T14: what one asked to have erased, and a hold one is told of.
        ("app.erasure_request", Action::Select | Action::Insert | Action::Update) => own,
        ("app.legal_hold", Action::Select) => own && row.mark == "told",
        ("app.export", _) => export(me, "client", [false; 3], row, action),
        _ => false,
    }
}

/// Both ends of a grant are people who are there, and nobody's emergency is written down as a grant.
fn grantable(world: &Facts, row: &Row) -> bool {
    row.mark == "grant" && world.active(row.client) && world.active(row.practitioner)
}

/// Assigned, active clients and nobody else's; colleagues by name; one's own offers and invitations.
///
/// N4: a grant or an emergency that lasts opens what it names. T9: entries open only to a look that is logged.
fn practitioner(world: &Facts, me: Uuid, row: &Row, action: Action, logs: bool) -> bool {
    let mine = row.practitioner == Some(me);
    let granted = |permission| row.client.is_some_and(|c| grants(world, me, c, permission));
    let hidden = world.hidden(row.client);
    let read = |in_care: bool| {
        let open = world.shows(row.client) && !hidden.journal && !hidden.account;
        logs && row.mark == "shared" && open && (in_care || granted("observation.read"))
    };
    let in_care = row.client.is_some_and(|c| cares(world, me, c));
    match (row.table, action) {
        ("app.organisation", Action::Select) => true,
        ("app.membership", Action::Select) => {
            let known = |c| cares(world, me, c) || grants(world, me, c, "membership.read");
            row.mark != "client" || row.by.is_some_and(known) && !world.hidden(row.by).account
        }
        ("app.membership", Action::Update) => row.by == Some(me),
        ("app.care_relationship", Action::Select | Action::Update) => mine,
        ("app.invitation", Action::Select | Action::Update) => row.by == Some(me),
        ("app.invitation", Action::Insert) => row.by == Some(me) && row.mark == "client",
        ("app.observation", Action::Select) => read(in_care),
        ("app.observation", Action::Update) => read(in_care) && (in_care || granted("observation.view")),
        ("app.consent_event", Action::Select) => in_care || granted("membership.read"),
        // S9, T9: what a client was asked to sign is for whoever cares for them, by a look that is logged. So is a text
        // that was written for them; the clinic's are everybody's to use, and its administrators' to write.
        ("app.document", Action::Select) => logs && in_care,
        ("app.document_text", Action::Select) => row.client.is_none() || logs && in_care,
        ("app.document_text", Action::Insert) => in_care,
        ("app.document", Action::Insert) => row.by == Some(me) && in_care,
        ("app.service" | "app.availability", Action::Select) => true,
        ("app.service", Action::Insert | Action::Update) => mine,
        ("app.availability", Action::Insert | Action::Delete) => mine,
        ("app.appointment", Action::Select) => mine && in_care || granted("appointment.list"),
        ("app.appointment", Action::Update) => mine && in_care,
        ("app.payment", Action::Select) => in_care,
        ("app.activity", Action::Select) => logs && in_care || row.by == Some(me),
        ("app.access_grant", Action::Select | Action::Update) => mine,
        ("app.record_read", Action::Select) => mine,
        ("app.organisation_key", Action::Select) => true,
        // The key goes with the record: in care or by a grant, and only to a look that is logged.
        ("app.client_key", Action::Select) => {
            logs && world.shows(row.client) && (in_care || granted("observation.read"))
        }
        ("app.export", _) => export(me, "staff", [false; 3], row, action),
        _ => false,
    }
}

/// The clinic runs the house and sees no record: rank is not a relationship (N2, N4). T9: what lies in its lists of a
/// client opens only to a look that is logged.
fn clinic(world: &Facts, me: Uuid, row: &Row, action: Action, [admin, owner, logs]: [bool; 3]) -> bool {
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
        // N13: how money that waited for a person was settled, and nothing else of a payment.
        ("app.payment", Action::Update) => admin,
        ("app.activity", Action::Select) => admin,
        ("app.consent_event" | "app.document" | "app.ai_use", Action::Select) => admin && logs,
        // S9: a text that was written for one client is that client's.
        ("app.document_text", Action::Select) => admin && (row.client.is_none() || logs),
        ("app.document_text", Action::Insert) => admin && row.client.is_none(),
        ("app.document", Action::Insert) => admin && row.by == Some(me),
        // P6: nobody touches a client's standing here, and only an owner an owner's.
        ("app.membership", Action::Update) => admin && row.mark != "client" && (owner || row.mark != "owner"),
        // P14 T16: the house's own registers; nothing is deleted.
        (
            "app.register_entry" | "app.control_status" | "app.review",
            Action::Select | Action::Insert | Action::Update,
        ) => admin,
        ("app.access_grant", Action::Select | Action::Update) => admin && logs,
        ("app.access_grant", Action::Insert) => admin && row.by == Some(me) && grantable(world, row),
        ("app.record_read" | "app.ownership_offer", Action::Select) => admin,
        ("app.key_task" | "app.key_certificate", Action::Select) => admin,
        // N15: incidents are the administrators'; what was thought and noted is signed and stays.
        ("app.incident", Action::Select | Action::Insert | Action::Update) => admin,
        ("app.incident_assessment" | "app.incident_note" | "app.evidence_hold", Action::Select) => admin,
        // That they were reminded is for the job to write that did.
        ("app.incident_note", Action::Insert) if row.mark == "reminded" => false,
        ("app.incident_assessment" | "app.incident_note", Action::Insert) => admin && row.by == Some(me),
        // T11. A hold takes a fresh proof besides, which everybody here has.
        ("app.retention_setting", Action::Select | Action::Insert | Action::Update) => admin,
        ("app.legal_hold" | "app.erasure_request", Action::Select) => admin && logs,
        ("app.legal_hold", Action::Insert) => admin && row.by == Some(me),
        ("app.export", _) => export(me, "staff", [admin, owner, logs], row, action),
        ("app.ownership_offer", Action::Insert) => owner && row.by == Some(me),
        ("app.ownership_offer", Action::Update) => admin && (row.by == Some(me) || row.practitioner == Some(me)),
        _ => false,
    }
}

/// What nobody adds on a session that was left open: whatever opens a record, hands over the house, makes an administrator,
/// or takes out what is not one's own.
fn takes_proof(row: &Row) -> bool {
    match row.table {
        "app.access_grant" => row.mark == "grant",
        "app.ownership_offer" => true,
        "app.invitation" => row.mark == Role::Admin.word(),
        "app.export" => ["organisation", "move"].contains(&row.mark) || row.by != row.practitioner,
        _ => false,
    }
}

fn grants(world: &Facts, practitioner: Uuid, client: Uuid, permission: &str) -> bool {
    let opened = world.grants.get(&(practitioner, client)).is_some_and(|opened| opened.contains(permission));
    opened && world.active(Some(practitioner)) && world.active(Some(client))
}

fn cares(world: &Facts, practitioner: Uuid, client: Uuid) -> bool {
    let active = world.active(Some(practitioner)) && world.active(Some(client));
    world.relations.get(&(practitioner, client)) == Some(&"active") && active
}

/// M4: a signed head is for everybody of the house to keep. T8: amounts are the administrators'. Nobody writes any of it.
fn evidence(role: Option<Role>, row: &Row, action: Action) -> Option<bool> {
    let admin = matches!(role, Some(Role::Admin | Role::Owner) | None);
    Some(match row.table {
        "app.checkpoint" => action == Action::Select,
        "app.checkpoint_delivery" | "app.ledger" => action == Action::Select && admin,
        "app.evidence_block" | "app.ledger_key" => false,
        _ => return None,
    })
}

/// T12: one's own; an administrator knows of all and stops what they started, and asks on a client's behalf; everything of
/// the organisation is its owner's to ask for, to read or to move with; a move is every administrator's to agree to or to
/// end. All take a fresh proof, which everybody here has given.
/// T9: of a client's they see nothing without a look that is logged.
fn export(me: Uuid, scope: &str, [admin, owner, logs]: [bool; 3], row: &Row, action: Action) -> bool {
    let (own, asked) = (row.practitioner == Some(me), row.by == Some(me));
    let seen = row.mark != "client" || logs;
    match action {
        Action::Select => own || admin && seen,
        Action::Update if row.mark == "move" => admin,
        Action::Update => own || asked && admin && seen,
        Action::Insert => match row.mark {
            "organisation" | "move" => owner && own && asked,
            "client" if admin => asked,
            mark => own && asked && mark == scope,
        },
        Action::Delete => false,
    }
}

//! The navigation of each portal. An entry shows when its page exists and is the viewer's to see.

use crate::{access::Role, features, page::Shell, words::shell as w};
use ui::{Icon, NavGroup, NavItem};

/// What belongs to the person rather than to a portal.
const ACCOUNT: &str = "/account";

/// The bar of `/me`.
pub fn client(path: &str) -> Vec<NavItem> {
    shown(
        path,
        Some(Role::Client),
        "/me",
        vec![
            (Icon::Sun, w::today(), "/me"),
            (Icon::Calendar, w::book(), "/me/book"),
            (Icon::Eye, w::who_sees(), "/me/access"),
            (Icon::UserRound, w::you(), "/account/security"),
        ],
    )
}

/// The side bar of `/practice` and `/clinic`.
pub fn desk(shell: Shell, path: &str, role: Option<Role>) -> Vec<NavGroup> {
    let practice = vec![
        (Icon::Users, w::clients(), "/practice"),
        (Icon::Sun, w::agenda(), "/practice/agenda"),
        (Icon::Clock, w::availability(), "/practice/availability"),
        (Icon::Package, w::services(), "/practice/services"),
        (Icon::Key, w::access(), "/practice/access"),
        (Icon::UserRound, w::you(), "/account/security"),
    ];
    let clinic = vec![
        (Icon::Building2, w::team(), "/clinic"),
        (Icon::Sun, w::agenda(), "/clinic/agenda"),
        (Icon::Package, w::services(), "/clinic/services"),
        (Icon::Key, w::access(), "/clinic/access"),
        (Icon::Lock, w::privacy(), "/clinic/privacy"),
        (Icon::Activity, w::audit(), "/clinic/audit"),
        (Icon::Flag, w::incidents(), "/clinic/incidents"),
        (Icon::ListChecks, w::registers(), "/clinic/registers"),
        (Icon::UserRound, w::you(), "/account/security"),
    ];
    let (label, items) = match shell {
        Shell::Clinic => (w::clinic(), shown(path, role, "/clinic", clinic)),
        _ => (w::navigation(), shown(path, role, "/practice", practice)),
    };
    vec![NavGroup::new(label, items)]
}

/// Those whose page exists and admits `role`. `root` is current only on itself, the others on the pages below them too.
fn shown(path: &str, role: Option<Role>, root: &str, entries: Vec<(Icon, &'static str, &'static str)>) -> Vec<NavItem> {
    entries
        .into_iter()
        .filter(|(.., href)| features::find_rule(href).is_some_and(|rule| rule.admits(role)))
        .map(|(icon, label, href)| {
            // The account's pages lie side by side: the entry is current on all of them.
            let folder = if href.starts_with(ACCOUNT) { ACCOUNT } else { href };
            let below = href != root && path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            NavItem::new(icon, label, href).current(path == href || below)
        })
        .collect()
}

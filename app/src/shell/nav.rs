//! The navigation of each portal. An entry shows when its page exists.

use crate::{page::Shell, routes::ROUTES, words::shell as w};
use ui::{Icon, NavGroup, NavItem};

/// The bar of `/me`.
pub fn client(path: &str) -> Vec<NavItem> {
    shown(
        path,
        "/me",
        vec![
            (Icon::Sun, w::today(), "/me"),
            (Icon::Calendar, w::book(), "/me/book"),
            (Icon::UserRound, w::you(), "/me/account"),
        ],
    )
}

/// The side bar of `/practice` and `/clinic`. Who administers sees the way to the clinic.
pub fn desk(shell: Shell, path: &str, is_admin: bool) -> Vec<NavGroup> {
    let practice = vec![
        (Icon::Users, w::clients(), "/practice"),
        (Icon::Sun, w::agenda(), "/practice/agenda"),
        (Icon::Clock, w::availability(), "/practice/availability"),
        (Icon::Package, w::services(), "/practice/services"),
        (Icon::UserRound, w::you(), "/practice/account"),
    ];
    let clinic = vec![
        (Icon::Building2, w::team(), "/clinic"),
        (Icon::Package, w::services(), "/clinic/services"),
        (Icon::UserRound, w::you(), "/clinic/account"),
    ];
    let mut groups = Vec::new();
    if shell == Shell::Practice {
        groups.push(NavGroup::new(w::navigation(), shown(path, "/practice", practice)));
    }
    if shell == Shell::Clinic || is_admin {
        groups.push(NavGroup::new(w::clinic(), shown(path, "/clinic", clinic)));
    }
    groups.retain(|group| !group.items.is_empty());
    groups
}

/// Those whose page exists. `root` is current only on itself, the others on the pages below them too.
fn shown(path: &str, root: &str, entries: Vec<(Icon, &'static str, &'static str)>) -> Vec<NavItem> {
    entries
        .into_iter()
        .filter(|(.., href)| ROUTES.iter().any(|route| route.pattern == *href))
        .map(|(icon, label, href)| {
            let below = href != root && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
            NavItem::new(icon, label, href).current(path == href || below)
        })
        .collect()
}

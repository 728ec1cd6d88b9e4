//! The navigation of each portal, as data.

use leptos::prelude::*;
use ui::*;

pub fn client_items(current: usize) -> Vec<NavItem> {
    [
        NavItem::new(Icon::Sun, "Today", "today.html"),
        NavItem::new(Icon::ChartNoAxesColumn, "Patterns", "#"),
        NavItem::new(Icon::Calendar, "Book", "book.html"),
        NavItem::new(Icon::MessageSquare, "Messages", "#").badge(1, "1 unread"),
        NavItem::new(Icon::UserRound, "You", "#"),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, item)| item.current(at == current))
    .collect()
}

/// A practitioner's page; `current` is the place in the first group.
#[component]
pub fn Practice(current: usize, children: Children) -> impl IntoView {
    let main = [
        NavItem::new(Icon::Sun, "Agenda", "agenda.html"),
        NavItem::new(Icon::Users, "Clients", "caseload.html"),
        NavItem::new(Icon::Clock, "Availability", "availability.html"),
        NavItem::new(Icon::MessageSquare, "Messages", "#").badge(3, "3 new"),
    ];
    let main = main.into_iter().enumerate().map(|(at, item)| item.current(at == current)).collect();
    let clinic = [
        NavItem::new(Icon::Package, "Services", "services.html").current(current == 4),
        NavItem::new(Icon::Building2, "Team", "team.html").current(current == 5),
    ];
    let groups = vec![NavGroup::new("Main", main), NavGroup::new("Clinic", clinic.into_iter().collect())];
    let sign_out =
        view! { <form method="post" action="#"><Button look=Look::Bare icon=Icon::LogOut>"Sign out"</Button></form> };
    view! {
        <DeskShell
            skip="Skip to content"
            brand="NutriScope"
            home="#"
            menu_label="Menu"
            groups
            person="Ruth Calloway"
            person_detail="Dietitian, Kestrel Street Nutrition"
            sign_out=sign_out.into_any()
        >
            {children()}
        </DeskShell>
    }
}

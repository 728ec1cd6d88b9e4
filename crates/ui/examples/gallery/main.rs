//! Every component, and the screens they make, as HTML files to look at: `gallery <folder>`.
//!
//! The screens are the markup reference for whoever writes a page; their content is invented. Each file comes in
//! light and dark (`today.html`, `today-dark.html`) and links `/main.css`, which the folder's server must provide.
//! To add a screen: a file with a function that returns the view, a line in `SCREENS`.

use leptos::prelude::*;
use std::path::Path;

mod account;
mod agenda;
mod availability;
mod book;
mod caseload;
mod chart;
mod frames;
mod meal;
mod parts;
mod parts_more;
mod review;
mod services;
mod symptom;
mod team;
mod today;

/// File name, title, view.
type Screen = (&'static str, &'static str, fn() -> AnyView);

const SCREENS: &[Screen] = &[
    ("parts", "Parts", parts::parts),
    ("parts-more", "More parts", parts_more::parts_more),
    ("today", "Thursday 14 May", today::today),
    ("today-empty", "Thursday 14 May", today::empty),
    ("meal", "Log a meal", meal::meal),
    ("symptom", "Log a symptom", symptom::symptom),
    ("book", "Book with Ruth Calloway", book::book),
    ("appointments", "Appointments", book::appointments),
    ("caseload", "Clients", caseload::caseload),
    ("review", "Imogen Achterberg-Osei, review", review::review),
    ("agenda", "Agenda", agenda::agenda),
    ("services", "Services", services::list),
    ("service", "New service", services::form),
    ("availability", "Availability", availability::availability),
    ("team", "Team", team::team),
    ("sign-in", "Sign in", account::sign_in),
    ("organisation", "Where to?", account::choose_organisation),
    ("not-found", "Not found", account::not_found),
    ("failed", "Something failed", account::failed),
];

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let mut index = String::new();
    for (name, title, view) in SCREENS {
        let body = Owner::new().with(|| view().to_html());
        for (suffix, theme) in [("", "light"), ("-dark", "dark")] {
            std::fs::write(folder.join(format!("{name}{suffix}.html")), page(title, theme, &body))?;
        }
        index.push_str(&format!("<li><a href=\"{name}.html\">{title}</a> <a href=\"{name}-dark.html\">dark</a></li>"));
    }
    let body = format!("<main class=\"form\"><h1>Gallery</h1><ul>{index}</ul></main>");
    std::fs::write(folder.join("index.html"), page("Gallery", "light", &body))
}

fn page(title: &str, theme: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en-GB\" data-theme=\"{theme}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
         <title>{title}, NutriScope</title><link rel=\"icon\" href=\"/assets/icons/mark.v1.svg\">\
         <link rel=\"manifest\" href=\"/assets/manifest.v1.webmanifest\">\
         <link rel=\"stylesheet\" href=\"/main.css\"></head><body>{body}</body></html>"
    )
}

//! Every route of the process, made from the access matrix: pages and functions without a row, and doors without a line,
//! are not routed at all (T1).

use app::doors::{DOORS, Door};
use app::{export::list::DOWNLOAD, features};
use axum::Router;
use axum::routing::{get, post};
use tower_http::services::ServeDir;

use crate::edge;
use crate::state::App;
use crate::web::{csp_report, export, functions, health, pages, webhook};

/// The whole service, layers included.
pub fn router(app: App) -> Router {
    let pages = pages(&app);
    let mut routes = pages
        .clone()
        .route("/api/{*function}", post(functions::call).with_state((app.clone(), pages)))
        .route(DOWNLOAD, get(export::go_on).post(export::download).with_state(app.clone()));
    for door in DOORS {
        routes = mount(routes, &app, door);
    }
    edge::wrap(routes, app)
}

/// Puts one door of the matrix into the wall. A line without an arm here leads nowhere, and fails the sweep of doors.
fn mount(routes: Router, app: &App, door: &Door) -> Router {
    let (path, site) = (door.path, &app.edge.site_dir);
    match path {
        "/healthz" => routes.route(path, get(health::check).with_state(app.clone())),
        "/readyz" => routes.route(path, get(health::ready).with_state(app.clone())),
        "/metrics" => routes.route(path, get(health::metrics).with_state(app.clone())),
        "/webhooks/stripe" => routes.route(path, post(webhook::stripe).with_state(app.clone())),
        edge::csrf::REPORTS => routes.route(path, post(csp_report::note).with_state(app.clone())),
        "/pkg" => routes.nest_service(path, files(site.join("pkg"))),
        "/assets" => routes.nest_service(path, files(site.join("assets"))),
        _ => routes,
    }
}

/// The pages alone, without layers: also used to show a page again when its form was refused.
fn pages(app: &App) -> Router {
    let mut router = Router::new();
    for page in features::pages().filter(|page| features::find_rule(page.rule.endpoint).is_some()) {
        router = router.route(page.rule.endpoint, get(pages::show).with_state((app.clone(), page)));
    }
    router
}

/// Files that were compressed when the site was built.
fn files(folder: std::path::PathBuf) -> ServeDir {
    ServeDir::new(folder).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
}

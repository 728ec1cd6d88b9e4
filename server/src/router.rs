//! Every route of the process. Pages and functions without a row in the access matrix are not routed at all (T1).

use app::{access, routes::ROUTES};
use axum::Router;
use axum::routing::{get, post};
use tower_http::services::ServeDir;

use crate::edge;
use crate::state::App;
use crate::web::{csp_report, functions, health, pages, webhook};

/// The whole service, layers included.
pub fn router(app: App) -> Router {
    let site = &app.edge.site_dir;
    let pages = pages(&app);
    let routes = pages
        .clone()
        .route("/api/{*function}", post(functions::call).with_state((app.clone(), pages)))
        .route("/healthz", get(health::check).with_state(app.clone()))
        .route("/readyz", get(health::ready).with_state(app.clone()))
        .route("/metrics", get(health::metrics).with_state(app.clone()))
        .route("/webhooks/stripe", post(webhook::stripe).with_state(app.clone()))
        .route(edge::csrf::REPORTS, post(csp_report::note).with_state(app.clone()))
        .nest_service("/pkg", files(site.join("pkg")))
        .nest_service("/assets", files(site.join("assets")));
    edge::wrap(routes, app)
}

/// The pages alone, without layers: also used to show a page again when its form was refused.
fn pages(app: &App) -> Router {
    let mut router = Router::new();
    for route in ROUTES.iter().filter(|route| access::find_rule(route.pattern).is_some()) {
        router = router.route(route.pattern, get(pages::show).with_state((app.clone(), *route)));
    }
    router
}

/// Files that were compressed when the site was built.
fn files(folder: std::path::PathBuf) -> ServeDir {
    ServeDir::new(folder).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
}

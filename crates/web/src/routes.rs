//! Every address of the site.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    api, assets,
    backend::Site,
    error, guard,
    pages::{
        advisories, alerts, captures, communications, decisions, device, devices, feeds, home, knowledge,
        ledger, map, map_compare, plain, products, remote_lines, report, sboms, search, tasks,
        vulnerabilities,
    },
    pdf,
};

/// The whole site, ready to be served.
pub fn site(site: Site) -> Router {
    Router::new()
        .merge(seeing())
        .merge(guarding())
        .merge(keeping())
        .merge(knowing_products())
        .merge(knowing_weaknesses())
        .merge(knowing_communications())
        .nest("/api/v1", api::routes::routes())
        .route("/assets/{*path}", get(assets::serve))
        .layer(middleware::from_fn_with_state(site.clone(), guard::guard))
        .layer(middleware::from_fn(error::tell))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .with_state(site)
}

fn seeing() -> Router<Site> {
    Router::new()
        .route("/", get(home::show))
        .route("/devices", get(devices::show))
        .route("/devices.xlsx", get(devices::excel::download))
        .route("/devices/{id}", get(device::show))
        .route("/devices/{id}/label", get(device::label::show))
        .route("/devices/{id}/label.pdf", get(pdf::answer::label))
        .route("/devices/{id}/limit.xlsx", get(device::limit::xlsx))
        .route("/devices/{id}/limit.csv", get(device::limit::csv))
        .route("/devices/{id}/limit.txt", get(device::limit::text))
        .route("/devices/{id}/correct", post(device::change::correct))
        .route("/devices/{id}/undo", post(device::change::undo))
        .route("/map", get(map::show))
        .route("/map.svg", get(map::file))
        .route("/map.drawio", get(map::drawio))
        .route("/map.pdf", get(pdf::answer::map))
        .route("/map/compare", get(map_compare::show))
        .route("/search", get(search::search))
        .route("/menu", get(plain::menu))
}

fn guarding() -> Router<Site> {
    Router::new()
        .route("/alerts", get(alerts::list))
        .route("/alerts.xlsx", get(alerts::download))
        .route("/alerts/{id}", get(alerts::one::show).post(alerts::one::change))
        .route("/advisories", get(advisories::list).post(advisories::receive))
        .route("/advisories.xlsx", get(advisories::download))
        .route("/advisories/{id}", get(advisories::show))
        .route("/remote-lines", get(remote_lines::list))
        .route("/remote-lines.xlsx", get(remote_lines::excel))
        .route("/remote-lines/{id}", get(remote_lines::show).post(remote_lines::declare))
        .layer(DefaultBodyLimit::disable())
}

fn keeping() -> Router<Site> {
    Router::new()
        .route("/ledger", get(ledger::show))
        .route("/ledger.xlsx", get(ledger::excel::download))
        .route("/ledger/complete.xlsx", get(ledger::excel::complete))
        .route("/ledger/rows/decide", post(ledger::decide::decide))
        .route("/ledger/import", get(ledger::import::choose).post(ledger::import::receive))
        .route("/ledger/import/{id}", get(ledger::import::columns).post(ledger::import::confirm))
        .route("/captures", get(captures::show).post(captures::receive))
        .route("/captures.xlsx", get(captures::download))
        .route("/jobs/{id}", get(captures::job))
        .route("/jobs/{id}/cancel", post(captures::cancel))
        .route("/sensors", post(captures::add_sensor))
        .route("/sensors/remove", post(captures::remove_sensor))
        .route("/knowledge", get(knowledge::show).post(knowledge::teach))
        .route("/knowledge.csv", get(knowledge::download))
        .route("/knowledge/shared", post(knowledge::teach_shared))
        .route("/knowledge/forget", post(knowledge::forget))
        .route("/report", get(report::show))
        .route("/report.pdf", get(pdf::answer::report))
        .route("/settings", get(plain::settings))
        .route("/settings/theme", get(plain::theme))
        .route("/help", get(plain::help))
        // Uploads bound themselves as they arrive.
        .layer(DefaultBodyLimit::disable())
}

fn knowing_products() -> Router<Site> {
    Router::new()
        .route("/products", get(products::list))
        .route("/products.xlsx", get(products::download))
        .route("/products/new", get(products::form::new).post(products::form::add))
        .route("/products/{id}", get(products::one::show))
        .route("/products/{id}/change", get(products::form::change).post(products::form::save))
        .route("/products/{id}/retire", post(products::form::retire))
        .route("/products/{id}/links", post(products::links::say))
        .route("/products/{id}/versions/new", get(products::version::new).post(products::version::add))
        .route(
            "/products/{id}/versions/{version}",
            get(products::version::show).post(products::version::save),
        )
        .route("/products/{id}/versions/{version}/retire", post(products::version::retire))
        .route("/sboms", get(sboms::list).post(sboms::receive))
        .route("/sboms/compare", get(sboms::compare::show))
        .route("/sboms/make", get(sboms::make::choose).post(sboms::make::receive))
        .route("/sboms/template.xlsx", get(sboms::make::template))
        .route("/sboms/together/{file}", get(sboms::together::show))
        .route("/sboms/together/{file}/merge", post(sboms::together::merge))
        .route("/sboms/{id}", get(sboms::one::show))
        .route("/sboms/{id}/parts/{at}", get(sboms::component::show))
        .route("/sboms/{id}/file", get(sboms::filing::show).post(sboms::filing::confirm))
        .route("/sboms/{id}/detach", post(sboms::filing::detach))
        .route("/sboms/{id}/remove", post(sboms::remove))
        .route("/sboms/{id}/export", get(sboms::export::choose))
        .route("/sboms/{id}/export/{format}", get(sboms::export::download))
        .route("/sboms/{id}/original", get(sboms::export::original))
        // Uploads bound themselves as they arrive.
        .layer(DefaultBodyLimit::disable())
}

/// Most bytes of a form or table of communications.
const MOST_TOLD: usize = 17 << 20;

fn knowing_communications() -> Router<Site> {
    Router::new()
        .route("/communications", get(communications::list))
        .route("/communications.csv", get(communications::bring::download))
        .route("/communications/files", post(communications::bring::receive))
        .route("/communications/new", get(communications::form::new).post(communications::form::add))
        .route("/communications/{key}", get(communications::one::show))
        .route(
            "/communications/{key}/change",
            get(communications::form::change).post(communications::form::alter),
        )
        .route("/communications/{key}/withdraw", post(communications::one::withdraw))
        .layer(DefaultBodyLimit::max(MOST_TOLD))
}

fn knowing_weaknesses() -> Router<Site> {
    Router::new()
        .route("/vulnerabilities", get(vulnerabilities::list))
        .route("/vulnerabilities.xlsx", get(vulnerabilities::excel::download))
        .route("/vulnerabilities.pdf", get(pdf::answer::vulnerabilities))
        .route("/vulnerabilities/week.pdf", get(pdf::answer::week))
        .route("/vulnerabilities/{id}/sheet.pdf", get(pdf::answer::vulnerability))
        .route("/vulnerabilities/{id}", get(vulnerabilities::one::show))
        .route("/vulnerabilities/{id}/answer", post(vulnerabilities::effect::save))
        .route("/vulnerabilities/{id}/answer/undo", post(vulnerabilities::effect::undo))
        .route("/decisions", get(decisions::list).post(decisions::form::record))
        .route("/decisions.xlsx", get(decisions::download))
        .route("/decisions/new", get(decisions::form::new))
        .route("/decisions/declare", post(decisions::declare::record))
        .route("/decisions/files", post(decisions::files::receive))
        .route("/decisions/export", get(decisions::export::choose))
        .route("/decisions/export/{format}", get(decisions::export::download))
        .route("/decisions/{id}", get(decisions::one::show))
        .route("/decisions/{id}/withdraw", post(decisions::one::withdraw))
        .route("/decisions/{id}/again", post(decisions::one::again))
        .route("/tasks", get(tasks::list))
        .route("/tasks.xlsx", get(tasks::download))
        .route("/tasks/{id}", get(tasks::one::show).post(tasks::change::change))
        .route("/feeds", get(feeds::show).post(feeds::bring::receive))
        .route("/feeds/bundle", post(feeds::bring::load))
        .route("/feeds/bundle/drop", post(feeds::bring::leave))
        .route("/feeds/fetch", post(feeds::bring::fetch))
        .route("/feeds/provider/confirm", post(feeds::providers::confirm))
        .route("/feeds/provider/take-back", post(feeds::providers::take_back))
        .route("/feeds/schedule", post(feeds::schedule::switch))
        .route("/feeds/form.toml", get(feeds::form))
        // Uploads bound themselves as they arrive.
        .layer(DefaultBodyLimit::disable())
}

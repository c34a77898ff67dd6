//! Every address of the site.

use axum::{Router, middleware, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    assets,
    backend::Site,
    guard,
    pages::{device, devices, home},
};

/// The whole site, ready to be served.
pub fn site(site: Site) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/devices", get(devices::show))
        .route("/devices.xlsx", get(devices::excel::download))
        .route("/devices/{id}", get(device::show))
        .route("/devices/{id}/label", get(device::label::show))
        .route("/assets/{*path}", get(assets::serve))
        .layer(middleware::from_fn_with_state(site.clone(), guard::guard))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .with_state(site)
}

//! `/api/v1`: the same as the pages, for programs. Read only, except that sensors deliver here, decisions are recorded and taken back, and bills of materials taken in; described by OpenAPI.

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    advisories::Judgement,
    ids::{AlertId, DeviceId, RemoteLineId},
};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::{
    devices::{DeviceView, device_view},
    discover::{Discover, discover_with},
    findings::AlertView,
    ledger::{RowView, row_views},
    products::{ProductsView, SbomView, products_view},
    remote_lines::RemoteLineView,
    zones::{LinkView, ZoneView},
};
use crate::{
    backend::Site, error::WebError, pages::devices::select::Selection, parts::pager::Pages, visit::Visit,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kikimori",
        description = "What is connected, how it compares with the ledger, and what to do.",
        license(name = "Apache-2.0")
    ),
    paths(
        discover,
        devices,
        device,
        ledger,
        remote_lines,
        remote_line,
        alerts,
        alert,
        advisories,
        map,
        products,
        sboms,
        super::sboms::take_in,
        super::sboms::file,
        super::sboms::merge,
        super::vulnerabilities::list,
        super::vulnerabilities::one,
        super::vulnerabilities::feeds,
        super::decisions::list,
        super::decisions::one,
        super::decisions::record,
        super::decisions::withdraw,
        super::tasks::list,
        super::tasks::one
    )
)]
struct Description;

/// Bytes of a bill of materials that is taken in.
const MOST_OF_SBOM: usize = app::sbom_library::MAX_MEBIBYTES << 20;

/// Every address below `/api/v1`.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/discover", get(discover))
        .route("/devices", get(devices))
        .route("/devices/{id}", get(device))
        .route("/ledger", get(ledger))
        .route("/remote-lines", get(remote_lines))
        .route("/remote-lines/{id}", get(remote_line))
        .route("/alerts", get(alerts))
        .route("/alerts/{id}", get(alert))
        .route("/advisories", get(advisories))
        .route("/map", get(map))
        .route("/vulnerabilities", get(super::vulnerabilities::list))
        .route("/vulnerabilities/{id}", get(super::vulnerabilities::one))
        .route("/feeds", get(super::vulnerabilities::feeds))
        .route("/decisions", get(super::decisions::list).post(super::decisions::record))
        .route("/decisions/{id}", get(super::decisions::one))
        .route("/decisions/{id}/withdraw", post(super::decisions::withdraw))
        .route("/tasks", get(super::tasks::list))
        .route("/tasks/{id}", get(super::tasks::one))
        .route("/products", get(products))
        .route("/sboms", get(sboms).post(super::sboms::take_in).layer(DefaultBodyLimit::max(MOST_OF_SBOM)))
        .route("/sboms/merge", post(super::sboms::merge))
        .route("/sboms/{id}/file", post(super::sboms::file))
        .route("/sensor/batches", post(super::sensors::receive))
        .route("/openapi.json", get(description))
}

/// The description of this API.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut description = Description::openapi();
    description.info.version = env!("CARGO_PKG_VERSION").to_owned();
    description
}

async fn description() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi())
}

/// Everything, as `kikimori discover --format json` prints it.
#[utoipa::path(get, path = "/api/v1/discover", responses((status = 200, body = Discover)))]
async fn discover(visit: Visit) -> Response {
    let standings: Vec<_> = visit.view.entries.iter().map(|entry| entry.standing.clone()).collect();
    Json(discover_with(&visit.view.snapshot, &standings)).into_response()
}

/// A page of devices.
#[derive(Debug, Serialize, ToSchema)]
struct DevicePage {
    total: usize,
    /// From 1.
    page: usize,
    size: usize,
    devices: Vec<DeviceView>,
}

/// Devices with the filters, order and paging of the page.
#[utoipa::path(get, path = "/api/v1/devices", params(
    ("q" = Option<String>, Query, description = "Words that must all occur"),
    ("status" = Option<String>, Query, description = "danger, warn, check, unknown, ok"),
    ("ledger" = Option<String>, Query, description = "known, matched, conflict, ambiguous, missing"),
    ("group" = Option<String>, Query, description = "medical, office, network, plant, unknown"),
    ("zone" = Option<String>, Query), ("kind" = Option<String>, Query), ("maker" = Option<String>, Query),
    ("sort" = Option<String>, Query), ("dir" = Option<String>, Query, description = "down turns the order"),
    ("page" = Option<usize>, Query), ("size" = Option<usize>, Query, description = "25, 50, 100 or 200"),
), responses((status = 200, body = DevicePage)))]
async fn devices(visit: Visit) -> Json<DevicePage> {
    let found = Selection::from_query(&visit.query).run(&visit.view);
    let pages = Pages::from_query(&visit.query, found.len());
    let snapshot = &visit.view.snapshot;
    let lines = &snapshot.picture.remote_lines;
    let devices = found
        .iter()
        .skip(pages.skip())
        .take(pages.size)
        .filter_map(|entry| Some(device_view(visit.view.of(entry)?, &entry.standing, lines, &snapshot.kinds)))
        .collect();
    Json(DevicePage { total: pages.total, page: pages.page, size: pages.size, devices })
}

/// One device.
#[utoipa::path(get, path = "/api/v1/devices/{id}", params(("id" = String, Path)), responses((status = 200, body = DeviceView), (status = 404)))]
async fn device(Path(id): Path<String>, visit: Visit) -> Result<Json<DeviceView>, WebError> {
    let id = DeviceId::parse(&id).ok_or(WebError::NotFound("device"))?;
    let (device, entry) = visit.view.device(&id).ok_or(WebError::NotFound("device"))?;
    let snapshot = &visit.view.snapshot;
    Ok(Json(device_view(device, &entry.standing, &snapshot.picture.remote_lines, &snapshot.kinds)))
}

/// Every ledger row and how it compares.
#[utoipa::path(get, path = "/api/v1/ledger", responses((status = 200, body = Vec<RowView>)))]
async fn ledger(visit: Visit) -> Json<Vec<RowView>> {
    Json(row_views(&visit.view.snapshot))
}

/// Every remote maintenance line.
#[utoipa::path(get, path = "/api/v1/remote-lines", responses((status = 200, body = Vec<RemoteLineView>)))]
async fn remote_lines(visit: Visit) -> Json<Vec<RemoteLineView>> {
    Json(visit.view.snapshot.picture.remote_lines.iter().map(Into::into).collect())
}

/// One remote maintenance line.
#[utoipa::path(get, path = "/api/v1/remote-lines/{id}", params(("id" = String, Path)), responses((status = 200, body = RemoteLineView), (status = 404)))]
async fn remote_line(Path(id): Path<String>, visit: Visit) -> Result<Json<RemoteLineView>, WebError> {
    let id = RemoteLineId::parse(&id).ok_or(WebError::NotFound("line"))?;
    let line = visit.view.snapshot.picture.remote_lines.iter().find(|line| line.id == id);
    Ok(Json(line.ok_or(WebError::NotFound("line"))?.into()))
}

/// Every alert, closed ones too.
#[utoipa::path(get, path = "/api/v1/alerts", responses((status = 200, body = Vec<AlertView>)))]
async fn alerts(visit: Visit) -> Json<Vec<AlertView>> {
    Json(visit.view.snapshot.alerts.iter().map(Into::into).collect())
}

/// One alert.
#[utoipa::path(get, path = "/api/v1/alerts/{id}", params(("id" = String, Path)), responses((status = 200, body = AlertView), (status = 404)))]
async fn alert(Path(id): Path<String>, visit: Visit) -> Result<Json<AlertView>, WebError> {
    let id = AlertId::parse(&id).ok_or(WebError::NotFound("alert"))?;
    let alert = visit.view.snapshot.alerts.iter().find(|alert| alert.id == id);
    Ok(Json(alert.ok_or(WebError::NotFound("alert"))?.into()))
}

/// An advisory and whom it concerns.
#[derive(Debug, Serialize, ToSchema)]
struct AdvisoryView {
    id: String,
    title: String,
    publisher: String,
    current_release: String,
    subjects: Vec<SubjectView>,
}

/// A judgement about a device or a ledger row.
#[derive(Debug, Serialize, ToSchema)]
struct SubjectView {
    device: Option<String>,
    sheet: Option<String>,
    row: Option<u32>,
    /// `affected`, `cannot_tell`, `under_investigation`, `fixed` or `not_affected`.
    verdict: &'static str,
    why: String,
    cves: Vec<String>,
    score: Option<f32>,
    do_not_connect: bool,
}

/// Every advisory with its judgements.
#[utoipa::path(get, path = "/api/v1/advisories", responses((status = 200, body = Vec<AdvisoryView>)))]
async fn advisories(visit: Visit) -> Json<Vec<AdvisoryView>> {
    let snapshot = &visit.view.snapshot;
    let subject = |device: Option<String>, row: Option<(String, u32)>, judgement: &Judgement| SubjectView {
        device,
        sheet: row.as_ref().map(|(sheet, _)| sheet.clone()),
        row: row.map(|(_, row)| row),
        verdict: judgement.verdict.as_str(),
        why: judgement.why.clone(),
        cves: judgement.cves.clone(),
        score: judgement.score,
        do_not_connect: judgement.do_not_connect,
    };
    let view = |advisory: &domain::advisories::Advisory| AdvisoryView {
        id: advisory.id.clone(),
        title: advisory.title.clone(),
        publisher: advisory.publisher.clone(),
        current_release: advisory.current_release.clone(),
        subjects: snapshot
            .judgements
            .iter()
            .filter(|judged| judged.judgement.document == advisory.sha256)
            .map(|judged| {
                subject(
                    judged.device.as_ref().map(ToString::to_string),
                    judged.row.clone(),
                    &judged.judgement,
                )
            })
            .collect(),
    };
    Json(snapshot.advisories.iter().map(view).collect())
}

/// Zones, physical links and lines: what the map is drawn from.
#[derive(Debug, Serialize, ToSchema)]
struct MapView {
    zones: Vec<ZoneView>,
    links: Vec<LinkView>,
    remote_lines: Vec<RemoteLineView>,
}

/// What the map is drawn from.
#[utoipa::path(get, path = "/api/v1/map", responses((status = 200, body = MapView)))]
async fn map(visit: Visit) -> Json<MapView> {
    let picture = &visit.view.snapshot.picture;
    Json(MapView {
        zones: picture.zones.iter().map(Into::into).collect(),
        links: picture.links.iter().map(Into::into).collect(),
        remote_lines: picture.remote_lines.iter().map(Into::into).collect(),
    })
}

/// Products with versions, devices and bills of materials, as `kikimori product list --format json` prints them.
#[utoipa::path(get, path = "/api/v1/products", responses((status = 200, body = ProductsView)))]
async fn products(visit: Visit) -> Json<ProductsView> {
    let snapshot = &visit.view.snapshot;
    Json(products_view(&snapshot.products, &snapshot.links, snapshot.taken))
}

/// Kept bills of materials, newest first.
#[utoipa::path(get, path = "/api/v1/sboms", responses((status = 200, body = Vec<SbomView>)))]
async fn sboms(visit: Visit) -> Json<Vec<SbomView>> {
    Json(visit.view.snapshot.sboms.iter().map(Into::into).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_address_is_described() {
        let text = serde_json::to_value(super::openapi()).unwrap();
        let paths = text["paths"].as_object().unwrap();
        assert_eq!(paths.len(), 22);
        assert_eq!(text["info"]["title"], "Kikimori");
    }
}

//! What is known against what is here as JSON, in the words of `kikimori vuln`.

use app::exposures::{Concern, Next};
use axum::{Json, extract::Path};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{error::WebError, pages::vulnerabilities::select::Selection, parts::pager::Pages, visit::Visit};

/// A page of rows, and how far what is known can be trusted.
#[derive(Debug, Serialize, ToSchema)]
pub struct VulnerabilityPage {
    total: usize,
    /// From 1.
    page: usize,
    size: usize,
    /// Every source is there, whole and new enough. `false`: that nothing is listed does not mean that nothing is known.
    sound: bool,
    /// Every source with its newest record and age; `null` when no feed was read.
    #[schema(value_type = Option<Object>)]
    coverage: Value,
    vulnerabilities: Vec<VulnerabilityView>,
    /// Every version of a product and every other device: `state`, counts, and `reasons` why more is not known.
    #[schema(value_type = Vec<Object>)]
    standings: Value,
}

/// One vulnerability of one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct VulnerabilityView {
    /// `id`, `on` (`version` with `product` and `version`, or `device`), `part`, `vulnerability`, `verdict`, `certainty`, `severity`,
    /// `exploited`, `likelihood`, `title`, `title_ja`, `fixed_in`, `sentence_ja`, `sentence_en`, `devices`, `priority`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    concern: Concern,
    /// `ask_for_update`, `ask_for_mitigation`, `link_devices`, `find_version`, `ask_for_part_version`, `ask_whether` or `nothing`.
    #[schema(value_type = String)]
    next: Next,
}

/// A row with the chain of claims behind it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VulnerabilityDetail {
    #[serde(flatten)]
    row: VulnerabilityView,
    /// What every source says, step by step; `null` when no feed stands behind it.
    #[schema(value_type = Option<Object>)]
    finding: Value,
}

/// Every feed and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedsView {
    /// `feed`, `on`, `files`, `records`, `last_success`, `newest`, `age_days`, `failure`, `kept_out`, `bundle`.
    #[schema(value_type = Vec<Object>)]
    feeds: Value,
}

fn json(value: impl Serialize) -> Result<Value, WebError> {
    serde_json::to_value(value).map_err(|error| WebError::Failed(error.to_string()))
}

fn view(visit: &Visit, concern: &Concern) -> VulnerabilityView {
    let thing = visit.view.exposed.of(&concern.on);
    let next = concern.next(thing.and_then(|thing| thing.standing(&visit.view.snapshot)));
    VulnerabilityView { concern: concern.clone(), next }
}

/// Rows with the filters and paging of the page.
#[utoipa::path(get, path = "/api/v1/vulnerabilities", params(
    ("q" = Option<String>, Query, description = "Words that must all occur"),
    ("state" = Option<String>, Query, description = "affected, cannot_tell, unknown, nothing_known"),
    ("verdict" = Option<String>, Query, description = "affected, cannot_tell, under_investigation"),
    ("severity" = Option<String>, Query, description = "critical, high, medium, low, none, unknown"),
    ("exploited" = Option<String>, Query), ("here" = Option<String>, Query), ("fix" = Option<String>, Query, description = "yes or no"),
    ("device" = Option<String>, Query), ("cve" = Option<String>, Query),
    ("page" = Option<usize>, Query), ("size" = Option<usize>, Query, description = "25, 50, 100 or 200"),
), responses((status = 200, body = VulnerabilityPage)))]
pub async fn list(visit: Visit) -> Result<Json<VulnerabilityPage>, WebError> {
    let selection = Selection::from_query(&visit.query);
    let rows: Vec<_> = selection.rows(&visit.view).collect();
    let pages = Pages::from_query(&visit.query, rows.len());
    let exposures = &visit.view.snapshot.exposures;
    let shown = rows.iter().skip(pages.skip()).take(pages.size);
    Ok(Json(VulnerabilityPage {
        total: pages.total,
        page: pages.page,
        size: pages.size,
        sound: exposures.sound,
        coverage: json(&exposures.coverage)?,
        vulnerabilities: shown.map(|(_, concern)| view(&visit, concern)).collect(),
        standings: json(&exposures.standings)?,
    }))
}

/// One row.
#[utoipa::path(get, path = "/api/v1/vulnerabilities/{id}", params(("id" = String, Path)), responses((status = 200, body = VulnerabilityDetail), (status = 404)))]
pub async fn one(Path(id): Path<String>, visit: Visit) -> Result<Json<VulnerabilityDetail>, WebError> {
    let concern = visit.view.snapshot.exposures.concern(&id).ok_or(WebError::NotFound("vulnerability"))?;
    let finding = match visit.site.node() {
        Ok(node) => json(node.exposure(&visit.org, &id).await?.finding())?,
        Err(_) => Value::Null,
    };
    Ok(Json(VulnerabilityDetail { row: view(&visit, concern), finding }))
}

/// Every feed.
#[utoipa::path(get, path = "/api/v1/feeds", responses((status = 200, body = FeedsView)))]
pub async fn feeds(visit: Visit) -> Result<Json<FeedsView>, WebError> {
    let feeds = match visit.site.node() {
        Ok(node) => json(node.feeds_status().await?)?,
        Err(_) => Value::Array(Vec::new()),
    };
    Ok(Json(FeedsView { feeds }))
}

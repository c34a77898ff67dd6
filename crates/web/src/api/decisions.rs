//! Decisions about vulnerabilities as JSON: read, recorded, taken back.

use app::{
    clock::end_of_day,
    statements::{Deciding, Decision},
};
use axum::{Json, extract::Path, http::StatusCode};
use domain::{
    advisories::Verdict,
    civil::Civil,
    statements::{Ground, Justification, Product, Response, Role, Subject, Treatment},
    time::Timestamp,
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use utoipa::ToSchema;

use crate::{
    error::WebError,
    pages::decisions::{one::find, select::Selection},
    parts::pager::Pages,
    visit::Visit,
};

/// A page of decisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionPage {
    total: usize,
    /// From 1.
    page: usize,
    size: usize,
    decisions: Vec<DecisionView>,
}

/// A kept statement or declaration and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionView {
    /// `id`, `statement` or `declaration` as Kikimori's own VEX form has it, `recorded`, `standing` (`counts`, `superseded`, `undecided`, `ground_gone`,
    /// `expired`, `not_taken`, `not_here`, `withdrawn`), `days_left`, and `rows` (`row`, `counts`, `why_ja`, `why_en`).
    #[serde(flatten)]
    #[schema(value_type = Object)]
    decision: Decision,
}

/// A decision to record. `row` is a row of `/api/v1/vulnerabilities`; without it `vulnerability` and `product` say what it is about.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Recording {
    row: Option<String>,
    #[serde(default)]
    vulnerability: String,
    /// `vendor`, `name`, `version`, `range`, `purls`, `cpes` …
    #[schema(value_type = Option<Object>)]
    product: Option<Product>,
    /// A component inside it, in the same form.
    #[schema(value_type = Option<Object>)]
    component: Option<Product>,
    /// `affected`, `not_affected`, `fixed` or `under_investigation`.
    #[schema(value_type = String)]
    status: Verdict,
    #[schema(value_type = Option<String>)]
    justification: Option<Justification>,
    impact: Option<String>,
    action: Option<String>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    responses: Vec<Response>,
    /// `mitigated` or `risk_accepted`, with `affected` only.
    #[schema(value_type = Option<String>)]
    treatment: Option<Treatment>,
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    grounds: Vec<Ground>,
    /// RFC 3339, or a day: to its end in Japan.
    #[serde(default, deserialize_with = "until")]
    #[schema(value_type = Option<String>)]
    valid_until: Option<Timestamp>,
    /// Office or department.
    by: String,
    /// `hospital`, `maker`, `distributor`, `supporter` or `other`.
    #[serde(default = "hospital")]
    #[schema(value_type = String)]
    role: Role,
}

/// A moment, or the last second of a day as people here count days.
fn until<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let moment = end_of_day(&text).or_else(|| Civil::read(&text));
    moment
        .map(Some)
        .ok_or_else(|| D::Error::custom("no moment like 2027-03-31T12:00:00Z and no day like 2027-03-31"))
}

const fn hospital() -> Role {
    Role::Hospital
}

/// What was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recorded {
    id: String,
    /// Statements of makers that say it is affected: they go on counting.
    against: Vec<String>,
}

/// Why it is taken back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Withdrawing {
    by: String,
    reason: String,
}

/// Decisions with the filters and paging of the page.
#[utoipa::path(get, path = "/api/v1/decisions", params(
    ("q" = Option<String>, Query, description = "Words that must all occur"),
    ("standing" = Option<String>, Query, description = "counts, superseded, undecided, ground_gone, expired, not_taken, not_here, withdrawn"),
    ("ending" = Option<String>, Query, description = "yes: ends within 30 days"),
    ("look" = Option<String>, Query, description = "yes: ended, ends soon, or its ground has gone"),
    ("source" = Option<String>, Query, description = "ours or file"), ("status" = Option<String>, Query),
    ("sort" = Option<String>, Query, description = "said, until, about, standing"),
    ("page" = Option<usize>, Query), ("size" = Option<usize>, Query, description = "25, 50, 100 or 200"),
), responses((status = 200, body = DecisionPage)))]
pub async fn list(visit: Visit) -> Json<DecisionPage> {
    let found = Selection::from_query(&visit.query).run(visit.lang, &visit.view.snapshot.decisions);
    let pages = Pages::from_query(&visit.query, found.len());
    let shown = found.iter().skip(pages.skip()).take(pages.size);
    let decisions = shown.map(|decision| DecisionView { decision: (*decision).clone() }).collect();
    Json(DecisionPage { total: pages.total, page: pages.page, size: pages.size, decisions })
}

/// One decision.
#[utoipa::path(get, path = "/api/v1/decisions/{id}", params(("id" = String, Path)), responses((status = 200, body = DecisionView), (status = 404)))]
pub async fn one(Path(id): Path<String>, visit: Visit) -> Result<Json<DecisionView>, WebError> {
    Ok(Json(DecisionView { decision: find(&visit, &id)?.clone() }))
}

/// Records a decision.
#[utoipa::path(post, path = "/api/v1/decisions", request_body = Recording, responses((status = 201, body = Recorded), (status = 404), (status = 422)))]
pub async fn record(
    visit: Visit,
    Json(asked): Json<Recording>,
) -> Result<(StatusCode, Json<Recorded>), WebError> {
    let node = visit.site.node()?;
    let row = match &asked.row {
        Some(row) => {
            let concern = visit.view.snapshot.exposures.concern(row);
            Some(concern.ok_or(WebError::NotFound("vulnerability"))?)
        }
        None => None,
    };
    let subject = match row {
        Some(row) => node.exposure_subject(&visit.org, &row.id).await?,
        None => Subject { product: asked.product.unwrap_or_default(), component: asked.component },
    };
    let deciding = Deciding {
        vulnerability: row.map_or(asked.vulnerability, |row| row.found.vulnerability.clone()),
        subject,
        status: asked.status,
        justification: asked.justification,
        impact: asked.impact,
        action: asked.action,
        responses: asked.responses,
        treatment: asked.treatment,
        grounds: asked.grounds,
        valid_until: asked.valid_until,
        by: asked.by,
        role: asked.role,
    };
    let decided = node.decide(&visit.org, &deciding).await?;
    let against = decided.against.iter().map(|statement| statement.id.to_string()).collect();
    Ok((StatusCode::CREATED, Json(Recorded { id: decided.id.to_string(), against })))
}

/// Takes a decision back; it stays on record.
#[utoipa::path(post, path = "/api/v1/decisions/{id}/withdraw", params(("id" = String, Path)), request_body = Withdrawing, responses((status = 204), (status = 404), (status = 422)))]
pub async fn withdraw(
    Path(id): Path<String>,
    visit: Visit,
    Json(asked): Json<Withdrawing>,
) -> Result<StatusCode, WebError> {
    let decision = find(&visit, &id)?;
    visit.site.node()?.withdraw_statement(&visit.org, &decision.id, &asked.by, &asked.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

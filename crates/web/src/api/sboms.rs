//! Bills of materials taken in, filed and put together by programs, as on the page 部品表.

use app::{
    error::AppError,
    sbom_files::{InFile, TakenFile},
    sbom_library::{Choice, Filing, TakenIn},
    sbom_making::Product,
};
use axum::{Json, body::Bytes, extract::Path, http::StatusCode};
use domain::ids::{ProductId, SbomId, VersionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{error::WebError, visit::Visit};

/// A file with several documents in which one came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InFileView {
    /// SHA-256, lower-case hex.
    pub file: String,
    pub name: String,
    /// From 1.
    pub number: usize,
    pub of: usize,
}

impl From<&InFile> for InFileView {
    fn from(place: &InFile) -> Self {
        let InFile { file, name, number, of } = place.clone();
        Self { file, name, number, of }
    }
}

/// What came of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenView {
    /// SHA-256 of a file with several documents: `in_files` of `GET /api/v1/sboms` says which stood where.
    file: Option<String>,
    /// In the order of the file.
    documents: Vec<DocumentView>,
    /// Documents that cannot be read, and what in an archive is no bill of materials; each with the reason.
    left_out: Vec<String>,
}

/// A document that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    id: String,
    /// `false`: the same bytes were there already.
    new: bool,
}

impl From<&TakenIn> for DocumentView {
    fn from(taken: &TakenIn) -> Self {
        Self { id: taken.id.to_string(), new: taken.new }
    }
}

/// Takes a file in, with every document in it, also those of an archive (zip, tar): the body is the file as it is.
#[utoipa::path(post, path = "/api/v1/sboms", params(("file" = String, Query, description = "Name of the file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = TakenView), (status = 422)))]
pub async fn take_in(visit: Visit, body: Bytes) -> Result<(StatusCode, Json<TakenView>), WebError> {
    let name = visit.query.get("file").filter(|name| !name.is_empty()).unwrap_or("sbom").to_owned();
    let name = domain::facts::clean_value(&name);
    let node = visit.site.node()?;
    let taken = node.take_in_sbom_file(&visit.org, &name, body.to_vec(), visit.caller.name()).await?;
    let TakenFile { inside, file } = taken;
    let documents = inside.lists.iter().map(|(_, taken)| taken.into()).collect();
    let left_out = inside.left_out.iter().map(ToString::to_string).collect();
    Ok((StatusCode::CREATED, Json(TakenView { file, documents, left_out })))
}

/// Which version a document is of.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FilingView {
    /// Ids of `GET /api/v1/products`.
    product: String,
    version: String,
}

/// Attaches a kept document to a registered version.
#[utoipa::path(post, path = "/api/v1/sboms/{id}/file", params(("id" = String, Path)), request_body = FilingView,
    responses((status = 204), (status = 404)))]
pub async fn file(
    Path(id): Path<String>,
    visit: Visit,
    Json(asked): Json<FilingView>,
) -> Result<StatusCode, WebError> {
    let id = SbomId::parse(&id).ok_or(WebError::NotFound("sbom"))?;
    let product = ProductId::parse(&asked.product).ok_or(WebError::NotFound("product"))?;
    let version = VersionId::parse(&asked.version).ok_or(WebError::NotFound("version"))?;
    let filing = Filing { product: Choice::Known(product), version: Choice::Known(version) };
    visit.site.node()?.file_sbom(&visit.org, &id, &filing, visit.caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Kept documents, and the product that they are of together.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Merging {
    ids: Vec<String>,
    maker: Option<String>,
    name: String,
    version: Option<String>,
}

/// A list that was made of several.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergedView {
    id: String,
    new: bool,
    /// What of them it does not hold; they themselves stay as they came.
    lost: Vec<String>,
}

/// Puts kept documents together into a new one.
#[utoipa::path(post, path = "/api/v1/sboms/merge", request_body = Merging,
    responses((status = 201, body = MergedView), (status = 404), (status = 422)))]
pub async fn merge(
    visit: Visit,
    Json(asked): Json<Merging>,
) -> Result<(StatusCode, Json<MergedView>), WebError> {
    let ids: Option<Vec<SbomId>> = asked.ids.iter().map(|id| SbomId::parse(id)).collect();
    let ids = ids.filter(|ids| !ids.is_empty()).ok_or(WebError::NotFound("sbom"))?;
    let Merging { maker, name, version, .. } = &asked;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let product = Product::named(&text(maker), name, &text(version)).map_err(AppError::from)?;
    let merged = visit.site.node()?.merge_sboms(&visit.org, &ids, product, visit.caller.name()).await?;
    let DocumentView { id, new } = (&merged.taken).into();
    Ok((StatusCode::CREATED, Json(MergedView { id, new, lost: merged.lost })))
}

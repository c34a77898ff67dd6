//! Style sheets, icons and scripts, embedded in the binary and cached by content.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::hex;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// One asset. The entity tag is the content's hash, so a browser asks again and is told "unchanged".
pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Files::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = entity_tag(&file.metadata.sha256_hash());
    if headers.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".into()),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn entity_tag(hash: &[u8; 32]) -> String {
    let start: String = hex::lower(hash).chars().take(24).collect();
    format!("\"{start}\"")
}

/// The text of an asset for SVG files that must stand alone; empty when there is none.
#[must_use]
pub fn text(path: &str) -> String {
    Files::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unchanged_asset_is_not_sent_again() {
        let first = serve(Path("tokens.css".into()), HeaderMap::new()).await;
        assert_eq!(first.status(), StatusCode::OK);
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(serve(Path("tokens.css".into()), headers).await.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(
            serve(Path("../Cargo.toml".into()), HeaderMap::new()).await.status(),
            StatusCode::NOT_FOUND
        );
    }
}

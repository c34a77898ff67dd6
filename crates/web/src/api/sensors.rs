//! Batches of sensors come in: `POST /api/v1/sensor/batches`, bearer token, zstd-compressed JSON observations.
//!
//! 200 `{"kept":true,"new":…}` · 401 unknown token · 413 too long · 422 no batch · 503 try again. The token is checked before
//! a byte of the body is read.

use std::sync::Arc;

use app::{node::Node, watch::Taken};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::{backend::Site, error::WebError};

/// Longest body.
const LONGEST: usize = 64 << 20;
/// Batches unpacked at the same time, so that many sensors do not fill the memory.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

/// On the site of this machine.
pub async fn receive(State(site): State<Site>, request: Request) -> Result<Response, WebError> {
    Ok(take(site.node()?, request).await)
}

/// Only this, for a listener that other machines reach.
pub fn only_batches(node: Arc<Node>) -> Router {
    let handler = |State(node): State<Arc<Node>>, request: Request| async move { take(node, request).await };
    Router::new().route("/api/v1/sensor/batches", post(handler)).with_state(node)
}

async fn take(node: Arc<Node>, request: Request) -> Response {
    let Some(token) = bearer(request.headers()).map(str::to_owned) else {
        return answer(StatusCode::UNAUTHORIZED, "a sensor token is needed");
    };
    match node.sensor_by_token(&token).await {
        Ok(Some(_)) => {}
        Ok(None) => return answer(StatusCode::UNAUTHORIZED, "this token belongs to no sensor"),
        Err(error) => return try_again(&error),
    }
    let Ok(_turn) = AT_A_TIME.acquire().await else {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "stopping");
    };
    let Ok(packed) = axum::body::to_bytes(request.into_body(), LONGEST).await else {
        return answer(StatusCode::PAYLOAD_TOO_LARGE, "the batch is too long");
    };
    match node.take_in_packed(&token, packed.to_vec()).await {
        Ok(Taken::Kept { new }) => Json(json!({ "kept": true, "new": new })).into_response(),
        Ok(Taken::UnknownToken) => answer(StatusCode::UNAUTHORIZED, "this token belongs to no sensor"),
        Ok(Taken::Unreadable(why)) => answer(StatusCode::UNPROCESSABLE_ENTITY, &why),
        Err(error) => try_again(&error),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

fn answer(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "kept": false, "why": why }))).into_response()
}

/// The sensor keeps the batch and comes again.
fn try_again(error: &app::error::AppError) -> Response {
    tracing::error!(%error, "a sensor's batch could not be kept");
    answer(StatusCode::SERVICE_UNAVAILABLE, "it could not be kept now")
}

#[cfg(test)]
mod tests {
    use app::clock::Clock;
    use axum::body::Body;
    use domain::{ids::OrgId, time::Timestamp};
    use tower::ServiceExt;

    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    async fn site() -> (tempfile::TempDir, Router) {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("k.db").display());
        let organisation = store::organisations::Organisation {
            id: OrgId::from_tail("t"),
            name: "t".into(),
            fictional: true,
        };
        let node = Node::open(&database, Clock::Fixed(Timestamp(9)), &organisation).await.unwrap();
        node.add_sensor(&organisation.id, "core", "", TOKEN).await.unwrap();
        (folder, only_batches(Arc::new(node)))
    }

    async fn send(site: &Router, token: Option<&str>, body: Vec<u8>) -> (u16, String) {
        let mut request = Request::post("/api/v1/sensor/batches");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = site.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), 4096).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_batch_counts_once_and_strangers_are_refused() {
        let (_folder, site) = site().await;
        let json = br#"{"facts":[],"bindings":[],"flows":[],"summaries":[]}"#;
        let batch = zstd::encode_all(json.as_slice(), 3).unwrap();
        assert_eq!(send(&site, None, batch.clone()).await.0, 401);
        assert_eq!(send(&site, Some("wrong"), batch.clone()).await.0, 401);
        assert_eq!(send(&site, Some(TOKEN), b"no batch".to_vec()).await.0, 422);
        let kept = |new| (200, format!(r#"{{"kept":true,"new":{new}}}"#));
        assert_eq!(send(&site, Some(TOKEN), batch.clone()).await, kept(true));
        assert_eq!(send(&site, Some(TOKEN), batch).await, kept(false));
        assert_eq!(send(&site, Some(TOKEN), vec![0; LONGEST + 1]).await.0, 413);
    }
}

//! What can go wrong in a page, and which HTTP status it is. The only place that knows both.

use app::error::AppError;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, html};

use crate::locale::Lang;

/// A request that could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error("there is no {0} here")]
    NotFound(&'static str),
    #[error("the request names a host that is not ours: {0}")]
    ForeignHost(String),
    #[error("the form was sent from another site, or it is too old")]
    ForeignForm,
    #[error("cannot be done: {0}")]
    Refused(String),
    #[error("could not be done: {0}")]
    Failed(String),
}

impl WebError {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::ForeignHost(_) => StatusCode::MISDIRECTED_REQUEST,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn key(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "error-not-found",
            Self::ForeignHost(_) => "error-host",
            Self::ForeignForm => "error-form",
            Self::Refused(_) => "error-refused",
            Self::Failed(_) => "error-failed",
        }
    }
}

impl From<AppError> for WebError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound { what, .. } => Self::NotFound(what),
            AppError::Refused(why) => Self::Refused(why),
            AppError::Ledger(_) | AppError::Unreadable { .. } => Self::Refused(error.to_string()),
            AppError::File { .. } | AppError::Store(_) | AppError::Interrupted { .. } => {
                Self::Failed(error.to_string())
            }
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        if matches!(self, Self::Failed(_)) {
            tracing::error!(error = %self, "page failed");
        }
        let detail = match &self {
            Self::Refused(why) => Some(why.clone()),
            _ => None,
        };
        let page = html! {
            (DOCTYPE)
            html lang="ja" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (Lang::Ja.t(self.key())) }
                    link rel="stylesheet" href="/assets/tokens.css";
                    link rel="stylesheet" href="/assets/base.css";
                    link rel="stylesheet" href="/assets/pages.css";
                }
                body { main.error {
                    h1 { (Lang::Ja.t(self.key())) }
                    p lang="en" { (Lang::En.t(self.key())) }
                    @if let Some(detail) = detail { p { (detail) } }
                    p { a.button data-kind="primary" href="/" { (Lang::Ja.t("error-home")) } }
                } }
            }
        };
        (self.status(), page).into_response()
    }
}

//! Forms persons send: fields with bounds, the token, and where to go back to.

use axum::response::Redirect;
use serde::Deserialize;

/// The fields every form carries.
#[derive(Debug, Default, Deserialize)]
pub struct Common {
    #[serde(default)]
    pub token: String,
    #[serde(default)]
    pub back: String,
}

/// Back to a page of ours; anything else goes home. `see other`, so that reloading does not send again.
pub fn back(to: &str, otherwise: &str) -> Redirect {
    Redirect::to(if is_ours(to) { to } else { otherwise })
}

/// Whether an address is a page of this site.
#[must_use]
pub fn is_ours(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use axum::{http::header, response::IntoResponse};

    use super::*;

    #[test]
    fn nobody_is_sent_away_from_the_site() {
        let to = |text: &str| {
            back(text, "/home").into_response().headers()[header::LOCATION].to_str().unwrap().to_owned()
        };
        assert_eq!(to("/devices/dev_1"), "/devices/dev_1");
        for text in ["//evil.example", "https://evil.example", "", "/\\evil.example", "javascript:alert(1)"] {
            assert_eq!(to(text), "/home", "{text}");
        }
    }
}

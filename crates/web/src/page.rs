//! A page: what goes into the frame, and the answer it becomes.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, PreEscaped};

use crate::{guard, layout, visit::Visit};

/// Where a page stands in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    Home,
    Devices,
    Map,
    Alerts,
    Advisories,
    Vulnerabilities,
    Decisions,
    Tasks,
    Lines,
    Ledger,
    Products,
    Sboms,
    Captures,
    Knowledge,
    Report,
    Settings,
    Help,
    Menu,
}

/// A page before it is framed.
pub struct Page {
    pub title: String,
    pub nav: Nav,
    pub body: Markup,
    /// Text of the page's one style block: custom properties for proportions. Allowed by its hash.
    pub style: Option<String>,
    /// Without navigation: labels and other things that are only printed.
    pub bare: bool,
}

impl Page {
    /// A page with title, place and content.
    #[must_use]
    pub fn new(nav: Nav, title: impl Into<String>, body: Markup) -> Self {
        Self { title: title.into(), nav, body, style: None, bare: false }
    }

    /// With a style block. It must not contain anything a person or a packet wrote.
    #[must_use]
    pub fn with_style(mut self, style: String) -> Self {
        self.style = Some(style);
        self
    }

    /// Without navigation.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// The framed page as an answer.
    #[must_use]
    pub fn answer(self, visit: &Visit) -> Response {
        let policy = self.style.as_deref().map(guard::policy_for_style);
        let markup = layout::frame(visit, &self);
        let mut response = markup.into_response();
        let headers = response.headers_mut();
        if let Some(policy) = policy.and_then(|policy| HeaderValue::try_from(policy).ok()) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if visit.query.get("lang").is_some() {
            let cookie = format!("lang={}; Path=/; Max-Age=31536000; SameSite=Strict", visit.lang.code());
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                headers.append(header::SET_COOKIE, cookie);
            }
        }
        response
    }
}

/// The style block, when a page has one.
#[must_use]
pub fn style_block(style: Option<&str>) -> Markup {
    PreEscaped(style.map(|style| format!("<style>{style}</style>")).unwrap_or_default())
}

//! One request of one person: who, for which organisation, in which language, over which picture.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderMap, Uri, header, request::Parts},
};
use domain::ids::OrgId;

use crate::{backend::Site, error::WebError, locale::Lang, query::Query, view::View};

/// Who asks. Until accounts come there is only the person at this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Somebody at the loopback port.
    LocalOperator,
}

impl Caller {
    /// The name kept in decisions and corrections: a role, not a person.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::LocalOperator => "local operator",
        }
    }
}

/// Everything a handler needs.
pub struct Visit {
    pub caller: Caller,
    pub org: OrgId,
    pub lang: Lang,
    /// `light` or `dark` when the person chose; else the system decides.
    pub theme: Option<&'static str>,
    pub path: String,
    pub query: Query,
    pub site: Site,
    pub view: Arc<View>,
}

impl Visit {
    /// The token for forms on this page.
    #[must_use]
    pub fn token(&self) -> String {
        self.site.form_token(&self.org)
    }

    /// Refuses a form whose token is not ours.
    ///
    /// # Errors
    /// [`WebError::ForeignForm`].
    pub fn check_token(&self, token: &str) -> Result<(), WebError> {
        if token == self.token() { Ok(()) } else { Err(WebError::ForeignForm) }
    }
}

impl FromRequestParts<Site> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &Site) -> Result<Self, Infallible> {
        Ok(Self::LocalOperator)
    }
}

impl FromRequestParts<Site> for Visit {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, WebError> {
        let State(site) = State::<Site>::from_request_parts(parts, site)
            .await
            .map_err(|never| WebError::Failed(never.to_string()))?;
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let org = site.org().clone();
        let view = site.view(&org).await?;
        Ok(Self {
            caller: Caller::LocalOperator,
            lang: language(&query, &parts.headers),
            theme: theme(&parts.headers),
            path: path(&parts.uri),
            query,
            org,
            site,
            view,
        })
    }
}

fn path(uri: &Uri) -> String {
    uri.path().to_owned()
}

/// The address says it, else the cookie, else Japanese.
pub(crate) fn language(query: &Query, headers: &HeaderMap) -> Lang {
    query
        .get("lang")
        .and_then(Lang::parse)
        .or_else(|| cookie(headers, "lang").and_then(Lang::parse))
        .unwrap_or_default()
}

pub(crate) fn theme(headers: &HeaderMap) -> Option<&'static str> {
    match cookie(headers, "theme")? {
        "light" => Some("light"),
        "dark" => Some("dark"),
        _ => None,
    }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

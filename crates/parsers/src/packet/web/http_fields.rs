//! What is kept of the heads of HTTP messages (RFC 9110): who asks with what, who answers with what.
//!
//! Targets, queries, cookies and the values of Authorization are not kept.

use super::{
    base64,
    gather::text,
    http_head::{HttpHead, is_method},
};
use crate::packet::{
    names::{
        NamesMessage,
        ntlm::{self, NtlmMessage},
    },
    protocol::{Emit, Side},
};

/// Head of a request, without its target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpRequest {
    /// One of the methods in use.
    pub method: String,
    pub host: Option<String>,
    pub user_agent: Option<String>,
    /// First path segment when it is one of [`KNOWN_PATHS`].
    pub known_path: Option<&'static str>,
    /// Lower-case scheme of the Authorization field: `basic`, `digest`, `ntlm`, `negotiate`, `bearer`. Never its value.
    pub authorization: Option<&'static str>,
    /// The other side of a tunnel through a proxy (`CONNECT host:port`).
    pub tunnel_to: Option<String>,
}

/// Head of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    pub status: u16,
    pub server: Option<String>,
    pub powered_by: Option<String>,
    /// Lower-case schemes of WWW-Authenticate.
    pub schemes: Vec<&'static str>,
    /// Realm of WWW-Authenticate: devices put their model there.
    pub realm: Option<String>,
    pub content_type: Option<String>,
}

/// Paths that say what kind of service is asked, without saying about whom.
pub const KNOWN_PATHS: &[&str] = &[
    "/ipp",
    "/onvif",
    "/fhir",
    "/dicom-web",
    "/dicomweb",
    "/wado",
    "/wado-rs",
    "/orthanc",
    "/dcm4chee-arc",
    "/isapi",
    "/cgi-bin",
    "/axis-cgi",
    "/sdk",
    "/wsman",
    "/remote",
    "/+cscoe+",
    "/cscosslc",
    "/global-protect",
    "/ssl-vpn",
    "/dana-na",
    "/sslvpn",
    "/guacamole",
    "/webaccess",
    "/hnap1",
    "/upnp",
    "/rpc",
    "/autodiscover",
    "/sra_{ba195980-cd49-458b-9e23-c84ee0adcd75}",
];

const SCHEMES: &[&str] = &["basic", "digest", "ntlm", "negotiate", "bearer"];
/// Names of the machines in NTLM or Negotiate fields ([MS-NTHT] §2.1, RFC 4559 §4); the account in them is never read.
pub(super) fn ntlm_of(side: Side, head: &HttpHead<'_>, field: &str, out: &mut dyn Emit) {
    let token = |value: &[u8]| {
        let space = value.iter().position(|byte| *byte == b' ')?;
        matches!(scheme(value)?, "ntlm" | "negotiate").then_some(())?;
        ntlm::find_in(&base64::decode(value.get(space + 1..)?.trim_ascii_start())?)
    };
    let found = head.all(field).take(8).find_map(token);
    if let Some(message) = found.filter(NtlmMessage::says_something) {
        out.emit(side, NamesMessage::Ntlm(Box::new(message)).into());
    }
}

/// The page a device shows first: root, index, login and the like, asked for without a query.
pub(super) fn is_front_page(target: &str) -> bool {
    const PAGES: &[&str] =
        &["", "index", "home", "default", "login", "logon", "main", "top", "welcome", "start"];
    if target.contains('?') || target.len() > 40 {
        return false;
    }
    let page = target.trim_start_matches('/').to_ascii_lowercase();
    let page = page.split('.').next().unwrap_or_default();
    PAGES.contains(&page)
}

/// What is kept of a request's head; also of one that HTTP/2 packed.
pub(super) fn request(method: &str, target: &str, head: &HttpHead<'_>) -> HttpRequest {
    let path = head.path().unwrap_or_default().to_ascii_lowercase();
    let first = path.get(1..).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let tunnel = method == "CONNECT" && !target.contains(['/', '@']) && target.len() < 256;
    HttpRequest {
        method: if is_method(method.as_bytes()) { method.to_owned() } else { String::new() },
        host: head.text("host").filter(|host| !host.contains(['@', ' '])),
        user_agent: head.text("user-agent"),
        known_path: KNOWN_PATHS.iter().find(|known| known.strip_prefix('/') == Some(first)).copied(),
        authorization: head.field("authorization").and_then(scheme),
        tunnel_to: tunnel.then(|| text(target.as_bytes(), 255)),
    }
}

/// What is kept of a response's head.
pub(super) fn response(status: u16, head: &HttpHead<'_>) -> HttpResponse {
    HttpResponse {
        status,
        server: head.text("server"),
        powered_by: head.text("x-powered-by"),
        schemes: head.all("www-authenticate").filter_map(scheme).take(8).collect(),
        realm: head.all("www-authenticate").find_map(realm),
        content_type: head
            .text("content-type")
            .map(|kind| kind.split(';').next().unwrap_or_default().to_owned()),
    }
}

fn scheme(value: &[u8]) -> Option<&'static str> {
    SCHEMES.iter().find(|scheme| super::gather::starts_with_ci(value, scheme.as_bytes())).copied()
}

/// The realm parameter (RFC 9110 §11.5), quoted or not.
#[must_use]
pub fn realm(value: &[u8]) -> Option<String> {
    let at = super::gather::find_ci(value, b"realm=")?;
    let rest = value.get(at + 6..)?;
    let quoted = rest.strip_prefix(b"\"");
    let end = if quoted.is_some() { b'"' } else { b',' };
    let realm = quoted.unwrap_or(rest).split(|byte| *byte == end).next()?;
    Some(text(realm, 128)).filter(|realm| !realm.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_front_page;

    #[test]
    fn front_pages() {
        for target in ["/", "/index.html", "/login.cgi", "/Home.asp"] {
            assert!(is_front_page(target), "{target}");
        }
        for target in ["/?id=1", "/patients/1", "/index.html?x", "/studies.html"] {
            assert!(!is_front_page(target), "{target}");
        }
    }
}

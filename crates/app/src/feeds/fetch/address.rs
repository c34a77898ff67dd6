//! Addresses: which are allowed, where a redirect leads, and how names are written into them.

use std::net::{IpAddr, Ipv4Addr};

use ureq::http::Uri;

use super::super::trouble::Trouble;

/// HTTPS anywhere, plain HTTP to this machine only, and nobody's name or password inside.
pub(super) fn allowed(url: &str) -> Result<Uri, Trouble> {
    let refuse = || Trouble::NotAllowed { url: shown(url) };
    let uri: Uri = url.parse().map_err(|_| refuse())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(refuse()) };
    if authority.as_str().contains('@') {
        return Err(refuse());
    }
    match scheme {
        "https" => Ok(uri),
        "http" if is_own(authority.host()) => Ok(uri),
        _ => Err(refuse()),
    }
}

/// This machine.
pub(super) fn is_own(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Where an answer sends us: never from https to http.
pub(super) fn follow(from: &Uri, location: &str) -> Result<String, Trouble> {
    let to = join(&from.to_string(), location);
    let uri = allowed(&to)?;
    let is_inside = |uri: &Uri| uri.host().is_some_and(is_inside);
    if from.scheme_str() == Some("https") && uri.scheme_str() != Some("https")
        || is_inside(&uri) && !is_inside(from)
    {
        return Err(Trouble::NotAllowed { url: shown(&to) });
    }
    Ok(to)
}

/// Where a reference of a file leads that came from `base`: nobody outside sends us to machines of this house.
pub(in crate::feeds) fn reference(base: &str, reference: &str) -> Result<String, Trouble> {
    follow(&allowed(base)?, reference)
}

/// A machine of this house, as far as the address itself tells: this one, and addresses that are not routed on the internet (RFC 1918, 3927,
/// 4193, 4291, 6598). Numbers in other spellings count too: whoever looks them up reads `2130706433` and `127.1` as addresses.
fn is_inside(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    let four = |ip: Ipv4Addr| {
        let [a, b, ..] = ip.octets();
        let shared = a == 100 && (64..128).contains(&b);
        ip.is_private()
            || ip.is_loopback()
            || ip.is_link_local()
            || ip.is_unspecified()
            || ip.is_broadcast()
            || shared
    };
    match bare.parse() {
        Ok(IpAddr::V4(ip)) => four(ip),
        Ok(IpAddr::V6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => four(ip),
            None => {
                ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
            }
        },
        Err(_) => {
            let last = bare.rsplit('.').next().unwrap_or_default();
            let is_number = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
            last == "localhost" || is_number
        }
    }
}

/// Resolves a reference against an address (RFC 3986 section 5, without `..`).
fn join(base: &str, reference: &str) -> String {
    let reference = reference.trim();
    if reference.contains("://") {
        return reference.to_owned();
    }
    let start = base.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = base.split_at(start);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    if let Some(other) = reference.strip_prefix("//") {
        return format!("{scheme}{other}");
    }
    let host = rest.split('/').next().unwrap_or_default();
    if reference.starts_with('/') {
        return format!("{scheme}{host}{reference}");
    }
    let folder = rest.rfind('/').map_or(host, |at| rest.get(..at).unwrap_or(host));
    format!("{scheme}{folder}/{reference}")
}

/// The last part of an address, without what is asked.
pub(in crate::feeds) fn name_of(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// Words as a part of an address.
pub(in crate::feeds) fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.as_bytes()
        .iter()
        .map(|byte| if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Addresses as messages show them: what is asked may be long, and names and passwords are nobody's business.
pub(super) fn shown(url: &str) -> String {
    let plain = url.split('?').next().unwrap_or_default();
    match (plain.find("://"), plain.find('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!(
                "{}{}",
                plain.get(..scheme + 3).unwrap_or_default(),
                plain.get(at + 1..).unwrap_or_default()
            )
        }
        _ => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for good in ["https://a.example/x?y", "http://127.0.0.1:80/", "http://localhost/a", "http://[::1]:8/"]
        {
            assert!(allowed(good).is_ok(), "{good}");
        }
        for bad in [
            "http://a.example/",
            "http://127.0.0.1.example/",
            "ftp://localhost/",
            "https://user:word@a.example/",
            "file:///etc/passwd",
            "/x",
            "",
        ] {
            assert!(allowed(bad).is_err(), "{bad}");
        }
        let trouble = allowed("http://user:word@a.example/x?token=1").unwrap_err().to_string();
        assert!(!trouble.contains("word") && !trouble.contains("token"), "{trouble}");
    }

    #[test]
    fn redirects_never_lose_the_lock() {
        let from = |url: &str| url.parse::<Uri>().unwrap();
        let https = from("https://a.example/d/e?f");
        assert_eq!(follow(&https, "g.json").unwrap(), "https://a.example/d/g.json");
        assert_eq!(follow(&https, "/g").unwrap(), "https://a.example/g");
        assert_eq!(follow(&https, "//b.example/g").unwrap(), "https://b.example/g");
        assert_eq!(follow(&https, "https://b.example/g").unwrap(), "https://b.example/g");
        for bad in ["http://a.example/g", "http://127.0.0.1/g", "javascript://x", "file:///g"] {
            assert!(follow(&https, bad).is_err(), "{bad}");
        }
        assert!(follow(&from("http://127.0.0.1/a"), "https://a.example/").is_ok());
        assert_eq!(follow(&from("http://127.0.0.1:8"), "b").unwrap(), "http://127.0.0.1:8/b");
    }

    #[test]
    fn nobody_outside_leads_into_the_house() {
        let outside = "https://a.example/provider-metadata.json";
        for bad in [
            "http://127.0.0.1:8080/x",
            "https://127.0.0.1/x",
            "https://10.1.2.3/x",
            "https://172.16.0.1/",
            "https://192.168.1.1/x",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://localhost/",
            "https://printer.localhost/",
            "https://2130706433/",
            "https://127.1/",
            "https://0x7f.0.0.0x1/",
            "//192.168.1.1/x",
            "http://b.example/x",
        ] {
            assert!(matches!(reference(outside, bad), Err(Trouble::NotAllowed { .. })), "{bad}");
        }
        for good in ["x.json", "https://b.example/x", "https://8.8.8.8/x", "https://10.example/x"] {
            assert!(reference(outside, good).is_ok(), "{good}");
        }
        // A mirror of the house may stand wherever it likes.
        assert!(reference("https://10.1.2.3/provider-metadata.json", "https://192.168.1.1/x").is_ok());
        assert!(reference("http://127.0.0.1/a", "http://127.0.0.1:9/x").is_ok());
    }

    #[test]
    fn words_in_addresses() {
        assert_eq!(escaped("Red Hat:9/x"), "Red%20Hat%3A9%2Fx");
        assert_eq!(name_of("https://a.example/b/c.json?d=/e"), "c.json");
    }
}
